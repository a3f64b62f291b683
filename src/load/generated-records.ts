// How records come from the process that generates them: in groups, each with the moment when its first record was due.
//
//   group   u32 bytes of all that follows, u32 records, f64 due (milliseconds of the system's monotonic clock)
//   record  u16 key bytes, u32 data bytes, key (UTF-8), data

import type { TelemetryRecord } from "../weather/observations.ts";

const lengthBytes = 4;
const groupHeaderBytes = 12;
const recordHeaderBytes = 6;

export interface RecordGroup {
  readonly dueMs: number;
  readonly records: readonly TelemetryRecord[];
}

/** A UTF-16 unit takes at most three bytes of UTF-8. */
const mostBytesAUnit = 3;

export function writeGroup({ dueMs, records }: RecordGroup): Buffer {
  let most = lengthBytes + groupHeaderBytes;
  for (const { partitionKey, data } of records)
    most += recordHeaderBytes + partitionKey.length * mostBytesAUnit + data.length;
  const bytes = Buffer.allocUnsafe(most);
  let position = lengthBytes + groupHeaderBytes;
  for (const { partitionKey, data } of records) {
    const keyBytes = bytes.write(partitionKey, position + recordHeaderBytes);
    bytes.writeUInt16LE(keyBytes, position);
    bytes.writeUInt32LE(data.length, position + 2);
    bytes.set(data, position + recordHeaderBytes + keyBytes);
    position += recordHeaderBytes + keyBytes + data.length;
  }
  bytes.writeUInt32LE(position - lengthBytes, 0);
  bytes.writeUInt32LE(records.length, lengthBytes);
  bytes.writeDoubleLE(dueMs, lengthBytes + 4);
  return bytes.subarray(0, position);
}

/** Puts groups together from the pieces that a stream comes in. Records are views into their group's bytes. */
export class GroupReader {
  readonly #take: (group: RecordGroup) => void;
  readonly #head = Buffer.alloc(lengthBytes);
  /** What is being filled: the length of a group, or the group. */
  #target = this.#head;
  #filled = 0;

  constructor(take: (group: RecordGroup) => void) {
    this.#take = take;
  }

  push(piece: Buffer): void {
    for (let position = 0; position < piece.length; ) {
      const taken = piece.copy(this.#target, this.#filled, position);
      position += taken;
      this.#filled += taken;
      if (this.#filled === this.#target.length) this.#complete();
    }
  }

  #complete(): void {
    const whole = this.#target;
    const isHead = whole === this.#head;
    this.#target = isHead ? Buffer.allocUnsafe(whole.readUInt32LE(0)) : this.#head;
    this.#filled = 0;
    if (!isHead) this.#take(readGroup(whole));
  }
}

function readGroup(bytes: Buffer): RecordGroup {
  const records = new Array<TelemetryRecord>(bytes.readUInt32LE(0));
  let position = groupHeaderBytes;
  for (let at = 0; at < records.length; at++) {
    const keyAt = position + recordHeaderBytes;
    const dataAt = keyAt + bytes.readUInt16LE(position);
    position = dataAt + bytes.readUInt32LE(position + 2);
    records[at] = {
      partitionKey: bytes.toString("utf8", keyAt, dataAt),
      data: bytes.subarray(dataAt, position),
    };
  }
  return { dueMs: bytes.readDoubleLE(4), records };
}
