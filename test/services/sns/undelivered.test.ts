// What becomes of a message that a subscriber does not take.

import { expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { delivered, failedDelivery } from "../../../src/aws/delivery.ts";
import { ServiceError } from "../../../src/aws/service-error.ts";
import { compileSnsPattern } from "../../../src/event-patterns/compile-pattern.ts";
import { Topics } from "../../../src/services/sns/topics/topics.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";

const deadLetters = "arn:aws:sqs:us-east-1:000000000000:dead";
const away = "arn:aws:sqs:us-east-1:000000000000:away";
const toDeadLetters = new Map([["RedrivePolicy", JSON.stringify({ deadLetterTargetArn: deadLetters })]]);

async function open(unreachable: readonly string[]) {
  const taken: [string, string][] = [];
  const undelivered: string[] = [];
  const topics = await Topics.open({
    clock: new VirtualClock(),
    identity: localIdentity,
    endpoint: "http://127.0.0.1:4566",
    compileFilter: compileSnsPattern,
    deliver: ({ arn, payload }) => {
      if (unreachable.includes(arn)) return failedDelivery(new ServiceError("QueueDoesNotExist", "away"));
      taken.push([arn, JSON.parse(payload.text).Message]);
      return delivered;
    },
    onUndelivered: ({ endpoint }) => void undelivered.push(endpoint),
  });
  const { topicArn } = topics.createTopic("alerts");
  const subscribe = (attributes = new Map<string, string>()) =>
    topics.subscriptions.subscribe({ topicArn, protocol: "sqs", endpoint: away, attributes });
  return { topics, topicArn, taken, undelivered, subscribe };
}

test("it goes to the subscription's dead-letter queue", async () => {
  const { topics, topicArn, taken, undelivered, subscribe } = await open([away]);
  subscribe(toDeadLetters);
  await topics.publish({ topicArn, message: "storm" });
  expect(taken).toEqual([[deadLetters, "storm"]]);
  expect(undelivered).toEqual([]);
});

test.each([
  ["has no dead-letter queue", new Map<string, string>(), [away]],
  ["has one that does not take it either", toDeadLetters, [away, deadLetters]],
])(
  "it is reported where the subscription %s, and the publisher does not hear of it",
  async (_, attributes, gone) => {
    const { topics, topicArn, taken, undelivered, subscribe } = await open(gone);
    subscribe(attributes);
    await expect(topics.publish({ topicArn, message: "storm" })).resolves.toEqual({
      messageId: expect.any(String),
    });
    expect([taken, undelivered]).toEqual([[], [away]]);
  },
);

test("a redrive policy that names no queue is refused", async () => {
  const { subscribe } = await open([]);
  const where = "Invalid parameter: Attributes Reason: RedrivePolicy:";
  expect(() => subscribe(new Map([["RedrivePolicy", "{"]]))).toThrow(`${where} failed to parse JSON.`);
  expect(() => subscribe(new Map([["RedrivePolicy", "{}"]]))).toThrow(
    `${where} Missing deadLetterTargetArn attribute`,
  );
  expect(() => subscribe(new Map([["RedrivePolicy", '{"deadLetterTargetArn":"q"}']]))).toThrow(
    `${where} deadLetterTargetArn is an invalid arn`,
  );
});

test("whoever publishes is told of a fault of the region's, which is no subscriber that refuses", async () => {
  const topics = await Topics.open({
    clock: new VirtualClock(),
    identity: localIdentity,
    endpoint: "http://127.0.0.1:4566",
    compileFilter: compileSnsPattern,
    deliver: () => failedDelivery(new ServiceError("InternalFailure", "the disk is full", { status: 500 })),
  });
  const { topicArn } = topics.createTopic("alerts");
  topics.subscriptions.subscribe({ topicArn, protocol: "sqs", endpoint: away });
  const published = topics.publish({ topicArn, message: "storm" });
  await expect(published).rejects.toMatchObject({
    code: "InternalFailure",
    message: "the disk is full",
    status: 500,
  });
});
