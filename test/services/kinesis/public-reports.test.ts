// What users of other local streams reported to be otherwise than on AWS, as AWS does it.

import * as sdk from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { arnOf } from "../../support/local-arn.ts";

let served: ServedRegion;
let client: sdk.KinesisClient;
let StreamName = "";
let serial = 0;

beforeAll(async () => {
  served = await serveRegion();
  client = new sdk.KinesisClient({ ...served.clientConfiguration, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await served.close();
});

async function create(shardCount: number): Promise<void> {
  StreamName = `reported-${serial++}`;
  await served.region.services.kinesis.createStream({ streamName: StreamName, shardCount });
}
const shardId = (index: number) => `shardId-00000000000${index}`;
const put = (PartitionKey: string, text = PartitionKey) =>
  client.send(new sdk.PutRecordCommand({ StreamName, PartitionKey, Data: Buffer.from(text) }));
const iterator = async (more: Partial<sdk.GetShardIteratorInput>) => {
  const from = { StreamName, ShardId: shardId(0), ShardIteratorType: "TRIM_HORIZON", ...more } as const;
  return (await client.send(new sdk.GetShardIteratorCommand(from))).ShardIterator;
};
const read = (ShardIterator: string | undefined) => client.send(new sdk.GetRecordsCommand({ ShardIterator }));
const texts = ({ Records = [] }: sdk.GetRecordsOutput) =>
  Records.map(({ Data }) => Buffer.from(Data ?? []).toString());
const shards = async (more: Partial<sdk.ListShardsInput> = { StreamName }) =>
  (await client.send(new sdk.ListShardsCommand(more))).Shards ?? [];
/** Until the shards can be changed again. */
const settled = async () =>
  served.region.services.kinesis.stream({ streamName: StreamName }).status.settled();
const scale = (TargetShardCount: number) =>
  client.send(
    new sdk.UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: "UNIFORM_SCALING" }),
  );

