// The log lines that an environment has printed but not sent, in memory that both threads see. The host reads it only
// after the environment has died, so that a handler stopped in an endless loop still leaves its last words.

import type { FlatLog } from "./messages.ts";

const headerBytes = 8;
/** Each record is its length in bytes, its time, and its text. */
const recordHeaderBytes = 12;
const recorderBytes = 64 * 1024;

export class FlightRecorder {
  readonly shared: SharedArrayBuffer;
  readonly #bytes: Buffer;
  readonly #used: Int32Array;

  constructor(shared = new SharedArrayBuffer(recorderBytes)) {
    this.shared = shared;
    this.#bytes = Buffer.from(shared);
    this.#used = new Int32Array(shared, 0, 1);
  }

  /** False if there is no room left; the caller then sends what it has and clears. */
  write(timestamp: number, message: string): boolean {
    const start = headerBytes + Atomics.load(this.#used, 0);
    const room = this.#bytes.length - start - recordHeaderBytes;
    if (room < message.length * 3 && room < Buffer.byteLength(message)) return false;
    const written = this.#bytes.write(message, start + recordHeaderBytes);
    this.#bytes.writeUInt32LE(written, start);
    this.#bytes.writeDoubleLE(timestamp, start + 4);
    // The count moves last, so that a thread stopped in the middle of a record leaves only whole ones.
    Atomics.store(this.#used, 0, start + recordHeaderBytes + written - headerBytes);
    return true;
  }

  clear(): void {
    Atomics.store(this.#used, 0, 0);
  }

  read(): FlatLog {
    const log: FlatLog = [];
    const end = headerBytes + Atomics.load(this.#used, 0);
    let at = headerBytes;
    while (at < end) {
      const textAt = at + recordHeaderBytes;
      const next = textAt + this.#bytes.readUInt32LE(at);
      log.push(this.#bytes.readDoubleLE(at + 4), this.#bytes.toString("utf8", textAt, next));
      at = next;
    }
    return log;
  }
}
