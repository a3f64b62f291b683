// What crosses between the region and an environment that speaks our own words: frames on a socket pair, one each way an invocation.
// A frame is the length of what follows, a header in JSON with its length, and a body of bytes, so that a payload is encoded once and
// never escaped.
//
//   u32 length of the rest   u32 length of the header   header   body      (all numbers little endian)

/** To the environment: one invocation. The body is the payload. */
export interface InvokeHeader {
  readonly type: "invoke";
  readonly requestId: string;
  /** What is left of the function's timeout; the environment turns it into a deadline on its own clock. */
  readonly remainingMs: number;
  readonly functionArn: string;
  readonly traceHeader: string;
  /** JSON text. */
  readonly clientContext?: string;
  readonly identity?: { readonly cognitoIdentityId: string; readonly cognitoIdentityPoolId: string };
}

/** From the environment: the handler is loaded. */
export interface ReadyHeader {
  readonly type: "ready";
}

/** The module could not be loaded, so the environment never becomes ready. The body is the error. */
export interface InitErrorHeader {
  readonly type: "initError";
  readonly errorType: string;
}

/** A streamed response begins, with its content type. */
export interface StreamHeader {
  readonly type: "stream";
  readonly contentType: string;
}

/** The next piece of a streamed response. The body is the piece. */
export interface ChunkHeader {
  readonly type: "chunk";
}

/** The invocation has ended. The body is the response or the error; empty for a response that was streamed. */
export interface EndHeader {
  readonly type: "end";
  readonly failed: boolean;
  /** After an uncaught exception: the environment is going to exit. */
  readonly fatal: boolean;
  readonly durationMs: number;
  /** The most of the process that was ever resident. */
  readonly rssBytes: number;
  /** How many bytes it has written to its log since it started, so that the region reads them before it calls the invocation done. */
  readonly logged: number;
}

/** To the environment, which is to end: it waits for a signal, so that a handler which listens for one can take its leave. */
export interface LeaveHeader {
  readonly type: "leave";
}

export type RegionHeader = InvokeHeader | LeaveHeader;
export type EnvironmentHeader = ReadyHeader | InitErrorHeader | StreamHeader | ChunkHeader | EndHeader;

export const lengthBytes = 4;
export const prefixBytes = 2 * lengthBytes;
/** Of UTF-8 for a UTF-16 unit. */
const mostBytesOfUnit = 3;

/** In `into` if it fits, where it stays until the next is made. */
export function encodeFrame(
  header: RegionHeader | EnvironmentHeader,
  body: string | Uint8Array = "",
  into?: Buffer,
): Buffer {
  const head = JSON.stringify(header);
  const frame = roomFor(head, body, into);
  const bodyAt = prefixBytes + frame.write(head, prefixBytes);
  const end = bodyAt + writeBody(frame, body, bodyAt);
  frame.writeUInt32LE(end - lengthBytes, 0);
  frame.writeUInt32LE(bodyAt - prefixBytes, lengthBytes);
  return frame.length === end ? frame : frame.subarray(0, end);
}

function writeBody(frame: Buffer, body: string | Uint8Array, at: number): number {
  if (typeof body === "string") return body === "" ? 0 : frame.write(body, at);
  frame.set(body, at);
  return body.length;
}

/** Text is measured only where it might not fit. */
function roomFor(head: string, body: string | Uint8Array, into: Buffer | undefined): Buffer {
  const isText = typeof body === "string";
  const units = head.length + (isText ? body.length : 0);
  const most = prefixBytes + units * mostBytesOfUnit + (isText ? 0 : body.length);
  if (into !== undefined && most <= into.length) return into;
  const bytes = prefixBytes + Buffer.byteLength(head) + (isText ? Buffer.byteLength(body) : body.length);
  return into !== undefined && bytes <= into.length ? into : Buffer.allocUnsafe(bytes);
}
