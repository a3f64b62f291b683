// What one read of a shard gives, for GetRecords and for subscriptions.

import { invalidArgument } from "../api/constraints.ts";
import type { FrameCursor } from "../log/frame-cursor.ts";
import type { Shard } from "../shards/shard.ts";
import type { ShardReader } from "../shards/shard-reader.ts";
import type { ShardRecord } from "../shards/shard-table.ts";
import type { Stream } from "../streams/stream.ts";
import { formatShardIterator, type IteratorPosition } from "./shard-iterator.ts";

const mostBytesPerRead = 10 * 1024 * 1024;

/** Its texts and its view into the log are made when they are asked for. */
export class ConsumerRecord {
  readonly #shard: Shard;
  readonly #record: FrameCursor;

  /** `record` must stay where it is. */
  constructor(shard: Shard, record: FrameCursor) {
    this.#shard = shard;
    this.#record = record;
  }

  get sequenceNumber(): string {
    return this.#shard.sequenceNumber(this.#record.offset);
  }

  get partitionKey(): string {
    return this.#record.partitionKey();
  }

  /** A view into the log: it must not be changed. */
  get data(): Buffer {
    return this.#record.data();
  }

  get offset(): number {
    return this.#record.offset;
  }

  /** What `writeKey` and `writeData` need at most. */
  get mostJsonBytes(): number {
    return this.#record.mostJsonBytes;
  }

  /** As JSON, in quotes. Gives where it ends. */
  writeKey(target: Buffer, at: number): number {
    return this.#record.writeKey(target, at);
  }

  /** As base64. Gives where it ends. */
  writeData(target: Buffer, at: number): number {
    return this.#record.writeData(target, at);
  }

  get approximateArrivalMs(): number {
    return this.#record.arrivalMs;
  }
}

export interface GetRecordsResult {
  readonly shard: Shard;
  readonly records: readonly ConsumerRecord[];
  /** Undefined once a closed shard has been read to its end. */
  readonly nextShardIterator: string | undefined;
  readonly millisBehindLatest: number;
  readonly bytes: number;
  /** What came out of a closed shard, once it has been read to its end. */
  readonly childShards: readonly ShardRecord[] | undefined;
}

/**
 * What is left to be passed over of a shard that is read from a time on. What comes after all that was there when it was asked for
 * counts whatever its time, because the clock may have been put back, and in a shard no record has a time before the one in front of it.
 */
export function sinceAt(timestamp: number, { committedOffset }: Shard, offset: number): number {
  return offset >= committedOffset ? 0 : timestamp;
}

export function sinceAfter({ records, nextOffset }: RecordBatch, shard: Shard, sinceMs: number): number {
  return records.length > 0 ? 0 : sinceAt(sinceMs, shard, nextOffset);
}

/** At most `limit` records and 10 MiB, but at least one record if there is one. */
export async function readRecords(
  stream: Stream,
  position: IteratorPosition,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<GetRecordsResult> {
  const shard = stream.shard(position.shardIndex);
  if (shard === undefined) throw invalidArgument("Invalid ShardIterator.");
  const reader = stream.rawReader(shard, position.offset);
  const { sinceMs } = position;
  const batch = await readBatch(reader, { limit, mostBytes: mostBytesPerRead, sinceMs });
  const { nextOffset } = batch;
  const isAtEnd = hasEnded(shard, nextOffset);
  return {
    shard,
    records: batch.records,
    nextShardIterator: isAtEnd
      ? undefined
      : formatShardIterator(
          { ...position, offset: nextOffset, sinceMs: sinceAfter(batch, shard, sinceMs) },
          now,
        ),
    millisBehindLatest: millisBehind(shard, batch, now),
    bytes: batch.bytes,
    childShards: isAtEnd ? childrenOf(stream, shard) : undefined,
  };
}

export interface RecordBatch {
  readonly records: readonly ConsumerRecord[];
  readonly bytes: number;
  /** Where reading goes on. */
  readonly nextOffset: number;
}

/** Whether nothing is left to read of a closed shard. */
export function hasEnded({ endOffset }: Shard, offset: number): boolean {
  return endOffset !== undefined && offset >= endOffset;
}

export function millisBehind(shard: Shard, { records, nextOffset }: RecordBatch, now: number): number {
  if (nextOffset >= shard.committedOffset) return 0;
  return Math.max(0, now - (records.at(-1)?.approximateArrivalMs ?? now));
}

export function childrenOf(stream: Stream, { index }: Shard): readonly ShardRecord[] {
  return stream.shards.map(({ record }) => record).filter(({ parents }) => parents.includes(index));
}

/** What the reader finds on its way, up to the limits of a read. */
export async function readBatch(
  reader: ShardReader,
  {
    limit,
    mostBytes,
    sinceMs,
  }: { readonly limit: number; readonly mostBytes: number; readonly sinceMs: number },
): Promise<RecordBatch> {
  const { shard } = reader;
  const records: ConsumerRecord[] = [];
  let bytes = 0;
  let { nextOffset } = reader;
  while (records.length < limit) {
    if (!reader.advance()) {
      const loading = reader.load();
      if (loading === undefined) break;
      await loading;
      continue;
    }
    const { record } = reader;
    if (record.arrivalMs < sinceMs) continue;
    const recordBytes = record.dataBytes + record.keyBytes;
    if (records.length > 0 && bytes + recordBytes > mostBytes) break;
    bytes += recordBytes;
    nextOffset = reader.nextOffset;
    records.push(new ConsumerRecord(shard, record.copy()));
  }
  return { records, bytes, nextOffset: records.length === 0 ? reader.nextOffset : nextOffset };
}
