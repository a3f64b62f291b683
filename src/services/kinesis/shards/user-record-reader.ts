// Reads a shard as functions and pipes see it: what producers have put together is handed out one by one, under the sequence number
// that it has as a whole.

import { type UserRecord, userRecordsIn } from "../records/aggregated-record.ts";
import type { Shard } from "./shard.ts";
import type { ShardReader } from "./shard-reader.ts";

/** What a reader stands at: a record of the stream, or one that is in it. */
export interface UserRecordCursor {
  readonly offset: number;
  readonly arrivalMs: number;
  /** Whether more follows of the same record of the stream. */
  readonly hasMore?: boolean;
  partitionKey(): string;
  dataBase64(): string;
  /** A view: nobody may write to it. */
  data(): Buffer;
}

export class UserRecordReader {
  readonly #reader: ShardReader;
  /** Those that are left of the record at which the reader stands. */
  #parts: readonly UserRecord[] = [];
  #part = 0;
  #record: UserRecordCursor;

  constructor(reader: ShardReader) {
    this.#reader = reader;
    this.#record = reader.record;
  }

  get shard(): Shard {
    return this.#reader.shard;
  }

  /** The current record, after `advance` has returned true. */
  get record(): UserRecordCursor {
    return this.#record;
  }

  /** The offset that the next `advance` looks for: that of a record that is not at its end, again. */
  get nextOffset(): number {
    return this.#part < this.#parts.length ? this.#record.offset : this.#reader.nextOffset;
  }

  /** Makes the next record current. False if it is not in memory: it is on disk, or nobody has put it yet. */
  advance(): boolean {
    while (this.#part >= this.#parts.length) {
      if (!this.#reader.advance()) return false;
      const { record } = this.#reader;
      const parts = record.isAggregated ? userRecordsIn(record.data()) : undefined;
      if (parts === undefined) {
        this.#record = record;
        return true;
      }
      this.#parts = parts;
      this.#part = 0;
    }
    this.#record = this.#nextPart();
    return true;
  }

  /** Brings the next records from disk into reach of `advance`, or gives undefined if the reader has caught up. */
  load(): Promise<void> | undefined {
    return this.#part < this.#parts.length ? undefined : this.#reader.load();
  }

  #nextPart(): UserRecordCursor {
    const { offset, arrivalMs } = this.#reader.record;
    const { partitionKey, data } = this.#parts[this.#part++] as UserRecord;
    return {
      offset,
      arrivalMs,
      hasMore: this.#part < this.#parts.length,
      partitionKey: () => partitionKey,
      dataBase64: () => data.toString("base64"),
      data: () => data,
    };
  }
}
