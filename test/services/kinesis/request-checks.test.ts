// What is wrong with a request as a whole, told all at once in AWS's words.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { WireObject } from "../../../src/aws/wire/operation.ts";
import { kinesisApi } from "../../../src/services/kinesis/api/api.ts";
import { type Fixture, openFixture } from "./support/open-streams.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture("memory");
  await fixture.streams.createStream({ streamName: "there" });
});
afterAll(() => fixture.dispose());

const isNull = (member: string) =>
  `Value null at '${member}' failed to satisfy constraint: Member must not be null`;
const name = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";

const isNot = (value: string, member: string, pattern: string) =>
  `Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`;
const isShort = (value: string, member: string) =>
  `Value '${value}' at '${member}' failed to satisfy constraint: Member must have length greater than or equal to 1`;
const isLong = (value: string, member: string, most: number) =>
  `Value '${value}' at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${most}`;
const longArn = `arn:aws:kinesis:us-east-1:000000000000:stream/${"x".repeat(2048)}`;
const putIt = { StreamName: "there", PartitionKey: "k", Data: "AA==" };

const cases: readonly (readonly [string, WireObject, readonly string[]])[] = [
  ["SplitShard", {}, [isNull("newStartingHashKey"), isNull("shardToSplit")]],
  ["MergeShards", {}, [isNull("shardToMerge"), isNull("adjacentShardToMerge")]],
  ["UpdateShardCount", {}, [isNull("targetShardCount"), isNull("scalingType")]],
  ["PutRecords", {}, [isNull("records")]],
  ["SubscribeToShard", {}, [isNull("consumerARN"), isNull("shardId"), isNull("startingPosition")]],
  [
    "DescribeStream",
    { StreamName: "", Limit: 0 },
    [
      `Value '' at 'streamName' failed to satisfy constraint: ${name}`,
      "Value '' at 'streamName' failed to satisfy constraint: Member must have length greater than or equal to 1",
      "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
  ],
  [
    "ListTagsForStream",
    { StreamName: "s", Limit: 51 },
    ["Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50"],
  ],
  [
    "GetShardIterator",
    { StreamName: "s", ShardId: "a b" },
    [isNull("shardIteratorType"), `Value 'a b' at 'shardId' failed to satisfy constraint: ${name}`],
  ],
  ...["x", "01", "-1", "", `1${"0".repeat(129)}`].map((SequenceNumberForOrdering): (typeof cases)[number] => [
    "PutRecord",
    { ...putIt, SequenceNumberForOrdering },
    [isNot(SequenceNumberForOrdering, "sequenceNumberForOrdering", "0|([1-9]\\d{0,128})")],
  ]),
  [
    "GetRecords",
    { ShardIterator: "AAAA", StreamId: "Stream" },
    [isNot("Stream", "streamId", "[a-z0-9]{20}-[a-z0-9]{3}")],
  ],
  // What is wrong with a request is told before it is looked for what it is about.
  [
    "PutRecord",
    { StreamName: "none", PartitionKey: "x".repeat(257), Data: "AA==", ExplicitHashKey: "x" },
    [
      `Value '${"x".repeat(257)}' at 'partitionKey' failed to satisfy constraint: Member must have length less than or equal to 256`,
      isNot("x", "explicitHashKey", "0|([1-9]\\d{0,38})"),
    ],
  ],
  [
    "PutRecords",
    { StreamName: "none", Records: [] },
    [
      "Value '[]' at 'records' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
  ],
  [
    "GetShardIterator",
    { StreamName: "none", ShardId: "s", ShardIteratorType: "FIRST", StartingSequenceNumber: "x" },
    [
      "Value 'FIRST' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
      isNot("x", "startingSequenceNumber", "0|([1-9]\\d{0,128})"),
    ],
  ],
  ["ListShards", { StreamName: "none", ShardFilter: {} }, [isNull("shardFilter.type")]],
  [
    "ListShards",
    { StreamName: "none", ShardFilter: { Type: "AT_LATEST", ShardId: "a b" } },
    [`Value 'a b' at 'shardFilter.shardId' failed to satisfy constraint: ${name}`],
  ],
  ["CreateStream", { StreamName: "new", StreamModeDetails: {} }, [isNull("streamModeDetails.streamMode")]],
  [
    "ListStreams",
    { ExclusiveStartStreamName: "a b", NextToken: "" },
    [
      `Value 'a b' at 'exclusiveStartStreamName' failed to satisfy constraint: ${name}`,
      "Value '' at 'nextToken' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
  ],
  [
    "DescribeStreamConsumer",
    { ConsumerName: "a b" },
    [`Value 'a b' at 'consumerName' failed to satisfy constraint: ${name}`],
  ],
  ["PutRecord", { ...putIt, ExplicitHashKey: "01" }, [isNot("01", "explicitHashKey", "0|([1-9]\\d{0,38})")]],
  [
    "PutRecords",
    { StreamName: "there", Records: [putIt, { ...putIt, ExplicitHashKey: "x" }] },
    [isNot("x", "records.2.member.explicitHashKey", "0|([1-9]\\d{0,38})")],
  ],
  [
    "RemoveTagsFromStream",
    { StreamName: "there", TagKeys: ["a", ""] },
    [
      "Value '[a, ]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]",
    ],
  ],
  [
    "AddTagsToStream",
    { StreamName: "there", Tags: { a: "1", "": "b" } },
    [
      "Value '{a=1, =b}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]",
    ],
  ],
  // Also before it is looked for the stream.
  [
    "AddTagsToStream",
    { StreamName: "none", Tags: { a: "x".repeat(257) } },
    [
      `Value '{a=${"x".repeat(257)}}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 0]`,
    ],
  ],
  ["GetRecords", { ShardIterator: "" }, [isShort("", "shardIterator")]],
  ["GetRecords", { ShardIterator: "A".repeat(513) }, [isLong("A".repeat(513), "shardIterator", 512)]],
  ["DeleteStream", { StreamARN: longArn }, [isLong(longArn, "streamARN", 2048)]],
  ["GetResourcePolicy", { ResourceARN: longArn }, [isLong(longArn, "resourceARN", 2048)]],
  [
    "DisableEnhancedMonitoring",
    { StreamName: "none", ShardLevelMetrics: [] },
    [isShort("[]", "shardLevelMetrics")],
  ],
  [
    "EnableEnhancedMonitoring",
    { StreamName: "none", ShardLevelMetrics: Array<string>(8).fill("ALL") },
    [isLong(`[${Array<string>(8).fill("ALL").join(", ")}]`, "shardLevelMetrics", 7)],
  ],
  [
    "EnableEnhancedMonitoring",
    { StreamName: "there", ShardLevelMetrics: ["IncomingBytes", "X"] },
    [
      "Value '[IncomingBytes, X]' at 'shardLevelMetrics' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [IncomingBytes, IncomingRecords, OutgoingBytes, OutgoingRecords, WriteProvisionedThroughputExceeded, ReadProvisionedThroughputExceeded, IteratorAgeMilliseconds, ALL]]",
    ],
  ],
  [
    "DescribeStreamSummary",
    { StreamARN: "arn:of:nothing" },
    [
      "Value 'arn:of:nothing' at 'streamARN' failed to satisfy constraint: Member must satisfy regular expression " +
        "pattern: arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+",
    ],
  ],
];

test.each(cases)("%s of %j", async (operation, request, broken) => {
  const run = kinesisApi(fixture.streams).operations[operation];
  const heading = `${broken.length} validation error${broken.length === 1 ? "" : "s"} detected: `;
  await expect(
    (async () => run?.(request, { requestId: "request", host: "localhost" }))(),
  ).rejects.toMatchObject({ code: "ValidationException", message: heading + broken.join("; ") });
});
