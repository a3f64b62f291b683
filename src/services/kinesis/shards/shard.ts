// One shard: the records it has accepted, the offset up to which they are on disk, and its newest frames in memory.
// Readers see a record only once it is committed, so no checkpoint can ever point past what a crash leaves behind.

import { type Frame, FrameBuilder } from "../log/frame.ts";
import { SequenceSpelling } from "./sequence-number.ts";
import { type ShardRecord, shardIdOf } from "./shard-table.ts";

export interface ShardSettings {
  readonly record: ShardRecord;
  readonly nextOffset: number;
  readonly lastArrivalMs: number;
  /** How many bytes of committed frames stay in memory. */
  readonly tailBytes: number;
  /** How many of them once everybody who waits for records has read them. */
  readonly readBytes: number;
}

/** Somebody who reads records as they come. */
interface Listener {
  readonly committed: () => void;
  readonly nextOffset: () => number;
}

export class Shard {
  readonly index: number;
  readonly id: string;
  readonly builder: FrameBuilder;
  readonly #spelling: SequenceSpelling;
  readonly #tailBytesAllowed: number;
  readonly #readBytesAllowed: number;
  readonly #listeners = new Set<Listener>();
  #tail: (Frame | undefined)[] = [];
  /** Frames before this index of `#tail` are dropped; the array is compacted now and then. */
  #tailStart = 0;
  #tailBytes = 0;
  #committedOffset: number;
  #record: ShardRecord;

  constructor({ record, nextOffset, lastArrivalMs, tailBytes, readBytes }: ShardSettings) {
    const { index, createdAt } = record;
    this.index = index;
    this.id = shardIdOf(index);
    this.builder = new FrameBuilder({ index, nextOffset, lastArrivalMs });
    this.#record = record;
    this.#committedOffset = nextOffset;
    this.#spelling = new SequenceSpelling(createdAt, index);
    this.#tailBytesAllowed = tailBytes;
    this.#readBytesAllowed = readBytes;
  }

  /** Its place among the stream's shards. */
  get record(): ShardRecord {
    return this.#record;
  }

  /** The shards that it came out of, to be read before it. */
  get parents(): readonly number[] {
    return this.#record.parents;
  }

  /** The offset after its last record, once it is closed. */
  get endOffset(): number | undefined {
    return this.#record.closed?.endOffset;
  }

  /** Nothing is put into it any more. Whoever waits for records is told. */
  close(record: ShardRecord): void {
    this.#record = record;
    this.notify();
  }

  /** The offset after the newest record that readers may see. */
  get committedOffset(): number {
    return this.#committedOffset;
  }

  sequenceNumber(offset: number): string {
    return this.#spelling.spell(offset);
  }

  commit(frame: Frame): void {
    this.#tail.push(frame);
    this.#tailBytes += frame.bytes.length;
    this.#committedOffset = frame.firstOffset + frame.count;
    // The newest frame always stays, however large it is.
    while (this.#tailBytes > this.#tailBytesAllowed && this.#tail.length - this.#tailStart > 1)
      this.#dropOldest();
    if (this.#tailBytes > this.#readBytesAllowed && this.#listeners.size > 0) this.#dropRead();
  }

  /**
   * Calls `committed` whenever records have become readable, until the returned function is called. `nextOffset` tells how far whoever
   * listens has read.
   */
  onCommit(committed: () => void, nextOffset: () => number): () => void {
    const listener = { committed, nextOffset };
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  notify(): void {
    for (const { committed } of this.#listeners) committed();
  }

  /** Of committed frames. */
  get bytesInMemory(): number {
    return this.#tailBytes;
  }

  get oldestFrameInMemory(): Frame | undefined {
    return this.#tail[this.#tailStart];
  }

  /** The frame in memory that holds `offset`. */
  frameInMemory(offset: number): Frame | undefined {
    const oldest = this.oldestFrameInMemory;
    if (oldest === undefined || offset < oldest.firstOffset || offset >= this.#committedOffset)
      return undefined;
    return this.#tail[this.#search((frame) => frame.firstOffset + frame.count > offset)];
  }

  /** The first frame in memory that holds a record which came at `arrivalMs` or later. */
  frameInMemorySince(arrivalMs: number): Frame | undefined {
    return this.#tail[this.#search((frame) => frame.lastArrivalMs >= arrivalMs)];
  }

  dropFramesBefore(arrivalMs: number): void {
    for (let oldest = this.oldestFrameInMemory; oldest !== undefined && oldest.lastArrivalMs < arrivalMs; ) {
      this.#dropOldest();
      oldest = this.oldestFrameInMemory;
    }
  }

  /** The first index for which `holds` is true, given that it is true for all after it. */
  #search(holds: (frame: Frame) => boolean): number {
    let low = this.#tailStart;
    let high = this.#tail.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const frame = this.#tail[middle];
      if (frame !== undefined && holds(frame)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** A reader that has fallen behind finds in memory what it has not read; nobody is known to want the rest. */
  #dropRead(): void {
    let readBefore = Number.POSITIVE_INFINITY;
    for (const { nextOffset } of this.#listeners) readBefore = Math.min(readBefore, nextOffset());
    while (this.#tailBytes > this.#readBytesAllowed) {
      const oldest = this.oldestFrameInMemory;
      if (oldest === undefined || oldest.firstOffset + oldest.count > readBefore) return;
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    this.#tailBytes -= this.oldestFrameInMemory?.bytes.length ?? 0;
    this.#tail[this.#tailStart++] = undefined;
    if (this.#tailStart > 256 && this.#tailStart > this.#tail.length / 2) {
      this.#tail = this.#tail.slice(this.#tailStart);
      this.#tailStart = 0;
    }
  }
}
