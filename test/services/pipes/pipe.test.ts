// A pipe's semantics on a clock that stands still: batches, windows, order, starting positions, filters, stopping.

import { afterEach, describe, expect, test } from "@jest/globals";
import type { BatchOutcome } from "../../../src/event-sources/batch-outcome.ts";
import { eventOfRows } from "../../../src/services/lambda/environment/rows.ts";
import type { KinesisBatch } from "../../../src/services/pipes/sources/kinesis-records.ts";
import { settled, until } from "../../support/until.ts";
import { record } from "../kinesis/support/open-streams.ts";
import {
  closeRegion,
  failed,
  fixture,
  openStream,
  put,
  run,
  startPipe,
  succeeded,
} from "./support/open-pipe.ts";

afterEach(closeRegion);

describe("batches", () => {
  test("hold at most BatchSize records, in order, and follow one another", async () => {
    await openStream();
    await put("1", "2", "3", "4", "5");
    const { batches } = startPipe({ BatchSize: 2 });
    await settled();
    expect(batches).toEqual([["1", "2"], ["3", "4"], ["5"]]);
  });

  test("are handed out when records are committed, without a timer", async () => {
    await openStream();
    const { batches } = startPipe({});
    await settled();
    const idleTimers = fixture.clock.pendingTimers;
    await put("1");
    expect(batches).toEqual([["1"]]);
    expect(idleTimers).toBe(0);
  });

  test("wait for more until the window is over", async () => {
    await openStream();
    const { batches } = startPipe({ BatchSize: 3, MaximumBatchingWindowInSeconds: 10 });
    await put("1");
    await run(5);
    await put("2");
    await run(4);
    expect(batches).toEqual([]);
    await run(1);
    expect(batches).toEqual([["1", "2"]]);
  });

  test("do not wait once they are full", async () => {
    await openStream();
    const { batches } = startPipe({ BatchSize: 2, MaximumBatchingWindowInSeconds: 10 });
    await put("1", "2", "3");
    expect(batches).toEqual([["1", "2"]]);
    await run(10);
    expect(batches).toEqual([["1", "2"], ["3"]]);
  });

  test("are cut to the payload that the target takes, and a record larger than that goes alone", async () => {
    await openStream();
    const sizes: number[] = [];
    const target = (_: string[], batch: KinesisBatch) => {
      sizes.push(batch.bytes);
      return succeeded;
    };
    const { batches } = startPipe({}, target, { maximumPayloadBytes: 1500 });
    await put("a", "b", "x".repeat(4000), "c", "d", "e");
    expect(batches.map((batch) => batch.map((text) => text[0]))).toEqual([
      ["a", "b"],
      ["x"],
      ["c", "d"],
      ["e"],
    ]);
    expect(sizes.map((size) => size > 1500)).toEqual([false, true, false, false]);
  });

  test("carry AWS's record, as objects and as the same JSON text", async () => {
    await openStream();
    const seen: KinesisBatch[] = [];
    startPipe({}, (_, batch) => {
      seen.push(batch);
      return succeeded;
    });
    const odd = ['quo"te', "\\", "気温", "\n", "plain", "🌧", "__proto__", "é", ..."abcdefgh"];
    await fixture.streams.append(
      "readings",
      odd.map((key) => record(key, key.repeat(100))),
    );
    await settled();
    const [batch] = seen;
    const stream = fixture.streams.stream({ streamName: "readings" });
    const sequenceNumber = stream.shards[0]?.sequenceNumber(1);
    expect(batch?.records[0]).toEqual({
      kinesisSchemaVersion: "1.0",
      partitionKey: 'quo"te',
      sequenceNumber,
      data: Buffer.from('quo"te'.repeat(100)).toString("base64"),
      approximateArrivalTimestamp: fixture.clock.now() / 1000,
      eventSource: "aws:kinesis",
      eventVersion: "1.0",
      eventID: `shardId-000000000000:${sequenceNumber}`,
      eventName: "aws:kinesis:record",
      invokeIdentityArn: "arn:aws:iam::000000000000:role/pipe",
      awsRegion: "us-east-1",
      eventSourceARN: stream.arn,
    });
    const rows = batch?.rows() ?? [];
    expect(rows.length).toBeGreaterThan(1);
    expect(JSON.stringify(eventOfRows(rows.join("")))).toBe(JSON.stringify(batch?.records));
    expect(batch?.text).toBe(JSON.stringify(batch?.records));
    expect(batch?.bytes).toBe(Buffer.byteLength(JSON.stringify(batch?.records)));
  });
});

