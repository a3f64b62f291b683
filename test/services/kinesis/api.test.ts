// Kinesis by AWS's member names: what an SDK would send, and what it would get.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { WireObject } from "../../../src/aws/wire/operation.ts";
import { kinesisApi } from "../../../src/services/kinesis/api/api.ts";
import { type Fixture, openFixture } from "./support/open-streams.ts";

const StreamName = "readings";
const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/readings";
const Data = Buffer.from("21.5").toString("base64");
let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture("memory");
});
afterEach(() => fixture.dispose());

/** The members of answers that are looked into here. */
interface Answer {
  readonly StreamDescription: {
    readonly Shards: readonly WireObject[];
    readonly StreamModeDetails: WireObject;
  };
  readonly StreamDescriptionSummary: { readonly RetentionPeriodHours: number };
  readonly Shards: readonly { readonly ShardId: string }[];
  readonly Records: readonly { readonly ShardId: string }[];
  readonly ShardId: string;
  readonly SequenceNumber: string;
  readonly ShardIterator: string;
  readonly NextShardIterator: string;
  readonly MillisBehindLatest: number;
  readonly FailedRecordCount: number;
  readonly NextToken: string | undefined;
}

async function call(operation: string, request: WireObject): Promise<Answer> {
  const run = kinesisApi(fixture.streams).operations[operation];
  if (run === undefined) throw new Error(`No operation ${operation}`);
  return (await run(request, { requestId: "request", host: "localhost" })) as unknown as Answer;
}
const create = (more: WireObject = { ShardCount: 2 }) => call("CreateStream", { StreamName, ...more });

describe("streams", () => {
  test("an ON_DEMAND stream has four shards", async () => {
    await create({ StreamModeDetails: { StreamMode: "ON_DEMAND" } });
    const { StreamDescription } = await call("DescribeStream", { StreamName });
    expect(StreamDescription.Shards).toHaveLength(4);
    expect(StreamDescription.StreamModeDetails).toEqual({ StreamMode: "ON_DEMAND" });
  });

  test("DescribeStream tells all that AWS tells", async () => {
    await create({ ShardCount: 1 });
    expect(await call("DescribeStream", { StreamARN })).toEqual({
      StreamDescription: {
        StreamName,
        StreamARN,
        StreamStatus: "ACTIVE",
        StreamModeDetails: { StreamMode: "PROVISIONED" },
        StreamCreationTimestamp: new Date(fixture.clock.now()),
        RetentionPeriodHours: 24,
        EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
        EncryptionType: "NONE",
        HasMoreShards: false,
        Shards: [
          {
            ShardId: "shardId-000000000000",
            HashKeyRange: {
              StartingHashKey: "0",
              EndingHashKey: "340282366920938463463374607431768211455",
            },
            SequenceNumberRange: { StartingSequenceNumber: expect.stringMatching(/^49\d{54}$/) },
          },
        ],
      },
    });
  });

  test("DescribeStreamSummary counts shards instead of listing them", async () => {
    await create({ ShardCount: 3, MaxRecordSizeInKiB: 2048 });
    const { StreamDescriptionSummary } = await call("DescribeStreamSummary", { StreamName });
    expect(StreamDescriptionSummary).toMatchObject({
      OpenShardCount: 3,
      ConsumerCount: 0,
      MaxRecordSizeInKiB: 2048,
    });
  });

  test("ListStreams pages by name", async () => {
    for (const name of ["c", "a", "b"]) await call("CreateStream", { StreamName: name, ShardCount: 1 });
    const first = await call("ListStreams", { Limit: 2 });
    expect(first).toMatchObject({ StreamNames: ["a", "b"], HasMoreStreams: true });
    const second = await call("ListStreams", { NextToken: first.NextToken });
    expect(second).toMatchObject({ StreamNames: ["c"], HasMoreStreams: false });
    expect(await call("ListStreams", { ExclusiveStartStreamName: "b" })).toMatchObject({
      StreamNames: ["c"],
    });
  });

  test("a name that does not fit its ARN is not found", async () => {
    await create();
    const request = { StreamName, StreamARN: `${StreamARN}s` };
    await expect(call("DescribeStream", request)).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
  });
});

