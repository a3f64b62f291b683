// Shards that are split, merged and scaled, through the SDK's client.

import {
  CreateStreamCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  type Shard,
  type ShardFilter,
  SplitShardCommand,
  UpdateShardCountCommand,
  UpdateStreamModeCommand,
} from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { ApiServer } from "../../../src/server/server.ts";
import { kinesisApi } from "../../../src/services/kinesis/api/api.ts";
import type { Streams } from "../../../src/services/kinesis/streams/streams.ts";
import { type Fixture, openFixture, text } from "./support/open-streams.ts";

const middle = "170141183460469231731687303715884105728";
const [shard0, shard1, shard2, shard3] = [0, 1, 2, 3].map((index) => `shardId-00000000000${index}`);
let fixture: Fixture;
let server: ApiServer;
let client: KinesisClient;
let StreamName: string;
let serial = 0;

beforeAll(async () => {
  fixture = await openFixture("disk");
  server = new ApiServer({ onFault: (fault) => expect(fault).toBeUndefined() });
  await server.listen(0);
  client = new KinesisClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
});
beforeEach(() => {
  serve(fixture.streams);
  StreamName = `stream-${serial++}`;
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await fixture.dispose();
});

function serve(streams: Streams): void {
  server.serve({ services: [kinesisApi(streams)] });
}

const create = (ShardCount: number) => client.send(new CreateStreamCommand({ StreamName, ShardCount }));
const split = (ShardToSplit = shard0, NewStartingHashKey = middle) =>
  client.send(new SplitShardCommand({ StreamName, ShardToSplit, NewStartingHashKey }));
const merge = (ShardToMerge: string | undefined, AdjacentShardToMerge: string | undefined) =>
  client.send(new MergeShardsCommand({ StreamName, ShardToMerge, AdjacentShardToMerge }));
const scale = (TargetShardCount: number) =>
  client.send(new UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: "UNIFORM_SCALING" }));
const put = (ExplicitHashKey: string, data: string) =>
  client.send(
    new PutRecordCommand({ StreamName, PartitionKey: "k", ExplicitHashKey, Data: Buffer.from(data) }),
  );
const settle = () => fixture.clock.advanceBy(1000);

async function shards(ShardFilter?: ShardFilter): Promise<readonly Shard[]> {
  const input = ShardFilter === undefined ? { StreamName } : { StreamName, ShardFilter };
  return (await client.send(new ListShardsCommand(input))).Shards ?? [];
}
const ids = async (ShardFilter?: ShardFilter) => (await shards(ShardFilter)).map(({ ShardId }) => ShardId);

async function status() {
  const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
  return StreamDescriptionSummary?.StreamStatus;
}

async function read(ShardId: string | undefined) {
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
  );
  return client.send(new GetRecordsCommand({ ShardIterator }));
}
const dataOf = ({
  Records,
}: {
  readonly Records?: readonly { readonly Data?: Uint8Array | undefined }[] | undefined;
}) => Records?.map(({ Data }) => text(Data ?? new Uint8Array()));

