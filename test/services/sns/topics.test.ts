import { expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { delivered } from "../../../src/aws/delivery.ts";
import type { MetricSink } from "../../../src/aws/metric-sink.ts";
import { compileSnsPattern } from "../../../src/event-patterns/compile-pattern.ts";
import { Topics } from "../../../src/services/sns/topics/topics.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { turnsMeanwhile } from "../../support/turns-meanwhile.ts";

async function open() {
  const bodies: string[] = [];
  const counted: string[] = [];
  const metrics = {
    series: (_namespace: string, name: string) => ({ record: () => void counted.push(name) }),
  } as unknown as MetricSink;
  const topics = await Topics.open({
    metrics,
    clock: new VirtualClock(),
    identity: localIdentity,
    endpoint: "http://127.0.0.1:4566",
    compileFilter: compileSnsPattern,
    keptMessages: 2,
    deliver: ({ payload }) => {
      bodies.push(payload.text);
      return delivered;
    },
  });
  const { topicArn } = topics.createTopic("alerts");
  const subscribe = (attributes: Record<string, string>) =>
    topics.subscriptions.subscribe({
      topicArn,
      protocol: "sqs",
      endpoint: "arn:aws:sqs:::q",
      attributes: new Map(Object.entries(attributes)),
    });
  return { topics, topicArn, bodies, counted, subscribe };
}

test("a queue gets the notification in SNS's envelope", async () => {
  const { topics, topicArn, bodies, subscribe } = await open();
  subscribe({});
  const { messageId } = await topics.publish({ topicArn, message: "storm", subject: "warning" });
  expect(JSON.parse(bodies[0] ?? "")).toMatchObject({
    Type: "Notification",
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: "warning",
    Message: "storm",
    Timestamp: "2026-01-01T00:00:00.000Z",
  });
});

test("raw delivery gives the message alone", async () => {
  const { topics, topicArn, bodies, subscribe } = await open();
  subscribe({ RawMessageDelivery: "true" });
  await topics.publish({ topicArn, message: "storm" });
  expect(bodies).toEqual(["storm"]);
});

test("a filter policy keeps messages away", async () => {
  const { topics, topicArn, bodies, subscribe } = await open();
  subscribe({ RawMessageDelivery: "true", FilterPolicy: '{"severity":[{"numeric":[">",2]}]}' });
  const severity = (stringValue: string) => new Map([["severity", { dataType: "Number", stringValue }]]);
  await topics.publish({ topicArn, message: "mild", messageAttributes: severity("1") });
  await topics.publish({ topicArn, message: "severe", messageAttributes: severity("3") });
  expect(bodies).toEqual(["severe"]);
});

test("a large message is held against many filters in turns, and a later one does not overtake it", async () => {
  const { topics, topicArn, bodies } = await open();
  const prefixes = Array.from({ length: 140 }, (_, n) => ({ prefix: `x${n}` }));
  const subscriptions = 20;
  for (let n = 0; n < subscriptions; n++)
    topics.subscriptions.subscribe({
      ...{ topicArn, protocol: "sqs", endpoint: `arn:aws:sqs:::q${n}` },
      attributes: new Map([
        ["RawMessageDelivery", "true"],
        ["FilterPolicyScope", "MessageBody"],
        ["FilterPolicy", JSON.stringify({ l: prefixes })],
      ]),
    });
  const large = JSON.stringify({ l: [...Array.from({ length: 5_000 }, (_, n) => `v${n}`), "x7"] });
  const small = '{"l":["x7"]}';
  const { turns } = await turnsMeanwhile(() =>
    Promise.all([large, small].map((message) => topics.publish({ topicArn, message }))),
  );
  expect(turns).toBeGreaterThan(5);
  expect(bodies.map(({ length }) => length)).toEqual(
    [large, small].flatMap(({ length }) => Array(subscriptions).fill(length)),
  );
});

test("the last messages of a topic can be read", async () => {
  const { topics, topicArn } = await open();
  for (const message of ["one", "two", "three"]) await topics.publish({ topicArn, message });
  expect(topics.published(topicArn).map((each) => each.message)).toEqual(["two", "three"]);
});

test.each([
  ["MessageAttributes", "storm", { kind: "b" }, "MessageAttributes"],
  ["MessageAttributes", "storm", {}, "NoMessageAttributes"],
  ["MessageAttributes", "storm", { list: "no list" }, "InvalidAttributes"],
  ["MessageBody", '{"kind":"b"}', {}, "MessageBody"],
  ["MessageBody", "storm", {}, "InvalidMessageBody"],
])("what a filter by %s does not let through is counted by why", async (scope, message, given, why) => {
  const { topics, topicArn, bodies, counted, subscribe } = await open();
  subscribe({ FilterPolicy: '{"kind":["a"]}', FilterPolicyScope: scope });
  const messageAttributes = new Map(
    Object.entries(given).map(([name, stringValue]) => [
      name,
      { dataType: name === "list" ? "String.Array" : "String", stringValue: String(stringValue) },
    ]),
  );
  await topics.publish({ topicArn, message, messageAttributes });
  expect(bodies).toEqual([]);
  const filtered = "NumberOfNotificationsFilteredOut";
  expect(counted.filter((name) => name.startsWith(filtered))).toEqual([filtered, `${filtered}-${why}`]);
});
