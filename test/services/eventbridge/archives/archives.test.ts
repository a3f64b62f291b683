// Archives and replays: what is kept of a bus's events, for how long, and how it comes again.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as sdk from "@aws-sdk/client-eventbridge";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { delivered } from "../../../../src/aws/delivery.ts";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { eventBridgeApi } from "../../../../src/services/eventbridge/api/api.ts";
import type { EventBridge } from "../../../../src/services/eventbridge/eventbridge.ts";
import { eventbridge } from "../../../../src/services/eventbridge/service.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";
import { until } from "../../../support/until.ts";
import { closeEventBridge, openEventBridge } from "../support/open-service.ts";

const arnOf = (resource: string) => `arn:aws:events:us-east-1:000000000000:${resource}`;
const busArn = arnOf("event-bus/default");
const startedAt = Date.UTC(2026, 0, 1);
const second = 1000;
const day = 86_400_000;

let folder: string;
let clock: VirtualClock;
let service: EventBridge;
let server: SdkServer;
let client: sdk.EventBridgeClient;
let arrived: JsonObject[];

async function open(): Promise<void> {
  service = await openEventBridge({
    clock,
    directory: folder,
    deliver({ payload }) {
      arrived.push(JSON.parse(payload.text));
      return delivered;
    },
  });
  eventbridge.start?.(service);
  server = await serve(eventBridgeApi(service));
  client = new sdk.EventBridgeClient({ ...server.clientConfiguration, maxAttempts: 1 });
}

async function close(): Promise<void> {
  client.destroy();
  await server.close();
  await closeEventBridge(service);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "archives-"));
  clock = new VirtualClock(startedAt);
  arrived = [];
  await open();
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

const archive = { ArchiveName: "a", EventSourceArn: busArn };
const replay = {
  ReplayName: "r",
  EventSourceArn: arnOf("archive/a"),
  EventStartTime: new Date(startedAt),
  EventEndTime: new Date(startedAt + 3 * day),
  Destination: { Arn: busArn },
};

async function putRule(name: string): Promise<string> {
  const { RuleArn } = await client.send(
    new sdk.PutRuleCommand({ Name: name, EventPattern: '{"source":["s"]}' }),
  );
  await client.send(
    new sdk.PutTargetsCommand({
      Rule: name,
      Targets: [{ Id: "1", Arn: "arn:aws:sqs:us-east-1:000000000000:q" }],
    }),
  );
  return RuleArn ?? "";
}

async function put(...numbers: readonly number[]): Promise<void> {
  const Entries = numbers.map((n) => ({ Source: "s", DetailType: "d", Detail: JSON.stringify({ n }) }));
  await client.send(new sdk.PutEventsCommand({ Entries }));
}

const state = async (name = "r") =>
  (await client.send(new sdk.DescribeReplayCommand({ ReplayName: name }))).State;
const numbers = () => arrived.map(({ detail }) => (detail as JsonObject).n);

async function completed(name = "r"): Promise<void> {
  clock.advanceBy(second);
  await until(async () => (await state(name)) === "COMPLETED");
}

test("an archive counts the events of its pattern, is changed, listed and deleted", async () => {
  const EventPattern = '{"detail":{"n":[{"numeric":[">",1]}]}}';
  const made = await client.send(
    new sdk.CreateArchiveCommand({ ...archive, EventPattern, Description: "d", RetentionDays: 3 }),
  );
  expect(made).toMatchObject({
    ArchiveArn: arnOf("archive/a"),
    State: "ENABLED",
    CreationTime: new Date(startedAt),
  });
  await put(1, 2, 3);
  const shown = {
    ArchiveName: "a",
    EventSourceArn: busArn,
    RetentionDays: 3,
    EventCount: 2,
    State: "ENABLED",
  };
  const described = await client.send(new sdk.DescribeArchiveCommand({ ArchiveName: "a" }));
  expect(described).toMatchObject({ ...shown, ArchiveArn: made.ArchiveArn, EventPattern, Description: "d" });
  expect(described.SizeBytes).toBeGreaterThan(100);
  await client.send(new sdk.UpdateArchiveCommand({ ArchiveName: "a", EventPattern: '{"source":["other"]}' }));
  await put(4);
  expect((await client.send(new sdk.ListArchivesCommand({ EventSourceArn: busArn }))).Archives).toMatchObject(
    [shown],
  );
  await client.send(new sdk.DeleteArchiveCommand({ ArchiveName: "a" }));
  expect((await client.send(new sdk.ListArchivesCommand({}))).Archives).toEqual([]);
});

