// Frames: how records lie in memory and on disk. A frame holds consecutive records of one shard; the very bytes that were
// checksummed and synced are what readers decode, so a record is copied once, when it comes in, and never again.
//
//   frame   u32 payload bytes, u32 CRC-32 of all that follows, u32 shard, u32 records, f64 first offset, f64 last arrival
//   record  u32 data bytes, u16 key bytes, f64 arrival, key (UTF-8), data

import { crc32 } from "node:zlib";
import { EncodedData } from "../records/encoded-data.ts";

export const frameHeaderBytes = 32;
export const recordHeaderBytes = 14;
const smallestChunkBytes = 16 * 1024;
const largestChunkBytes = 1024 * 1024;
/** Small enough that finding a record inside a frame, which is a walk, stays cheap. */
const fullFrameBytes = 128 * 1024;

export interface Frame {
  readonly bytes: Buffer;
  readonly shardIndex: number;
  readonly firstOffset: number;
  readonly count: number;
  readonly lastArrivalMs: number;
}

export type RecordData = Uint8Array | EncodedData;

export interface BuilderMark {
  readonly chunk: Buffer;
  readonly start: number;
  readonly position: number;
  readonly count: number;
  readonly nextOffset: number;
  readonly lastArrivalMs: number;
  readonly sealed: number;
}

/** Collects the records of one shard into frames that are ready to be written. */
export class FrameBuilder {
  readonly #shardIndex: number;
  #chunk: Buffer = Buffer.alloc(0);
  #chunkBytes = smallestChunkBytes;
  #start = 0;
  #position = 0;
  #count = 0;
  #nextOffset: number;
  #lastArrivalMs: number;
  #sealed: Frame[] = [];

  constructor(shard: {
    readonly index: number;
    readonly nextOffset: number;
    readonly lastArrivalMs: number;
  }) {
    this.#shardIndex = shard.index;
    this.#nextOffset = shard.nextOffset;
    this.#lastArrivalMs = shard.lastArrivalMs;
  }

  /** The offset that the next record will get. Offsets of a shard are dense: each is one more than the last. */
  get nextOffset(): number {
    return this.#nextOffset;
  }

  get isEmpty(): boolean {
    return this.#count === 0 && this.#sealed.length === 0;
  }

