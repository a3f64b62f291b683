// Fair queues: a tenant who takes the consumers' time waits for the others, and only as long as it does.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import type { MetricSink } from "../../../src/aws/metric-sink.ts";
import { Queues } from "../../../src/services/sqs/queues/queues.ts";
import type { ReceivedMessage } from "../../../src/services/sqs/queues/queues-options.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";

let clock: VirtualClock;
let queues: Queues;
let told: Map<string, number>;
const metrics = {
  series: (_namespace: string, name: string) => ({ record: (value: number) => void told.set(name, value) }),
} as unknown as MetricSink;

beforeEach(async () => {
  clock = new VirtualClock();
  told = new Map();
  queues = await Queues.open({
    ...{ directory: undefined, clock, identity: localIdentity, endpoint: "http://127.0.0.1:4566", metrics },
  });
  await queues.createQueue({ queueName: "q" });
});
afterEach(() => queues.close());

const url = () => queues.queueUrl("q");

async function send(group: string | undefined, count: number): Promise<void> {
  for (let number = 0; number < count; number++)
    await queues.send("q", `${group ?? "none"} ${number}`, { messageGroupId: group });
}

async function receive(count: number): Promise<readonly ReceivedMessage[]> {
  const received: ReceivedMessage[] = [];
  while (received.length < count) {
    const more = await queues.receiveMessage({
      ...{ queueUrl: url(), maxNumberOfMessages: Math.min(10, count - received.length) },
    });
    if (more.length === 0) break;
    received.push(...more);
  }
  return received;
}

const bodies = (received: readonly ReceivedMessage[]) => received.map(({ message }) => message.body);

test("a group with little in flight is served in the order in which its messages came", async () => {
  await send("a", 40);
  await send("b", 2);
  await receive(29);
  expect(bodies(await receive(3))).toEqual(["a 29", "a 30", "a 31"]);
});

test("a noisy group waits until there is nothing of others, with a group or without one", async () => {
  await send("a", 50);
  await send("b", 2);
  await send(undefined, 2);
  await receive(30);
  expect(bodies(await receive(6))).toEqual(["b 0", "b 1", "none 0", "none 1", "a 30", "a 31"]);
});

test("of several noisy groups the one with the fewest in flight comes first", async () => {
  await send("a", 45);
  await receive(40);
  await send("b", 35);
  await receive(31);
  expect(bodies(await receive(5))).toEqual(["b 31", "b 32", "b 33", "b 34", "a 40"]);
});

test("a group is quiet again once enough of it is done with or can be seen again", async () => {
  await send("a", 60);
  const first = await receive(30);
  await send("b", 1);
  for (const { receiptHandle } of first.slice(0, 2)) await queues.deleteMessage(url(), receiptHandle);
  expect(bodies(await receive(2))).toEqual(["a 30", "a 31"]);
  expect(bodies(await receive(2))).toEqual(["b 0", "a 32"]);
  clock.advanceBy(31_000);
  expect(bodies(await receive(1))).toEqual(["a 33"]);
});

test("a group with a tenth of all that is in flight disturbs nobody", async () => {
  for (let group = 0; group < 30; group++) await send(`g${group}`, 10);
  await send("a", 32);
  await receive(330);
  await send("b", 1);
  expect(bodies(await receive(3))).toEqual(["a 30", "a 31", "b 0"]);
});

test("what is purged is in nobody's way", async () => {
  await send("a", 40);
  await receive(30);
  await queues.purgeQueue(url());
  await send("a", 1);
  await send("b", 1);
  expect(bodies(await receive(2))).toEqual(["a 0", "b 0"]);
});

test("its metrics tell the noisy groups, and what there is beside them", async () => {
  queues.start();
  await send("a", 50);
  await send("b", 3);
  await receive(31);
  await receive(1);
  clock.advanceBy(60_000 - 1);
  const tell = () => clock.advanceBy(1);
  tell();
  // All can be seen again by now.
  expect(Object.fromEntries(told)).toMatchObject({
    ...{ ApproximateNumberOfNoisyGroups: 0, ApproximateNumberOfMessagesVisibleInQuietGroups: 53 },
  });
  clock.advanceBy(40_000);
  await receive(31);
  await receive(1);
  clock.advanceBy(20_000);
  expect(Object.fromEntries(told)).toMatchObject({
    ApproximateNumberOfNoisyGroups: 1,
    ApproximateNumberOfMessagesVisible: 21,
    ApproximateNumberOfMessagesVisibleInQuietGroups: 1,
    ApproximateNumberOfMessagesNotVisibleInQuietGroups: 2,
  });
  queues.stop();
});

test("a FIFO queue tells of how many groups messages are in flight", async () => {
  queues.start();
  await queues.createQueue({ queueName: "f.fifo", attributes: new Map([["FifoQueue", "true"]]) });
  for (const messageGroupId of ["a", "a", "b"])
    await queues.send("f.fifo", "x", { messageGroupId, messageDeduplicationId: String(Math.random()) });
  clock.advanceBy(45_000);
  await queues.receiveMessage({ queueUrl: queues.queueUrl("f.fifo"), maxNumberOfMessages: 10 });
  clock.advanceBy(15_000);
  expect(told.get("ApproximateNumberOfGroupsWithInflightMessages")).toBe(2);
  queues.stop();
});
