// Streams as a stack makes, changes and deletes them.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Region } from "../../../src/region/region.ts";
import { kinesisStream } from "../../../src/services/kinesis/resources.ts";
import type { Streams } from "../../../src/services/kinesis/streams.ts";
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

test("a stream keeps its shards", async () => {
  const stream = new TestedResource(kinesisStream, streams);
  await stream.create({ ShardCount: 2 });
  await expect(stream.update({ ShardCount: 3 })).rejects.toThrow(
    /Properties\/ShardCount: the stream "stack-R" has 2 shards, which is not changed here/,
  );
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
