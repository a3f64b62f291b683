// At least once: whatever a pipe had not seen end when its process died is delivered again, and it knows what is a repeat.

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { localIdentity } from "../../../src/aws/arn.ts";
import type { BatchOutcome } from "../../../src/event-sources/batch-outcome.ts";
import { Streams } from "../../../src/services/kinesis/streams/streams.ts";
import type { StreamParameters } from "../../../src/services/pipes/pipe-definition.ts";
import type { KinesisBatch } from "../../../src/services/pipes/sources/kinesis-records.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { settled, until } from "../../support/until.ts";
import { record, temporaryFolder } from "../kinesis/support/open-streams.ts";
import { contents, kinesisPipe, type TakeKinesisBatch } from "./support/open-pipe.ts";

const succeeded: BatchOutcome = { status: "SUCCEEDED" };
const never = new Promise<BatchOutcome>(() => undefined);
const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function openRegion(shardCount = 1) {
  const directory = await temporaryFolder();
  const clock = new VirtualClock();
  const streams = await Streams.open({ directory: undefined, clock, identity: localIdentity });
  await streams.createStream({ streamName: "readings", shardCount });
  cleanUps.push(
    () => streams.close(),
    () => rm(directory, { recursive: true, force: true }),
  );
  return { directory: join(directory, "pipes"), clock, streams };
}
type Region = Awaited<ReturnType<typeof openRegion>>;

function startPipe(region: Region, take: TakeKinesisBatch, parameters: StreamParameters = {}) {
  const pipe = kinesisPipe({ ...region, take }, { BatchSize: 2, ...parameters });
  pipe.start();
  return pipe;
}

const put = (region: Region, ...texts: string[]) =>
  region.streams.append(
    "readings",
    texts.map((text) => record("station", text)),
  );

/** A target that takes batches until it hangs for ever, as one whose process dies does. */
function takesThenHangs(taken: number) {
  const batches: string[][] = [];
  const target = (batch: KinesisBatch) => {
    batches.push(contents(batch));
    return batches.length <= taken ? succeeded : never;
  };
  return { batches, target };
}

describe("after a crash", () => {
  test("what had not ended is delivered again, and counted as a repeat only if it had been handed out", async () => {
    const region = await openRegion();
    await put(region, "1", "2", "3", "4", "5", "6");
    const first = takesThenHangs(1);
    startPipe(region, first.target);
    await until(() => first.batches.length === 2);
    const second = takesThenHangs(9);
    const pipe = startPipe(region, second.target);
    await until(() => second.batches.length === 2);
    expect(second.batches).toEqual([
      ["3", "4"],
      ["5", "6"],
    ]);
    expect(pipe.statistics()).toMatchObject({ recordsRedelivered: 2, recordsDelivered: 4 });
    await pipe.stop();
  });

  test("LATEST stays where it was when the pipe was first started", async () => {
    const region = await openRegion();
    await put(region, "before");
    startPipe(region, () => succeeded, { StartingPosition: "LATEST" });
    const crashed = takesThenHangs(0);
    await put(region, "during");
    const pipe = startPipe(region, crashed.target, { StartingPosition: "LATEST" });
    await put(region, "after");
    const second = takesThenHangs(9);
    const again = startPipe(region, second.target, { StartingPosition: "LATEST" });
    await until(() => again.statistics().recordsDelivered > 0);
    expect(second.batches.flat()).not.toContain("before");
    expect(second.batches.flat()).toContain("after");
    await again.stop();
    expect(pipe.state).toBe("RUNNING");
  });

  test("a bisected batch goes on after the half that had ended", async () => {
    const region = await openRegion();
    await put(region, "1", "2", "3", "4");
    const seen: string[][] = [];
    const parameters = { BatchSize: 4, OnPartialBatchItemFailure: "AUTOMATIC_BISECT" } as const;
    startPipe(
      region,
      (batch) => {
        seen.push(contents(batch));
        if (batch.records.length === 4) return { status: "FAILED", error: "Boom" };
        return seen.length === 2 ? succeeded : never;
      },
      parameters,
    );
    await until(() => seen.length === 3);
    const second = takesThenHangs(9);
    const pipe = startPipe(region, second.target, parameters);
    await until(() => second.batches.length === 1);
    expect(second.batches).toEqual([["3", "4"]]);
    expect(pipe.statistics().recordsRedelivered).toBe(2);
    await pipe.stop();
  });

  test("a stream created anew under the same name is read from its own start", async () => {
    const region = await openRegion();
    await put(region, "1", "2");
    const first = takesThenHangs(9);
    const old = startPipe(region, first.target);
    await until(() => first.batches.length === 1);
    await old.stop();
    await region.streams.deleteStream({ streamName: "readings" });
    await region.streams.createStream({ streamName: "readings", shardCount: 1 });
    await put(region, "new");
    const second = takesThenHangs(9);
    const pipe = startPipe(region, second.target);
    await until(() => second.batches.length === 1);
    expect(second.batches).toEqual([["new"]]);
    await pipe.stop();
  });
});

