// Puts frames together again from the chunks in which they arrive.

import { readHeader } from "../environment/frame-headers.ts";
import { lengthBytes, prefixBytes } from "../environment/frames.ts";

/** As it came; what it says is for whoever takes it to check. */
export interface Frame {
  readonly header: unknown;
  readonly body: Buffer;
}

export class FrameReader {
  readonly #largest: number;
  #chunks: Buffer[] = [];
  #held = 0;

  /** `largest` is that of a whole frame: what says that it is larger is no frame. */
  constructor(largest: number) {
    this.#largest = largest;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
  }

  /** The next frame, if all of it is there. Throws RangeError or SyntaxError for what is no frame. */
  next(): Frame | undefined {
    if (this.#held < prefixBytes) return undefined;
    const length = lengthBytes + this.#joined(prefixBytes).readUInt32LE(0);
    if (length > this.#largest || length < prefixBytes)
      throw new RangeError(`a frame of ${length} bytes is none`);
    if (this.#held < length) return undefined;
    const bytes = this.#joined(length);
    const bodyAt = prefixBytes + bytes.readUInt32LE(lengthBytes);
    if (bodyAt > length) throw new RangeError("the header of a frame is longer than the frame");
    if (length === bytes.length) this.#chunks.shift();
    else this.#chunks[0] = bytes.subarray(length);
    this.#held -= length;
    return { header: readHeader(bytes, prefixBytes, bodyAt), body: bytes.subarray(bodyAt, length) };
  }

  /** The first chunk, made long enough. What a long frame arrives in is joined once, when all of it is there. */
  #joined(least: number): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= least) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }
}
