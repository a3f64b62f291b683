// Kinesis Data Streams on the wire, by AWS's member names. A stream is meant by its StreamName, its StreamARN, or both.

import {
  optionalInteger,
  optionalObject,
  optionalString,
  optionalStringList,
  optionalTimestamp,
  requiredBlob,
  requiredInteger,
  requiredList,
  requiredString,
} from "../../aws/wire/members.ts";
import type { Operation, ServiceApi, WireObject } from "../../aws/wire/operation.ts";
import type { ShardFilter } from "./listing.ts";
import { listShards, listStreams, shardsAfter } from "./listing.ts";
import type { ShardIteratorType } from "./reading.ts";
import { refused } from "./refused-operations.ts";
import type { Shard } from "./shard.ts";
import type { AppendedRecords, ProducerRecord, Stream } from "./stream.ts";
import type { StreamMode } from "./stream-properties.ts";
import type { StreamReference, Streams } from "./streams.ts";
import { sortedTags, type Tags, withoutTags, withTags } from "./tags.ts";

const defaultShardsPerPage = 100;
const defaultTagsPerPage = 50;

export function kinesisApi(streams: Streams): ServiceApi {
  return {
    name: "Kinesis",
    targetPrefix: "Kinesis_20131202",
    errorNamespace: "",
    jsonVersion: "1.1",
    // Ten MiB of records are fourteen as base64.
    largestBodyBytes: 16 * 1024 * 1024,
    refused,
    operations: {
      ...streamOperations(streams),
      ...listOperations(streams),
      ...recordOperations(streams),
      ...settingOperations(streams),
      ...tagOperations(streams),
    },
  };
}

function streamOperations(streams: Streams): Record<string, Operation> {
  return {
    async CreateStream(request) {
      await streams.createStream({
        streamName: requiredString(request, "StreamName"),
        shardCount: optionalInteger(request, "ShardCount"),
        streamMode: modeOf(request),
        maxRecordSizeInKiB: optionalInteger(request, "MaxRecordSizeInKiB"),
        tags: tagsOf(request),
      });
      return {};
    },
    async DeleteStream(request) {
      await streams.deleteStream(referenceOf(request));
      return {};
    },
    DescribeStream(request) {
      const stream = streams.stream(referenceOf(request));
      const limit = Math.min(optionalInteger(request, "Limit") ?? defaultShardsPerPage, 1000);
      const { shards, hasMore } = shardsAfter(
        stream,
        optionalString(request, "ExclusiveStartShardId"),
        limit,
      );
      return {
        StreamDescription: { ...fromStream(stream), Shards: shards.map(fromShard), HasMoreShards: hasMore },
      };
    },
    DescribeStreamSummary(request) {
      const stream = streams.stream(referenceOf(request));
      return {
        StreamDescriptionSummary: {
          ...fromStream(stream),
          OpenShardCount: stream.shards.length,
          ConsumerCount: 0,
          MaxRecordSizeInKiB: stream.properties.maxRecordSizeInKiB,
        },
      };
    },
  };
}

function listOperations(streams: Streams): Record<string, Operation> {
  return {
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
    ListShards(request) {
      const filter = optionalObject(request, "ShardFilter");
      const page = listShards(streams, {
        stream: referenceOf(request),
        exclusiveStartShardId: optionalString(request, "ExclusiveStartShardId"),
        maxResults: optionalInteger(request, "MaxResults"),
        nextToken: optionalString(request, "NextToken"),
        filter: filter === undefined ? undefined : filterOf(filter),
      });
      return { Shards: page.shards.map(fromShard), NextToken: page.nextToken };
    },
  };
}

function recordOperations(streams: Streams): Record<string, Operation> {
  return {
    async PutRecord(request) {
      const appended = await streams.putRecord(referenceOf(request), recordOf(request));
      return { ...fromAppended(appended, 0), EncryptionType: "NONE" };
    },
    async PutRecords(request) {
      const records = requiredList(request, "Records").map(recordOf);
      const appended = await streams.putRecords(referenceOf(request), records);
      return {
        FailedRecordCount: 0,
        Records: records.map((_, index) => fromAppended(appended, index)),
        EncryptionType: "NONE",
      };
    },
    GetShardIterator(request) {
      const iterator = streams.getShardIterator(referenceOf(request), {
        shardId: requiredString(request, "ShardId"),
        shardIteratorType: requiredString(request, "ShardIteratorType") as ShardIteratorType,
        startingSequenceNumber: optionalString(request, "StartingSequenceNumber"),
        timestamp: optionalTimestamp(request, "Timestamp")?.getTime(),
      });
      return { ShardIterator: iterator };
    },
    async GetRecords(request) {
      const iterator = requiredString(request, "ShardIterator");
      const result = await streams.getRecords(iterator, optionalInteger(request, "Limit"));
      return {
        Records: result.records.map((record) => ({
          SequenceNumber: record.sequenceNumber,
          ApproximateArrivalTimestamp: new Date(record.approximateArrivalMs),
          Data: record.data,
          PartitionKey: record.partitionKey,
          EncryptionType: "NONE",
        })),
        NextShardIterator: result.nextShardIterator,
        MillisBehindLatest: result.millisBehindLatest,
      };
    },
  };
}

