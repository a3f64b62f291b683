// Mappings of queues, by the cases.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { settled } from "../../../support/until.ts";
import { type QueueCase, queueCases } from "./queue-cases.ts";
import { Mappings, recordsOf, textOf } from "./support/open-mappings.ts";

let opened: Mappings;
beforeEach(async () => {
  opened = await Mappings.open();
});
afterEach(() => opened.close());

test.each(queueCases.map((each) => [each.name, each] as const))("%s", async (_, each) => {
  const { isFifo = false, settings = {}, steps, answers = [], poison = [], seconds = 0 } = each;
  const name = isFifo ? "orders.fifo" : "orders";
  const queueUrl = await makeQueue(name, each);
  opened.answer = (texts, call) =>
    texts.some((text) => poison.includes(text)) ? "fail" : (answers[call] ?? "ok");
  // Without steps the messages are there before the mapping is, so that they are received together.
  if (steps === undefined || steps.length === 0) await send(queueUrl, ["1", "2", "3"]);
  opened.mappings.create({ sourceArn: opened.queues.queueArn(name), functionName: "consume", settings });
  await settled();
  for (const step of steps ?? []) {
    if (typeof step === "number") await opened.run(step);
    else await send(queueUrl, step);
  }
  await opened.run(seconds);
  expect(opened.calls.map(({ event }) => recordsOf(event).map(textOf).join(" "))).toEqual(each.calls);
  if (each.at !== undefined) expect(opened.calls.map(({ at }) => at)).toEqual(each.at);
  expect(opened.queues.messageCount(name)).toBe(each.left ?? 0);
  if (each.dead !== undefined)
    expect(opened.queues.messages("dead").map(({ body }) => body)).toEqual(each.dead);
});

async function makeQueue(queueName: string, { isFifo = false, attributes = {} }: QueueCase): Promise<string> {
  const { RedrivePolicy: maxReceiveCount, ...others } = attributes;
  await opened.queues.createQueue({ queueName: "dead" });
  const redrive = {
    deadLetterTargetArn: opened.queues.queueArn("dead"),
    maxReceiveCount: Number(maxReceiveCount),
  };
  const given = new Map([
    ...Object.entries(others),
    ...Object.entries(isFifo ? { FifoQueue: "true" } : {}),
    ...Object.entries(maxReceiveCount === undefined ? {} : { RedrivePolicy: JSON.stringify(redrive) }),
  ]);
  const { queueUrl } = await opened.queues.createQueue({ queueName, attributes: given });
  return queueUrl;
}

let number = 0;

async function send(queueUrl: string, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const [, messageGroupId = "g", messageBody = ""] = /^(?:([^:]*):)?(.*)$/.exec(text) ?? [];
    const fifo = { messageGroupId, messageDeduplicationId: String(number++) };
    await opened.queues.sendMessage({
      ...{ queueUrl, messageBody },
      ...(queueUrl.endsWith(".fifo") ? fifo : {}),
    });
  }
  await settled();
}
