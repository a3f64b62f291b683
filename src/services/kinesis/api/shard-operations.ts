// Shards: listed, split, merged and scaled.

import {
  optionalInteger,
  optionalObject,
  optionalString,
  optionalTimestamp,
  requiredInteger,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { mergeShards, splitShard, updateShardCount } from "../shards/resharding.ts";
import type { Shard } from "../shards/shard.ts";
import { shardIdOf } from "../shards/shard-table.ts";
import { listShards, type ShardFilter } from "../streams/listing.ts";
import type { Streams } from "../streams/streams.ts";
import { fromRange, referenceOf } from "./members.ts";

export function shardOperations(streams: Streams): Record<string, Operation> {
  return {
    ListShards(request) {
      const filter = optionalObject(request, "ShardFilter");
      const page = listShards(streams, {
        stream: referenceOf(request),
        streamCreatedAt: optionalTimestamp(request, "StreamCreationTimestamp")?.getTime(),
        exclusiveStartShardId: optionalString(request, "ExclusiveStartShardId"),
        maxResults: optionalInteger(request, "MaxResults"),
        nextToken: optionalString(request, "NextToken"),
        filter: filter === undefined ? undefined : filterOf(filter),
      });
      return { Shards: page.shards.map(fromShard), NextToken: page.nextToken };
    },
    async SplitShard(request) {
      await splitShard(streams, referenceOf(request), {
        shardToSplit: requiredString(request, "ShardToSplit"),
        newStartingHashKey: requiredString(request, "NewStartingHashKey"),
      });
      return {};
    },
    async MergeShards(request) {
      await mergeShards(streams, referenceOf(request), {
        shardToMerge: requiredString(request, "ShardToMerge"),
        adjacentShardToMerge: requiredString(request, "AdjacentShardToMerge"),
      });
      return {};
    },
    async UpdateShardCount(request) {
      const reference = referenceOf(request);
      const targetShardCount = requiredInteger(request, "TargetShardCount");
      const scalingType = requiredString(request, "ScalingType");
      const before = await updateShardCount(streams, reference, { targetShardCount, scalingType });
      const { name, arn } = streams.stream(reference);
      return {
        StreamName: name,
        StreamARN: arn,
        CurrentShardCount: before,
        TargetShardCount: targetShardCount,
      };
    },
  };
}

function filterOf(filter: WireObject): ShardFilter {
  return {
    type: requiredString(filter, "Type") as ShardFilter["type"],
    shardId: optionalString(filter, "ShardId"),
    timestamp: optionalTimestamp(filter, "Timestamp")?.getTime(),
  };
}

export function fromShard(shard: Shard): WireObject {
  const [parent, adjacent] = shard.parents;
  const { endOffset } = shard;
  return {
    ShardId: shard.id,
    ParentShardId: parent === undefined ? undefined : shardIdOf(parent),
    AdjacentParentShardId: adjacent === undefined ? undefined : shardIdOf(adjacent),
    HashKeyRange: fromRange(shard.record),
    SequenceNumberRange: {
      StartingSequenceNumber: shard.sequenceNumber(0),
      ...(endOffset === undefined ? {} : { EndingSequenceNumber: shard.sequenceNumber(endOffset) }),
    },
  };
}
