import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { localIdentity } from "../../../../src/aws/arn.ts";
import { delivered, failedDelivery } from "../../../../src/aws/delivery.ts";
import type { MessageAttributes } from "../../../../src/aws/message-attribute.ts";
import { EventBuses } from "../../../../src/services/eventbridge/buses/event-buses.ts";
import type { RuleTarget } from "../../../../src/services/eventbridge/rules/rule.ts";
import { writeLine } from "../../../../src/storage/journal-line.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { turnsMeanwhile } from "../../../support/turns-meanwhile.ts";
import { until } from "../../../support/until.ts";

const entry = {
  source: "weather",
  detailType: "Seen",
  detail: '{"station":"KSEA"}',
  eventBusName: "weather",
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

const textsOf = (attributes: MessageAttributes = new Map()) =>
  Object.fromEntries(Array.from(attributes, ([name, { stringValue = "" }]) => [name, stringValue]));

async function busWith(
  target: Partial<RuleTarget>,
  options: { directory?: string; fails?: () => boolean } = {},
) {
  const clock = new VirtualClock();
  const arrived: string[] = [];
  const letters: Readonly<Record<string, string>>[] = [];
  const buses = await EventBuses.open({
    directory: options.directory,
    clock,
    identity: localIdentity,
    random: () => 0,
    deliver: ({ arn, payload, attributes }) => {
      if (arn === target.deadLetterConfig?.arn) letters.push(textsOf(attributes));
      else if (options.fails?.() === true) return failedDelivery(new Error("away"));
      else arrived.push(payload.text);
      return delivered;
    },
  });
  if (buses.listEventBuses("weather").length === 0) {
    await buses.createEventBus("weather");
    await buses.putRule({ name: "seen", enabled: true, eventPattern: '{"source":["weather"]}' }, "weather");
    await buses.putTargets("seen", [{ id: "one", arn: "arn:aws:x:::y", ...target }], "weather");
  }
  return { buses, clock, arrived, letters };
}

test("a matching event is delivered with AWS's envelope", async () => {
  const { buses, arrived } = await busWith({});
  const { entries, failedEntryCount } = await buses.putEvents([entry]);
  await settled();
  expect(failedEntryCount).toBe(0);
  expect(JSON.parse(arrived[0] ?? "")).toEqual({
    version: "0",
    id: entries[0]?.eventId,
    "detail-type": "Seen",
    source: "weather",
    account: "000000000000",
    time: "2026-01-01T00:00:00Z",
    region: "us-east-1",
    resources: [],
    detail: { station: "KSEA" },
  });
});

test.each<[what: string, eventPattern: object, target: Partial<RuleTarget>]>([
  [
    "whose targets are sent much of it",
    { source: ["weather"] },
    { inputTransformer: { inputTemplate: `{"l":[${"<aws.events.event.json>,".repeat(16)}0]}` } },
  ],
  [
    "that is held against many alternatives",
    { detail: { l: Array.from({ length: 100 }, (_, n) => ({ wildcard: `*${n}x*` })) } },
    {},
  ],
])("others have their turn while a large event is matched and sent: one %s", async (_, pattern, target) => {
  const { buses, arrived } = await busWith({});
  const eventPattern = JSON.stringify(pattern);
  const rules = 20;
  for (let rule = 0; rule < rules; rule++) {
    await buses.putRule({ name: `r${rule}`, enabled: true, eventPattern }, "weather");
    await buses.putTargets(`r${rule}`, [{ id: "t", arn: "arn:aws:x:::y", ...target }], "weather");
  }
  const detail = JSON.stringify({ l: Array.from({ length: 5_000 }, (_, n) => `v${n}`) });
  const { turns } = await turnsMeanwhile(() => buses.putEvents([{ ...entry, detail }]));
  expect(turns).toBeGreaterThan(5);
  expect(arrived).toHaveLength("detail" in pattern ? 1 : rules + 1);
});

test("ten events may be for more targets than a call has arguments", async () => {
  const { buses, arrived } = await busWith({});
  const targets = Array.from({ length: 5 }, (_, at) => ({ id: `t${at}`, arn: "arn:aws:x:::y" }));
  for (let rule = 0; rule < 2500; rule++) {
    const name = `r${rule}`;
    await buses.putRule({ name, enabled: true, eventPattern: '{"source":["weather"]}' }, "weather");
    await buses.putTargets(name, targets, "weather");
  }
  const entries = Array.from({ length: 10 }, () => entry);
  expect(await buses.putEvents(entries)).toMatchObject({ failedEntryCount: 0 });
  await until(() => arrived.length >= 125_010);
  await settled();
  expect(arrived).toHaveLength(125_010);
}, 60_000);

test("an input transformer fills its template from the event", async () => {
  const inputTransformer = {
    inputPathsMap: { station: "$.detail.station", all: "$.detail" },
    inputTemplate: '{"text":"seen at <station>","station":<station>,"detail":<all>}',
  };
  const { buses, arrived } = await busWith({ inputTransformer });
  await buses.putEvents([entry]);
  await settled();
  expect(JSON.parse(arrived[0] ?? "")).toEqual({
    text: "seen at KSEA",
    station: "KSEA",
    detail: { station: "KSEA" },
  });
});

test("entries are refused one by one, by AWS's codes", async () => {
  const { buses } = await busWith({});
  const { entries, failedEntryCount } = await buses.putEvents([
    { ...entry, source: undefined },
    { ...entry, detail: "[" },
    { ...entry, source: "aws.ec2" },
    entry,
  ]);
  expect(failedEntryCount).toBe(3);
  expect(entries.map(({ errorCode }) => errorCode)).toEqual([
    "InvalidArgument",
    "MalformedDetail",
    "NotAuthorizedForSourceException",
    undefined,
  ]);
});

test("a failing target is tried again, and then the event is a dead letter", async () => {
  const retryPolicy = { maximumRetryAttempts: 2 };
  const { buses, clock, letters } = await busWith(
    { retryPolicy, deadLetterConfig: { arn: "arn:aws:sqs:::q" } },
    { fails: () => true },
  );
  await buses.putEvents([entry]);
  for (let attempt = 0; attempt < 3; attempt++) {
    await settled();
    clock.advanceToNextTimer();
  }
  await settled();
  expect(letters).toMatchObject([
    { EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts", RETRY_ATTEMPTS: "2", ERROR_MESSAGE: "away" },
  ]);
  expect(buses.pendingDeliveries).toBe(0);
});

test("an accepted event that is not delivered goes on after a restart", async () => {
  const directory = await mkdtemp(join(tmpdir(), "events-"));
  try {
    const first = await busWith({}, { directory, fails: () => true });
    await first.buses.putEvents([entry]);
    await settled();
    await first.buses.close();
    const second = await busWith({}, { directory });
    second.buses.start();
    await settled();
    expect(second.arrived).toHaveLength(1);
    await second.buses.close();
    const third = await busWith({}, { directory });
    expect(third.buses.pendingDeliveries).toBe(0);
    expect(third.buses.listRules("weather")).toHaveLength(1);
    await third.buses.close();
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("tags, permissions and what can't be read any more are there after a restart", async () => {
  const directory = await mkdtemp(join(tmpdir(), "events-"));
  try {
    const first = await busWith({}, { directory });
    const { ruleArn } = await first.buses.putRule(
      { name: "tagged", enabled: true, eventPattern: '{"source":["w"]}' },
      "weather",
      { a: "1" },
    );
    await first.buses.putPermission("weather", {
      action: "events:PutEvents",
      principal: "*",
      statementId: "all",
      condition: undefined,
      policy: undefined,
    });
    await first.buses.close();
    const journal = join(directory, "events.journal");
    const rule = { name: "old", enabled: true, eventPattern: '{"source":[]}' };
    await appendFile(journal, writeLine({ type: "rule", bus: "weather", rule, targets: [] }));
    const faults: string[] = [];
    const buses = await EventBuses.open({
      directory,
      clock: new VirtualClock(),
      identity: localIdentity,
      deliver: () => delivered,
      onFault: (fault, arn) => faults.push(`${arn}: ${fault instanceof Error ? fault.message : ""}`),
    });
    expect(buses.tagsOf(ruleArn)).toEqual({ a: "1" });
    expect(buses.describeEventBus("weather").settings.policy).toMatchObject({ Statement: [{ Sid: "all" }] });
    expect(buses.describeRule("old", "weather").eventPattern).toBe('{"source":[]}');
    expect(faults).toEqual([
      expect.stringMatching(/rule\/weather\/old: Event pattern is not valid\. Reason: Empty arrays/),
    ]);
    await buses.putEvents([entry]);
    await buses.close();
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("an event that is nested deeper than AWS reads is malformed", async () => {
  const { buses } = await busWith({});
  const nested = (levels: number) => `{"a":${"[".repeat(levels)}"]]"${"]".repeat(levels)}}`;
  const { entries } = await buses.putEvents([
    { ...entry, detail: nested(999) },
    { ...entry, detail: nested(1_000) },
    { ...entry, detail: nested(100_000) },
  ]);
  expect(entries.map(({ errorCode }) => errorCode)).toEqual([
    undefined,
    "MalformedDetail",
    "MalformedDetail",
  ]);
});

test("numbers of an event reach the target as they were written", async () => {
  const { buses, arrived } = await busWith({ inputPath: "$.detail" });
  await buses.putEvents([{ ...entry, detail: '{"a": 1.0, "b": 12345678901234567890}' }]);
  await settled();
  expect(arrived).toEqual(['{"a":1.0,"b":12345678901234567890}']);
});
