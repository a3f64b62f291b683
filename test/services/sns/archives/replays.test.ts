// Archives of FIFO topics, and replays of what they hold: in order, once, and never beside what is published meanwhile.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../src/aws/arn.ts";
import { delivered, failedDelivery } from "../../../../src/aws/delivery.ts";
import type { MetricSink } from "../../../../src/aws/metric-sink.ts";
import { ServiceError } from "../../../../src/aws/service-error.ts";
import { compileSnsPattern } from "../../../../src/event-patterns/compile-pattern.ts";
import { Topics } from "../../../../src/services/sns/topics/topics.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { until as look } from "../../../support/until.ts";

let directory: string;
let clock: VirtualClock;
let taken: { readonly to: string; readonly body: Record<string, unknown>; readonly id: string | undefined }[];
let counted: Map<string, number>;
/** Throws what the queue answers instead of taking the message. */
let queue: () => void;
const opened: Topics[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "archives-"));
  clock = new VirtualClock();
  [taken, counted, queue] = [[], new Map(), () => undefined];
});
afterEach(async () => {
  for (const topics of opened.splice(0)) {
    topics.stop();
    await topics.close();
  }
  rmSync(directory, { recursive: true });
});

const metrics = {
  series: (_namespace: string, name: string) => ({
    record: (value: number) => void counted.set(name, (counted.get(name) ?? 0) + value),
  }),
} as unknown as MetricSink;

async function open(at: string | undefined = directory): Promise<Topics> {
  const topics = await Topics.open({
    ...{ directory: at, clock, identity: localIdentity, endpoint: "http://127.0.0.1:4566", metrics },
    compileFilter: compileSnsPattern,
    deliver: ({ arn, payload, deduplicationId: id }) => {
      try {
        queue();
      } catch (problem) {
        return failedDelivery(problem as ServiceError);
      }
      taken.push({ to: arn.slice(arn.lastIndexOf(":") + 1), body: JSON.parse(payload.text), id });
      return delivered;
    },
  });
  topics.start();
  opened.push(topics);
  return topics;
}

const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const attributes = (given: Readonly<Record<string, string>>) => new Map(Object.entries(given));
const archived = {
  FifoTopic: "true",
  ContentBasedDeduplication: "true",
  ArchivePolicy: '{"MessageRetentionPeriod":"2"}',
};
const time = (offsetMs = 0) => new Date(clock.now() + offsetMs).toISOString();
const policy = (StartingPoint: string, EndingPoint?: string) =>
  JSON.stringify({ PointType: "Timestamp", StartingPoint, EndingPoint });
const minute = 60_000;
const day = 86_400_000;

function subscribe(
  topics: Topics,
  topicArn: string,
  given: Readonly<Record<string, string>> = {},
  name = "q",
) {
  const request = { topicArn, protocol: "sqs", endpoint: queueArn(name), attributes: attributes(given) };
  return topics.subscriptions.subscribe(request).subscriptionArn;
}

async function publish(topics: Topics, topicArn: string, ...messages: readonly string[]): Promise<void> {
  for (const message of messages) {
    await topics.publish({ topicArn, message, messageGroupId: "g" });
    clock.advanceBy(minute);
  }
}

/** Waits for real files, on a clock that stands still but for `ms`. */
async function passed(topics: Topics, ms = 0): Promise<void> {
  clock.advanceBy(ms);
  for (let turn = 0; turn < 5; turn++) {
    await topics.committed();
    await nextTurn();
    clock.advanceBy(0);
  }
}

/** A busy disk takes as long as it takes. */
async function come(topics: Topics, hasCome: () => boolean, ms = 0): Promise<void> {
  await look(async () => {
    await passed(topics, ms);
    return hasCome();
  });
}

function until(topics: Topics, subscriptionArn: string, status: string): Promise<void> {
  return come(topics, () => topics.subscriptions.replayStatus(subscriptionArn) === status);
}

const messages = () => taken.map(({ body }) => `${body.Message}${body.Replayed === true ? "*" : ""}`);

