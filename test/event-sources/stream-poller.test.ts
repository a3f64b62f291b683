// All shards of a stream are read, parents before children, while the stream is split and merged, and from where it was left off.

import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { BatchOutcome } from "../../src/event-sources/batch-outcome.ts";
import { Checkpoints } from "../../src/event-sources/checkpoints.ts";
import type { Entry } from "../../src/event-sources/entry.ts";
import type { ReadingSettings } from "../../src/event-sources/reading-settings.ts";
import { StreamPoller, type StreamPollerOptions } from "../../src/event-sources/stream-poller.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import { settled } from "../support/until.ts";
import { MemoryStream, type TextCursor, textWriter } from "./support/memory-stream.ts";

const clock = new VirtualClock();
let directory: string;
let stream: MemoryStream;
let taken: string[];
let pollers: StreamPoller<TextCursor, string>[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "millrace-poller-"));
  stream = new MemoryStream();
  taken = [];
  pollers = [];
});
afterEach(async () => {
  await Promise.all(pollers.map((poller) => poller.stop()));
  rmSync(directory, { recursive: true });
});

function open(
  settings: Partial<ReadingSettings> = {},
  take: (texts: string[]) => BatchOutcome | Promise<BatchOutcome> = () => ({ status: "SUCCEEDED" }),
  filter: StreamPollerOptions<TextCursor, string>["filter"] = undefined,
) {
  const reading: ReadingSettings = {
    startingPosition: "TRIM_HORIZON",
    startingTimestampMs: 0,
    batchSize: 10,
    windowMs: 0,
    lanes: 1,
    retries: Number.POSITIVE_INFINITY,
    recordAgeMs: Number.POSITIVE_INFINITY,
    bisects: false,
    ...settings,
  };
  const poller = new StreamPoller<TextCursor, string>({
    ...{ stream, clock, settings: reading, maximumPayloadBytes: 1000 },
    checkpoints: new Checkpoints({
      ...{ directory, clock, name: "test", reader: "the test", streamCreatedAt: 1 },
      lanesPerShard: reading.lanes,
    }),
    writer: () => textWriter,
    filter,
    take: (entries) => {
      const texts = entries.map(({ record }) => record);
      taken.push(...texts);
      return take(texts);
    },
    isNamed: (record, name) => record === name,
    giveUp: undefined,
  });
  pollers.push(poller);
  poller.start();
  return poller;
}

async function stop(poller: StreamPoller<TextCursor, string>) {
  pollers = pollers.filter((each) => each !== poller);
  await poller.stop();
}

test("a shard's children are read after all of it has ended, and only then", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  open({}, async (texts) => {
    if (texts.includes("a 1")) await held;
    return { status: "SUCCEEDED" };
  });
  stream.shard(0).put("a 1");
  stream.reshard([0], 2);
  stream.shard(1).put("a 2");
  stream.shard(2).put("b 1");
  await settled();
  expect(taken).toEqual(["a 1"]);
  release();
  await settled();
  expect(taken).toEqual(["a 1", "a 2", "b 1"]);
});

describe("a record that is long in a filter", () => {
  let decide: (passes: boolean) => void;
  const filter = ({ record }: Entry<string>) =>
    record.startsWith("slow") ? new Promise<boolean>((resolve) => (decide = resolve)) : true;

  test.each([
    ["passes", true, ["quick 1", "slow 2", "quick 3"]],
    ["does not", false, ["quick 1", "quick 3"]],
  ])("is waited for, and %s", async (_, passes, expected) => {
    const poller = open({}, undefined, filter);
    stream.shard(0).put("quick 1", "slow 2", "quick 3");
    await settled();
    expect(taken).toEqual(["quick 1"]);
    decide(passes);
    await settled();
    expect(taken).toEqual(expected);
    expect(poller.counters).toMatchObject({ recordsRead: 3, recordsFilteredOut: passes ? 0 : 1 });
  });

  test("is read again after a crash", async () => {
    const poller = open({}, undefined, filter);
    stream.shard(0).put("quick 1", "slow 2", "quick 3");
    await settled();
    const crashed = `${directory}-crashed`;
    cpSync(directory, crashed, { recursive: true });
    decide(true);
    await settled();
    await stop(poller);
    taken = [];
    rmSync(directory, { recursive: true });
    cpSync(crashed, directory, { recursive: true });
    rmSync(crashed, { recursive: true });
    open();
    await settled();
    expect(taken).toEqual(["slow 2", "quick 3"]);
  });
});

