// Tumbling windows: what the function is called with, and when, as the windows of a shard follow each other.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Json } from "../../../../src/aws/json.ts";
import { splitShard } from "../../../../src/services/kinesis/shards/resharding.ts";
import type { GivenSettings } from "../../../../src/services/lambda/event-source-mappings/mapping-checks.ts";
import { TumblingWindows } from "../../../../src/services/lambda/event-source-mappings/tumbling-window.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { settled } from "../../../support/until.ts";
import { type Answering, Mappings, recordsOf, textOf } from "./support/open-mappings.ts";
import { makeStream, put } from "./support/sources.ts";

let opened: Mappings;
beforeEach(async () => {
  opened = await Mappings.open();
});
afterEach(() => opened.close());

const count: Answering = (texts, _, event) => ({
  json: { state: { n: (((event.state as { n?: number }).n ?? 0) as number) + texts.length } },
});

async function read(settings: GivenSettings = {}) {
  const sourceArn = await makeStream(opened, "kinesis");
  opened.answer = count;
  return opened.mappings.create({
    sourceArn,
    functionName: "consume",
    settings: { StartingPosition: "TRIM_HORIZON", TumblingWindowInSeconds: 10, ...settings },
  });
}

/** Of each call: its texts, the state it had, and how its window stood. */
const told = () =>
  opened.calls.map(({ event }) => {
    const end = event.isFinalInvokeForWindow === true ? " final" : "";
    const early = event.isWindowTerminatedEarly === true ? " early" : "";
    const { start } = event.window as { start: string };
    const texts = recordsOf(event).map(textOf).join(" ");
    return `${start.slice(17, 19)} [${texts}] ${JSON.stringify(event.state)}${end}${early}`;
  });

test("state goes from call to call, and the last one is called with the state alone", async () => {
  await read();
  await put(opened, "kinesis", ["1", "2"]);
  await opened.run(5);
  await put(opened, "kinesis", ["3"]);
  await opened.run(10);
  expect(told()).toEqual(["00 [1 2] {}", '00 [3] {"n":2}', '00 [] {"n":3} final']);
});

test("IteratorAge is told of its batches", async () => {
  await read();
  await put(opened, "kinesis", ["1"]);
  await opened.run(12);
  expect(opened.metrics.filter(({ name }) => name === "IteratorAge").map(({ value }) => value)).toEqual([0]);
});

test("an event has its window, its shard and its stream", async () => {
  const { record } = await read();
  await put(opened, "kinesis", ["1"]);
  const { Records: _, ...rest } = opened.calls[0]?.event ?? {};
  expect(JSON.stringify(rest)).toBe(
    `{"window":{"start":"2026-01-01T00:00:00Z","end":"2026-01-01T00:00:10Z"},"state":{},"shardId":"shardId-000000000000","eventSourceARN":"${record.sourceArn}","isFinalInvokeForWindow":false,"isWindowTerminatedEarly":false}`,
  );
});

test("the next window begins with an empty state, and ends the one before it", async () => {
  await read();
  await put(opened, "kinesis", ["1"]);
  await opened.run(10);
  await put(opened, "kinesis", ["2"]);
  await opened.run(12);
  expect(told()).toEqual(["00 [1] {}", '00 [] {"n":1} final', "10 [2] {}", '10 [] {"n":1} final']);
});

test("a batch is of one window", async () => {
  const sourceArn = await makeStream(opened, "kinesis");
  await put(opened, "kinesis", ["1", "2"]);
  await opened.run(10);
  await put(opened, "kinesis", ["3"]);
  opened.answer = count;
  opened.mappings.create({
    ...{ sourceArn, functionName: "consume" },
    settings: { StartingPosition: "TRIM_HORIZON", TumblingWindowInSeconds: 10 },
  });
  await settled();
  expect(told()).toEqual(["00 [1 2] {}", '00 [] {"n":2} final', "10 [3] {}"]);
});

test.each<readonly [string, Json]>([
  ["null", null],
  ["without a state", {}],
  ["a state of null", { state: null }],
])("an answer that has no state has failed: %s", async (_, value) => {
  await read();
  opened.answer = (texts, call, event) => (call === 0 ? { json: value } : count(texts, call, event));
  await put(opened, "kinesis", ["1"]);
  await opened.run(2);
  expect(told()).toEqual(["00 [1] {}", "00 [1] {}"]);
});

test("a call that fails has the same state when it comes again; records that are given up leave it as it was", async () => {
  await read({ BatchSize: 1, MaximumRetryAttempts: 1 });
  opened.answer = (texts, call, event) => (texts.includes("bad") ? "fail" : count(texts, call, event));
  await put(opened, "kinesis", ["1", "bad", "2"]);
  await opened.run(12);
  expect(told()).toEqual([
    "00 [1] {}",
    '00 [bad] {"n":1}',
    '00 [bad] {"n":1}',
    '00 [2] {"n":1}',
    '00 [] {"n":2} final',
  ]);
});

test("the last call blocks the shard until it goes well", async () => {
  await read();
  opened.answer = (texts, call, event) =>
    call < 3 && texts.length === 0 ? "fail" : count(texts, call, event);
  await put(opened, "kinesis", ["1"]);
  await opened.run(10);
  await put(opened, "kinesis", ["2"]);
  await opened.run(3);
  expect(told()).toEqual([
    "00 [1] {}",
    '00 [] {"n":1} final',
    '00 [] {"n":1} final',
    '00 [] {"n":1} final',
    "10 [2] {}",
  ]);
});

