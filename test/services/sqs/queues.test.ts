import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { Queues } from "../../../src/services/sqs/queues/queues.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";

async function open(directory?: string) {
  const clock = new VirtualClock();
  const endpoint = "http://127.0.0.1:4566";
  const queues = await Queues.open({ directory, clock, identity: localIdentity, endpoint });
  const url = (name: string) => queues.queueUrl(name);
  const bodies = async (name: string, most = 10) =>
    (await queues.receiveMessage({ queueUrl: url(name), maxNumberOfMessages: most })).map(
      (each) => each.message.body,
    );
  return { queues, clock, url, bodies };
}

test("a received message is hidden until its visibility timeout is over", async () => {
  const { queues, clock, bodies } = await open();
  await queues.createQueue({ queueName: "q", attributes: new Map([["VisibilityTimeout", "5"]]) });
  await queues.send("q", "one");
  expect(await bodies("q")).toEqual(["one"]);
  expect(await bodies("q")).toEqual([]);
  clock.advanceBy(5000);
  expect(await bodies("q")).toEqual(["one"]);
});

test("a long poll ends when a message arrives", async () => {
  const { queues, url } = await open();
  await queues.createQueue({ queueName: "q" });
  const poll = queues.receiveMessage({ queueUrl: url("q"), waitTimeSeconds: 20 });
  await queues.send("q", "late");
  expect((await poll).map((each) => each.message.body)).toEqual(["late"]);
});

test("a long poll ends empty when its time is over", async () => {
  const { queues, clock, url } = await open();
  await queues.createQueue({ queueName: "q" });
  const poll = queues.receiveMessage({ queueUrl: url("q"), waitTimeSeconds: 20 });
  clock.advanceBy(20_000);
  expect(await poll).toEqual([]);
});

test("a message received too often goes to the dead-letter queue", async () => {
  const { queues, clock, bodies } = await open();
  await queues.createQueue({ queueName: "dead" });
  const policy = JSON.stringify({ deadLetterTargetArn: queues.queueArn("dead"), maxReceiveCount: 1 });
  await queues.createQueue({ queueName: "q", attributes: new Map([["RedrivePolicy", policy]]) });
  await queues.send("q", "bad");
  await bodies("q");
  clock.advanceBy(30_000);
  expect(await bodies("q")).toEqual([]);
  expect(queues.messages("dead").map((each) => each.body)).toEqual(["bad"]);
});

test("a redrive policy is told with its count as a number, however it was put", async () => {
  const { queues, url } = await open();
  await queues.createQueue({ queueName: "dead" });
  const deadLetterTargetArn = queues.queueArn("dead");
  const told = () => queues.getQueueAttributes(url("q")).get("RedrivePolicy");
  const put = (policy: string) => new Map([["RedrivePolicy", policy]]);
  await queues.createQueue({
    queueName: "q",
    attributes: put(`{ "maxReceiveCount": "5", "deadLetterTargetArn": "${deadLetterTargetArn}" }`),
  });
  expect(told()).toBe(JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 }));
  // The same again is no other policy.
  const same = put(JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 }));
  await queues.createQueue({ queueName: "q", attributes: same });
  await queues.setQueueAttributes(
    url("q"),
    put(JSON.stringify({ deadLetterTargetArn, maxReceiveCount: "7" })),
  );
  expect(told()).toBe(JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 7 }));
});

test("a dead letter keeps count of how often it was received, over a restart too", async () => {
  const directory = await mkdtemp(join(tmpdir(), "queues-"));
  try {
    const { queues, clock, bodies } = await open(directory);
    await queues.createQueue({ queueName: "dead" });
    const policy = JSON.stringify({ deadLetterTargetArn: queues.queueArn("dead"), maxReceiveCount: 2 });
    await queues.createQueue({ queueName: "q", attributes: new Map([["RedrivePolicy", policy]]) });
    await queues.send("q", "bad");
    for (const expected of [["bad"], ["bad"], []]) {
      expect(await bodies("q")).toEqual(expected);
      clock.advanceBy(30_000);
    }
    await queues.close();
    const after = await open(directory);
    after.clock.advanceBy(90_000);
    const received = await after.queues.receiveMessage({ queueUrl: after.url("dead") });
    expect(received.map(({ message }) => message.receiveCount)).toEqual([3]);
    await after.queues.close();
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("a FIFO queue gives what is before a hidden message of its group, and nothing behind it", async () => {
  const { queues, url, clock, bodies } = await open();
  const attributes = new Map([
    ["FifoQueue", "true"],
    ["VisibilityTimeout", "1"],
  ]);
  await queues.createQueue({ queueName: "q.fifo", attributes });
  const queueUrl = url("q.fifo");
  for (const messageBody of ["a", "b", "c"])
    await queues.sendMessage({
      queueUrl,
      messageBody,
      messageGroupId: "g",
      messageDeduplicationId: messageBody,
    });
  const received = await queues.receiveMessage({ queueUrl, maxNumberOfMessages: 10 });
  queues.changeMessageVisibility(queueUrl, received[1]?.receiptHandle ?? "", 4);
  clock.advanceBy(2000);
  expect(await bodies("q.fifo")).toEqual(["a"]);
});

test("a duplicate is one within its group where the queue says so, a minute after it says so", async () => {
  const { queues, url, clock } = await open();
  const queueUrl = url("q.fifo");
  await queues.createQueue({ queueName: "q.fifo", attributes: new Map([["FifoQueue", "true"]]) });
  const send = async (messageGroupId: string) =>
    (await queues.sendMessage({ queueUrl, messageBody: "x", messageGroupId, messageDeduplicationId: "d" }))
      .messageId;
  const first = await send("a");
  await queues.setQueueAttributes(queueUrl, new Map([["DeduplicationScope", "messageGroup"]]));
  expect(await send("b")).toBe(first);
  clock.advanceBy(60_000);
  expect(await send("b")).not.toBe(first);
  expect(await send("b")).toBe(await send("b"));
});

test("a FIFO queue keeps a group in order and drops duplicates", async () => {
  const { queues, url, bodies } = await open();
  await queues.createQueue({ queueName: "q.fifo", attributes: new Map([["FifoQueue", "true"]]) });
  const send = (messageBody: string, messageGroupId: string, messageDeduplicationId: string) =>
    queues.sendMessage({ queueUrl: url("q.fifo"), messageBody, messageGroupId, messageDeduplicationId });
  const first = await send("a1", "a", "1");
  const again = await send("a1", "a", "1");
  await send("a2", "a", "2");
  await send("b1", "b", "3");
  expect(again.messageId).toBe(first.messageId);
  expect(await bodies("q.fifo", 1)).toEqual(["a1"]);
  expect(await bodies("q.fifo")).toEqual(["b1"]);
});

test("every acknowledged message survives a kill and a torn write", async () => {
  const directory = await mkdtemp(join(tmpdir(), "queues-"));
  try {
    const acknowledged = await sendUntilKilled(directory);
    await appendFile(join(directory, "queues.journal"), '1234abcd {"type":"sent","queue":"let');
    const { queues } = await open(directory);
    const kept = new Set(queues.messages("letters").map((message) => message.body));
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.filter((body) => !kept.has(body))).toEqual([]);
    await queues.close();
  } finally {
    await rm(directory, { recursive: true });
  }
});

async function sendUntilKilled(directory: string): Promise<readonly string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "sender.ts"), directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  const ended = once(child.stdout, "close");
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
    if (printed.length > 2000) child.kill("SIGKILL");
  });
  await ended;
  return printed.split("\n").slice(0, -1);
}
