// What SNS refuses, in its words.

import { SNS } from "@aws-sdk/client-sns";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { delivered } from "../../../src/aws/delivery.ts";
import { compileSnsPattern } from "../../../src/event-patterns/compile-pattern.ts";
import { snsApi } from "../../../src/services/sns/api/api.ts";
import { Topics } from "../../../src/services/sns/topics/topics.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { ofArchives } from "./archive-refusal-cases.ts";
import { fifo, ofParameters, others, queueArn, TopicArn, to, toFifo } from "./refusal-cases.ts";

let server: SdkServer;
let sns: SNS;
beforeAll(async () => {
  const topics = await Topics.open({
    clock: systemClock,
    identity: localIdentity,
    endpoint: "http://127.0.0.1:4566",
    compileFilter: compileSnsPattern,
    deliver: () => delivered,
  });
  server = await serve(snsApi(topics));
  sns = new SNS(server.clientConfiguration);
  await sns.createTopic({ Name: "t", Attributes: { DisplayName: "T" } });
  await sns.createTopic({ Name: "f.fifo", Attributes: { FifoTopic: "True" } });
  await sns.subscribe({ TopicArn, Protocol: "sqs", Endpoint: queueArn });
});
afterAll(async () => {
  sns.destroy();
  await server.close();
});

describe("SNS refuses", () => {
  test.each([...ofParameters, ...ofArchives])("%s", async (_, ask, message) => {
    const name = "InvalidParameterException";
    await expect(ask(sns)).rejects.toMatchObject({ name, message: `Invalid parameter: ${message}` });
  });

  test.each(others)("%s", async (_, ask, message, name) => {
    await expect(ask(sns)).rejects.toMatchObject({ name, message });
  });
});

test("a topic and a subscription tell what they have by default", async () => {
  const { Attributes: topic } = await sns.getTopicAttributes({ TopicArn: fifo });
  expect(topic).toMatchObject({ FifoTopic: "true", ContentBasedDeduplication: "false", DisplayName: "" });
  expect(JSON.parse(topic?.Policy ?? "")).toMatchObject({ Statement: [{ Resource: fifo }] });
  const { Subscriptions = [] } = await sns.listSubscriptionsByTopic({ TopicArn });
  const SubscriptionArn = Subscriptions[0]?.SubscriptionArn;
  const ask = () => sns.getSubscriptionAttributes({ SubscriptionArn });
  const { Attributes: first } = await ask();
  expect(first).toMatchObject({ PendingConfirmation: "false", RawMessageDelivery: "false" });
  expect(first).not.toHaveProperty("FilterPolicyScope");
  await sns.setSubscriptionAttributes({
    SubscriptionArn,
    AttributeName: "FilterPolicy",
    AttributeValue: '{"a":["b"]}',
  });
  expect((await ask()).Attributes).toMatchObject({ FilterPolicyScope: "MessageAttributes" });
});

test("what is published to a FIFO topic has a number that grows", async () => {
  const one = await sns.publish(toFifo);
  const { Successful = [] } = await sns.publishBatch({
    TopicArn: fifo,
    PublishBatchRequestEntries: [{ ...toFifo, Id: "a", MessageDeduplicationId: "e" }],
  });
  expect(BigInt(Successful[0]?.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(one.SequenceNumber ?? 0));
  expect(await sns.publish(to)).not.toHaveProperty("SequenceNumber");
});
