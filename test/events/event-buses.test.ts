import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { localIdentity } from "../../src/aws/arn.ts";
import { EventBuses } from "../../src/events/event-buses.ts";
import type { RuleTarget } from "../../src/events/rule.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";

const entry = {
  source: "weather",
  detailType: "Seen",
  detail: '{"station":"KSEA"}',
  eventBusName: "weather",
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function busWith(
  target: Partial<RuleTarget>,
  options: { directory?: string; fails?: () => boolean } = {},
) {
  const clock = new VirtualClock();
  const delivered: string[] = [];
  const letters: Readonly<Record<string, string>>[] = [];
  const buses = await EventBuses.open({
    directory: options.directory,
    clock,
    identity: localIdentity,
    random: () => 0,
    deliver: async (_target, payload) => {
      if (options.fails?.() === true) throw new Error("away");
      delivered.push(payload);
    },
    deadLetter: async (_queue, _event, attributes) => void letters.push(attributes),
  });
  if (buses.listEventBuses("weather").length === 0) {
    await buses.createEventBus("weather");
    await buses.putRule({ name: "seen", enabled: true, eventPattern: '{"source":["weather"]}' }, "weather");
    await buses.putTargets("seen", [{ id: "one", arn: "arn:aws:x:::y", ...target }], "weather");
  }
  return { buses, clock, delivered, letters };
}

test("a matching event is delivered with AWS's envelope", async () => {
  const { buses, delivered } = await busWith({});
  const { entries, failedEntryCount } = await buses.putEvents([entry]);
  await settled();
  expect(failedEntryCount).toBe(0);
  expect(JSON.parse(delivered[0] ?? "")).toEqual({
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

test("an input transformer fills its template from the event", async () => {
  const inputTransformer = {
    inputPathsMap: { station: "$.detail.station", all: "$.detail" },
    inputTemplate: '{"text":"seen at <station>","station":<station>,"detail":<all>}',
  };
  const { buses, delivered } = await busWith({ inputTransformer });
  await buses.putEvents([entry]);
  await settled();
  expect(JSON.parse(delivered[0] ?? "")).toEqual({
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
    "NotAuthorizedForSource",
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
    expect(second.delivered).toHaveLength(1);
    await second.buses.close();
    const third = await busWith({}, { directory });
    expect(third.buses.pendingDeliveries).toBe(0);
    expect(third.buses.listRules("weather")).toHaveLength(1);
    await third.buses.close();
  } finally {
    await rm(directory, { recursive: true });
  }
});
