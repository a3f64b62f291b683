// Reads the records of a frame where they lie.

import { aggregateMagic, leastAggregateBytes } from "../records/aggregated-record.ts";
import { type Frame, frameHeaderBytes, recordHeaderBytes } from "./frame.ts";

const nothing = Buffer.alloc(0);
const [space, quote, backslash] = [0x20, 0x22, 0x5c];

/** Walks the records of a frame in place: no object is made for a record that nobody asks about. */
export class FrameCursor {
  #bytes: Buffer = nothing;
  #next = 0;
  #keyStart = 0;
  #dataStart = 0;
  #dataEnd = 0;
  #remaining = 0;
  /** Offset of the current record. */
  offset = 0;
  arrivalMs = 0;

  /** Opens a frame so that the first `advance` makes the record at `offset`, or the first one after it, current. */
  open(frame: Frame, offset: number): void {
    this.#bytes = frame.bytes;
    this.#next = frameHeaderBytes;
    this.#remaining = frame.count;
    this.offset = frame.firstOffset - 1;
    while (this.offset + 1 < offset && this.advance());
  }

  advance(): boolean {
    if (this.#remaining === 0) return false;
    const start = this.#next;
    this.#keyStart = start + recordHeaderBytes;
    this.#dataStart = this.#keyStart + this.#bytes.readUInt16LE(start + 4);
    this.#dataEnd = this.#dataStart + this.#bytes.readUInt32LE(start);
    this.arrivalMs = this.#bytes.readDoubleLE(start + 6);
    this.#next = this.#dataEnd;
    this.#remaining--;
    this.offset++;
    return true;
  }

  /** Stays at the current record. */
  copy(): FrameCursor {
    const copy = new FrameCursor();
    copy.#bytes = this.#bytes;
    copy.#keyStart = this.#keyStart;
    copy.#dataStart = this.#dataStart;
    copy.#dataEnd = this.#dataEnd;
    copy.offset = this.offset;
    copy.arrivalMs = this.arrivalMs;
    return copy;
  }

  get dataBytes(): number {
    return this.#dataEnd - this.#dataStart;
  }

  /** Whether the data begins as a producer library's that has put several records together. */
  get isAggregated(): boolean {
    return (
      this.dataBytes >= leastAggregateBytes && this.#bytes.readUInt32BE(this.#dataStart) === aggregateMagic
    );
  }

  get keyBytes(): number {
    return this.#dataStart - this.#keyStart;
  }

  /** A view into the frame: nobody may write to it. */
  data(): Buffer {
    return this.#bytes.subarray(this.#dataStart, this.#dataEnd);
  }

  dataBase64(): string {
    return this.#bytes.toString("base64", this.#dataStart, this.#dataEnd);
  }

  /** What `writeKey` and `writeData` need at most. */
  get mostJsonBytes(): number {
    return 2 + 6 * this.keyBytes + 4 * Math.ceil(this.dataBytes / 3);
  }

  /** As JSON, in quotes. Gives where it ends. */
  writeKey(target: Buffer, at: number): number {
    const bytes = this.#bytes;
    let to = at;
    target[to++] = quote;
    for (let from = this.#keyStart; from < this.#dataStart; from++) {
      const byte = bytes[from] as number;
      if (byte < space || byte === quote || byte === backslash)
        return at + target.write(JSON.stringify(this.partitionKey()), at);
      target[to++] = byte;
    }
    target[to++] = quote;
    return to;
  }

  /** As base64. Gives where it ends. */
  writeData(target: Buffer, at: number): number {
    return at + target.write(this.dataBase64(), at, "latin1");
  }

  partitionKey(): string {
    return this.#bytes.toString("utf8", this.#keyStart, this.#dataStart);
  }
}