describe.each([["on disk"], ["in memory"]])("an archive %s", (where) => {
  const at = () => (where === "on disk" ? directory : undefined);

  test("is replayed in order to whoever asks, and goes over into what is published", async () => {
    const topics = await open(at());
    const { topicArn } = topics.createTopic("t.fifo", attributes(archived));
    const start = time();
    expect(topics.getTopicAttributes(topicArn).get("BeginningArchiveTime")).toBe(start);
    subscribe(topics, topicArn, {}, "first");
    await publish(topics, topicArn, "a", "b", "c");
    expect(messages()).toEqual(["a", "b", "c"]);
    const originals = taken.splice(0);

    const late = subscribe(topics, topicArn, { ReplayPolicy: policy(time(-2 * minute)) }, "late");
    expect(topics.subscriptions.replayStatus(late)).toBe("Pending");
    await until(topics, late, "Completed");
    expect(messages()).toEqual(["b*", "c*"]);
    for (const [index, { to, body, id }] of taken.entries()) {
      const original = originals[index + 1];
      const { Replayed: _, UnsubscribeURL: _url, ...same } = body;
      const { UnsubscribeURL: _other, ...expected } = original?.body ?? {};
      expect([to, same]).toEqual(["late", expected]);
      // A queue that had it a moment ago takes it all the same.
      expect(id).not.toBe(original?.id);
    }
    await publish(topics, topicArn, "d");
    expect(messages()).toEqual(["b*", "c*", "d", "d"]);
    expect(Object.fromEntries(counted)).toMatchObject({
      ...{ NumberOfMessagesArchiveProcessing: 4, NumberOfBytesArchiveProcessing: 4 },
      ...{ NumberOfReplayedNotificationsDelivered: 2, NumberOfNotificationsDelivered: 5 },
    });
  });

  test("is replayed up to an end, behind which its subscription pauses until another replay", async () => {
    const topics = await open(at());
    const { topicArn } = topics.createTopic("t.fifo", attributes(archived));
    const start = time();
    await publish(topics, topicArn, "a", "b", "c");
    const until2 = new Date(Date.parse(start) + minute).toISOString();
    const arn = subscribe(topics, topicArn, { ReplayPolicy: policy(start, until2) });
    await until(topics, arn, "Completed");
    await publish(topics, topicArn, "d");
    expect(messages()).toEqual(["a*", "b*"]);
    const onwards = new Date(Date.parse(start) + 2 * minute).toISOString();
    topics.subscriptions.setAttribute(arn, "ReplayPolicy", policy(onwards));
    await until(topics, arn, "Completed");
    await publish(topics, topicArn, "e");
    expect(messages()).toEqual(["a*", "b*", "c*", "d*", "e"]);
    // Nothing is asked for any more.
    topics.subscriptions.setAttribute(arn, "ReplayPolicy", "{}");
    expect(topics.subscriptions.replayStatus(arn)).toBeUndefined();
  });

  test("whose end is yet to come is replayed as it grows, and its subscription then pauses", async () => {
    const topics = await open(at());
    const { topicArn } = topics.createTopic("t.fifo", attributes(archived));
    await publish(topics, topicArn, "a");
    const arn = subscribe(topics, topicArn, { ReplayPolicy: policy(time(-minute), time(5 * minute)) });
    await until(topics, arn, "In progress");
    await publish(topics, topicArn, "b", "c");
    await passed(topics, 10 * minute);
    await until(topics, arn, "Completed");
    await publish(topics, topicArn, "d");
    expect(messages()).toEqual(["a*", "b*", "c*"]);
  });

  test("gives what the subscriber's filter lets through, by attributes and structure as they were", async () => {
    const topics = await open(at());
    const { topicArn } = topics.createTopic("t.fifo", attributes(archived));
    const of = (kind: string, message: string) =>
      topics.publish({
        ...{ topicArn, message, messageStructure: "json", messageGroupId: "g", subject: "s" },
        messageAttributes: new Map([
          ["kind", { dataType: "String", stringValue: kind }],
          ["raw", { dataType: "Binary", binaryValue: new Uint8Array([1, 2]) }],
        ]),
      });
    const start = time();
    await of("good", '{"default":"x","sqs":"for queues"}');
    await of("bad", '{"default":"y"}');
    subscribe(topics, topicArn, { FilterPolicy: '{"kind":["good"]}', ReplayPolicy: policy(start) });
    await come(topics, () => taken.length > 0);
    await passed(topics);
    expect(taken.map(({ body }) => body)).toMatchObject([
      {
        ...{ Message: "for queues", Subject: "s", Replayed: true },
        MessageAttributes: {
          kind: { Type: "String", Value: "good" },
          raw: { Type: "Binary", Value: "AQI=" },
        },
      },
    ]);
  });
});

test("no message is lost or told twice by one replay, though its queue fails and others publish meanwhile", async () => {
  const topics = await open();
  const { topicArn } = topics.createTopic("t.fifo", attributes(archived));
  const start = time();
  const sent = Array.from({ length: 40 }, (_, n) => String(n));
  await publish(topics, topicArn, ...sent.slice(0, 20));
  let asked = 0;
  queue = () => {
    asked++;
    if (asked === 5 || asked === 12)
      throw new ServiceError("InternalFailure", "the disk is full", { status: 500 });
  };
  const arn = subscribe(topics, topicArn, { ReplayPolicy: policy(start) });
  const publishing = publish(topics, topicArn, ...sent.slice(20));
  await publishing;
  await come(topics, () => topics.subscriptions.replayStatus(arn) === "Completed", 1000);
  expect(taken.map(({ body }) => body.Message)).toEqual(sent);
  expect(new Set(taken.map(({ id }) => id)).size).toBe(40);
});

