// Throttling as AWS does it, where limits are enforced.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { CountedSeries } from "../../../src/aws/metric-sink.ts";
import type { WireObject } from "../../../src/aws/wire/operation.ts";
import { kinesisApi } from "../../../src/services/kinesis/api/api.ts";
import { publishedMetrics } from "../../../src/services/kinesis/published-metrics.ts";
import { settled } from "../../support/until.ts";
import { type Fixture, openFixture } from "./support/open-streams.ts";

const StreamName = "readings";
const ShardId = "shardId-000000000000";
const shard = (index: number) => `shardId-00000000000${index}`;
const exceeded = (index: number) => ({
  code: "ProvisionedThroughputExceededException",
  message: `Rate exceeded for shard ${shard(index)} in stream ${StreamName} under account 000000000000.`,
});
let fixture: Fixture;
let counted: Map<string, number>;
beforeEach(async () => {
  counted = new Map();
  const series = (
    _: string,
    name: string,
    { ShardId: of }: Readonly<Record<string, string>>,
  ): CountedSeries => {
    const key = of === undefined ? name : `${name} of ${of}`;
    return { record: (value) => void counted.set(key, (counted.get(key) ?? 0) + value) };
  };
  fixture = await openFixture("memory", { enforceLimits: true, metrics: publishedMetrics({ series }) });
  await fixture.streams.createStream({ streamName: StreamName, shardCount: 2 });
  call = caller();
});
afterEach(() => fixture.dispose());

// biome-ignore lint/suspicious/noExplicitAny: what an answer has is looked into here
let call: (operation: string, request: WireObject) => Promise<any>;
/** Calls are counted for as long as the API is there. */
function caller() {
  const { operations } = kinesisApi(fixture.streams);
  return async (operation: string, request: WireObject) => {
    const run = operations[operation];
    if (run === undefined) throw new Error(`No operation ${operation}`);
    return run({ StreamName, ...request }, { requestId: "request", host: "localhost" });
  };
}
const record = (bytes: number, ExplicitHashKey = "0") => ({
  ...{ PartitionKey: "k", ExplicitHashKey },
  Data: Buffer.alloc(bytes - 1),
});
const iterator = async () =>
  (await call("GetShardIterator", { ShardId, ShardIteratorType: "TRIM_HORIZON" })).ShardIterator;

test("a shard takes 1,000 records a second", async () => {
  const Records = Array.from({ length: 500 }, () => record(10));
  for (let times = 0; times < 2; times++) await call("PutRecords", { Records });
  await expect(call("PutRecord", record(10))).rejects.toMatchObject(exceeded(0));
  await call("PutRecord", record(10, String(2n ** 127n)));
  fixture.clock.advanceBy(1000);
  await call("PutRecord", record(10));
  expect(counted.get("WriteProvisionedThroughputExceeded")).toBe(1);
});

test("a shard takes 1 MiB a second, and what is too much of a call is told record by record", async () => {
  await call("EnableEnhancedMonitoring", { ShardLevelMetrics: ["WriteProvisionedThroughputExceeded"] });
  const [half, other] = [record(512 * 1024), record(512 * 1024, String(2n ** 127n))];
  const { FailedRecordCount, Records } = await call("PutRecords", { Records: [half, half, half, other] });
  expect(FailedRecordCount).toBe(1);
  expect(Records[2]).toEqual({
    ErrorCode: exceeded(0).code,
    ErrorMessage: exceeded(0).message,
  });
  expect(Records[3]).toEqual({ ShardId: shard(1), SequenceNumber: expect.any(String) });
  const { Records: read } = await call("GetRecords", { ShardIterator: await iterator() });
  expect(read).toHaveLength(2);
  expect(counted.get(`WriteProvisionedThroughputExceeded of ${shard(0)}`)).toBe(1);
  expect(counted.get("IncomingRecords")).toBe(3);
});

test("a shard is read five times a second", async () => {
  const ShardIterator = await iterator();
  for (let times = 0; times < 5; times++) await call("GetRecords", { ShardIterator });
  await expect(call("GetRecords", { ShardIterator })).rejects.toMatchObject(exceeded(0));
  expect(counted.get("ReadProvisionedThroughputExceeded")).toBe(1);
  fixture.clock.advanceBy(1000);
  await call("GetRecords", { ShardIterator });
});

test("after a read of 10 MiB a shard is not read for five seconds", async () => {
  for (let megabytes = 0; megabytes < 10; megabytes++) {
    await call("PutRecord", record(1024 * 1024));
    fixture.clock.advanceBy(1000);
  }
  const ShardIterator = await iterator();
  await call("GetRecords", { ShardIterator });
  fixture.clock.advanceBy(4900);
  await expect(call("GetRecords", { ShardIterator })).rejects.toMatchObject(exceeded(0));
  fixture.clock.advanceBy(200);
  await call("GetRecords", { ShardIterator });
});