describe("ListShards", () => {
  const ids = (answer: Answer) => answer.Shards.map(({ ShardId }) => Number(ShardId.slice(8)));

  test("pages with a token that stands for the stream and expires after five minutes", async () => {
    await create({ ShardCount: 5 });
    const first = await call("ListShards", { StreamName, MaxResults: 3 });
    expect(ids(first)).toEqual([0, 1, 2]);
    const second = await call("ListShards", { NextToken: first.NextToken });
    expect([ids(second), second.NextToken]).toEqual([[3, 4], undefined]);
    await expect(call("ListShards", { StreamName, NextToken: first.NextToken })).rejects.toMatchObject({
      code: "InvalidArgumentException",
    });
    fixture.clock.advanceBy(300_001);
    await expect(call("ListShards", { NextToken: first.NextToken })).rejects.toMatchObject({
      code: "ExpiredNextTokenException",
    });
  });

  test.each([
    [{ Type: "AFTER_SHARD_ID", ShardId: "shardId-000000000001" }, [2]],
    [{ Type: "AT_TRIM_HORIZON" }, [0, 1, 2]],
    [{ Type: "FROM_TRIM_HORIZON" }, [0, 1, 2]],
    [{ Type: "AT_LATEST" }, [0, 1, 2]],
    [{ Type: "AT_TIMESTAMP", Timestamp: 1_767_225_600 }, [0, 1, 2]],
    [{ Type: "FROM_TIMESTAMP", Timestamp: 1_767_225_600 }, [0, 1, 2]],
  ])("with the filter %j", async (ShardFilter, expected) => {
    await create({ ShardCount: 3 });
    expect(ids(await call("ListShards", { StreamName, ShardFilter }))).toEqual(expected);
  });

  test.each([
    [{ Type: "AFTER_SHARD_ID" }, "InvalidArgumentException"],
    [{ Type: "AT_TIMESTAMP" }, "InvalidArgumentException"],
    [{ Type: "BEFORE" }, "ValidationException"],
  ])("the filter %j is refused", async (ShardFilter, code) => {
    await create();
    await expect(call("ListShards", { StreamName, ShardFilter })).rejects.toMatchObject({ code });
  });
});

