// What AWS asks of a request before Kinesis sees it: all that is wrong is told at once.
// https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html

import {
  optionalInteger,
  optionalObject,
  optionalString,
  optionalStringList,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { iteratorTypes } from "../reading/starting-position.ts";
import { checkRecordCount } from "../records/producer-record.ts";
import { shardFilterTypes } from "../streams/listing.ts";
import { streamModes } from "../streams/stream-properties.ts";
import { Constraints, tagKey } from "./constraints.ts";
import { tagsOf } from "./members.ts";
import { ReadRecords } from "./put-records-request.ts";

/** Members that must be there, in the order in which AWS tells of them. */
const required: Readonly<Record<string, readonly string[]>> = {
  AddTagsToStream: ["Tags"],
  CreateStream: ["StreamName"],
  DecreaseStreamRetentionPeriod: ["RetentionPeriodHours"],
  DeleteResourcePolicy: ["ResourceARN"],
  DisableEnhancedMonitoring: ["ShardLevelMetrics"],
  EnableEnhancedMonitoring: ["ShardLevelMetrics"],
  GetRecords: ["ShardIterator"],
  GetResourcePolicy: ["ResourceARN"],
  GetShardIterator: ["ShardId", "ShardIteratorType"],
  IncreaseStreamRetentionPeriod: ["RetentionPeriodHours"],
  ListStreamConsumers: ["StreamARN"],
  ListTagsForResource: ["ResourceARN"],
  MergeShards: ["ShardToMerge", "AdjacentShardToMerge"],
  PutRecord: ["Data"],
  PutRecords: ["Records"],
  PutResourcePolicy: ["ResourceARN", "Policy"],
  RegisterStreamConsumer: ["StreamARN", "ConsumerName"],
  RemoveTagsFromStream: ["TagKeys"],
  SplitShard: ["NewStartingHashKey", "ShardToSplit"],
  StartStreamEncryption: ["EncryptionType", "KeyId"],
  StopStreamEncryption: ["EncryptionType", "KeyId"],
  SubscribeToShard: ["ConsumerARN", "ShardId", "StartingPosition"],
  TagResource: ["Tags", "ResourceARN"],
  UntagResource: ["TagKeys", "ResourceARN"],
  UpdateAccountSettings: ["MinimumThroughputBillingCommitment"],
  UpdateMaxRecordSize: ["MaxRecordSizeInKiB"],
  UpdateShardCount: ["TargetShardCount", "ScalingType"],
  UpdateStreamMode: ["StreamARN", "StreamModeDetails"],
  UpdateStreamRecordDistributionStrategy: ["StreamARN", "RecordDistributionStrategy"],
  UpdateStreamWarmThroughput: ["WarmThroughputMiBps"],
};

interface Bounds {
  readonly member: string;
  readonly least: number;
  readonly most: number;
}

const bounds: Readonly<Record<string, Bounds>> = {
  DescribeStream: { member: "Limit", least: 1, most: 10_000 },
  GetRecords: { member: "Limit", least: 1, most: 10_000 },
  ListShards: { member: "MaxResults", least: 1, most: 10_000 },
  ListStreamConsumers: { member: "MaxResults", least: 1, most: 10_000 },
  ListStreams: { member: "Limit", least: 1, most: 10_000 },
  ListTagsForStream: { member: "Limit", least: 1, most: 50 },
};

/** What adds no tags and takes none away asks for nothing. */
const tagChanges: ReadonlySet<string> = new Set([
  ...["AddTagsToStream", "RemoveTagsFromStream", "TagResource", "UntagResource"],
]);

const streamArn = /^arn:aws.*:kinesis:.*:\d{12}:stream\/\S+$/;
const arnLengths = { least: 1, most: 2048 };
const streamIdPattern = /^[a-z0-9]{20}-[a-z0-9]{3}$/;
const resourceArn = /^arn:aws.*:kinesis:.*:\d{12}:.*stream\/\S+$/;

export function withRequestChecks(
  operations: Readonly<Record<string, Operation>>,
): Readonly<Record<string, Operation>> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, run]): [string, Operation] => [
      name,
      (request, call) => {
        check(name, request);
        return run(request, call);
      },
    ]),
  );
}

