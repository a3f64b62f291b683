// The headers of frames. Most are JSON, which begins with a brace. The two that every invocation needs are written by hand, after a letter:
// to make and read JSON for them, twice, took a tenth of an empty invocation.
//
//   i   in UTF-8, a line each: request id, milliseconds left, function ARN, further members as JSON or nothing, trace header
//   e   u8 flags (1 failed, 2 fatal)   u32 invocation   f64 durationMs   f64 rssBytes   f64 logged      (little endian)

/** To the environment: one invocation. The body is the payload. */
export interface InvokeHeader {
  readonly type: "invoke";
  readonly requestId: string;
  /** What is left of the function's timeout; the environment turns it into a deadline on its own clock. */
  readonly remainingMs: number;
  readonly functionArn: string;
  readonly traceHeader: string;
  /** JSON text. */
  readonly clientContext?: string | undefined;
  readonly identity?:
    | { readonly cognitoIdentityId: string; readonly cognitoIdentityPoolId: string }
    | undefined;
  /** Of a function that keeps its tenants apart. */
  readonly tenantId?: string | undefined;
  /** The body is not the payload, but what it is made of: see rows.ts. */
  readonly isRows?: true | undefined;
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
  /** Which of those that the process was given ends, counted from 1: what is left of another one ends none. */
  readonly invocation: number;
  readonly durationMs: number;
  /** The most of the process that was ever resident. */
  readonly rssBytes: number;
  /** How many bytes it has written to its log since it started, so that the region reads them before it calls the invocation done. */
  readonly logged: number;
}

/** The process is about to end, and nothing is asked of it, as far as it knows. */
export interface LeftHeader {
  readonly type: "left";
  /** How many invocations it was given, all of which it has answered: one more was never taken. */
  readonly given: number;
}

/** To the environment, which is to end: it waits for a signal, so that a handler which listens for one can take its leave. */
export interface LeaveHeader {
  readonly type: "leave";
}

export type RegionHeader = InvokeHeader | LeaveHeader;
export type EnvironmentHeader =
  | ReadyHeader
  | InitErrorHeader
  | StreamHeader
  | ChunkHeader
  | EndHeader
  | LeftHeader;

const invocationMark = "i";
const endMark = "e";
const [invocationByte, endByte] = [invocationMark.charCodeAt(0), endMark.charCodeAt(0)];

const endBytes = 30;
const failedFlag = 1;
const fatalFlag = 2;
const ended = new DataView(new ArrayBuffer(endBytes));
const endedBytes = new Uint8Array(ended.buffer);

/** Bytes are to be taken before the next header is written. */
export function writtenHeader(header: RegionHeader | EnvironmentHeader): string | Uint8Array {
  if (header.type === "invoke") return writtenInvocation(header);
  return header.type === "end" ? writtenEnd(header) : JSON.stringify(header);
}

/** Whatever they say: it is for whoever takes it to check. Throws RangeError or SyntaxError for what is no header. */
export function readHeader(bytes: Buffer, from: number, to: number): unknown {
  if (bytes[from] === invocationByte) return readInvocation(bytes.toString("utf8", from + 1, to));
  return bytes[from] === endByte ? readEnd(bytes, from, to) : JSON.parse(bytes.toString("utf8", from, to));
}

function writtenInvocation(header: InvokeHeader): string {
  const { requestId, remainingMs, functionArn, traceHeader, clientContext, identity, tenantId, isRows } =
    header;
  const isOfNobody = clientContext === undefined && identity === undefined && tenantId === undefined;
  const further =
    isOfNobody && isRows === undefined ? "" : JSON.stringify({ clientContext, identity, tenantId, isRows });
  return `${invocationMark}${requestId}\n${remainingMs}\n${functionArn}\n${further}\n${traceHeader}`;
}

function readInvocation(text: string): InvokeHeader {
  const [requestId = "", remainingMs, functionArn = "", further = "", ...rest] = text.split("\n");
  return {
    ...({ type: "invoke", requestId, remainingMs: Number(remainingMs), functionArn } as const),
    ...(further === "" ? undefined : (JSON.parse(further) as object)),
    // It is whatever somebody sent, line breaks and all.
    traceHeader: rest.join("\n"),
  };
}

function writtenEnd({ failed, fatal, invocation, durationMs, rssBytes, logged }: EndHeader): Uint8Array {
  ended.setUint8(0, endByte);
  ended.setUint8(1, (failed ? failedFlag : 0) | (fatal ? fatalFlag : 0));
  ended.setUint32(2, invocation, true);
  ended.setFloat64(6, durationMs, true);
  ended.setFloat64(14, rssBytes, true);
  ended.setFloat64(22, logged, true);
  return endedBytes;
}

function readEnd(bytes: Buffer, from: number, to: number): EndHeader {
  if (to - from !== endBytes) throw new RangeError(`an end has ${endBytes} bytes, not ${to - from}`);
  const flags = bytes.readUInt8(from + 1);
  return {
    type: "end",
    failed: (flags & failedFlag) !== 0,
    fatal: (flags & fatalFlag) !== 0,
    invocation: bytes.readUInt32LE(from + 2),
    durationMs: bytes.readDoubleLE(from + 6),
    rssBytes: bytes.readDoubleLE(from + 14),
    logged: bytes.readDoubleLE(from + 22),
  };
}