test("with a partial failure the state goes on with what was taken", async () => {
  await read({ FunctionResponseTypes: ["ReportBatchItemFailures"] });
  opened.answer = (texts, call, event) => {
    const records = recordsOf(event);
    const third = records[2]?.kinesis as { sequenceNumber: string } | undefined;
    if (call > 0 || third === undefined) return count(texts, call, event);
    return { json: { state: { n: 2 }, batchItemFailures: [{ itemIdentifier: third.sequenceNumber }] } };
  };
  await put(opened, "kinesis", ["1", "2", "3"]);
  await opened.run(2);
  expect(told()).toEqual(["00 [1 2 3] {}", '00 [3] {"n":2}']);
});

test("a state that has grown too large ends the window early, and it goes on empty", async () => {
  await read({ BatchSize: 1 });
  const large = { text: "x".repeat(1024 * 1024) };
  opened.answer = (texts, call, event) =>
    call === 0 ? { json: { state: large } } : count(texts, call, event);
  await put(opened, "kinesis", ["1", "2"]);
  await opened.run(12);
  expect(told().map((each) => each.replace(/"x+"/, '"…"'))).toEqual([
    "00 [1] {}",
    '00 [] {"text":"…"} final early',
    "00 [2] {}",
    '00 [] {"n":1} final',
  ]);
});

describe("a mapping that stops and starts again", () => {
  const pause = async (uuid: string, meanwhile: () => Promise<void>) => {
    opened.mappings.update(uuid, { isEnabled: false, settings: {} });
    await settled();
    await meanwhile();
    opened.mappings.update(uuid, { isEnabled: true, settings: {} });
    await settled();
  };

  test("goes on with the state of the window that was open", async () => {
    const { record } = await read();
    await put(opened, "kinesis", ["1"]);
    await put(opened, "kinesis", ["2"]);
    await pause(record.uuid, () => put(opened, "kinesis", ["3"]));
    await opened.run(12);
    expect(told()).toEqual(["00 [1] {}", '00 [2] {"n":1}', '00 [3] {"n":2}', '00 [] {"n":3} final']);
  });

  test("ends a window whose time is over meanwhile", async () => {
    const { record } = await read();
    await put(opened, "kinesis", ["1"]);
    await pause(record.uuid, async () => {
      await opened.run(60);
      await put(opened, "kinesis", ["2"]);
    });
    expect(told()).toEqual(["00 [1] {}", '00 [] {"n":1} final', "00 [2] {}"]);
  });

  test("does not end a window twice, and hands out nothing of it again", async () => {
    const { record } = await read({ ParallelizationFactor: 2 });
    await put(opened, "kinesis", ["a:1"]);
    await opened.run(12);
    // The other lane holds the shard's checkpoint back.
    opened.answer = (texts, call, event) => (texts.includes("2") ? "fail" : count(texts, call, event));
    await put(opened, "kinesis", ["b:2", "a:3"]);
    const before = told().length;
    await pause(record.uuid, async () => {
      opened.answer = count;
    });
    expect(told().slice(before)).toEqual(["10 [2] {}"]);
  });

  test("begins anew with another length of windows, and keeps nothing once it is gone", async () => {
    const { record } = await read();
    await put(opened, "kinesis", ["1"]);
    opened.mappings.update(record.uuid, { settings: { TumblingWindowInSeconds: 20 } });
    await settled();
    expect(told()).toEqual(["00 [1] {}", "00 [1] {}"]);
    expect(opened.keptWindows).toHaveLength(1);
    opened.mappings.delete(record.uuid);
    await settled();
    expect(opened.keptWindows).toEqual([]);
  });
});

test("a shard that closes closes its window, and its children begin empty", async () => {
  await read();
  await put(opened, "kinesis", ["1"]);
  await splitShard(
    opened.streams,
    { streamName: "readings" },
    { shardToSplit: "shardId-000000000000", newStartingHashKey: String(2n ** 127n) },
  );
  await put(opened, "kinesis", ["a:2"]);
  await opened.run(3);
  expect(told()).toEqual(["00 [1] {}", '00 [] {"n":1} final', "00 [2] {}"]);
});

test("a window whose time is over is kept open for a reader that is behind", async () => {
  const clock = new VirtualClock();
  const events: string[] = [];
  let hasCaughtUp = false;
  const windows = new TumblingWindows(
    {
      ...{ windowMs: 1000, shardId: "s", sourceArn: "a", clock },
      call: async (event) => {
        events.push(event.includes('"isFinalInvokeForWindow":true') ? "final" : "batch");
        const response = { requestId: "r", executedVersion: "$LATEST", functionError: undefined };
        return { outcome: { status: "SUCCEEDED", response }, value: { state: {} } };
      },
      kept: { get: () => undefined, put: () => undefined, committed: () => Promise.resolve() },
    },
    {
      ...{ index: 0, hasCaughtUp: () => hasCaughtUp, hold: () => undefined, release: () => undefined },
      interject: (work) => void work(),
      sleep: () => Promise.resolve(true),
    },
  );
  const record = { identifier: "1", text: "{}" };
  const entry = { ...{ offset: 0, arrivalMs: clock.now() - 60_000, bytes: 2, key: "k" }, record };
  await windows.deliver([entry], async () => void (await windows.take([entry])));
  clock.advanceBy(5000);
  await settled();
  expect(events).toEqual(["batch"]);
  hasCaughtUp = true;
  clock.advanceBy(1000);
  await settled();
  expect(events).toEqual(["batch", "final"]);
});
