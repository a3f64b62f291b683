// Reads a shard from an offset on: from memory at once while it keeps up, from the segment files when it has fallen behind.
//
//   for (;;) {
//     while (reader.advance()) use(reader.record);
//     const loading = reader.load();
//     if (loading === undefined) break;   // caught up: `shard.onCommit` tells when there is more
//     await loading;
//   }

import type { Frame } from "../log/frame.ts";
import { FrameCursor } from "../log/frame-cursor.ts";
import type { StreamLog } from "../log/stream-log.ts";
import type { Shard } from "./shard.ts";

export class ShardReader {
  /** The current record, after `advance` has returned true. */
  readonly record = new FrameCursor();
  readonly shard: Shard;
  readonly #log: StreamLog;
  #nextOffset: number;
  #loaded: Frame[] = [];

  constructor(log: StreamLog, shard: Shard, offset: number) {
    this.#log = log;
    this.shard = shard;
    this.#nextOffset = offset;
  }

  /** The offset that the next `advance` looks for. */
  get nextOffset(): number {
    return this.#nextOffset;
  }

  /** Makes the next record current. False if it is not in memory: it is on disk, or nobody has put it yet. */
  advance(): boolean {
    for (;;) {
      if (this.record.advance()) {
        this.#nextOffset = this.record.offset + 1;
        return true;
      }
      const frame = this.#loaded.shift() ?? this.shard.frameInMemory(this.#nextOffset);
      if (frame === undefined) return false;
      // Only tells where the shard goes on, as it may after a loss.
      if (frame.count === 0) this.#nextOffset = Math.max(this.#nextOffset, frame.firstOffset);
      else if (frame.lastArrivalMs < this.#log.oldestReadableArrivalMs()) this.#nextOffset = endOf(frame);
      else this.record.open(frame, this.#nextOffset);
    }
  }

  /** Brings the next records from disk into reach of `advance`, or gives undefined if the reader has caught up. */
  load(): Promise<void> | undefined {
    if (this.#nextOffset >= this.shard.committedOffset) return undefined;
    return this.#load();
  }

  async #load(): Promise<void> {
    this.#loaded = [...(await this.#log.framesOnDisk(this.shard, this.#nextOffset))];
    if (this.#loaded.length > 0 || this.shard.frameInMemory(this.#nextOffset) !== undefined) return;
    // Retention has dropped what was asked for, so reading goes on at the oldest record that is left.
    const oldest = this.#log.horizon(this.shard);
    if (oldest <= this.#nextOffset) throw new Error(`${this.shard.id} has no record at offset ${oldest}`);
    this.#nextOffset = oldest;
  }
}

function endOf(frame: Frame): number {
  return frame.firstOffset + frame.count;
}
