// Streams as a stack makes, changes and deletes them.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Region } from "../../../src/region/region.ts";
import {
  kinesisResourcePolicy,
  kinesisStream,
  kinesisStreamConsumer,
} from "../../../src/services/kinesis/resources.ts";
import { getPolicy } from "../../../src/services/kinesis/streams/policies.ts";
import type { Streams } from "../../../src/services/kinesis/streams/streams.ts";
import { TestedResource } from "../support/resource.ts";

let region: Region;
let streams: Streams;
beforeEach(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  streams = region.services.kinesis;
});
afterEach(() => region.close());

const tags = (...keys: readonly string[]) => keys.map((Key) => ({ Key, Value: "v" }));
const settings = (name: string) => {
  const {
    mode,
    retentionHours,
    maxRecordSizeInKiB,
    tags: kept,
  } = streams.stream({ streamName: name }).properties;
  return { mode, retentionHours, maxRecordSizeInKiB, tags: Object.keys(kept) };
};

test("a stream is made, changed in place and deleted", async () => {
  const stream = new TestedResource(kinesisStream, streams);
  const properties = { Name: "s", ShardCount: "2", RetentionPeriodHours: "48", MaxRecordSizeInKiB: 2048 };
  expect(await stream.create({ ...properties, Tags: tags("a", "b"), StreamEncryption: {} })).toEqual({
    ref: "s",
    attributes: { Arn: "arn:aws:kinesis:us-east-1:000000000000:stream/s" },
  });
  const given = { mode: "PROVISIONED", retentionHours: 48, maxRecordSizeInKiB: 2048, tags: ["a", "b"] };
  expect(settings("s")).toEqual(given);
  expect(stream.warnings).toEqual([]);
  await streams.putRecord({ streamName: "s" }, { partitionKey: "k", data: Buffer.from("kept") });
  await stream.update({ Name: "s", ShardCount: 2, Tags: tags("b") });
  expect(settings("s")).toEqual({
    mode: "PROVISIONED",
    retentionHours: 24,
    maxRecordSizeInKiB: 1024,
    tags: ["b"],
  });
  await stream.update({ Name: "s", StreamModeDetails: { StreamMode: "ON_DEMAND" } });
  expect(settings("s")).toMatchObject({ mode: "ON_DEMAND", tags: [] });
  await stream.delete();
  await stream.delete();
  expect(streams.all).toEqual([]);
});

test("a stream is scaled, encrypted, monitored, and all of that is taken back", async () => {
  const stream = new TestedResource(kinesisStream, streams);
  await stream.create({ ShardCount: 2 });
  const now = () => streams.stream({ streamName: "stack-R" });
  const StreamEncryption = { EncryptionType: "KMS", KeyId: "alias/aws/kinesis" };
  await stream.update({ ShardCount: 3, StreamEncryption, DesiredShardLevelMetrics: ["IncomingBytes"] });
  expect(now().openShards).toHaveLength(3);
  expect(now().properties).toMatchObject({
    encryptionKeyId: "alias/aws/kinesis",
    shardLevelMetrics: ["IncomingBytes"],
  });
  await stream.update({ ShardCount: 2 });
  expect(now().openShards).toHaveLength(2);
  expect(now().properties).toMatchObject({ encryptionKeyId: undefined, shardLevelMetrics: [] });
  await expect(stream.update({ ShardCount: 5 })).rejects.toMatchObject({
    code: "LimitExceededException",
    message:
      "UpdateShardCount cannot scale up over double your current open shard count. " +
      "Current open shard count: 2 Target shard count: 5",
  });
});

test("a consumer and a policy are made and deleted", async () => {
  const { arn } = await streams.createStream({ streamName: "s", shardCount: 1 });
  const consumer = new TestedResource(kinesisStreamConsumer, streams);
  const made = await consumer.create({ StreamARN: arn, ConsumerName: "c", Tags: tags("a") });
  expect(made.ref).toMatch(/:stream\/s\/consumer\/c:\d+$/);
  expect(made.attributes).toMatchObject({ ConsumerName: "c", ConsumerStatus: "ACTIVE", StreamARN: arn });
  const policy = new TestedResource(kinesisResourcePolicy, streams);
  await policy.create({ ResourceArn: made.ref, ResourcePolicy: { Statement: [] } });
  expect(getPolicy(streams, made.ref)).toBe('{"Statement":[]}');
  await policy.delete();
  await policy.delete();
  expect(getPolicy(streams, made.ref)).toBe("{}");
  await consumer.delete();
  await consumer.delete();
  expect(streams.stream({ streamName: "s" }).properties.consumers).toEqual([]);
});

test("a stream that another made is not taken, but one of an earlier run is", async () => {
  await streams.createStream({ streamName: "s", shardCount: 1 });
  await expect(
    new TestedResource(kinesisStream, streams).create({ Name: "s", ShardCount: 1 }),
  ).rejects.toMatchObject({
    code: "ResourceInUseException",
  });
  const again = new TestedResource(kinesisStream, streams, { mayExist: true });
  await again.create({ Name: "s", ShardCount: 1, RetentionPeriodHours: 30 });
  expect(settings("s")).toMatchObject({ retentionHours: 30 });
});
