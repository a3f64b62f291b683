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
  /** The resident size of the process. */
  readonly rssBytes: number;
  /** How many bytes it has written to its log since it started, so that the region reads them before it calls the invocation done. */
  readonly logged: number;
}

export type EnvironmentHeader = ReadyHeader | InitErrorHeader | StreamHeader | ChunkHeader | EndHeader;

/** As it came; what it says is for whoever takes it to check. */
export interface Frame {
  readonly header: unknown;
  readonly body: Buffer;
}

const lengthBytes = 4;
const prefixBytes = 2 * lengthBytes;

export function encodeFrame(
  header: InvokeHeader | EnvironmentHeader,
  body: string | Uint8Array = "",
): Buffer {
  const head = JSON.stringify(header);
  const headBytes = Buffer.byteLength(head);
  const bodyBytes = typeof body === "string" ? Buffer.byteLength(body) : body.length;
  const frame = Buffer.allocUnsafe(prefixBytes + headBytes + bodyBytes);
  frame.writeUInt32LE(lengthBytes + headBytes + bodyBytes, 0);
  frame.writeUInt32LE(headBytes, lengthBytes);
  frame.write(head, prefixBytes);
  if (typeof body === "string") frame.write(body, prefixBytes + headBytes);
  else frame.set(body, prefixBytes + headBytes);
  return frame;
}

/** Puts frames together again from the chunks they arrive in. */
export class FrameReader {
  readonly #largest: number;
  #chunks: Buffer[] = [];
  #held = 0;

  /** `largest` is that of a whole frame: what says that it is larger is no frame. */
  constructor(largest: number) {
    this.#largest = largest;
  }

  /** The frames that this chunk completes. Throws RangeError or SyntaxError for what is no frame. */
  *read(chunk: Buffer): Generator<Frame> {
    if (chunk.length > 0) this.#chunks.push(chunk);
    this.#held += chunk.length;
    for (;;) {
      if (this.#held < prefixBytes) return;
      const length = lengthBytes + this.#joined(prefixBytes).readUInt32LE(0);
      if (length > this.#largest || length < prefixBytes)
        throw new RangeError(`a frame of ${length} bytes is none`);
      if (this.#held < length) return;
      const bytes = this.#joined(length);
      const bodyAt = prefixBytes + bytes.readUInt32LE(lengthBytes);
      if (bodyAt > length) throw new RangeError("the header of a frame is longer than the frame");
      const rest = bytes.subarray(length);
      this.#chunks = rest.length === 0 ? [] : [rest];
      this.#held -= length;
      yield {
        header: JSON.parse(bytes.toString("utf8", prefixBytes, bodyAt)),
        body: bytes.subarray(bodyAt, length),
      };
    }
  }

  /** The first chunk, made long enough. What a long frame arrives in is joined once, when all of it is there. */
  #joined(least: number): Buffer {
    let [first] = this.#chunks;
    if (first === undefined || first.length < least) {
      first = Buffer.concat(this.#chunks);
      this.#chunks = [first];
    }
    return first;
  }
}