describe("SplitShard", () => {
  test("closes the shard and opens two, between which new records are shared", async () => {
    await create(1);
    await put("0", "before");
    await split();
    expect(await status()).toBe("UPDATING");
    await expect(split(shard1, "9")).rejects.toMatchObject({
      name: "ResourceInUseException",
      message: `Stream ${StreamName} under account 000000000000 not ACTIVE, instead in state UPDATING`,
    });
    settle();
    expect(await status()).toBe("ACTIVE");
    const [low, high] = [await put("0", "low"), await put(middle, "high")];
    expect([low.ShardId, high.ShardId]).toEqual([shard1, shard2]);
    const [parent, ...children] = await shards();
    expect(parent?.SequenceNumberRange?.EndingSequenceNumber).toMatch(/^\d{56}$/);
    expect(children).toMatchObject([
      {
        ParentShardId: shard0,
        HashKeyRange: { StartingHashKey: "0", EndingHashKey: String(BigInt(middle) - 1n) },
      },
      {
        ParentShardId: shard0,
        HashKeyRange: { StartingHashKey: middle, EndingHashKey: String(2n ** 128n - 1n) },
      },
    ]);
    const end = BigInt(parent?.SequenceNumberRange?.EndingSequenceNumber ?? "");
    for (const { SequenceNumberRange } of children)
      expect(BigInt(SequenceNumberRange?.StartingSequenceNumber ?? "") > end).toBe(true);
  });

  test("a closed shard is read to its end, and tells its children", async () => {
    await create(1);
    await put("0", "before");
    await split();
    const answer = await read(shard0);
    expect(dataOf(answer)).toEqual(["before"]);
    expect(answer.NextShardIterator).toBeUndefined();
    expect(answer.MillisBehindLatest).toBe(0);
    expect(answer.ChildShards).toEqual([
      {
        ShardId: shard1,
        ParentShards: [shard0],
        HashKeyRange: { StartingHashKey: "0", EndingHashKey: String(BigInt(middle) - 1n) },
      },
      {
        ShardId: shard2,
        ParentShards: [shard0],
        HashKeyRange: { StartingHashKey: middle, EndingHashKey: String(2n ** 128n - 1n) },
      },
    ]);
    const end = (await shards())[0]?.SequenceNumberRange?.EndingSequenceNumber;
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({
        ...{ StreamName, ShardId: shard0, ShardIteratorType: "AT_SEQUENCE_NUMBER" },
        StartingSequenceNumber: end,
      }),
    );
    expect(await client.send(new GetRecordsCommand({ ShardIterator }))).toMatchObject({ Records: [] });
  });

  const refusals = [
    [
      { NewStartingHashKey: "1" },
      "InvalidArgumentException",
      /^NewStartingHashKey 1 used in SplitShard\(\) on shard shardId-000000000000 in stream .* is not both greater than one plus the shard's StartingHashKey 0 and less than the shard's EndingHashKey 340282366920938463463374607431768211455\.$/,
    ],
    [
      { ShardToSplit: "shardId-5" },
      "ResourceNotFoundException",
      /^Could not find shard shardId-000000000005 in stream/,
    ],
    [{ ShardToSplit: "other" }, "ResourceNotFoundException", /^Could not find shard other in stream/],
    [
      { NewStartingHashKey: "01" },
      "ValidationException",
      /Value '01' at 'newStartingHashKey'.*0\|\(\[1-9\]\\d\{0,38\}\)/,
    ],
  ] as const;

  test.each(refusals)("%j is refused", async (request, name, message) => {
    await create(1);
    await expect(
      client.send(
        new SplitShardCommand({ StreamName, ShardToSplit: shard0, NewStartingHashKey: middle, ...request }),
      ),
    ).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  test("a shard that was split is not split again, nor one of an on-demand stream", async () => {
    await create(1);
    await split();
    settle();
    await expect(split()).rejects.toThrow(
      "has already been merged or split, and thus is not eligible for merging or splitting.",
    );
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName }));
    await client.send(
      new UpdateStreamModeCommand({
        StreamARN: StreamDescription?.StreamARN,
        StreamModeDetails: { StreamMode: "ON_DEMAND" },
      }),
    );
    settle();
    await expect(split(shard1, "9")).rejects.toMatchObject({ name: "ValidationException" });
  });
});

describe("MergeShards", () => {
  test("makes one of two, which tells both of its parents", async () => {
    await create(2);
    await put("0", "low");
    await put(middle, "high");
    await merge(shard0, shard1);
    settle();
    expect((await put(middle, "merged")).ShardId).toBe(shard2);
    expect((await shards())[2]).toMatchObject({ ParentShardId: shard0, AdjacentParentShardId: shard1 });
    expect((await read(shard1)).ChildShards).toMatchObject([
      { ShardId: shard2, ParentShards: [shard0, shard1] },
    ]);
  });

  test.each([
    ["that do not touch", 0, 2],
    ["in the wrong order", 1, 0],
  ])("shards %s are refused", async (_, one, other) => {
    await create(3);
    const [first, second] = [`shardId-00000000000${one}`, `shardId-00000000000${other}`];
    await expect(merge(first, second)).rejects.toMatchObject({
      name: "InvalidArgumentException",
      message:
        `Shards ${first} and ${second} in stream ${StreamName} under account 000000000000 ` +
        "are not an adjacent pair of shards eligible for merging",
    });
  });
});