test("a stopped pipe goes on where it was, without a repeat", async () => {
  const region = await openRegion();
  await put(region, "1", "2", "3");
  const first = takesThenHangs(9);
  const pipe = startPipe(region, first.target);
  await until(() => first.batches.length === 2);
  await pipe.stop();
  await put(region, "4");
  const second = takesThenHangs(9);
  const again = startPipe(region, second.target);
  await until(() => second.batches.length === 1);
  expect(second.batches).toEqual([["4"]]);
  expect(again.statistics().recordsRedelivered).toBe(0);
  await again.stop();
});

test("a pipe that has fallen behind reads on from disk, and what retention took meanwhile is counted", async () => {
  const region = await openRegion();
  const data = join(region.directory, "streams");
  const settings = { directory: data, clock: region.clock, identity: localIdentity, memoryBytesPerStream: 1 };
  const streams = await Streams.open(settings);
  await streams.createStream({ streamName: "readings", shardCount: 1 });
  const onDisk = { ...region, streams };
  await put(onDisk, "1", "2");
  const first = takesThenHangs(9);
  const pipe = startPipe(onDisk, first.target);
  await until(() => first.batches.length === 1);
  await pipe.stop();
  await put(onDisk, "lost", "lost");
  region.clock.advanceBy(23 * 3_600_000);
  for (let number = 3; number <= 6; number++) await put(onDisk, String(number));
  region.clock.advanceBy(2 * 3_600_000);
  const second = takesThenHangs(9);
  const again = startPipe(onDisk, second.target);
  await until(() => again.statistics().recordsDelivered === 4);
  expect(second.batches.flat()).toEqual(["3", "4", "5", "6"]);
  expect(again.statistics().recordsExpired).toBe(2);
  await again.stop();
  await streams.close();
});

test("however often it crashes, with however many lanes, every record is delivered and keys stay in order", async () => {
  const life = fc.record({
    lanes: fc.integer({ min: 1, max: 4 }),
    calls: fc.integer({ min: 0, max: 6 }),
    puts: fc.integer({ min: 0, max: 30 }),
  });
  const law = fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 5 }), async (lives) => {
    const region = await openRegion(2);
    const keys = ["a", "b", "c", "d", "e"];
    const put: string[][] = keys.map(() => []);
    const delivered = keys.map((): string[] => []);
    let serial = 0;
    let repeats = 0;
    let livesBegun = 0;
    const live = async (lanes: number, calls: number) => {
      const thisLife = ++livesBegun;
      let called = 0;
      const pipe = startPipe(
        region,
        (batch) => {
          if (thisLife !== livesBegun || called++ >= calls) return never;
          for (const { partitionKey, data } of batch.records)
            delivered[keys.indexOf(partitionKey)]?.push(data);
          return succeeded;
        },
        { ParallelizationFactor: lanes, BatchSize: 3 },
      );
      await settled();
      return pipe;
    };
    for (const { lanes, calls, puts } of lives) {
      const records = Array.from({ length: puts }, () => {
        const key = keys[serial % keys.length] ?? "";
        return record(key, String(serial++));
      });
      for (const { partitionKey, data } of records)
        put[keys.indexOf(partitionKey)]?.push(data.toString("base64"));
      await region.streams.append("readings", records);
      const pipe = await live(lanes, calls);
      repeats += pipe.statistics().recordsRedelivered;
    }
    const last = await live(2, Number.POSITIVE_INFINITY);
    repeats += last.statistics().recordsRedelivered;
    await last.stop();
    for (const [index, expected] of put.entries()) {
      const seen = delivered[index] ?? [];
      expect(new Set(seen)).toEqual(new Set(expected));
      // Without its repeats a key's deliveries are its records in order.
      expect(seen.filter((data, at) => seen.indexOf(data) === at)).toEqual(expected);
    }
    const delivers = delivered.flat().length;
    expect(repeats).toBeGreaterThanOrEqual(delivers - put.flat().length);
  });
  await fc.assert(law, { numRuns: 30 });
});
