// Records that are put one by one within a turn go to their stream together; each is refused, placed and counted by itself.

import { afterEach, expect, test } from "@jest/globals";
import { noMetrics } from "../../../src/services/kinesis/metrics.ts";
import { type Fixture, openFixture, readShard, record } from "./support/open-streams.ts";

const readings = { streamName: "readings" };
const shard0 = "shardId-000000000000";
let fixture: Fixture;
afterEach(() => fixture.dispose());

test("are placed each by its key, in the order in which they were put", async () => {
  fixture = await openFixture("disk");
  await fixture.streams.createStream({ ...readings, shardCount: 2 });
  const records = Array.from({ length: 50 }, (_, at) => record(`key-${at % 7}`, String(at)));
  const put = await Promise.all(records.map((each) => fixture.streams.putRecord(readings, each)));
  const placed = put.map(({ shardId, sequenceNumber }) => ({ shardId, sequenceNumber }));
  expect(new Set(placed.map(({ sequenceNumber }) => sequenceNumber)).size).toBe(50);
  for (const shardId of [shard0, "shardId-000000000001"]) {
    const mine = records.flatMap(({ data }, at) =>
      placed[at]?.shardId === shardId ? [Buffer.from(data as Buffer).toString()] : [],
    );
    expect(mine.length).toBeGreaterThan(0);
    expect(await readShard(fixture.streams, "readings", shardId)).toEqual(mine);
  }
});

test("one that is wrong is refused alone, and all are counted", async () => {
  const seen: unknown[] = [];
  fixture = await openFixture("memory", {
    metrics: {
      ...noMetrics,
      incoming: (_stream, { length }) => void seen.push(length),
      operation: (_name, operation, { succeeded }) => void seen.push([operation, succeeded]),
    },
  });
  await fixture.streams.createStream({ ...readings, shardCount: 1 });
  const good = fixture.streams.putRecord(readings, record("a", "1"));
  expect(() => fixture.streams.putRecord(readings, record("", "2"))).toThrow("partitionKey");
  await Promise.all([good, fixture.streams.putRecord(readings, record("a", "3"))]);
  expect(await readShard(fixture.streams, "readings", shard0)).toEqual(["1", "3"]);
  expect(seen.slice(0, 4)).toEqual([["PutRecord", false], 2, ["PutRecord", true], ["PutRecord", true]]);
});

test("what a shard does not take any more is refused, and what it had taken is not", async () => {
  fixture = await openFixture("memory", { enforceLimits: true });
  await fixture.streams.createStream({ ...readings, shardCount: 1 });
  const put = Array.from({ length: 1_001 }, (_, at) =>
    fixture.streams.putRecord(readings, record("a", `${at}`)),
  );
  const outcomes = await Promise.allSettled(put);
  expect(outcomes.slice(0, 1_000).every(({ status }) => status === "fulfilled")).toBe(true);
  expect(outcomes[1_000]).toMatchObject({
    reason: { code: "ProvisionedThroughputExceededException", message: expect.stringContaining(shard0) },
  });
});
