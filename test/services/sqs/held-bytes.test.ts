// Queues hold no more than there is memory for. What they have no room for is refused in a way that clients try again.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { Queues } from "../../../src/services/sqs/queues/queues.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";

const clock = new VirtualClock();
const body = (sign: string) => sign.repeat(400);
let directory: string;
let queues: Queues;

/** With room for two messages and a half. */
const open = async () => {
  queues = await Queues.open({
    ...{ directory, clock, identity: localIdentity, endpoint: "http://127.0.0.1:4566" },
    mostHeldBytes: 1000,
  });
};
const url = (name = "q") => queues.queueUrl(name);
const bodies = (name = "q") => queues.messages(name).map((message) => message.body);
const noRoom = { code: "ServiceUnavailable", status: 503 };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "millrace-held-"));
  await open();
  await queues.createQueue({ queueName: "q" });
  await queues.send("q", body("a"));
  await queues.send("q", body("b"));
});
afterEach(async () => {
  await queues.close();
  await rm(directory, { recursive: true });
});

test("what there is no room for is refused, and nothing of it is kept, in any queue", async () => {
  await queues.createQueue({ queueName: "other" });
  await expect(queues.send("q", body("c"))).rejects.toMatchObject(noRoom);
  await expect(queues.send("other", body("c"))).rejects.toMatchObject(noRoom);
  await queues.send("other", "small");
  expect([bodies(), bodies("other")]).toEqual([[body("a"), body("b")], ["small"]]);
});

test("attributes take room as well", async () => {
  const value = { dataType: "String", stringValue: body("v") };
  const messageAttributes = new Map([["name", value]]);
  await expect(queues.send("q", "small", { messageAttributes })).rejects.toMatchObject(noRoom);
});

const ways: readonly (readonly [how: string, free: () => Promise<unknown>])[] = [
  [
    "deleted",
    async () => {
      const [first] = await queues.receiveMessage({ queueUrl: url() });
      await queues.deleteMessage(url(), first?.receiptHandle ?? "");
    },
  ],
  ["purged", () => queues.purgeQueue(url())],
  [
    "gone with their queue",
    async () => {
      await queues.deleteQueue(url(), { freesName: true });
      await queues.createQueue({ queueName: "q" });
    },
  ],
  [
    "past their retention",
    async () => {
      clock.advanceBy(5 * 86_400_000);
      queues.messageCount("q");
    },
  ],
];

test.each(ways)("there is room again once messages are %s", async (_how, free) => {
  await free();
  await queues.send("q", body("c"));
  expect(bodies()).toContain(body("c"));
});

test("what was kept takes room after a restart, and each message once", async () => {
  await queues.close();
  await open();
  await expect(queues.send("q", body("c"))).rejects.toMatchObject(noRoom);
  const [first] = await queues.receiveMessage({ queueUrl: url() });
  await queues.deleteMessage(url(), first?.receiptHandle ?? "");
  await queues.send("q", body("c"));
  await expect(queues.send("q", body("d"))).rejects.toMatchObject(noRoom);
});

test("a dead letter takes the room that it had", async () => {
  await queues.createQueue({ queueName: "dead" });
  const policy = JSON.stringify({ deadLetterTargetArn: queues.queueArn("dead"), maxReceiveCount: 1 });
  await queues.setQueueAttributes(url(), new Map([["RedrivePolicy", policy]]));
  const receive = () => queues.receiveMessage({ queueUrl: url(), maxNumberOfMessages: 10 });
  await receive();
  clock.advanceBy(60_000);
  expect(await receive()).toEqual([]);
  expect(bodies("dead")).toHaveLength(2);
  await expect(queues.send("q", body("c"))).rejects.toMatchObject(noRoom);
  await queues.purgeQueue(url("dead"));
  await queues.send("q", body("c"));
});

test("a duplicate needs no room", async () => {
  await queues.purgeQueue(url());
  await queues.createQueue({ queueName: "in.fifo", attributes: new Map([["FifoQueue", "true"]]) });
  const send = (deduplicationId: string) =>
    queues.send("in.fifo", body(deduplicationId), {
      ...{ messageGroupId: "g", messageDeduplicationId: deduplicationId },
    });
  await send("a");
  await send("b");
  await send("a");
  await expect(send("c")).rejects.toMatchObject(noRoom);
  expect(bodies("in.fifo")).toHaveLength(2);
});
