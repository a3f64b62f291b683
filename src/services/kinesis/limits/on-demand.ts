// Streams of the on-demand mode, where AWS's limits are enforced. A shard that is asked for more than half of what it takes is split
// in two: so a stream takes double of what it was asked for at its highest. AWS does so within 15 minutes, here it is a minute.
// https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html

import type { ShardRecord } from "../shards/shard-table.ts";
import type { Stream } from "../streams/stream.ts";
import type { ThroughputLimits } from "./throughput-limits.ts";

export interface ShardAccount {
  /** Undefined where AWS's limits are not enforced. */
  readonly limits: ThroughputLimits | undefined;
  hasRoomForShards(more: number): boolean;
}

/** Resolves once the shards that are asked for too much are split: all of them, or none where there can't be so many. */
export async function splitBusyShards(account: ShardAccount, stream: Stream): Promise<void> {
  if (stream.properties.mode !== "ON_DEMAND" || stream.status.value !== "ACTIVE") return;
  const busy = account.limits?.busyShards(stream) ?? [];
  const shards = stream.openShards.filter(({ id }) => busy.includes(id)).map(({ record }) => record);
  const splittable = shards.filter((shard) => widthOf(shard) > 1n);
  if (splittable.length === 0 || !account.hasRoomForShards(splittable.length)) return;
  stream.status.update();
  await stream.reshard((resharding) => {
    for (const shard of splittable) resharding.split(shard, middleOf(shard));
    return {};
  });
}

function widthOf({ startingHashKey, endingHashKey }: ShardRecord): bigint {
  return BigInt(endingHashKey) - BigInt(startingHashKey);
}

function middleOf(shard: ShardRecord): bigint {
  return BigInt(shard.startingHashKey) + widthOf(shard) / 2n + 1n;
}