describe("UpdateShardCount", () => {
  test("scales up and down, and tells the counts", async () => {
    await create(2);
    expect(await scale(3)).toMatchObject({ StreamName, CurrentShardCount: 2, TargetShardCount: 3 });
    settle();
    expect(await ids({ Type: "AT_LATEST" })).toHaveLength(3);
    await scale(6);
    settle();
    expect(await scale(3)).toMatchObject({ CurrentShardCount: 6, TargetShardCount: 3 });
    expect(await ids({ Type: "AT_LATEST" })).toHaveLength(3);
  });

  test.each([
    [
      5,
      "UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 2 Target shard count: 5",
    ],
    [
      10_001,
      "Target shard count or number of open shards cannot be greater than 10000. Current open shard count: 2 Target shard count: 10001",
    ],
  ])("to %i is refused", async (target, message) => {
    await create(2);
    await expect(scale(target)).rejects.toMatchObject({ name: "LimitExceededException", message });
  });

  test("below half is refused", async () => {
    await create(4);
    await expect(scale(1)).rejects.toMatchObject({
      name: "LimitExceededException",
      message: expect.stringContaining("cannot scale down below half"),
    });
  });
});

describe("ListShards", () => {
  test("filters by what was open when", async () => {
    await create(1);
    settle();
    await split();
    settle();
    const between = new Date(fixture.clock.now());
    settle();
    await merge(shard1, shard2);
    settle();
    expect(await ids()).toEqual([shard0, shard1, shard2, shard3]);
    expect(await ids({ Type: "AFTER_SHARD_ID", ShardId: shard1 })).toEqual([shard2, shard3]);
    expect(await ids({ Type: "AT_LATEST" })).toEqual([shard3]);
    expect(await ids({ Type: "AT_TRIM_HORIZON" })).toEqual([shard0]);
    expect(await ids({ Type: "FROM_TRIM_HORIZON" })).toEqual([shard0, shard1, shard2, shard3]);
    expect(await ids({ Type: "AT_TIMESTAMP", Timestamp: between })).toEqual([shard1, shard2]);
    expect(await ids({ Type: "FROM_TIMESTAMP", Timestamp: between })).toEqual([shard1, shard2, shard3]);
    const first = await client.send(
      new ListShardsCommand({
        StreamName,
        MaxResults: 1,
        ShardFilter: { Type: "FROM_TIMESTAMP", Timestamp: between },
      }),
    );
    const rest = await client.send(new ListShardsCommand({ NextToken: first.NextToken }));
    expect(rest.Shards?.map(({ ShardId }) => ShardId)).toEqual([shard2, shard3]);
  });

  test("closed shards go once their records have left retention, over restarts too", async () => {
    await create(1);
    await put("0", "old");
    await split();
    settle();
    await put("0", "young");
    await fixture.reopen();
    serve(fixture.streams);
    expect(await ids()).toEqual([shard0, shard1, shard2]);
    expect(dataOf(await read(shard1))).toEqual(["young"]);
    fixture.clock.advanceBy(25 * 3_600_000);
    expect(await ids()).toEqual([shard1, shard2]);
    await expect(read(shard0)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await merge(shard1, shard2);
    for (let times = 0; times < 2; times++) {
      await fixture.reopen();
      serve(fixture.streams);
    }
    expect(await ids()).toEqual([shard1, shard2, shard3]);
    expect((await put("0", "merged")).ShardId).toBe(shard3);
  });
});

test("resharding under load keeps every record, and the order of each key from parents to children", async () => {
  await create(2);
  const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
  const count = 30;
  const producers = keys.map(async (PartitionKey) => {
    for (let number = 0; number < count; number += 3) {
      const Records = [0, 1, 2].map((more) => ({ PartitionKey, Data: Buffer.from(String(number + more)) }));
      const { FailedRecordCount } = await client.send(new PutRecordsCommand({ StreamName, Records }));
      expect(FailedRecordCount).toBe(0);
    }
  });
  for (const target of [4, 3, 6, 3]) {
    await scale(target);
    settle();
  }
  await Promise.all(producers);
  const read = new Map<string, number[]>();
  const stream = fixture.streams.stream({ streamName: StreamName });
  for (const shard of stream.shards) {
    const reader = stream.reader(shard, 1);
    for (let more: Promise<void> | undefined = Promise.resolve(); more !== undefined; more = reader.load()) {
      await more;
      while (reader.advance()) {
        const key = reader.record.partitionKey();
        read.set(key, [...(read.get(key) ?? []), Number(reader.record.data())]);
      }
    }
  }
  const all = Array.from({ length: count }, (_, number) => number);
  expect([...read].sort(([one], [other]) => (one < other ? -1 : 1))).toEqual(
    keys.toSorted().map((key) => [key, all]),
  );
});