function check(operation: string, request: WireObject): void {
  const constraints = new Constraints();
  for (const member of required[operation] ?? []) constraints.required(shown(member), request[member]);
  constraints.name("streamName", optionalString(request, "StreamName"));
  const stream = optionalString(request, "StreamARN");
  constraints.matches("streamARN", stream, streamArn).length("streamARN", stream, arnLengths);
  // The SDK's model has it "reserved for future use": it is checked, and means nothing.
  const streamId = optionalString(request, "StreamId");
  constraints
    .matches("streamId", streamId, streamIdPattern)
    .length("streamId", streamId, { least: 1, most: 24 });
  const resource = optionalString(request, "ResourceARN");
  constraints.matches("resourceARN", resource, resourceArn).length("resourceARN", resource, arnLengths);
  constraints.name("shardId", optionalString(request, "ShardId"));
  constraints.name("exclusiveStartShardId", optionalString(request, "ExclusiveStartShardId"));
  constraints.name("exclusiveStartStreamName", optionalString(request, "ExclusiveStartStreamName"));
  constraints.name("consumerName", optionalString(request, "ConsumerName"));
  constraints.length("shardIterator", optionalString(request, "ShardIterator"), { least: 1, most: 512 });
  const levels = optionalStringList(request, "ShardLevelMetrics");
  constraints.count("shardLevelMetrics", levels, { least: 1, most: 7 });
  constraints.length("nextToken", optionalString(request, "NextToken"), { least: 1, most: 1_048_576 });
  const startTagKey = optionalString(request, "ExclusiveStartTagKey");
  constraints.length("exclusiveStartTagKey", startTagKey, { least: 1, most: 128 });
  constraints.tags("tags", tagsOf(request));
  checkPlaces(constraints, operation, request);
  if (tagChanges.has(operation)) {
    constraints.notEmpty("tags", optionalObject(request, "Tags"));
    const tagKeys = optionalStringList(request, "TagKeys");
    constraints.notEmpty("tagKeys", tagKeys).each("tagKeys", tagKeys ?? [], tagKey);
  }
  const bound = bounds[operation];
  if (bound !== undefined)
    constraints.range(shown(bound.member), optionalInteger(request, bound.member), bound);
  constraints.throwIfBroken();
  if (operation === "PutRecords") checkRecordCount(recordsOf(request));
}

/** Where reading begins, and which shards are meant; of a record, how it finds its shard. */
function checkPlaces(constraints: Constraints, operation: string, request: WireObject): void {
  constraints.oneOf("shardIteratorType", optionalString(request, "ShardIteratorType"), iteratorTypes);
  const startingAt = optionalString(request, "StartingSequenceNumber");
  constraints.sequenceNumber("startingSequenceNumber", startingAt);
  const position = optionalObject(request, "StartingPosition");
  if (position !== undefined) {
    const type = optionalString(position, "Type");
    constraints.required("startingPosition.type", type).oneOf("startingPosition.type", type, iteratorTypes);
    const sequenceNumber = optionalString(position, "SequenceNumber");
    constraints.sequenceNumber("startingPosition.sequenceNumber", sequenceNumber);
  }
  const filter = optionalObject(request, "ShardFilter");
  if (filter !== undefined) {
    const type = optionalString(filter, "Type");
    constraints.required("shardFilter.type", type).oneOf("shardFilter.type", type, shardFilterTypes);
    constraints.name("shardFilter.shardId", optionalString(filter, "ShardId"));
  }
  const mode = optionalObject(request, "StreamModeDetails");
  if (mode !== undefined) {
    const streamMode = optionalString(mode, "StreamMode");
    constraints.required("streamModeDetails.streamMode", streamMode);
    constraints.oneOf("streamModeDetails.streamMode", streamMode, streamModes);
  }
  if (operation !== "PutRecord") return;
  constraints.length("partitionKey", optionalString(request, "PartitionKey"), { least: 0, most: 256 });
  const hashKey = optionalString(request, "ExplicitHashKey");
  if (hashKey !== undefined) constraints.hashKey("explicitHashKey", hashKey);
}

function recordsOf({ Records }: WireObject): readonly unknown[] {
  return Records instanceof ReadRecords ? Records.records : Array.isArray(Records) ? Records : [undefined];
}

/** AWS spells members with a small first letter here. */
function shown(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}
