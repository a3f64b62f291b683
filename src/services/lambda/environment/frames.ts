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
/** The longest character in UTF-8: where as much is left behind a text, it was not cut off. */
const longestCharacter = 4;

/** Pieces of a text are written one after the other. */
export type Body = string | Uint8Array | readonly string[];

/** In `into` if it fits, where it stays until the next is made. */
export function encodeFrame(
  header: RegionHeader | EnvironmentHeader,
  body: Body = "",
  into?: Buffer,
): Buffer {
  const head = JSON.stringify(header);
  if (into !== undefined) {
    const end = writeFrame(into, head, body);
    if (end !== undefined) return into.subarray(0, end);
  }
  const frame = Buffer.allocUnsafe(prefixBytes + Buffer.byteLength(head) + bytesOf(body) + longestCharacter);
  return frame.subarray(0, writeFrame(frame, head, body));
}

/** Where it ends; undefined if it does not fit. Measuring a text would take longer than writing it does. */
function writeFrame(frame: Buffer, head: string, body: Body): number | undefined {
  if (prefixBytes + head.length + lengthOf(body) + longestCharacter > frame.length) return undefined;
  const bodyAt = prefixBytes + frame.write(head, prefixBytes);
  const end = writeBody(frame, body, bodyAt);
  if (end + longestCharacter > frame.length) return undefined;
  frame.writeUInt32LE(end - lengthBytes, 0);
  frame.writeUInt32LE(bodyAt - prefixBytes, lengthBytes);
  return end;
}

function writeBody(frame: Buffer, body: Body, at: number): number {
  if (typeof body === "string") return at + (body === "" ? 0 : frame.write(body, at));
  if (body instanceof Uint8Array) {
    if (at + body.length <= frame.length) frame.set(body, at);
    return at + body.length;
  }
  let end = at;
  for (const piece of body) end += frame.write(piece, end);
  return end;
}

/** Of bytes no fewer. */
function lengthOf(body: Body): number {
  if (typeof body === "string" || body instanceof Uint8Array) return body.length;
  return body.reduce((sum, piece) => sum + piece.length, 0);
}

function bytesOf(body: Body): number {
  if (typeof body === "string") return Buffer.byteLength(body);
  if (body instanceof Uint8Array) return body.length;
  return body.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
}
