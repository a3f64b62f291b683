// The contract of a stream, the same in memory and on disk.

import { afterEach, describe, expect, test } from "@jest/globals";
import { noMetrics, type StreamMetrics } from "../../../src/services/kinesis/metrics.ts";
import { getRecords, getShardIterator } from "../../../src/services/kinesis/reading/get-records.ts";
import type { ShardIteratorRequest } from "../../../src/services/kinesis/reading/starting-position.ts";
import { increaseRetention, updateMaxRecordSize } from "../../../src/services/kinesis/streams/settings.ts";
import { type Fixture, openFixture, type Place, readShard, record, text } from "./support/open-streams.ts";

const hour = 3_600_000;
const shard0 = "shardId-000000000000";
let fixture: Fixture;
afterEach(() => fixture.dispose());

describe.each<Place>(["memory", "disk"])("a stream in %s", (place) => {
  async function open(shardCount = 1) {
    fixture = await openFixture(place);
    return fixture.streams.createStream({ streamName: "readings", shardCount });
  }
  const iterator = (request: Omit<ShardIteratorRequest, "shardId">) =>
    getShardIterator(fixture.streams, { streamName: "readings" }, { shardId: shard0, ...request });
  const read = async (request: Omit<ShardIteratorRequest, "shardId">) =>
    (await getRecords(fixture.streams, iterator(request))).records.map(({ data }) => text(data));

  test("gives back what was put, in order", async () => {
    const stream = await open();
    await stream.append([record("a", "1"), record("b", "2")]);
    await stream.append([record("a", "3")]);
    expect(await readShard(fixture.streams, "readings", shard0)).toEqual(["1", "2", "3"]);
  });

  test("keeps any bytes and any partition key", async () => {
    await open();
    const keys = ["ascii", "été", "気温", "🌧", "__proto__", "x".repeat(256), "気".repeat(256)];
    const data = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    await fixture.streams.putRecords(
      { streamName: "readings" },
      keys.map((partitionKey) => ({ partitionKey, data })),
    );
    const { records } = await getRecords(fixture.streams, iterator({ shardIteratorType: "TRIM_HORIZON" }));
    expect(records.map(({ partitionKey }) => partitionKey)).toEqual(keys);
    expect(records.every((each) => each.data.equals(data))).toBe(true);
  });

  test("sequence numbers have 56 digits, rise, and are unique in the stream", async () => {
    const stream = await open(4);
    const records = Array.from({ length: 2_100 }, (_, index) => record(`station-${index}`));
    const appended = await stream.append(records);
    const numbers = records.map((_, index) => appended.sequenceNumber(index));
    expect(numbers.every((number) => /^49\d{54}$/.test(number))).toBe(true);
    expect(new Set(numbers).size).toBe(records.length);
    for (const shard of stream.shards) {
      const ofShard = numbers.filter((_, index) => appended.shardId(index) === shard.id).map(BigInt);
      expect(ofShard).toEqual(ofShard.toSorted((a, b) => (a < b ? -1 : 1)));
    }
  });

  test("the same partition key always goes to the same shard, and many keys to all shards", async () => {
    const stream = await open(4);
    const keys = Array.from({ length: 200 }, (_, index) => `station-${index}`);
    const first = await stream.append(keys.map((key) => record(key)));
    const again = await stream.append(keys.map((key) => record(key)));
    const shards = keys.map((_, index) => first.shardId(index));
    expect(keys.map((_, index) => again.shardId(index))).toEqual(shards);
    expect(new Set(shards).size).toBe(4);
  });

  // 2^127 is where the upper half of the hash keys begins.
  test.each([
    ["0", 0],
    ["170141183460469231731687303715884105727", 0],
    ["170141183460469231731687303715884105728", 1],
    ["340282366920938463463374607431768211455", 1],
  ])("an explicit hash key of %s goes to shard %i of 2", async (explicitHashKey, shardIndex) => {
    const stream = await open(2);
    const appended = await stream.append([{ ...record("any"), explicitHashKey }]);
    expect(appended.shardId(0)).toBe(stream.shards[shardIndex]?.id);
  });

  test.each([
    ["340282366920938463463374607431768211456", "InvalidArgumentException"],
    ...["-1", "01", "x", "", "1".repeat(40)].map((key) => [key, "ValidationException"] as const),
  ])("an explicit hash key of '%s' is refused with %s", async (explicitHashKey, code) => {
    const stream = await open();
    await expect(stream.append([{ ...record("any"), explicitHashKey }])).rejects.toMatchObject({ code });
  });

  test("the five iterator types start where AWS starts", async () => {
    const stream = await open();
    const early = await stream.append([record("a", "1"), record("a", "2")]);
    fixture.clock.advanceBy(1000);
    await stream.append([record("a", "3")]);
    const startingSequenceNumber = early.sequenceNumber(1);
    const timestamp = fixture.clock.now() - 500;
    expect(await read({ shardIteratorType: "TRIM_HORIZON" })).toEqual(["1", "2", "3"]);
    expect(await read({ shardIteratorType: "LATEST" })).toEqual([]);
    expect(await read({ shardIteratorType: "AT_SEQUENCE_NUMBER", startingSequenceNumber })).toEqual([
      "2",
      "3",
    ]);
    expect(await read({ shardIteratorType: "AFTER_SEQUENCE_NUMBER", startingSequenceNumber })).toEqual(["3"]);
    expect(await read({ shardIteratorType: "AT_TIMESTAMP", timestamp })).toEqual(["3"]);
  });

  test("the starting sequence number of a shard is before its first record", async () => {
    const stream = await open();
    await stream.append([record("a", "1")]);
    const startingSequenceNumber = stream.shards[0]?.sequenceNumber(0);
    expect(await read({ shardIteratorType: "AFTER_SEQUENCE_NUMBER", startingSequenceNumber })).toEqual(["1"]);
  });

  test("a LATEST iterator gives what is put after it was made", async () => {
    const stream = await open();
    await stream.append([record("a", "old")]);
    const latest = iterator({ shardIteratorType: "LATEST" });
    await stream.append([record("a", "new")]);
    const { records } = await getRecords(fixture.streams, latest);
    expect(records.map(({ data }) => text(data))).toEqual(["new"]);
  });

  test.each([
    ["an empty shard", []],
    ["a shard with older records", ["old"]],
    ["a shard with a record of that time", ["old", "of that time"]],
  ])("a clock that is put back hides nothing from an AT_TIMESTAMP iterator of %s", async (_, before) => {
    const stream = await open();
    for (const data of before) {
      fixture.clock.advanceBy(1000);
      await stream.append([record("a", data)]);
    }
    if (before.length === 1) fixture.clock.advanceBy(1000);
    const made = iterator({ shardIteratorType: "AT_TIMESTAMP", timestamp: fixture.clock.now() });
    fixture.clock.advanceBy(-60_000);
    await stream.append([record("a", "new")]);
    const first = await getRecords(fixture.streams, made);
    await stream.append([record("a", "newer")]);
    const second = await getRecords(fixture.streams, first.nextShardIterator ?? "");
    const found = [...first.records, ...second.records].map(({ data }) => text(data));
    expect(found).toEqual([...before.slice(1), "new", "newer"]);
  });

  test("an iterator expires after five minutes and not before", async () => {
    await open();
    const made = iterator({ shardIteratorType: "LATEST" });
    fixture.clock.advanceBy(300_000);
    await getRecords(fixture.streams, made);
    fixture.clock.advanceBy(1);
    await expect(getRecords(fixture.streams, made)).rejects.toMatchObject({
      code: "ExpiredIteratorException",
    });
  });

  test("limit, next iterator and MillisBehindLatest lead through the shard", async () => {
    const stream = await open();
    await stream.append([record("a", "1"), record("a", "2"), record("a", "3")]);
    fixture.clock.advanceBy(7000);
    const first = await getRecords(fixture.streams, iterator({ shardIteratorType: "TRIM_HORIZON" }), 2);
    expect([first.records.length, first.millisBehindLatest]).toEqual([2, 7000]);
    const second = await getRecords(fixture.streams, first.nextShardIterator ?? "", 2);
    expect([second.records.length, second.millisBehindLatest]).toEqual([1, 0]);
  });

  test("one read gives at most 10 MiB", async () => {
    const stream = await open();
    const data = Buffer.alloc(1024 * 1024 - 8, 1);
    for (let i = 0; i < 12; i++) await stream.append([{ partitionKey: "a", data }]);
    const first = await getRecords(fixture.streams, iterator({ shardIteratorType: "TRIM_HORIZON" }));
    const second = await getRecords(fixture.streams, first.nextShardIterator ?? "");
    expect([first.records.length, second.records.length]).toEqual([10, 2]);
  });

  test("records are gone after the retention period, and it can be made longer", async () => {
    const stream = await open();
    await stream.append([record("a", "old")]);
    fixture.clock.advanceBy(23 * hour);
    await stream.append([record("a", "new")]);
    fixture.clock.advanceBy(2 * hour);
    expect(await readShard(fixture.streams, "readings", shard0)).toEqual(["new"]);
    await increaseRetention(fixture.streams, { streamName: "readings" }, 48);
    fixture.clock.advanceBy(23 * hour);
    expect(await readShard(fixture.streams, "readings", shard0)).toEqual(["new"]);
    fixture.clock.advanceBy(24 * hour);
    expect(await readShard(fixture.streams, "readings", shard0)).toEqual([]);
  });

  test("offsets go on after everything has expired", async () => {
    const stream = await open();
    const first = await stream.append([record("a", "1")]);
    fixture.clock.advanceBy(100 * hour);
    const second = await stream.append([record("a", "2")]);
    expect(BigInt(second.sequenceNumber(0))).toBeGreaterThan(BigInt(first.sequenceNumber(0)));
    expect(await readShard(fixture.streams, "readings", shard0)).toEqual(["2"]);
  });

  test("counts what comes in and goes out", async () => {
    const seen: unknown[] = [];
    const metrics: StreamMetrics = {
      ...noMetrics,
      incoming: ({ name }, { length }) => void seen.push(["incoming", name, length]),
      outgoing: ({ name }, read) =>
        void seen.push(["outgoing", name, read.records.length, read.bytes, read.millisBehindLatest]),
      operation: (name, operation) => void seen.push([operation, name]),
    };
    fixture = await openFixture(place, { metrics });
    await fixture.streams.createStream({ streamName: "readings", shardCount: 1 });
    await fixture.streams.putRecord({ streamName: "readings" }, record("ab", "cde"));
    await getRecords(fixture.streams, iterator({ shardIteratorType: "TRIM_HORIZON" }));
    expect(seen).toEqual([
      ["incoming", "readings", 1],
      ["PutRecord", "readings"],
      ["GetRecords", "readings"],
      ["outgoing", "readings", 1, 5, 0],
    ]);
  });

  const refused: readonly [string, string, () => unknown][] = [
    [
      "a stream that exists",
      "ResourceInUseException",
      () => create({ streamName: "readings", shardCount: 1 }),
    ],
    ["a name with a space", "ValidationException", () => create({ streamName: "x y", shardCount: 1 })],
    ["no shards", "ValidationException", () => create({ streamName: "other", shardCount: 0 })],
    ["an unknown stream", "ResourceNotFoundException", () => fixture.streams.stream({ streamName: "none" })],
    ["neither name nor ARN", "InvalidArgumentException", () => fixture.streams.stream({})],
    ["an unknown shard", "ResourceNotFoundException", () => start({ shardId: "shardId-000000000009" })],
    ["a foreign sequence number", "InvalidArgumentException", () => start({ startingSequenceNumber: "49" })],
    ["AT_SEQUENCE_NUMBER alone", "InvalidArgumentException", () => start({})],
    ["no records", "ValidationException", () => put([])],
    ["501 records", "ValidationException", () => put(Array.from({ length: 501 }, () => record("a")))],
    ["an empty partition key", "ValidationException", () => put([record("")])],
    ["a partition key of 257 characters", "ValidationException", () => put([record("x".repeat(257))])],
    ["a record over 1 MiB with its key", "ValidationException", () => put([big(1024 * 1024)])],
    [
      "a request over 10 MiB",
      "InvalidArgumentException",
      () => put(Array.from({ length: 11 }, () => big(1024 * 1000))),
    ],
    [
      "a retention under a day",
      "InvalidArgumentException",
      () => increaseRetention(fixture.streams, name, 23),
    ],
    ["a retention over a year", "ValidationException", () => increaseRetention(fixture.streams, name, 8761)],
    ["an increase downwards", "InvalidArgumentException", () => shrinkByIncrease()],
    [
      "an iterator of nonsense",
      "InvalidArgumentException",
      () => getRecords(fixture.streams, "bm9uc2Vuc2U="),
    ],
    ["a limit of 10,001", "ValidationException", () => getRecords(fixture.streams, "x", 10_001)],
  ];
  const name = { streamName: "readings" };
  const create = (request: Parameters<typeof fixture.streams.createStream>[0]) =>
    fixture.streams.createStream(request);
  const put = (records: Parameters<typeof fixture.streams.putRecords>[1]) =>
    fixture.streams.putRecords(name, records);
  const big = (bytes: number) => ({ partitionKey: "a", data: Buffer.alloc(bytes) });
  const start = (request: Partial<ShardIteratorRequest>) =>
    getShardIterator(fixture.streams, name, {
      shardId: shard0,
      shardIteratorType: "AT_SEQUENCE_NUMBER",
      ...request,
    });
  const shrinkByIncrease = async () => {
    await increaseRetention(fixture.streams, name, 72);
    await increaseRetention(fixture.streams, name, 48);
  };

  test.each(refused)("%s is refused with %s", async (_what, code, call) => {
    await open();
    await expect((async () => call())()).rejects.toMatchObject({ code });
  });

  test("a deleted stream is gone, and a new one of its name starts empty and knows no old iterator", async () => {
    const stream = await open();
    await stream.append([record("a", "1")]);
    const old = iterator({ shardIteratorType: "TRIM_HORIZON" });
    await fixture.streams.deleteStream({ streamArn: stream.arn });
    expect(fixture.streams.all).toEqual([]);
    await fixture.streams.createStream({ streamName: "readings", shardCount: 1 });
    expect(await readShard(fixture.streams, "readings", shard0)).toEqual([]);
    await expect(getRecords(fixture.streams, old)).rejects.toMatchObject({
      code: "InvalidArgumentException",
    });
  });

  test("records of up to 10 MiB are taken where the stream allows them", async () => {
    const stream = await open();
    await updateMaxRecordSize(fixture.streams, name, 10_240);
    await stream.append([big(10 * 1024 * 1024 - 1)]);
    const { records } = await getRecords(fixture.streams, iterator({ shardIteratorType: "TRIM_HORIZON" }));
    expect(records.map(({ data }) => data.length)).toEqual([10 * 1024 * 1024 - 1]);
  });
});
