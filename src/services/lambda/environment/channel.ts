// The environment's end of the socket that it shares with the region. Nothing of the handler's own speaks on it. Waiting for the next
// invocation stops the process, as Lambda freezes an environment: nothing of the handler runs until there is something to do, and no event
// loop, stream or callback stands between the region's words and the handler.

import { readSync, write, writeSync } from "node:fs";
import { type EnvironmentHeader, type RegionHeader, readHeader } from "./frame-headers.ts";
import { encodeFrame, lengthBytes, prefixBytes } from "./frames.ts";

/** The socket's place among the files that the region opens for an environment. */
const channelFile = 3;
const largestFrame = 64 * 1024 * 1024;
/** Most invocations and responses fit into it, so that nothing is allocated for them. */
const usualBytes = 512 * 1024;

/** Unlike a buffer's own way, it makes no copy first, for which the system would have to give memory each time. For a short text that is less. */
const text = new TextDecoder("utf-8", { ignoreBOM: true });
const shortBytes = 4096;

interface Piece {
  readonly frame: Buffer;
  readonly done: () => void;
}

export class Channel {
  #in = Buffer.allocUnsafeSlow(usualBytes);
  #held = 0;
  readonly #out = Buffer.allocUnsafeSlow(usualBytes);
  /** Those that are written while the handler goes on, the first of them now. */
  readonly #pieces: Piece[] = [];

  /** Waits for what the region says next. */
  receive(): { readonly header: RegionHeader; readonly body: string } {
    this.#fill(prefixBytes);
    const length = lengthBytes + this.#in.readUInt32LE(0);
    if (length > largestFrame) leave();
    this.#fill(length);
    const bodyAt = prefixBytes + this.#in.readUInt32LE(lengthBytes);
    const header = readHeader(this.#in, prefixBytes, bodyAt) as RegionHeader;
    const body =
      length - bodyAt <= shortBytes
        ? this.#in.toString("utf8", bodyAt, length)
        : text.decode(this.#in.subarray(bodyAt, length));
    if (length < this.#held) this.#in.copyWithin(0, length, this.#held);
    this.#held -= length;
    if (this.#in.length > usualBytes && this.#held <= usualBytes)
      this.#in = Buffer.concat([this.#in.subarray(0, this.#held)], usualBytes);
    return { header, body };
  }

  /** `done` is called once it has been written, at once unless pieces are still to be. */
  send(header: EnvironmentHeader, body?: string | Uint8Array, done: () => void = () => {}): void {
    if (this.#pieces.length > 0) this.#pieces.push({ frame: encodeFrame(header, body), done });
    else {
      writeAll(encodeFrame(header, body, this.#out));
      done();
    }
  }

  /** Written while the handler goes on, however slowly it is taken. */
  sendPiece(header: EnvironmentHeader, body: Uint8Array, done: () => void): void {
    this.#pieces.push({ frame: encodeFrame(header, body), done });
    if (this.#pieces.length === 1) this.#writeFirst(0);
  }

  #writeFirst(at: number): void {
    const [first] = this.#pieces;
    if (first === undefined) return;
    write(channelFile, first.frame, at, (error, bytes) => {
      if (error !== null) leave();
      if (at + bytes < first.frame.length) this.#writeFirst(at + bytes);
      else {
        this.#pieces.shift();
        this.#writeFirst(0);
        first.done();
      }
    });
  }

  /** Until so many bytes are held. */
  #fill(least: number): void {
    if (this.#in.length < least) {
      const larger = Buffer.allocUnsafeSlow(least);
      this.#in.copy(larger, 0, 0, this.#held);
      this.#in = larger;
    }
    while (this.#held < least) this.#held += read(this.#in, this.#held);
  }
}

function read(into: Buffer, at: number): number {
  for (;;) {
    try {
      const bytes = readSync(channelFile, into, at, into.length - at, null);
      return bytes > 0 ? bytes : leave();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EINTR") leave();
    }
  }
}

function writeAll(frame: Buffer): void {
  try {
    for (let at = 0; at < frame.length; ) at += writeSync(channelFile, frame, at);
  } catch {
    leave();
  }
}

/** The region is gone, and nobody waits for what runs. */
function leave(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("The region is gone");
}