describe("order", () => {
  test("the next batch of a shard waits for the one before, shards do not wait for each other", async () => {
    await openStream(2);
    const release: (() => void)[] = [];
    const { batches } = startPipe(
      { BatchSize: 1 },
      () => new Promise((resolve) => release.push(() => resolve(succeeded))),
    );
    const keys = ["0", "170141183460469231731687303715884105728"];
    for (const explicitHashKey of keys) {
      await fixture.streams.append("readings", [
        { ...record("a", `${explicitHashKey[0]}:1`), explicitHashKey },
        { ...record("a", `${explicitHashKey[0]}:2`), explicitHashKey },
      ]);
    }
    await settled();
    expect(batches).toEqual([["0:1"], ["1:1"]]);
    release[0]?.();
    await settled();
    expect(batches).toEqual([["0:1"], ["1:1"], ["0:2"]]);
    for (const each of release) each();
    await settled();
    for (const each of release) each();
  });

  test("ParallelizationFactor runs batches side by side and keeps the order of each partition key", async () => {
    await openStream();
    let inFlight = 0;
    let most = 0;
    const seen = new Map<string, number[]>();
    startPipe({ BatchSize: 5, ParallelizationFactor: 4 }, async (_, batch) => {
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight--;
      for (const { partitionKey, data } of batch.records) {
        const numbers = seen.get(partitionKey) ?? [];
        seen.set(partitionKey, [...numbers, Number(Buffer.from(data, "base64"))]);
      }
      return succeeded;
    });
    const records = Array.from({ length: 400 }, (_, number) =>
      record(`station-${number % 20}`, String(number)),
    );
    await fixture.streams.append("readings", records);
    for (let i = 0; i < 10; i++) await settled();
    expect(most).toBe(4);
    expect([...seen.values()].flat()).toHaveLength(400);
    for (const numbers of seen.values()) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });
});

describe("starting position", () => {
  test.each([
    ["TRIM_HORIZON", [["1", "2", "3"]]],
    ["LATEST", [["3"]]],
    ["AT_TIMESTAMP", [["2", "3"]]],
  ] as const)("%s", async (startingPosition, expected) => {
    await openStream();
    await put("1");
    fixture.clock.advanceBy(10_000);
    const startingPositionTimestamp = fixture.clock.now() / 1000;
    await put("2");
    fixture.clock.advanceBy(10_000);
    const { batches } = startPipe({
      StartingPosition: startingPosition,
      StartingPositionTimestamp: startingPositionTimestamp,
      MaximumBatchingWindowInSeconds: 1,
    });
    await put("3");
    await run(1);
    expect(batches).toEqual(expected);
  });
});

test("filtered records are not handed out and do not hold the checkpoint", async () => {
  await openStream();
  const filters = ['{"data":{"passes":[true]}}'];
  const { pipe, batches } = startPipe({}, () => succeeded, { filters });
  const [no, yes] = [false, true].map((passes) => JSON.stringify({ passes }));
  await put(no ?? "", yes ?? "", no ?? "");
  expect(batches).toEqual([[yes]]);
  expect(pipe.statistics()).toMatchObject({ recordsRead: 3, recordsFilteredOut: 2, recordsDelivered: 1 });
});

test("a filter of many large records lets others have their turn in between", async () => {
  await openStream();
  const { pipe, batches } = startPipe({}, () => succeeded, { filters: ['{"data":{"l":["none"]}}'] });
  const large = JSON.stringify({ l: Array.from({ length: 100_000 }, (_, at) => at) });
  await fixture.streams.append(
    "readings",
    Array.from({ length: 30 }, () => record("station", large)),
  );
  expect(pipe.statistics().recordsFilteredOut).toBeLessThan(30);
  await until(() => pipe.statistics().recordsFilteredOut === 30);
  expect(batches).toEqual([]);
});

test("iteratorAgeMs is the age of the oldest record that has not ended", async () => {
  await openStream();
  let release: (outcome: BatchOutcome) => void = () => undefined;
  const { pipe } = startPipe({}, () => new Promise((resolve) => (release = resolve)));
  await put("1");
  fixture.clock.advanceBy(5000);
  expect(pipe.statistics().iteratorAgeMs).toBe(5000);
  release(succeeded);
  await settled();
  expect(pipe.statistics().iteratorAgeMs).toBe(0);
});

test("stop waits for the batch in flight and hands out nothing more", async () => {
  await openStream();
  let release: (outcome: BatchOutcome) => void = () => undefined;
  const { pipe, batches } = startPipe({ BatchSize: 1 }, () => new Promise((resolve) => (release = resolve)));
  await put("1", "2");
  let stopped = false;
  const stopping = pipe.stop().then(() => (stopped = true));
  await settled();
  expect(stopped).toBe(false);
  release(succeeded);
  await stopping;
  expect([pipe.state, batches]).toEqual(["STOPPED", [["1"]]]);
});

test("stop does not wait for a backoff", async () => {
  await openStream();
  const { pipe } = startPipe({}, () => failed);
  await put("1");
  await pipe.stop();
  expect(pipe.statistics()).toMatchObject({ recordsDelivered: 0, failedBatches: 1 });
});