const reports: Readonly<Record<string, () => Promise<void>>> = {
  "the iterator that a read answers gives nothing of it again": async () => {
    await create(1);
    await put("a");
    const first = await read(await iterator({}));
    const second = await read(first.NextShardIterator);
    await put("b");
    expect([first, second, await read(second.NextShardIterator)].map(texts)).toEqual([["a"], [], ["b"]]);
  },
  "AFTER_SEQUENCE_NUMBER never gives the record of that number, AT_SEQUENCE_NUMBER always": async () => {
    await create(1);
    const puts = [await put("a"), await put("b"), await put("c")];
    for (const [at, { SequenceNumber: StartingSequenceNumber }] of puts.entries()) {
      const by = async (ShardIteratorType: sdk.ShardIteratorType) =>
        texts(await read(await iterator({ ShardIteratorType, StartingSequenceNumber })));
      expect(await by("AFTER_SEQUENCE_NUMBER")).toEqual(["a", "b", "c"].slice(at + 1));
      expect(await by("AT_SEQUENCE_NUMBER")).toEqual(["a", "b", "c"].slice(at));
    }
  },
  "AT_TIMESTAMP gives what came since then, whatever comes after": async () => {
    await create(1);
    await put("a");
    const [first] = (await read(await iterator({}))).Records ?? [];
    const Timestamp = first?.ApproximateArrivalTimestamp;
    expect(texts(await read(await iterator({ ShardIteratorType: "AT_TIMESTAMP", Timestamp })))).toEqual([
      "a",
    ]);
    const long = new Date(0);
    expect(texts(await read(await iterator({ ShardIteratorType: "AT_TIMESTAMP", Timestamp: long })))).toEqual(
      ["a"],
    );
  },
  "arrival is told in seconds": async () => {
    await create(1);
    const before = Date.now() - 1;
    await put("a");
    const [record] = (await read(await iterator({}))).Records ?? [];
    const arrival = record?.ApproximateArrivalTimestamp?.getTime() ?? 0;
    expect(arrival >= before && arrival <= Date.now()).toBe(true);
  },
  "a shard can be read from the number at which it starts, whichever it is": async () => {
    await create(3);
    for (let key = 0; key < 30; key++) await put(`k${key}`);
    const read0 = await Promise.all(
      (await shards()).map(async ({ ShardId, SequenceNumberRange }) => {
        const StartingSequenceNumber = SequenceNumberRange?.StartingSequenceNumber;
        const from = { ShardId, ShardIteratorType: "AT_SEQUENCE_NUMBER", StartingSequenceNumber } as const;
        return texts(await read(await iterator(from)));
      }),
    );
    expect(read0.every((list) => list.length > 0)).toBe(true);
    expect(read0.flat()).toHaveLength(30);
  },
  "one malformed record has the whole of PutRecords refused": async () => {
    await create(1);
    const Records = ["k", ""].map((PartitionKey) => ({ PartitionKey, Data: Buffer.from("x") }));
    await expect(client.send(new sdk.PutRecordsCommand({ StreamName, Records }))).rejects.toMatchObject({
      name: "ValidationException",
    });
    expect(texts(await read(await iterator({})))).toEqual([]);
  },
  "a put tells the shard that the record is read from": async () => {
    await create(4);
    const told = new Map<string | undefined, string[]>();
    for (let key = 0; key < 40; key++) {
      const { ShardId } = await put(`k${key}`);
      told.set(ShardId, [...(told.get(ShardId) ?? []), `k${key}`]);
    }
    expect(told.size).toBe(4);
    for (const [ShardId, list] of told) expect(texts(await read(await iterator({ ShardId })))).toEqual(list);
  },
  "any bytes come back as they were put": async () => {
    await create(1);
    const Data = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    await client.send(new sdk.PutRecordCommand({ StreamName, PartitionKey: "k", Data }));
    const [record] = (await read(await iterator({}))).Records ?? [];
    expect(Buffer.from(record?.Data ?? []).equals(Data)).toBe(true);
  },
  "shards after the one that is named are described without it": async () => {
    await create(4);
    const described = await client.send(
      new sdk.DescribeStreamCommand({ StreamName, ExclusiveStartShardId: shardId(1) }),
    );
    expect(described.StreamDescription?.Shards?.map(({ ShardId }) => ShardId)).toEqual([
      shardId(2),
      shardId(3),
    ]);
  },
  "a split makes two new shards, and closes the old one, which tells its children at its end": async () => {
    await create(1);
    await put("a");
    const NewStartingHashKey = String(2n ** 127n);
    await client.send(
      new sdk.SplitShardCommand({ StreamName, ShardToSplit: shardId(0), NewStartingHashKey }),
    );
    const [parent, ...children] = await shards();
    expect(parent?.SequenceNumberRange?.EndingSequenceNumber).toMatch(/^\d+$/);
    expect(children.map((each) => [each.ShardId, each.ParentShardId])).toEqual([
      [shardId(1), shardId(0)],
      [shardId(2), shardId(0)],
    ]);
    const end = await read(await iterator({}));
    expect(texts(end)).toEqual(["a"]);
    expect(end.NextShardIterator).toBeUndefined();
    expect(end.ChildShards?.map(({ ShardId, ParentShards }) => [ShardId, ParentShards])).toEqual([
      [shardId(1), [shardId(0)]],
      [shardId(2), [shardId(0)]],
    ]);
  },
  "whatever scaling makes has parents, up and down": async () => {
    await create(2);
    for (const target of [4, 2, 3]) {
      await scale(target);
      await settled();
    }
    const made = (await shards()).slice(2);
    const ids = new Set((await shards()).map(({ ShardId }) => ShardId));
    expect(made.length).toBeGreaterThan(0);
    for (const { ParentShardId } of made) expect(ids.has(ParentShardId)).toBe(true);
    expect((await shards({ StreamName, ShardFilter: { Type: "AT_LATEST" } })).length).toBe(3);
  },
  "a stream that is named by its name or its ARN is told by both": async () => {
    await create(1);
    const StreamARN = arnOf("kinesis", `stream/${StreamName}`);
    const both = { StreamName, StreamARN };
    const metrics = {
      ShardLevelMetrics: ["IncomingBytes"],
    } satisfies Partial<sdk.EnableEnhancedMonitoringInput>;
    for (const by of [{ StreamName }, { StreamARN }]) {
      expect(await client.send(new sdk.EnableEnhancedMonitoringCommand({ ...by, ...metrics }))).toMatchObject(
        both,
      );
      expect(
        await client.send(new sdk.DisableEnhancedMonitoringCommand({ ...by, ...metrics })),
      ).toMatchObject(both);
      const scaling = { TargetShardCount: 1, ScalingType: "UNIFORM_SCALING" } as const;
      expect(await client.send(new sdk.UpdateShardCountCommand({ ...by, ...scaling }))).toMatchObject(both);
      await settled();
    }
  },
  "a token of ListShards stands alone": async () => {
    await create(3);
    const { NextToken } = await client.send(new sdk.ListShardsCommand({ StreamName, MaxResults: 1 }));
    const beside = {
      StreamName: { StreamName },
      ShardFilter: { ShardFilter: { Type: "AT_LATEST" } },
      ExclusiveStartShardId: { ExclusiveStartShardId: shardId(0) },
      StreamCreationTimestamp: { StreamCreationTimestamp: new Date() },
    } as const;
    for (const [name, more] of Object.entries(beside))
      await expect(client.send(new sdk.ListShardsCommand({ NextToken, ...more }))).rejects.toMatchObject({
        name: "InvalidArgumentException",
        message: `NextToken and ${name} cannot be provided together.`,
      });
  },
  "ListShards gives a thousand at most": async () => {
    await create(1001);
    const page = await client.send(new sdk.ListShardsCommand({ StreamName }));
    expect(page.Shards).toHaveLength(1000);
    expect(await shards({ NextToken: page.NextToken })).toHaveLength(1);
    expect(await shards({ StreamName, MaxResults: 10_000 })).toHaveLength(1000);
  },
  "a read tells how far behind it is": async () => {
    await create(1);
    for (const text of ["a", "b"]) await put(text);
    const ShardIterator = await iterator({});
    const first = await client.send(new sdk.GetRecordsCommand({ ShardIterator, Limit: 1 }));
    expect(first.MillisBehindLatest).toEqual(expect.any(Number));
    expect((await read(first.NextShardIterator)).MillisBehindLatest).toBe(0);
  },
  "names that are none are refused": async () => {
    for (const name of ["", "x".repeat(129), "a/b", "a:b", "a b"])
      await expect(
        client.send(new sdk.CreateStreamCommand({ StreamName: name, ShardCount: 1 })),
      ).rejects.toMatchObject({ name: "ValidationException" });
    await expect(
      client.send(new sdk.CreateStreamCommand({ StreamName: "zero", ShardCount: 0 })),
    ).rejects.toMatchObject({ name: "ValidationException" });
  },
  "a name beside the ARN of another stream is of no stream": async () => {
    await create(1);
    const StreamARN = arnOf("kinesis", `stream/${StreamName}`);
    await create(1);
    await expect(
      client.send(new sdk.DescribeStreamSummaryCommand({ StreamName, StreamARN })),
    ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  },
};

test.each(Object.entries(reports))("%s", (_, run) => run());
