// Where reading starts: what each type of a shard iterator means, and what is refused of one.

import { ServiceError } from "../../../aws/service-error.ts";
import { Constraints, invalidArgument } from "../api/constraints.ts";
import { parseSequenceNumber } from "../shards/sequence-number.ts";
import type { Shard } from "../shards/shard.ts";
import { shardIdOf, shardIndexIn } from "../shards/shard-table.ts";
import type { Stream } from "../streams/stream.ts";
import { sinceAt } from "./reading.ts";
import type { IteratorPosition } from "./shard-iterator.ts";

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

export function noShard(index: number, streamName: string, accountId: string): ServiceError {
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