test("a replay goes on where it was after the region has ended, and a finished one is not begun anew", async () => {
  const first = await open();
  const { topicArn } = first.createTopic("t.fifo", attributes(archived));
  const start = time();
  await publish(first, topicArn, "a", "b", "c");
  const done = subscribe(first, topicArn, { ReplayPolicy: policy(start) }, "done");
  await until(first, done, "Completed");
  taken.length = 0;
  queue = () => {
    if (taken.length === 1) throw new ServiceError("InternalFailure", "the disk is full", { status: 500 });
  };
  const arn = subscribe(first, topicArn, { ReplayPolicy: policy(start) });
  await come(first, () => taken.length > 0);
  await passed(first);
  expect([messages(), first.subscriptions.replayStatus(arn)]).toEqual([["a*"], "In progress"]);
  await first.committed();
  first.stop();

  queue = () => undefined;
  taken.length = 0;
  const second = await open();
  expect(second.subscriptions.replayStatus(done)).toBe("Completed");
  await until(second, arn, "Completed");
  expect([...new Set(messages())]).toEqual(["a*", "b*", "c*"]);
  expect(taken.every(({ to }) => to === "q")).toBe(true);
  await publish(second, topicArn, "d");
  expect(messages().slice(-2)).toEqual(["d", "d"]);
});

test("a template's replay is not begun anew when its subscription is made again", async () => {
  const ofTemplate = (topics: Topics, topicArn: string, ReplayPolicy: string) =>
    topics.subscriptions.subscribe({
      ...{ topicArn, protocol: "sqs", endpoint: queueArn("q"), ofTemplate: true },
      attributes: attributes({ ReplayPolicy }),
    }).subscriptionArn;
  const first = await open();
  const { topicArn } = first.createTopic("t.fifo", attributes(archived));
  const all = policy(time());
  await publish(first, topicArn, "a");
  await until(first, ofTemplate(first, topicArn, all), "Completed");
  await first.committed();
  first.stop();
  const second = await open();
  const arn = ofTemplate(second, topicArn, all);
  await passed(second);
  expect(messages()).toEqual(["a*"]);
  ofTemplate(second, topicArn, policy(time(-2 * minute)));
  await until(second, arn, "Completed");
  expect(messages()).toEqual(["a*", "a*"]);
});

test("messages go when their days are over, all of them when the policy does, and only then may the topic go", async () => {
  const topics = await open();
  const { topicArn } = topics.createTopic("t.fifo", attributes(archived));
  const start = time();
  await publish(topics, topicArn, "a");
  expect(() => topics.deleteTopic(topicArn)).toThrow(
    "Invalid state: Cannot delete a topic with an ArchivePolicy",
  );
  clock.advanceBy(3.5 * day);
  await publish(topics, topicArn, "b");
  const beginning = topics.getTopicAttributes(topicArn).get("BeginningArchiveTime");
  expect(beginning).toBe(time(-2 * day));
  const arn = subscribe(topics, topicArn, { ReplayPolicy: policy(start) });
  await until(topics, arn, "Completed");
  expect(messages()).toEqual(["b*"]);
  counted.clear();
  clock.advanceBy(3_600_000);
  await come(topics, () => counted.has("ApproximateNumberOfMessagesArchived"));
  expect(Object.fromEntries(counted)).toMatchObject({
    ...{ ApproximateNumberOfMessagesArchived: 1, ApproximateNumberOfBytesArchived: expect.any(Number) },
  });

  topics.setTopicAttributes(topicArn, "ArchivePolicy", "{}");
  await topics.committed();
  expect(topics.getTopicAttributes(topicArn).has("ArchivePolicy")).toBe(false);
  expect(topics.getTopicAttributes(topicArn).has("BeginningArchiveTime")).toBe(false);
  expect(readdirSync(join(directory, "archives"))).toEqual([]);
  // A new archive begins empty.
  topics.setTopicAttributes(topicArn, "ArchivePolicy", '{"MessageRetentionPeriod":365}');
  topics.subscriptions.setAttribute(arn, "ReplayPolicy", policy(start));
  await until(topics, arn, "Completed");
  expect(messages()).toEqual(["b*"]);
  topics.setTopicAttributes(topicArn, "ArchivePolicy", "{}");
  topics.deleteTopic(topicArn);
  await topics.committed();
  expect(topics.listTopics()).toEqual([]);
});

test("a replay whose archive is taken away has failed, and its subscription is as any other", async () => {
  const topics = await open();
  const { topicArn } = topics.createTopic("t.fifo", attributes(archived));
  await publish(topics, topicArn, "a");
  const arn = subscribe(topics, topicArn, { ReplayPolicy: policy(time(), time(5 * minute)) });
  await until(topics, arn, "In progress");
  topics.setTopicAttributes(topicArn, "ArchivePolicy", "{}");
  await passed(topics, 5 * minute + 1);
  await until(topics, arn, "Failed");
  await publish(topics, topicArn, "b");
  expect(messages()).toEqual(["b"]);
});
