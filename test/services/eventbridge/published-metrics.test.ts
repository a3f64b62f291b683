// What CloudWatch is told of events, by AWS's names and dimensions.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { delivered, failedDelivery } from "../../../src/aws/delivery.ts";
import type { MetricSink } from "../../../src/aws/metric-sink.ts";
import type { EventBridge } from "../../../src/services/eventbridge/eventbridge.ts";
import type { RuleTarget } from "../../../src/services/eventbridge/rules/rule.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { settled } from "../../support/until.ts";
import { closeEventBridge, openEventBridge } from "./support/open-service.ts";

const arn = (resource: string) => `arn:aws:${resource}`;
const target = arn("sqs:us-east-1:000000000000:taken");
const deadLetters = arn("sqs:us-east-1:000000000000:dead-letters");

let clock: VirtualClock;
let service: EventBridge;
let counted: Map<string, number[]>;
/** Queues that take nothing now. */
let away: Set<string>;

beforeEach(async () => {
  clock = new VirtualClock();
  counted = new Map();
  away = new Set();
  const metrics: MetricSink = {
    series(namespace, metric, dimensions) {
      expect(namespace).toBe("AWS/Events");
      const key = [metric, ...Object.entries(dimensions).map((each) => each.join("="))].join(" ");
      return { record: (value) => counted.set(key, [...(counted.get(key) ?? []), value]) };
    },
  };
  const deliver = ({ arn: to }: { readonly arn: string }) => {
    clock.advanceBy(10);
    return away.has(to) ? failedDelivery(new Error("away")) : delivered;
  };
  service = await openEventBridge({ clock, deliver, metrics });
});
afterEach(() => closeEventBridge(service));

async function putRule(of: Omit<RuleTarget, "id">, bus?: string): Promise<void> {
  await service.buses.putRule({ name: "r", enabled: true, eventPattern: '{"source":["s"]}' }, bus);
  await service.buses.putTargets("r", [{ id: "one", ...of }], bus);
}

const entry = { source: "s", detailType: "d", detail: "{}" };
const sums = () =>
  Object.fromEntries(
    Array.from(counted, ([key, values]) => [key, values.reduce((sum, value) => sum + value, 0)]),
  );

test("of a request of PutEvents, and of the account, the bus and the rule", async () => {
  await putRule({ arn: target });
  await service.buses.putEvents([entry, { ...entry, source: "nobody's" }, { ...entry, detail: "?" }]);
  await settled();
  expect(sums()).toEqual({
    PutEventsApproximateCallCount: 1,
    PutEventsApproximateSuccessCount: 1,
    PutEventsEntriesCount: 3,
    PutEventsFailedEntriesCount: 1,
    PutEventsLatency: expect.any(Number),
    PutEventsRequestSize: 18,
    "MatchedEvents EventBusName=default": 1,
    "MatchedEvents RuleName=r": 1,
    "MatchedEvents EventBusName=default RuleName=r": 1,
    InvocationsCreated: 1,
    ...everywhere("TriggeredRules", 1),
    ...everywhere("InvocationAttempts", 1),
    ...everywhere("SuccessfulInvocationAttempts", 1),
    ...everywhere("IngestiontoInvocationStartLatency", 0),
    ...everywhere("IngestiontoInvocationCompleteLatency", 10),
    ...everywhere("IngestionToInvocationSuccessLatency", 10),
    IngestionToInvocationStartLatency: 0,
    Invocations: 1,
    "Invocations RuleName=r": 1,
    "Invocations EventBusName=default RuleName=r": 1,
  });
});

function everywhere(metric: string, value: number): Readonly<Record<string, number>> {
  const of = ["", " EventBusName=default", " RuleName=r", " EventBusName=default RuleName=r"];
  return Object.fromEntries(of.map((dimensions) => [metric + dimensions, value]));
}

test("of a request that is refused", async () => {
  const tooLarge = { ...entry, detail: "x".repeat(262_144) };
  await expect(service.buses.putEvents([tooLarge])).rejects.toThrow("over the limit");
  expect(sums()).toMatchObject({
    PutEventsApproximateCallCount: 1,
    PutEventsApproximateFailedCount: 1,
    PutEventsFailedEntriesCount: 1,
  });
});

test("of tries that fail until the queue of dead letters has the event; a rule of a custom bus is told by both names", async () => {
  away.add(target).add(deadLetters);
  await service.buses.createEventBus("b");
  await putRule(
    { arn: target, retryPolicy: { maximumRetryAttempts: 1 }, deadLetterConfig: { arn: deadLetters } },
    "b",
  );
  await service.buses.putEvents([{ ...entry, eventBusName: "b" }]);
  await settled();
  clock.advanceBy(1000);
  await settled();
  const of = " EventBusName=b RuleName=r";
  expect(sums()).toMatchObject({
    [`InvocationAttempts${of}`]: 2,
    [`RetryInvocationAttempts${of}`]: 1,
    "RetryInvocationAttempts EventBusName=b": 1,
    [`InvocationsFailedToBeSentToDlq${of}`]: 1,
  });
  expect(sums()[`Invocations${of}`]).toBeUndefined();
  away.delete(deadLetters);
  clock.advanceBy(600_000);
  await settled();
  expect(sums()).toMatchObject({
    Invocations: 1,
    [`Invocations${of}`]: 1,
    [`FailedInvocations${of}`]: 1,
    [`InvocationsSentToDlq${of}`]: 1,
  });
  expect([...counted.keys()].filter((key) => / RuleName=r$/.test(key) && !key.includes("=b"))).toEqual([]);
  expect(counted.get(`IngestiontoInvocationStartLatency${of}`)).toEqual([0]);
});

test("of an event that no queue of dead letters takes for a day", async () => {
  away.add(target).add(deadLetters);
  await putRule({
    ...{ arn: target, retryPolicy: { maximumRetryAttempts: 0 }, deadLetterConfig: { arn: deadLetters } },
  });
  await service.buses.putEvents([entry]);
  await settled();
  for (let tenth = 0; tenth < 24 * 6; tenth++) {
    expect(service.buses.pendingDeliveries).toBe(1);
    clock.advanceBy(600_000);
    await settled();
  }
  expect(service.buses.pendingDeliveries).toBe(0);
  expect(sums()).toMatchObject({
    "InvocationsFailedToBeSentToDlq RuleName=r": 24 * 6 + 1,
    "FailedInvocations RuleName=r": 1,
  });
});

test("of an event that would go to a third bus", async () => {
  await putRule({ arn: service.buses.describeEventBus().arn });
  await service.buses.putEvents([entry]);
  await settled();
  expect(sums()).toMatchObject({ "DeadLetterInvocations RuleName=r": 1, "Invocations RuleName=r": 1 });
  expect(sums()["FailedInvocations RuleName=r"]).toBeUndefined();
});
