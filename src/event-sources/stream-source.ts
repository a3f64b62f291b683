// What is needed of a stream to read it: its shards, and cursors over their records. A record's texts and bytes are made when
// they are asked for, and nothing is kept of one: the reader moves one cursor along.

import type { JsonObject } from "../aws/json.ts";

/** The records of a shard are counted from here. */
export const firstRecordOffset = 1;

/** The record that a reader stands at. What else there is of it is the stream's own. */
export interface Cursor {
  readonly offset: number;
  readonly arrivalMs: number;
  /** Whether the next record is a part of the same one of the stream, and has its offset. Absent is no. */
  readonly hasMore?: boolean;
}

export interface SourceStream<C extends Cursor = Cursor> {
  readonly arn: string;
  readonly properties: { readonly createdAt: number };
  /** Those that are open and those that are closed and can still be read; a parent stands before its children. */
  readonly shards: readonly SourceShard[];
  /** Records that came before this time cannot be read any more. */
  readonly readableSince: number;
  reader(shard: SourceShard, offset: number): SourceReader<C>;
  /** The offset of the oldest record of a shard that can still be read. */
  horizon(shard: SourceShard): number;
  /** An offset at or just before the first record that came at `arrivalMs` or later. */
  offsetSince(shard: SourceShard, arrivalMs: number): number;
  /**
   * Calls `listener` after shards have been added or closed, until the returned function is called. Absent where neither ever
   * happens.
   */
  onShardsChanged?(listener: () => void): () => void;
}

export interface SourceShard {
  /** Its number in the stream, which no other shard ever has. */
  readonly index: number;
  readonly id: string;
  /** The indexes of the shards that it goes on from; all of theirs is read before any of its own. Absent is none. */
  readonly parents?: readonly number[] | undefined;
  /** The offset after the newest record that readers may see. */
  readonly committedOffset: number;
  /** Of a closed shard: no record ever has this offset or one after it. */
  readonly endOffset?: number | undefined;
  sequenceNumber(offset: number): string;
  /**
   * Calls `listener` whenever records have become readable, until the returned function is called. `nextOffset` tells how far whoever
   * listens has read: what is before need not be held ready for him.
   */
  onCommit(listener: () => void, nextOffset: () => number): () => void;
}

export interface SourceReader<C extends Cursor = Cursor> {
  /** The current record, after `advance` has returned true. */
  readonly record: C;
  /** The offset that the next `advance` looks for. */
  readonly nextOffset: number;
  /** Makes the next record current. False if it is not in memory: it is on disk, or nobody has put it yet. */
  advance(): boolean;
  /** Brings the next records from disk into reach of `advance`, or gives undefined if the reader has caught up. */
  load(): Promise<void> | undefined;
}

/** A change of an item in a DynamoDB table. */
export interface ChangeCursor extends Cursor {
  /** As GetRecords answers with it. */
  readonly record: JsonObject;
}

/** A record of a Kinesis stream. */
export interface KinesisCursor extends Cursor {
  partitionKey(): string;
  dataBase64(): string;
  /** A view: nobody may write to it. */
  data(): Buffer;
}
