// GetShardIterator and GetRecords. Refusals carry AWS's codes and wording.

import { Constraints, invalidArgument } from "../api/constraints.ts";
import type { StreamReference, Streams } from "../streams/streams.ts";
import { type GetRecordsResult, readRecords } from "./reading.ts";
import { formatShardIterator, parseShardIterator } from "./shard-iterator.ts";
import { noShard, type ShardIteratorRequest, startingPosition } from "./starting-position.ts";

export function getShardIterator(
  streams: Streams,
  reference: StreamReference,
  request: ShardIteratorRequest,
): string {
  const now = streams.now();
  const { accountId } = streams.identity;
  const position = startingPosition(streams.stream(reference), request, { now, accountId });
  return formatShardIterator(position, now);
}

export async function getRecords(
  streams: Streams,
  shardIterator: string,
  limit = 10_000,
): Promise<GetRecordsResult> {
  new Constraints().range("limit", limit, { least: 1, most: 10_000 }).throwIfBroken();
  const { stream, position, now } = pointedAt(streams, shardIterator);
  const { limits, metrics } = streams;
  const reading = limits?.reading(stream, position.shardIndex);
  let result: GetRecordsResult | undefined;
  try {
    if (reading?.isSpent === true) {
      metrics.readsExceeded(stream, reading.shardId);
      throw streams.rateExceeded(stream, reading.shardId);
    }
    result = await readRecords(stream, position, { now, limit });
  } finally {
    const succeeded = result !== undefined;
    metrics.operation(stream.name, "GetRecords", { latencyMs: streams.now() - now, succeeded });
  }
  reading?.spend(result.bytes);
  metrics.outgoing(stream, result);
  return result;
}

/** As `getRecords`, for whoever only looks on: it is no consumer, so no metric and no limit of the shard counts it. */
export async function lookAtRecords(
  streams: Streams,
  shardIterator: string,
  limit: number,
): Promise<GetRecordsResult> {
  const { stream, position, now } = pointedAt(streams, shardIterator);
  return readRecords(stream, position, { now, limit });
}

/** Throws ExpiredIteratorException, InvalidArgumentException and ResourceNotFoundException. */
export function pointedAt(streams: Streams, shardIterator: string) {
  const now = streams.now();
  const position = parseShardIterator(shardIterator, now);
  const stream = streams.find(position.streamName);
  if (stream === undefined)
    throw noShard(position.shardIndex, position.streamName, streams.identity.accountId);
  if (stream.properties.createdAt !== position.streamCreatedAt)
    throw invalidArgument("Invalid ShardIterator.");
  return { stream, position, now };
}
