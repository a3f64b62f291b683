// What a pipe needs of the streams that it reads. A record's texts and bytes are made when they are asked for, and nothing is kept
// of one: the reader moves one cursor along.

/** The records of a shard are counted from here. */
export const firstRecordOffset = 1;

export interface SourceStreams {
  /** Throws ResourceNotFoundException. */
  stream(reference: StreamReference): SourceStream;
}

/** A stream by its name, its ARN, or both. */
export interface StreamReference {
  readonly streamName?: string | undefined;
  readonly streamArn?: string | undefined;
}

export interface SourceStream {
  readonly arn: string;
  readonly properties: { readonly createdAt: number };
  readonly shards: readonly SourceShard[];
  /** Records that came before this time cannot be read any more. */
  readonly readableSince: number;
  reader(shard: SourceShard, offset: number): SourceReader;
  /** The offset of the oldest record of a shard that can still be read. */
  horizon(shard: SourceShard): number;
  /** An offset at or just before the first record that came at `arrivalMs` or later. */
  offsetSince(shard: SourceShard, arrivalMs: number): number;
}

export interface SourceShard {
  readonly index: number;
  readonly id: string;
  /** The offset after the newest record that readers may see. */
  readonly committedOffset: number;
  sequenceNumber(offset: number): string;
  /** Calls `listener` whenever records have become readable, until the returned function is called. */
  onCommit(listener: () => void): () => void;
}

export interface SourceReader {
  /** The current record, after `advance` has returned true. */
  readonly record: SourceRecord;
  /** The offset that the next `advance` looks for. */
  readonly nextOffset: number;
  /** Makes the next record current. False if it is not in memory: it is on disk, or nobody has put it yet. */
  advance(): boolean;
  /** Brings the next records from disk into reach of `advance`, or gives undefined if the reader has caught up. */
  load(): Promise<void> | undefined;
}

export interface SourceRecord {
  readonly offset: number;
  readonly arrivalMs: number;
  partitionKey(): string;
  dataBase64(): string;
  /** A view: nobody may write to it. */
  data(): Buffer;
}