describe("records", () => {
  test("PutRecord, GetShardIterator and GetRecords give a record back", async () => {
    await create({ ShardCount: 1 });
    const put = await call("PutRecord", { StreamName, PartitionKey: "station", Data });
    expect(put).toEqual({
      ShardId: "shardId-000000000000",
      SequenceNumber: expect.stringMatching(/^49\d{54}$/),
      EncryptionType: "NONE",
    });
    const { ShardIterator } = await call("GetShardIterator", {
      StreamName,
      ShardId: put.ShardId,
      ShardIteratorType: "AT_SEQUENCE_NUMBER",
      StartingSequenceNumber: put.SequenceNumber,
    });
    const { Records, MillisBehindLatest, NextShardIterator } = await call("GetRecords", { ShardIterator });
    expect(Records).toEqual([
      {
        SequenceNumber: put.SequenceNumber,
        ApproximateArrivalTimestamp: new Date(fixture.clock.now()),
        Data: Buffer.from("21.5"),
        PartitionKey: "station",
        EncryptionType: "NONE",
      },
    ]);
    expect(MillisBehindLatest).toBe(0);
    expect((await call("GetRecords", { ShardIterator: NextShardIterator })).Records).toEqual([]);
  });

  test.each([
    ["0", undefined],
    ["shardId-0", undefined],
    ["any-00", undefined],
    ["123", /^Shard shardId-000000000123 in stream \S+ under account \d{12} does not exist$/],
    ["a-2147483647", /^Shard shardId-002147483647 in stream \S+ under account \d{12} does not exist$/],
    ["2147483648", /^Could not find shard 2147483648 in stream \S+ under account \d{12}\.$/],
    ["2.14E4", /^Could not find shard 2\.14E4 in stream/],
    ["other", /^Could not find shard other in stream/],
  ])("the digits at the end of %s find a shard", async (ShardId, refusal) => {
    await create({ ShardCount: 1 });
    const asked = call("GetShardIterator", { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" });
    if (refusal === undefined) expect((await asked).ShardIterator).toEqual(expect.any(String));
    else
      await expect(asked).rejects.toMatchObject({
        ...{ code: "ResourceNotFoundException", message: expect.stringMatching(refusal) },
      });
  });

  test("PutRecords answers for each record in its place, whether its data is text or bytes", async () => {
    await create();
    const Records = [
      { PartitionKey: "a", Data },
      { PartitionKey: "a", Data: Buffer.from("b"), ExplicitHashKey: "0" },
    ];
    const answer = await call("PutRecords", { StreamARN, Records });
    expect(answer.FailedRecordCount).toBe(0);
    expect(answer.Records.map(({ ShardId }) => ShardId.at(-1))).toEqual(["0", "0"]);
  });

  test.each<[string, WireObject, string]>([
    ["PutRecord", { StreamName, Data }, "ValidationException"],
    ...["***", "AA", "AA=A", "A-_A", "AA==\n", "A A="].map((text): [string, WireObject, string] => [
      "PutRecord",
      { StreamName, PartitionKey: "p", Data: text },
      "SerializationException",
    ]),
    ["PutRecord", { StreamName, PartitionKey: "a" }, "ValidationException"],
    ["PutRecord", { StreamName, PartitionKey: 1, Data }, "SerializationException"],
    ["PutRecords", { StreamName }, "ValidationException"],
    ["PutRecords", { StreamName, Records: [] }, "ValidationException"],
    [
      "PutRecords",
      { StreamName: "none", Records: [{ PartitionKey: "a", Data }] },
      "ResourceNotFoundException",
    ],
    ["GetRecords", {}, "ValidationException"],
    ["GetRecords", { ShardIterator: "nonsense" }, "InvalidArgumentException"],
    [
      "GetShardIterator",
      { StreamName, ShardId: "shardId-000000000000", ShardIteratorType: "X" },
      "ValidationException",
    ],
    ["AddTagsToStream", { StreamName, Tags: {} }, "ValidationException"],
    ["AddTagsToStream", { StreamName, Tags: { "aws:a": "b" } }, "InvalidArgumentException"],
    ["RemoveTagsFromStream", { StreamName, TagKeys: [] }, "ValidationException"],
    ["DescribeStream", {}, "InvalidArgumentException"],
  ])("%s of %j is refused with %s", async (operation, request, code) => {
    await create();
    await expect(call(operation, request)).rejects.toMatchObject({ code });
  });
});

describe("settings", () => {
  test("retention goes up and down within AWS's bounds", async () => {
    await create();
    await call("IncreaseStreamRetentionPeriod", { StreamName, RetentionPeriodHours: 48 });
    await call("DecreaseStreamRetentionPeriod", { StreamName, RetentionPeriodHours: 30 });
    const { StreamDescriptionSummary } = await call("DescribeStreamSummary", { StreamName });
    expect(StreamDescriptionSummary.RetentionPeriodHours).toBe(30);
    const refused = { StreamName, RetentionPeriodHours: 31 };
    await expect(call("DecreaseStreamRetentionPeriod", refused)).rejects.toMatchObject({
      code: "InvalidArgumentException",
    });
  });

  test("the size limit of a record is between 1 and 10 MiB", async () => {
    await create();
    await expect(
      call("UpdateMaxRecordSize", { StreamARN, MaxRecordSizeInKiB: 10_241 }),
    ).rejects.toMatchObject({
      code: "ValidationException",
    });
  });

  test("tags are added, listed in pages, and removed", async () => {
    await create({ ShardCount: 1, Tags: { team: "weather" } });
    await call("AddTagsToStream", { StreamName, Tags: { ["__proto__"]: "data", stage: "test" } });
    await call("TagResource", { ResourceARN: StreamARN, Tags: { team: "climate" } });
    expect(await call("ListTagsForStream", { StreamName, Limit: 2 })).toEqual({
      Tags: [
        { Key: "__proto__", Value: "data" },
        { Key: "stage", Value: "test" },
      ],
      HasMoreTags: true,
    });
    await call("RemoveTagsFromStream", { StreamName, TagKeys: ["stage"] });
    await call("UntagResource", { ResourceARN: StreamARN, TagKeys: ["__proto__"] });
    expect(await call("ListTagsForResource", { ResourceARN: StreamARN })).toEqual({
      Tags: [{ Key: "team", Value: "climate" }],
    });
  });

  test("a tag with a strange character is refused", async () => {
    await create();
    await expect(call("AddTagsToStream", { StreamName, Tags: { a: "{}" } })).rejects.toMatchObject({
      code: "InvalidArgumentException",
    });
  });
});