test("an account has fifty on-demand streams at most", async () => {
  const { streams } = fixture;
  const demand = (name: string) => streams.createStream({ streamName: name, streamMode: "ON_DEMAND" });
  for (let number = 0; number < 50; number++) await demand(`d${number}`);
  const refused = {
    code: "LimitExceededException",
    message:
      "This request would exceed the limit of on-demand streams for the account 000000000000 in us-east-1. Limit: 50.",
  };
  await expect(demand("one-too-many")).rejects.toMatchObject(refused);
  const change = { StreamARN: streams.stream({ streamName: StreamName }).arn, StreamName: undefined };
  const toDemand = () =>
    call("UpdateStreamMode", { ...change, StreamModeDetails: { StreamMode: "ON_DEMAND" } });
  await expect(toDemand()).rejects.toMatchObject(refused);
  await streams.deleteStream({ streamName: "d0" });
  await toDemand();
  expect(await call("DescribeLimits", {})).toMatchObject({ OnDemandStreamCount: 50 });
});

describe("an on-demand stream", () => {
  const ofStream = { StreamName: "on-demand" };
  const openShards = async () => {
    const { Shards } = await call("ListShards", ofStream);
    return Shards.filter((shard: WireObject) => JSON.stringify(shard).includes("EndingSequence") === false);
  };
  /** A second of it: half a megabyte and a bit for the first shard, and next to nothing for the second. */
  const second = async (bytes: number) => {
    await call("PutRecords", { ...ofStream, Records: [record(bytes), record(10, String(2n ** 127n))] });
    fixture.clock.advanceBy(1000);
  };

  beforeEach(async () => {
    await fixture.streams.createStream({ streamName: "on-demand", streamMode: "ON_DEMAND" });
  });

  test("splits a shard that is asked for more than half of what it takes, for a minute", async () => {
    for (let seconds = 0; seconds < 60; seconds++) await second(540 * 1024);
    expect(await openShards()).toHaveLength(4);
    await second(540 * 1024);
    await settled();
    const shards = await openShards();
    expect(shards).toHaveLength(5);
    const children = shards.filter(({ ParentShardId }: WireObject) => ParentShardId !== undefined);
    expect(children).toMatchObject([
      { ParentShardId: shard(0), HashKeyRange: { StartingHashKey: "0" } },
      { ParentShardId: shard(0), HashKeyRange: { StartingHashKey: String(2n ** 125n) } },
    ]);
  });

  test("stays as it is while its shards are asked for less", async () => {
    for (let seconds = 0; seconds < 130; seconds++) await second(500 * 1024);
    await settled();
    expect(await openShards()).toHaveLength(4);
  });

  test("takes a burst for what it is", async () => {
    await second(1000 * 1024);
    fixture.clock.advanceBy(59_000);
    await second(10);
    await settled();
    expect(await openShards()).toHaveLength(4);
  });
});

test("a provisioned stream keeps its shards, however much is asked of them", async () => {
  for (let seconds = 0; seconds < 70; seconds++) {
    await call("PutRecord", record(1000 * 1024));
    fixture.clock.advanceBy(1000);
  }
  await settled();
  expect(fixture.streams.stream({ streamName: StreamName }).openShards).toHaveLength(2);
});

test("operations may be called so often", async () => {
  await call("DescribeLimits", {});
  await expect(call("DescribeLimits", {})).rejects.toMatchObject({ code: "LimitExceededException" });
  for (let times = 0; times < 10; times++) await call("DescribeStream", {});
  await expect(call("DescribeStream", {})).rejects.toMatchObject({
    code: "LimitExceededException",
    message: `Rate exceeded for stream ${StreamName} under account 000000000000.`,
  });
  for (let times = 0; times < 5; times++) await iterator();
  await expect(iterator()).rejects.toMatchObject(exceeded(0));
});

test("a stream is scaled ten times a day", async () => {
  const scale = async (TargetShardCount: number) => {
    await call("UpdateShardCount", { TargetShardCount, ScalingType: "UNIFORM_SCALING" });
    fixture.clock.advanceBy(1000);
  };
  for (let times = 0; times < 10; times++) await scale(times % 2 === 0 ? 4 : 2);
  await expect(scale(4)).rejects.toMatchObject({ code: "LimitExceededException" });
  fixture.clock.advanceBy(24 * 3_600_000);
  await scale(4);
});