test("a merged shard waits for both its parents", async () => {
  stream.reshard([0], 2);
  stream.shard(1).put("a 1", "a 2");
  stream.shard(2).put("b 1", "b 2");
  stream.reshard([1, 2], 1);
  stream.shard(3).put("a 3", "b 3");
  open({ batchSize: 1 });
  await settled();
  expect(taken).toHaveLength(6);
  expect(new Set(taken.slice(-2))).toEqual(new Set(["a 3", "b 3"]));
});

test("LATEST is where the stream stands at the first start: what comes later in children is all read", async () => {
  stream.shard(0).put("a 1");
  stream.reshard([0], 1);
  stream.shard(1).put("a 2");
  const first = open({ startingPosition: "LATEST" });
  stream.shard(1).put("a 3");
  await settled();
  stream.reshard([1], 1);
  stream.shard(2).put("a 4");
  await settled();
  await stop(first);
  stream.reshard([2], 2);
  stream.shard(3).put("a 5");
  open({ startingPosition: "LATEST" });
  await settled();
  expect(taken).toEqual(["a 3", "a 4", "a 5"]);
});

test("LATEST of a child that waits for its parent is kept over a restart", async () => {
  stream.shard(0).put("a 1");
  stream.reshard([0], 1);
  stream.shard(1).put("a 2");
  const first = open({ startingPosition: "LATEST" });
  await stop(first);
  stream.shard(1).put("a 3");
  open({ startingPosition: "LATEST" });
  await settled();
  expect(taken).toEqual(["a 3"]);
});

describe("AT_TIMESTAMP", () => {
  const settings = { startingPosition: "AT_TIMESTAMP", startingTimestampMs: 1000 } as const;

  test("leaves out what came before, over a restart, and nothing after the first record though the clock was put back", async () => {
    stream.shard(0).putAt(900, "before");
    const first = open(settings);
    await settled();
    await stop(first);
    stream.shard(0).putAt(950, "before, too");
    const second = open(settings);
    stream.shard(0).putAt(1000, "at");
    stream.shard(0).putAt(950, "put back");
    await settled();
    await stop(second);
    open(settings);
    stream.shard(0).putAt(950, "put back again");
    await settled();
    expect(taken).toEqual(["at", "put back", "put back again"]);
  });

  test("is where a stream stands that has nothing of that time or later, unless that is to come", async () => {
    clock.advanceBy(2000);
    const poller = open(settings);
    stream.shard(0).putAt(900, "put back");
    await settled();
    await stop(poller);
    rmSync(directory, { recursive: true });
    stream = new MemoryStream();
    open({ ...settings, startingTimestampMs: clock.now() + 1000 });
    stream.shard(0).putAt(clock.now(), "before");
    await settled();
    expect(taken).toEqual(["put back"]);
  });

  test("is passed by children of what was read", async () => {
    stream.shard(0).putAt(1000, "parent");
    const first = open(settings);
    await settled();
    stream.reshard([0], 1);
    stream.shard(1).putAt(900, "child");
    await settled();
    await stop(first);
    open(settings);
    stream.shard(1).putAt(900, "child after a restart");
    await settled();
    expect(taken).toEqual(["parent", "child", "child after a restart"]);
  });
});

test("a shard that ends while lanes are busy is not gone on from before the last of them has ended", async () => {
  const waiting = new Map<string, () => void>();
  open({ lanes: 2, batchSize: 1 }, async ([text = ""]) => {
    if (text.endsWith(" 1")) await new Promise<void>((resolve) => waiting.set(text, resolve));
    return { status: "SUCCEEDED" };
  });
  stream.shard(0).put("a 1", "b 1", "a 2", "b 2");
  stream.reshard([0], 1);
  stream.shard(1).put("a 3", "b 3");
  await settled();
  expect([...taken].sort()).toEqual(["a 1", "b 1"]);
  waiting.get("b 1")?.();
  await settled();
  expect([...taken].sort()).toEqual(["a 1", "b 1", "b 2"]);
  waiting.get("a 1")?.();
  await settled();
  expect(taken.slice(3, 4)).toEqual(["a 2"]);
  expect([...taken].sort()).toEqual(["a 1", "a 2", "a 3", "b 1", "b 2", "b 3"]);
});

test("after a restart, shards that have ended are not read again", async () => {
  stream.shard(0).put("a 1");
  stream.reshard([0], 1);
  stream.shard(1).put("a 2");
  const first = open();
  await settled();
  await stop(first);
  open();
  stream.shard(1).put("a 3");
  await settled();
  expect(taken).toEqual(["a 1", "a 2", "a 3"]);
});
