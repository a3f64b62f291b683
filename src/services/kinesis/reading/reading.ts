// GetShardIterator and GetRecords: where reading starts, and what one read gives.

import { ServiceError } from "../../../aws/service-error.ts";
import { Constraints, invalidArgument } from "../api/constraints.ts";
import type { FrameCursor } from "../log/frame-cursor.ts";
import { parseSequenceNumber } from "../shards/sequence-number.ts";
import type { Shard } from "../shards/shard.ts";
import type { ShardReader } from "../shards/shard-reader.ts";
import { type ShardRecord, shardIdOf, shardIndexIn } from "../shards/shard-table.ts";
import type { Stream } from "../streams/stream.ts";
import { formatShardIterator, type IteratorPosition, parseShardIterator } from "./shard-iterator.ts";

const mostBytesPerRead = 10 * 1024 * 1024;

export const iteratorTypes = [
  "AFTER_SEQUENCE_NUMBER",
  "LATEST",
  "AT_TIMESTAMP",
  "AT_SEQUENCE_NUMBER",
  "TRIM_HORIZON",
] as const;
export type ShardIteratorType = (typeof iteratorTypes)[number];

export interface ShardIteratorRequest {
  readonly shardId: string;
  readonly shardIteratorType: ShardIteratorType;
  readonly startingSequenceNumber?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly timestamp?: number | undefined;
}

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

interface Caller {
  readonly now: number;
  readonly accountId: string;
}

export function startingPosition(
  stream: Stream,
  request: ShardIteratorRequest,
  caller: Caller,
): IteratorPosition {
  const constraints = new Constraints().name("shardId", request.shardId);
  constraints.oneOf("shardIteratorType", request.shardIteratorType, iteratorTypes).throwIfBroken();
  const shard = findShard(stream, request.shardId, caller);
  const offset = startingOffset(stream, shard, { request, caller });
  const { timestamp = 0 } = request;
  return {
    streamName: stream.name,
    streamCreatedAt: stream.properties.createdAt,
    shardIndex: shard.index,
    offset,
    sinceMs: request.shardIteratorType === "AT_TIMESTAMP" ? sinceAt(timestamp, shard, offset) : 0,
  };
}

/**
 * What is left to be passed over of a shard that is read from a time on. What comes after all that was there when it was asked for
 * counts whatever its time, because the clock may have been put back, and in a shard no record has a time before the one in front of it.
 */
function sinceAt(timestamp: number, { committedOffset }: Shard, offset: number): number {
  return offset >= committedOffset ? 0 : timestamp;
}

export function sinceAfter({ records, nextOffset }: RecordBatch, shard: Shard, sinceMs: number): number {
  return records.length > 0 ? 0 : sinceAt(sinceMs, shard, nextOffset);
}

function startingOffset(
  stream: Stream,
  shard: Shard,
  { request, caller }: { readonly request: ShardIteratorRequest; readonly caller: Caller },
): number {
  const { shardIteratorType: type, startingSequenceNumber } = request;
  switch (type) {
    case "TRIM_HORIZON":
    case "LATEST":
      if (startingSequenceNumber !== undefined) throw wrongCombination(type, "also a StartingSequenceNumber");
      return type === "LATEST" ? shard.committedOffset : stream.horizon(shard);
    case "AT_TIMESTAMP":
      return stream.offsetSince(shard, checkedTimestamp(request, caller));
    case "AT_SEQUENCE_NUMBER":
    case "AFTER_SEQUENCE_NUMBER": {
      if (startingSequenceNumber === undefined) throw wrongCombination(type, "no StartingSequenceNumber");
      const offset = offsetOf(startingSequenceNumber, { stream, shard, accountId: caller.accountId });
      return type === "AT_SEQUENCE_NUMBER" ? offset : offset + 1;
    }
  }
}

function findShard(stream: Stream, shardId: string, caller: Caller): Shard {
  const index = shardIndexIn(shardId);
  if (index === undefined)
    throw new ServiceError(
      "ResourceNotFoundException",
      `Could not find shard ${shardId} in stream ${stream.name} under account ${caller.accountId}.`,
    );
  const shard = stream.shard(index);
  if (shard === undefined) throw noShard(index, stream.name, caller.accountId);
  return shard;
}

function noShard(index: number, streamName: string, accountId: string): ServiceError {
  return new ServiceError(
    "ResourceNotFoundException",
    `Shard ${shardIdOf(index)} in stream ${streamName} under account ${accountId} does not exist`,
  );
}

function checkedTimestamp(request: ShardIteratorRequest, { now }: Caller): number {
  const { timestamp } = request;
  if (timestamp === undefined) {
    throw invalidArgument(
      "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. " +
        "Current request has no timestamp parameter.",
    );
  }
  if (timestamp <= now) return timestamp;
  throw invalidArgument(
    "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. " +
      `timestampInMillis: ${timestamp}, currentTimestampInMillis: ${now}`,
  );
}

function wrongCombination(type: ShardIteratorType, what: string): ServiceError {
  return invalidArgument(
    "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or " +
      `(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${type} and ${what}.`,
  );
}

function offsetOf(
  sequenceNumber: string,
  {
    stream,
    shard,
    accountId,
  }: { readonly stream: Stream; readonly shard: Shard; readonly accountId: string },
): number {
  const position = parseSequenceNumber(sequenceNumber);
  const subject =
    `StartingSequenceNumber ${sequenceNumber} used in GetShardIterator on shard ${shard.id} in stream ` +
    `${stream.name} under account ${accountId} is invalid`;
  if (position === undefined) throw invalidArgument(`${subject}.`);
  if (position.shardIndex !== shard.index) {
    throw invalidArgument(
      `Invalid StartingSequenceNumber. It encodes ${shardIdOf(position.shardIndex)}, while it was used in a call to a shard with ${shard.id}`,
    );
  }
  if (position.createdAt === shard.record.createdAt) return position.offset;
  throw invalidArgument(`${subject} because it did not come from this stream.`);
}

interface KnownStreams {
  readonly identity: { readonly accountId: string };
  now(): number;
  find(streamName: string): Stream | undefined;
}

/** Throws ExpiredIteratorException, InvalidArgumentException and ResourceNotFoundException. */
export function pointedAt(shardIterator: string, streams: KnownStreams) {
  const now = streams.now();
  const position = parseShardIterator(shardIterator, now);
  const stream = streams.find(position.streamName);
  if (stream === undefined)
    throw noShard(position.shardIndex, position.streamName, streams.identity.accountId);
  if (stream.properties.createdAt !== position.streamCreatedAt)
    throw invalidArgument("Invalid ShardIterator.");
  return { stream, position, now };
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
