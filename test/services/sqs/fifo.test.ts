// FIFO queues, delays, visibility and limits, by SQS's rules.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { localIdentity } from "../../../src/aws/arn.ts";
import { Queues } from "../../../src/services/sqs/queues/queues.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";

async function open(attributes: Record<string, string> = {}, directory?: string) {
  const clock = new VirtualClock();
  const endpoint = "http://127.0.0.1:4566";
  const queues = await Queues.open({ directory, clock, identity: localIdentity, endpoint });
  const queueName = attributes.FifoQueue === "true" ? "q.fifo" : "q";
  const { queueUrl } = await queues.createQueue({
    queueName,
    attributes: new Map(Object.entries(attributes)),
  });
  const send = (messageBody: string, more: object = {}) =>
    queues.sendMessage({ queueUrl, messageBody, ...more });
  const receive = (maxNumberOfMessages = 10) => queues.receiveMessage({ queueUrl, maxNumberOfMessages });
  const bodies = async (most?: number) => (await receive(most)).map(({ message }) => message.body);
  return { queues, clock, queueUrl, send, receive, bodies };
}

const fifo = { FifoQueue: "true", ContentBasedDeduplication: "true" };

describe("a FIFO queue", () => {
  test("gives each group in order of arrival, whatever is received, deleted or given back between", async () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant("send" as const), group: fc.constantFrom("a", "b", "c") }),
        fc.record({
          do: fc.constantFrom("delete" as const, "give back" as const),
          most: fc.integer({ min: 1, max: 3 }),
        }),
      ),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (run) => {
        const { queues, queueUrl, send, receive } = await open(fifo);
        const sent = new Map<string, string[]>();
        const got = new Map<string, string[]>();
        const deleteAll = async (most: number) => {
          const received = await receive(most);
          for (const { message, receiptHandle } of received) {
            const group = message.groupId ?? "";
            got.set(group, [...(got.get(group) ?? []), message.body]);
            await queues.deleteMessage(queueUrl, receiptHandle);
          }
          return received.length;
        };
        for (const [at, step] of run.entries()) {
          if (step.do === "send") {
            await send(`${at}`, { messageGroupId: step.group });
            sent.set(step.group, [...(sent.get(step.group) ?? []), `${at}`]);
          } else if (step.do === "delete") await deleteAll(step.most);
          else
            for (const { receiptHandle } of await receive(step.most))
              queues.changeMessageVisibility(queueUrl, receiptHandle, 0);
        }
        while ((await deleteAll(10)) > 0);
        expect(got).toEqual(sent);
      }),
      { numRuns: 100 },
    );
  });

  test("drops what it had within five minutes, and takes it again after them", async () => {
    const { clock, queues, send } = await open(fifo);
    const first = await send("same", { messageGroupId: "g" });
    clock.advanceBy(5 * 60_000 - 1);
    expect((await send("same", { messageGroupId: "g" })).messageId).toBe(first.messageId);
    clock.advanceBy(1);
    expect((await send("same", { messageGroupId: "g" })).messageId).not.toBe(first.messageId);
    expect(queues.messageCount("q.fifo")).toBe(2);
  });

  test("keeps order, groups, duplicates and sequence numbers over a restart", async () => {
    const directory = await mkdtemp(join(tmpdir(), "fifo-"));
    try {
      const before = await open(fifo, directory);
      const first = await before.send("one", { messageGroupId: "g" });
      await before.send("two", { messageGroupId: "g" });
      await before.queues.close();
      const after = await open(fifo, directory);
      expect((await after.send("one", { messageGroupId: "g" })).messageId).toBe(first.messageId);
      const third = await after.send("three", { messageGroupId: "g" });
      expect(BigInt(third.sequenceNumber ?? 0)).toBeGreaterThan(BigInt(first.sequenceNumber ?? 0));
      expect(await after.bodies()).toEqual(["one", "two", "three"]);
      await after.queues.close();
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test.each([
    ["no group", fifo, {}, "MissingParameter"],
    [
      "nothing to know a duplicate by",
      { FifoQueue: "true" },
      { messageGroupId: "g" },
      "InvalidParameterValue",
    ],
  ])("refuses a message with %s", async (_, attributes, more, code) => {
    const { send } = await open(attributes);
    await expect(send("x", more)).rejects.toMatchObject({ code });
  });
});

describe("a message", () => {
  test("is delayed by the queue, unless it says how long itself", async () => {
    const { clock, send, bodies } = await open({ DelaySeconds: "10" });
    await send("later");
    await send("now", { delaySeconds: 0 });
    expect(await bodies()).toEqual(["now"]);
    clock.advanceBy(10_000);
    expect(await bodies()).toEqual(["later"]);
  });

  test("is gone when its retention period is over", async () => {
    const { clock, queues, send, bodies } = await open({ MessageRetentionPeriod: "60" });
    await send("old");
    clock.advanceBy(60_001);
    expect(await bodies()).toEqual([]);
    expect(queues.messageCount("q")).toBe(0);
  });

  test("may be kept hidden for longer, while it is in flight only", async () => {
    const { clock, queues, queueUrl, send, receive, bodies } = await open();
    await send("slow");
    const [received] = await receive();
    const handle = received?.receiptHandle ?? "";
    queues.changeMessageVisibility(queueUrl, handle, 100);
    clock.advanceBy(99_000);
    expect(await bodies()).toEqual([]);
    clock.advanceBy(1000);
    expect(() => queues.changeMessageVisibility(queueUrl, handle, 901_000)).toThrow(
      /VisibilityTimeout is invalid/,
    );
    expect(await bodies()).toEqual(["slow"]);
    await queues.deleteMessage(queueUrl, handle);
    expect(() => queues.changeMessageVisibility(queueUrl, handle, 0)).toThrow(
      /does not exist or is not available/,
    );
  });

  const refused: readonly (readonly [string, string, object, string])[] = [
    ["that is empty", "", {}, "MissingParameter"],
    ["with a character that XML does not have", "a\u0000", {}, "InvalidMessageContents"],
    ["of more than 1 MiB", "x".repeat(2 ** 20 + 1), {}, "InvalidParameterValue"],
    ["delayed for more than 15 minutes", "x", { delaySeconds: 901 }, "InvalidParameterValue"],
    [
      "with an attribute of no known type",
      "x",
      { messageAttributes: new Map([["k", { dataType: "Date", stringValue: "1" }]]) },
      "InvalidParameterValue",
    ],
  ];
  test.each(refused)("%s is refused, and not kept", async (_, body, more, code) => {
    const { queues, send } = await open();
    await expect(send(body, more)).rejects.toMatchObject({ code });
    expect(queues.messageCount("q")).toBe(0);
  });
});

describe("a receive that is repeated by its attempt id", () => {
  const attempt = { attemptId: "one", maxNumberOfMessages: 10, visibilityTimeoutSeconds: 30 };

  test("gets the same messages by the same handles, hidden for as long again", async () => {
    const { queues, clock, queueUrl, send, bodies } = await open(fifo);
    await send("first", { messageGroupId: "a" });
    const received = await queues.receiveMessage({ queueUrl, ...attempt });
    await send("second", { messageGroupId: "b" });
    clock.advanceBy(20_000);
    expect(await queues.receiveMessage({ queueUrl, ...attempt })).toEqual(received);
    clock.advanceBy(20_000);
    expect(await bodies()).toEqual(["second"]);
    await queues.deleteMessage(queueUrl, received[0]?.receiptHandle ?? "");
    expect(await queues.receiveMessage({ queueUrl, ...attempt })).toEqual([]);
  });

  test("is refused of a standard queue", async () => {
    const { queues, queueUrl } = await open();
    await expect(queues.receiveMessage({ queueUrl, ...attempt })).rejects.toThrow(
      "Value one for parameter ReceiveRequestAttemptId is invalid.",
    );
  });
});