function settingOperations(streams: Streams): Record<string, Operation> {
  return {
    async IncreaseStreamRetentionPeriod(request) {
      await streams.increaseRetention(referenceOf(request), requiredInteger(request, "RetentionPeriodHours"));
      return {};
    },
    async DecreaseStreamRetentionPeriod(request) {
      await streams.decreaseRetention(referenceOf(request), requiredInteger(request, "RetentionPeriodHours"));
      return {};
    },
    async UpdateMaxRecordSize(request) {
      await streams.updateMaxRecordSize(referenceOf(request), requiredInteger(request, "MaxRecordSizeInKiB"));
      return {};
    },
  };
}

function tagOperations(streams: Streams): Record<string, Operation> {
  const tag = async (stream: Stream, request: WireObject) => {
    await streams.update(stream, { tags: withTags(stream, tagsOf(request)) });
    return {};
  };
  const untag = async (stream: Stream, request: WireObject) => {
    await streams.update(stream, { tags: withoutTags(stream, optionalStringList(request, "TagKeys") ?? []) });
    return {};
  };
  const byArn = (request: WireObject) =>
    streams.stream({ streamArn: requiredString(request, "ResourceARN") });
  return {
    AddTagsToStream: (request) => tag(streams.stream(referenceOf(request)), request),
    TagResource: (request) => tag(byArn(request), request),
    RemoveTagsFromStream: (request) => untag(streams.stream(referenceOf(request)), request),
    UntagResource: (request) => untag(byArn(request), request),
    ListTagsForStream(request) {
      const after = optionalString(request, "ExclusiveStartTagKey") ?? "";
      const limit = optionalInteger(request, "Limit") ?? defaultTagsPerPage;
      const rest = sortedTags(streams.stream(referenceOf(request))).filter(([key]) => key > after);
      return { Tags: rest.slice(0, limit).map(fromTag), HasMoreTags: rest.length > limit };
    },
    ListTagsForResource: (request) => ({ Tags: sortedTags(byArn(request)).map(fromTag) }),
  };
}

function referenceOf(request: WireObject): StreamReference {
  return {
    streamName: optionalString(request, "StreamName"),
    streamArn: optionalString(request, "StreamARN"),
  };
}

function modeOf(request: WireObject): StreamMode | undefined {
  const details = optionalObject(request, "StreamModeDetails");
  return details === undefined ? undefined : (requiredString(details, "StreamMode") as StreamMode);
}

function tagsOf(request: WireObject): Tags {
  const tags = optionalObject(request, "Tags") ?? {};
  return Object.fromEntries(Object.keys(tags).map((key) => [key, requiredString(tags, key)]));
}

function filterOf(filter: WireObject): ShardFilter {
  return {
    type: requiredString(filter, "Type") as ShardFilter["type"],
    shardId: optionalString(filter, "ShardId"),
    timestamp: optionalTimestamp(filter, "Timestamp")?.getTime(),
  };
}

function recordOf(entry: WireObject): ProducerRecord {
  return {
    partitionKey: requiredString(entry, "PartitionKey"),
    data: requiredBlob(entry, "Data"),
    explicitHashKey: optionalString(entry, "ExplicitHashKey"),
  };
}

function fromAppended(appended: AppendedRecords, index: number): WireObject {
  return { ShardId: appended.shardId(index), SequenceNumber: appended.sequenceNumber(index) };
}

function summaryOf({ name, arn, properties }: Stream): WireObject {
  return {
    StreamName: name,
    StreamARN: arn,
    StreamStatus: "ACTIVE",
    StreamModeDetails: { StreamMode: properties.mode },
    StreamCreationTimestamp: new Date(properties.createdAt),
  };
}

function fromStream(stream: Stream): WireObject {
  return {
    ...summaryOf(stream),
    RetentionPeriodHours: stream.properties.retentionHours,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: "NONE",
  };
}

function fromShard(shard: Shard): WireObject {
  return {
    ShardId: shard.id,
    HashKeyRange: { StartingHashKey: shard.range.startingHashKey, EndingHashKey: shard.range.endingHashKey },
    SequenceNumberRange: { StartingSequenceNumber: shard.sequenceNumber(0) },
  };
}

function fromTag([key, value]: readonly [string, string]): WireObject {
  return { Key: key, Value: value };
}