  add(partitionKey: string, data: RecordData, arrivalMs: number): number {
    // A UTF-16 unit takes at most three bytes of UTF-8.
    const most = recordHeaderBytes + partitionKey.length * 3 + data.length;
    if (this.#position + most > this.#chunk.length || this.#position - this.#start >= fullFrameBytes)
      this.#seal();
    if (this.#count === 0) {
      // The first record of a frame brings the frame's header with it.
      if (this.#start + frameHeaderBytes + most > this.#chunk.length) this.#newChunk(most);
      this.#position = this.#start + frameHeaderBytes;
    }
    const arrival = Math.max(arrivalMs, this.#lastArrivalMs);
    this.#position = writeRecord(this.#chunk, this.#position, { partitionKey, data, arrival });
    this.#lastArrivalMs = arrival;
    this.#count++;
    return this.#nextOffset++;
  }

  /** Where the collecting stands, for `rewind`. */
  mark(): BuilderMark {
    return {
      chunk: this.#chunk,
      start: this.#start,
      position: this.#position,
      count: this.#count,
      nextOffset: this.#nextOffset,
      lastArrivalMs: this.#lastArrivalMs,
      sealed: this.#sealed.length,
    };
  }

  /** Forgets what was added since the mark, of which nothing may have been taken. */
  rewind(mark: BuilderMark): void {
    this.#chunk = mark.chunk;
    this.#start = mark.start;
    this.#position = mark.position;
    this.#count = mark.count;
    this.#nextOffset = mark.nextOffset;
    this.#lastArrivalMs = mark.lastArrivalMs;
    this.#sealed.length = mark.sealed;
  }

  /** Hands over everything collected so far. */
  take(): readonly Frame[] {
    this.#seal();
    const frames = this.#sealed;
    this.#sealed = [];
    return frames;
  }

  /** Forgets everything collected, as if those records had never come: their write failed. */
  rollBackTo(offset: number): void {
    this.take();
    this.#nextOffset = offset;
  }

  /** A frame without records, which only tells where the shard stands. */
  marker(offset: number): Frame {
    return this.#finish(Buffer.alloc(frameHeaderBytes), offset, 0);
  }

  #seal(): void {
    if (this.#count === 0) return;
    const bytes = this.#chunk.subarray(this.#start, this.#position);
    this.#sealed.push(this.#finish(bytes, this.#nextOffset - this.#count, this.#count));
    this.#start = this.#position;
    this.#count = 0;
  }

  #finish(bytes: Buffer, firstOffset: number, count: number): Frame {
    const header = { shardIndex: this.#shardIndex, firstOffset, count, lastArrivalMs: this.#lastArrivalMs };
    writeHeader(bytes, header);
    return { bytes, ...header };
  }

  #newChunk(recordBytes: number): void {
    this.#chunk = Buffer.allocUnsafeSlow(Math.max(this.#chunkBytes, frameHeaderBytes + recordBytes));
    this.#chunkBytes = Math.min(this.#chunkBytes * 2, largestChunkBytes);
    this.#start = 0;
    this.#position = 0;
  }
}

function writeRecord(
  chunk: Buffer,
  position: number,
  record: { readonly partitionKey: string; readonly data: RecordData; readonly arrival: number },
): number {
  const keyStart = position + recordHeaderBytes;
  const keyBytes = writeKey(chunk, keyStart, record.partitionKey);
  chunk.writeUInt32LE(record.data.length, position);
  chunk.writeUInt16LE(keyBytes, position + 4);
  chunk.writeDoubleLE(record.arrival, position + 6);
  const dataStart = keyStart + keyBytes;
  if (record.data instanceof EncodedData) record.data.writeTo(chunk, dataStart);
  else chunk.set(record.data, dataStart);
  return dataStart + record.data.length;
}

function writeKey(chunk: Buffer, position: number, key: string): number {
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    if (code > 0x7f) return chunk.write(key, position, "utf8");
    chunk[position + i] = code;
  }
  return key.length;
}

/** Tells that a shard goes on at an offset after the one it had come to: what lay between is lost. Its payload is where that began. */
export function gapFrame(gap: {
  readonly shardIndex: number;
  readonly from: number;
  readonly to: number;
  readonly lastArrivalMs: number;
}): Frame {
  const { shardIndex, from, to, lastArrivalMs } = gap;
  const bytes = Buffer.alloc(frameHeaderBytes + 8);
  bytes.writeDoubleLE(from, frameHeaderBytes);
  writeHeader(bytes, { shardIndex, count: 0, firstOffset: to, lastArrivalMs });
  return { bytes, shardIndex, firstOffset: to, count: 0, lastArrivalMs };
}

/** Where the gap began that a frame tells of, or undefined if it tells of none. */
export function gapStart({ bytes, count }: Frame): number | undefined {
  return count === 0 && bytes.length === frameHeaderBytes + 8
    ? bytes.readDoubleLE(frameHeaderBytes)
    : undefined;
}

function writeHeader(bytes: Buffer, header: Omit<Frame, "bytes">): void {
  bytes.writeUInt32LE(bytes.length - frameHeaderBytes, 0);
  bytes.writeUInt32LE(header.shardIndex, 8);
  bytes.writeUInt32LE(header.count, 12);
  bytes.writeDoubleLE(header.firstOffset, 16);
  bytes.writeDoubleLE(header.lastArrivalMs, 24);
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4);
}

/** Where the first whole frame begins at or after `position`, or undefined if there is none. */
export function findFrame(bytes: Buffer, position: number): number | undefined {
  for (let at = position; at + frameHeaderBytes <= bytes.length; at++) {
    const payload = bytes.readUInt32LE(at);
    // Most bytes begin no frame, and a checksum over many of them takes long.
    if (at + frameHeaderBytes + payload > bytes.length || bytes.readUInt32LE(at + 4) === 0) continue;
    if (bytes.readUInt32LE(at + 12) * recordHeaderBytes > payload) continue;
    if (!Number.isSafeInteger(bytes.readDoubleLE(at + 16))) continue;
    if (readFrame(bytes, at) !== undefined) return at;
  }
  return undefined;
}

/** The frame that begins at `position`, or undefined if the bytes there are not one whole, undamaged frame. */
export function readFrame(bytes: Buffer, position: number): Frame | undefined {
  if (position + frameHeaderBytes > bytes.length) return undefined;
  const end = position + frameHeaderBytes + bytes.readUInt32LE(position);
  if (end > bytes.length) return undefined;
  if (crc32(bytes.subarray(position + 8, end)) !== bytes.readUInt32LE(position + 4)) return undefined;
  return {
    bytes: bytes.subarray(position, end),
    shardIndex: bytes.readUInt32LE(position + 8),
    count: bytes.readUInt32LE(position + 12),
    firstOffset: bytes.readDoubleLE(position + 16),
    lastArrivalMs: bytes.readDoubleLE(position + 24),
  };
}