test("a replay sends what is in its span once more, to the rules that it names, with its name", async () => {
  await client.send(new sdk.CreateArchiveCommand(archive));
  await put(1);
  clock.advanceBy(60 * second);
  await put(2, 3);
  clock.advanceBy(60 * second);
  await put(4);
  await putRule("other");
  const named = await putRule("named");
  const started = await client.send(
    new sdk.StartReplayCommand({
      ...replay,
      EventStartTime: new Date(startedAt + 60 * second),
      EventEndTime: new Date(startedAt + 90 * second),
      Destination: { Arn: busArn, FilterArns: [named] },
    }),
  );
  expect(started).toMatchObject({ ReplayArn: arnOf("replay/r"), State: "STARTING" });
  await completed();
  await until(() => arrived.length === 2);
  expect(arrived).toMatchObject([
    { "replay-name": "r", source: "s", time: "2026-01-01T00:01:00Z", detail: { n: 2 } },
    { "replay-name": "r", detail: { n: 3 } },
  ]);
  const described = await client.send(new sdk.DescribeReplayCommand({ ReplayName: "r" }));
  expect(described).toMatchObject({
    ...{ ReplayName: "r", EventSourceArn: arnOf("archive/a"), State: "COMPLETED" },
    EventLastReplayedTime: new Date(startedAt + 60 * second),
    Destination: { Arn: busArn, FilterArns: [named] },
  });
  // What is replayed is not archived again.
  expect((await client.send(new sdk.DescribeArchiveCommand({ ArchiveName: "a" }))).EventCount).toBe(4);
});

test.each<[string, number, number, readonly number[], number | undefined]>([
  ["from its start", 70, 80, [70], 60],
  ["up to its end, which is not in it", 60, 70, [], 60],
  ["of no event, in a minute that has one", 71, 110, [], 60],
  ["of minutes without events", 240, 300, [], undefined],
  ["that is open towards both sides", 0, 240, [70, 130], 120],
])("a span %s: what is sent and how far it is said to have come", async (_, from, to, sent, minute) => {
  await client.send(new sdk.CreateArchiveCommand(archive));
  for (const at of [70, 130]) {
    const event = { Source: "s", DetailType: "d", Time: new Date(startedAt + at * second) };
    await client.send(new sdk.PutEventsCommand({ Entries: [{ ...event, Detail: `{"n":${at}}` }] }));
  }
  await putRule("rule");
  const [EventStartTime, EventEndTime] = [
    new Date(startedAt + from * second),
    new Date(startedAt + to * second),
  ];
  await client.send(new sdk.StartReplayCommand({ ...replay, EventStartTime, EventEndTime }));
  await completed();
  await until(() => arrived.length === sent.length);
  expect(numbers()).toEqual(sent);
  const { EventLastReplayedTime } = await client.send(new sdk.DescribeReplayCommand({ ReplayName: "r" }));
  expect(EventLastReplayedTime).toEqual(
    minute === undefined ? undefined : new Date(startedAt + minute * second),
  );
});

test("each replay makes an event of its own, which is one for all rules; no rule named means all", async () => {
  await client.send(new sdk.CreateArchiveCommand(archive));
  await putRule("one");
  await putRule("other");
  await put(1);
  for (const ReplayName of ["r", "s"]) {
    await client.send(
      new sdk.StartReplayCommand({ ...replay, ReplayName, Destination: { Arn: busArn, FilterArns: [] } }),
    );
    await completed(ReplayName);
  }
  await until(() => arrived.length === 6);
  const ids = arrived.map(({ id }) => id);
  expect([ids[1], ids[3], ids[5]]).toEqual([ids[0], ids[2], ids[4]]);
  expect(new Set(ids).size).toBe(3);
  const { Destination } = await client.send(new sdk.DescribeReplayCommand({ ReplayName: "r" }));
  expect(Destination).toEqual({ Arn: busArn });
});

