// Streams: made, described, listed and deleted.

import {
  optionalBoolean,
  optionalInteger,
  optionalObject,
  optionalString,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { consumersOf } from "../fan-out/consumers.ts";
import { listStreams, shardsAfter } from "../streams/listing.ts";
import type { Stream } from "../streams/stream.ts";
import type { RecordDistribution, StreamMode } from "../streams/stream-properties.ts";
import type { Streams } from "../streams/streams.ts";
import { checkTags } from "../streams/tags.ts";
import { encryptionOf, referenceOf, tagsOf } from "./members.ts";
import { fromShard } from "./shard-operations.ts";

const defaultShardsPerPage = 100;

export function streamOperations(streams: Streams): Record<string, Operation> {
  return {
    async CreateStream(request) {
      const streamName = requiredString(request, "StreamName");
      const tags = tagsOf(request);
      checkTags(tags, `stream ${streamName}`);
      await streams.createStream({
        streamName,
        tags,
        shardCount: optionalInteger(request, "ShardCount"),
        streamMode: modeOf(request),
        maxRecordSizeInKiB: optionalInteger(request, "MaxRecordSizeInKiB"),
        warmThroughputMiBps: optionalInteger(request, "WarmThroughputMiBps"),
        recordDistribution: optionalString(request, "RecordDistributionStrategy") as
          | RecordDistribution
          | undefined,
      });
      return {};
    },
    async DeleteStream(request) {
      const enforceConsumerDeletion = optionalBoolean(request, "EnforceConsumerDeletion") ?? false;
      await streams.deleteStream(referenceOf(request), { enforceConsumerDeletion });
      return {};
    },
    DescribeStream(request) {
      const stream = streams.stream(referenceOf(request));
      const limit = Math.min(optionalInteger(request, "Limit") ?? defaultShardsPerPage, 1000);
      const after = optionalString(request, "ExclusiveStartShardId");
      const { shards, hasMore } = shardsAfter(stream.shards, after, limit);
      return {
        StreamDescription: { ...fromStream(stream), Shards: shards.map(fromShard), HasMoreShards: hasMore },
      };
    },
    DescribeStreamSummary(request) {
      const stream = streams.stream(referenceOf(request));
      const { maxRecordSizeInKiB, mode, warmThroughputMiBps, recordDistribution } = stream.properties;
      const isOnDemand = mode === "ON_DEMAND";
      return {
        StreamDescriptionSummary: {
          ...fromStream(stream),
          OpenShardCount: stream.openShards.length,
          ConsumerCount: consumersOf(stream).length,
          MaxRecordSizeInKiB: maxRecordSizeInKiB,
          WarmThroughput: isOnDemand ? warmThroughput(warmThroughputMiBps) : undefined,
          RecordDistributionStrategy: isOnDemand ? (recordDistribution ?? "USER_PARTITION_KEY") : undefined,
        },
      };
    },
    ListStreams(request) {
      const page = listStreams(streams, {
        exclusiveStartStreamName: optionalString(request, "ExclusiveStartStreamName"),
        limit: optionalInteger(request, "Limit"),
        nextToken: optionalString(request, "NextToken"),
      });
      return {
        StreamNames: page.streams.map(({ name }) => name),
        StreamSummaries: page.streams.map(summaryOf),
        HasMoreStreams: page.nextToken !== undefined,
        NextToken: page.nextToken,
      };
    },
  };
}

/** Of the request's StreamModeDetails. */
export function modeOf(request: WireObject): StreamMode | undefined {
  const details = optionalObject(request, "StreamModeDetails");
  return details === undefined ? undefined : (requiredString(details, "StreamMode") as StreamMode);
}

/** It is there as soon as it is asked for. */
export function warmThroughput(mibps: number | undefined): WireObject | undefined {
  return mibps === undefined ? undefined : { TargetMiBps: mibps, CurrentMiBps: mibps };
}

function summaryOf({ name, arn, properties, status }: Stream): WireObject {
  return {
    StreamName: name,
    StreamARN: arn,
    StreamStatus: status.value,
    StreamModeDetails: { StreamMode: properties.mode },
    StreamCreationTimestamp: new Date(properties.createdAt),
  };
}

function fromStream(stream: Stream): WireObject {
  const { retentionHours, shardLevelMetrics = [] } = stream.properties;
  return {
    ...summaryOf(stream),
    RetentionPeriodHours: retentionHours,
    EnhancedMonitoring: [{ ShardLevelMetrics: shardLevelMetrics }],
    ...encryptionOf(stream),
  };
}
