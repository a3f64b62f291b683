// What AWS asks of a request before Kinesis sees it: all that is wrong is told at once.
// https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html

import {
  optionalInteger,
  optionalObject,
  optionalString,
  optionalStringList,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { Constraints, tagKey } from "../constraints.ts";

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
  constraints.matches("streamARN", optionalString(request, "StreamARN"), streamArn);
  constraints.matches("resourceARN", optionalString(request, "ResourceARN"), resourceArn);
  constraints.name("shardId", optionalString(request, "ShardId"));
  constraints.name("exclusiveStartShardId", optionalString(request, "ExclusiveStartShardId"));
  if (tagChanges.has(operation)) {
    constraints.notEmpty("tags", optionalObject(request, "Tags"));
    const tagKeys = optionalStringList(request, "TagKeys");
    constraints.notEmpty("tagKeys", tagKeys).each("tagKeys", tagKeys ?? [], tagKey);
  }
  const bound = bounds[operation];
  if (bound !== undefined)
    constraints.range(shown(bound.member), optionalInteger(request, bound.member), bound);
  constraints.throwIfBroken();
}

/** AWS spells members with a small first letter here. */
function shown(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}