test("a replay fails whose archive is deleted", async () => {
  await client.send(new sdk.CreateArchiveCommand(archive));
  await put(1);
  await client.send(new sdk.StartReplayCommand(replay));
  await client.send(new sdk.DeleteArchiveCommand({ ArchiveName: "a" }));
  clock.advanceBy(second);
  await until(async () => (await state()) === "FAILED");
  expect(await client.send(new sdk.DescribeReplayCommand({ ReplayName: "r" }))).toMatchObject({
    StateReason: "Archive resource not found.",
    ReplayEndTime: new Date(startedAt + second),
  });
});

test("events come again in the order of their times, whenever they came and wherever they lie in the archive", async () => {
  await client.send(new sdk.CreateArchiveCommand(archive));
  const all = Array.from({ length: 60 }, (_each, n) => n);
  for (let at = 0; at < all.length; at += 10) {
    const Entries = all.slice(at, at + 10).map((n) => ({
      ...{ Source: "s", DetailType: "d", Time: new Date(startedAt + (100 - n) * 60 * second) },
      Detail: JSON.stringify({ n, text: "x".repeat(20_000) }),
    }));
    await client.send(new sdk.PutEventsCommand({ Entries }));
  }
  await putRule("rule");
  await client.send(new sdk.StartReplayCommand(replay));
  await completed();
  await until(() => (arrived.length === all.length ? true : undefined));
  expect(numbers()).toEqual(all.reverse());
});

test("a replay that is cancelled ends, and cannot be cancelled again", async () => {
  await client.send(new sdk.CreateArchiveCommand(archive));
  await client.send(new sdk.StartReplayCommand(replay));
  const cancelled = await client.send(new sdk.CancelReplayCommand({ ReplayName: "r" }));
  expect(cancelled).toMatchObject({ ReplayArn: arnOf("replay/r"), State: "CANCELLING" });
  clock.advanceBy(second);
  await until(async () => (await state()) === "CANCELLED");
  await expect(client.send(new sdk.CancelReplayCommand({ ReplayName: "r" }))).rejects.toMatchObject({
    name: "IllegalStatusException",
    message: "Replay r is not in a valid state for this operation.",
  });
  const found = await client.send(new sdk.ListReplaysCommand({ State: "CANCELLED" }));
  expect(found.Replays?.map(({ ReplayName }) => ReplayName)).toEqual(["r"]);
});

test("events past their retention are not replayed, and those of past days are taken away", async () => {
  await client.send(new sdk.CreateArchiveCommand({ ...archive, RetentionDays: 1 }));
  await put(1);
  clock.advanceBy(0.9 * day);
  await put(2);
  clock.advanceBy(0.6 * day);
  await putRule("rule");
  await client.send(new sdk.StartReplayCommand(replay));
  await completed();
  await until(() => arrived.length === 1);
  expect(numbers()).toEqual([2]);
  clock.advanceBy(day);
  const gone = async () =>
    (await client.send(new sdk.DescribeArchiveCommand({ ArchiveName: "a" }))).EventCount;
  await until(async () => (await gone()) === 0);
});

test("archives and a replay that is under way are there when the service is opened again", async () => {
  await client.send(new sdk.CreateArchiveCommand(archive));
  await put(1, 2, 3);
  clock.advanceBy(day);
  await put(4);
  await putRule("rule");
  await client.send(new sdk.StartReplayCommand(replay));
  await close();
  await open();
  const described = await client.send(new sdk.DescribeArchiveCommand({ ArchiveName: "a" }));
  expect(described).toMatchObject({ EventCount: 4, State: "ENABLED" });
  await completed();
  await until(() => arrived.length === 4);
  expect(numbers()).toEqual([1, 2, 3, 4]);
  await put(5);
  expect((await client.send(new sdk.DescribeArchiveCommand({ ArchiveName: "a" }))).EventCount).toBe(5);
});
