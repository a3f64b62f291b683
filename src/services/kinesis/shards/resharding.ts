// SplitShard, MergeShards and UpdateShardCount: which of them AWS does, and in which words it refuses the rest.
// https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-resharding.html

import { ServiceError } from "../../../aws/service-error.ts";
import { Constraints, invalidArgument } from "../api/constraints.ts";
import type { Stream } from "../streams/stream.ts";
import type { StreamReference, Streams } from "../streams/streams.ts";
import { areAdjacent, type ShardRecord, shardIdOf, shardIndexIn } from "./shard-table.ts";

const mostShardsOfStream = 10_000;
const mostScalingsADay = 10;
const dayMs = 24 * 3_600_000;

/** The stream, if a change can be asked of it. Throws ResourceNotFoundException and ResourceInUseException. */
export function activeStream(streams: Streams, reference: StreamReference): Stream {
  const stream = streams.stream(reference);
  checkActive(streams, stream);
  return stream;
}

function checkActive({ identity }: Streams, { name, status }: Stream): void {
  if (status.value === "ACTIVE") return;
  throw new ServiceError(
    "ResourceInUseException",
    `Stream ${name} under account ${identity.accountId} not ACTIVE, instead in state ${status.value}`,
  );
}

export async function splitShard(
  streams: Streams,
  reference: StreamReference,
  request: { readonly shardToSplit: string; readonly newStartingHashKey: string },
): Promise<void> {
  const { shardToSplit, newStartingHashKey } = request;
  new Constraints()
    .hashKey("newStartingHashKey", newStartingHashKey)
    .name("shardToSplit", shardToSplit)
    .throwIfBroken();
  const find = shardFinder(streams, reference);
  const index = find.indexOf(shardToSplit);
  const stream = streams.stream(reference);
  const shard = find.open(stream, index);
  const key = BigInt(newStartingHashKey);
  if (key <= BigInt(shard.startingHashKey) + 1n || key >= BigInt(shard.endingHashKey)) {
    throw invalidArgument(
      `NewStartingHashKey ${newStartingHashKey} used in SplitShard() on shard ${shardIdOf(index)} in stream ` +
        `${stream.name} under account ${streams.identity.accountId} is not both greater than one plus the shard's ` +
        `StartingHashKey ${shard.startingHashKey} and less than the shard's EndingHashKey ${shard.endingHashKey}.`,
    );
  }
  checkReshardable(streams, stream);
  streams.checkShardLimit(1);
  await reshard(stream, (resharding) => {
    resharding.split(shard, key);
    return {};
  });
}

export async function mergeShards(
  streams: Streams,
  reference: StreamReference,
  request: { readonly shardToMerge: string; readonly adjacentShardToMerge: string },
): Promise<void> {
  const { shardToMerge, adjacentShardToMerge } = request;
  new Constraints()
    .name("shardToMerge", shardToMerge)
    .name("adjacentShardToMerge", adjacentShardToMerge)
    .throwIfBroken();
  const find = shardFinder(streams, reference);
  const [first, second] = [find.indexOf(shardToMerge), find.indexOf(adjacentShardToMerge)];
  const stream = streams.stream(reference);
  const [shard, adjacent] = [find.open(stream, first), find.open(stream, second)];
  if (!areAdjacent(shard, adjacent)) {
    throw invalidArgument(
      `Shards ${shardIdOf(first)} and ${shardIdOf(second)} in stream ${stream.name} under account ` +
        `${streams.identity.accountId} are not an adjacent pair of shards eligible for merging`,
    );
  }
  checkReshardable(streams, stream);
  await reshard(stream, (resharding) => {
    resharding.merge(shard, adjacent);
    return {};
  });
}

/** Answers with how many open shards there were. */
export async function updateShardCount(
  streams: Streams,
  reference: StreamReference,
  request: { readonly targetShardCount: number; readonly scalingType: string },
): Promise<number> {
  const { targetShardCount: target, scalingType } = request;
  new Constraints()
    .range("targetShardCount", target, { least: 1, most: Number.POSITIVE_INFINITY })
    .oneOf("scalingType", scalingType, ["UNIFORM_SCALING"])
    .throwIfBroken();
  const stream = streams.stream(reference);
  checkReshardable(streams, stream);
  const current = stream.openShards.length;
  checkTarget(current, target);
  const now = streams.now();
  const scaledAt = (stream.properties.scaledAt ?? []).filter((at) => at > now - dayMs);
  if (streams.limits !== undefined && scaledAt.length >= mostScalingsADay) {
    throw new ServiceError(
      "LimitExceededException",
      `The stream ${stream.name} has been scaled ${mostScalingsADay} times in the last 24 hours. ` +
        `UpdateShardCount can be called ${mostScalingsADay} times in a rolling 24-hour period for a stream.`,
    );
  }
  streams.checkShardLimit(target - current);
  await reshard(stream, (resharding) => {
    resharding.scaleTo(target);
    return { scaledAt: [...scaledAt, now] };
  });
  return current;
}

function checkTarget(current: number, target: number): void {
  const counts = `Current open shard count: ${current} Target shard count: ${target}`;
  if (target > mostShardsOfStream) {
    throw new ServiceError(
      "LimitExceededException",
      `Target shard count or number of open shards cannot be greater than ${mostShardsOfStream}. ${counts}`,
    );
  }
  const problem =
    target > current * 2 ? "up over double" : target < current / 2 ? "down below half" : undefined;
  if (problem === undefined) return;
  throw new ServiceError(
    "LimitExceededException",
    `UpdateShardCount cannot scale ${problem} your current open shard count. ${counts}`,
  );
}

function checkReshardable(streams: Streams, stream: Stream): void {
  checkActive(streams, stream);
  if (stream.properties.mode === "PROVISIONED") return;
  throw new ServiceError(
    "ValidationException",
    `Request is invalid. Stream ${stream.name} under account ${streams.identity.accountId} is in On-Demand mode.`,
  );
}

async function reshard(stream: Stream, change: Parameters<Stream["reshard"]>[0]): Promise<void> {
  stream.status.update();
  await stream.reshard(change);
}

function shardFinder({ identity }: Streams, { streamName, streamArn }: StreamReference) {
  const notFound = (shard: string) =>
    new ServiceError(
      "ResourceNotFoundException",
      `Could not find shard ${shard} in stream ${streamName ?? streamArn?.split("/").at(-1)} ` +
        `under account ${identity.accountId}.`,
    );
  return {
    indexOf(id: string): number {
      const index = shardIndexIn(id);
      if (index === undefined) throw notFound(id);
      return index;
    },
    open(stream: Stream, index: number): ShardRecord {
      const shard = stream.shard(index);
      if (shard === undefined) throw notFound(shardIdOf(index));
      if (shard.endOffset === undefined) return shard.record;
      throw invalidArgument(
        `Shard ${shardIdOf(index)} in stream ${stream.name} under account ${identity.accountId} has already been ` +
          "merged or split, and thus is not eligible for merging or splitting.",
      );
    },
  };
}
