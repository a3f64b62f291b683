// Queues and topics of a region through the SDK's clients: what passes from one to the other, and what AWS refuses.

import { createHash } from "node:crypto";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Region } from "../../src/region/region.ts";
import { snsApi } from "../../src/services/sns/api/api.ts";
import { sqsApi } from "../../src/services/sqs/api/api.ts";
import { type SdkServer, serve } from "../server/sdk-server.ts";
import { arnOf } from "../support/local-arn.ts";

let region: Region;
const servers: SdkServer[] = [];
let sqs: SQS;
let sns: SNS;
const urls = new Map<string, string>();
const url = (name: string) => urls.get(name) ?? "";

const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793";

function traced<Call extends { readonly request: unknown }>(call: Call): Call {
  (call.request as { readonly headers: Record<string, string> }).headers["x-amzn-trace-id"] = traceHeader;
  return call;
}

beforeAll(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  region.start();
  const [ofQueues, ofTopics] = [
    await serve(sqsApi(region.services.sqs)),
    await serve(snsApi(region.services.sns)),
  ];
  servers.push(ofQueues, ofTopics);
  sqs = new SQS({ ...ofQueues.clientConfiguration, maxAttempts: 1 });
  sns = new SNS({ ...ofTopics.clientConfiguration, maxAttempts: 1 });
  const build = { step: "build" } as const;
  sqs.middlewareStack.add((next) => (args) => next(traced(args)), build);
  sns.middlewareStack.add((next) => (args) => next(traced(args)), build);
  for (const [QueueName, Attributes] of [
    ["q", {}],
    ["letters", {}],
    ["q.fifo", { FifoQueue: "true" }],
    [
      "once",
      { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf("sqs", "letters"), maxReceiveCount: 1 }) },
    ],
  ] as const) {
    const { QueueUrl = "" } = await sqs.createQueue({ QueueName, Attributes });
    urls.set(QueueName, QueueUrl);
  }
  await sns.createTopic({ Name: "t" });
  await sns.createTopic({
    Name: "t.fifo",
    Attributes: { FifoTopic: "true", ContentBasedDeduplication: "true" },
  });
});
afterAll(async () => {
  sqs.destroy();
  sns.destroy();
  for (const server of servers) {
    await server.close();
    expect(server.faults).toEqual([]);
  }
  await region.close();
});

async function receive(queue: string) {
  const { Messages = [] } = await sqs.receiveMessage({
    QueueUrl: url(queue),
    MessageSystemAttributeNames: ["All"],
    VisibilityTimeout: 0,
  });
  return Messages[0];
}

test("a FIFO topic's message reaches a FIFO queue under the hash of its content", async () => {
  const TopicArn = arnOf("sns", "t.fifo");
  await sns.subscribe({ TopicArn, Protocol: "sqs", Endpoint: arnOf("sqs", "q.fifo") });
  await sns.publish({ TopicArn, Message: "storm", MessageGroupId: "g" });
  expect((await receive("q.fifo"))?.Attributes).toMatchObject({
    MessageGroupId: "g",
    MessageDeduplicationId: createHash("sha256").update("storm").digest("hex"),
  });
});

test("a raw subscription's dead letter is raw", async () => {
  const TopicArn = arnOf("sns", "t");
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("sqs", "q") });
  const Attributes = { RawMessageDelivery: "true", RedrivePolicy };
  const { SubscriptionArn } = await sns.subscribe({
    TopicArn,
    Protocol: "sqs",
    Endpoint: arnOf("sqs", "nowhere"),
    Attributes,
  });
  await sns.publish({ TopicArn, Message: "storm" });
  const letter = await receive("q");
  expect(letter?.Body).toBe("storm");
  expect(letter?.Attributes?.AWSTraceHeader).toBe(traceHeader);
  await sns.unsubscribe({ SubscriptionArn });
  await sqs.purgeQueue({ QueueUrl: url("q") });
});

test("a dead letter keeps how often it was received, and a message who traces it", async () => {
  await sqs.sendMessage({ QueueUrl: url("once"), MessageBody: "m" });
  const first = await receive("once");
  expect(first?.Attributes).toMatchObject({
    ApproximateReceiveCount: "1",
    AWSTraceHeader: traceHeader,
  });
  expect(await receive("once")).toBeUndefined();
  expect((await receive("letters"))?.Attributes).toMatchObject({
    ApproximateReceiveCount: "2",
    DeadLetterQueueSourceArn: arnOf("sqs", "once"),
  });
});

const characters = "can only include alphanumeric and punctuation characters. 1 to 128 in length.";
const notHere = "The request include parameter that is not valid for this queue type.";

test.each<[string, () => Promise<unknown>, string]>([
  [
    "a wait that is too long",
    () => sqs.receiveMessage({ QueueUrl: url("q"), WaitTimeSeconds: 21 }),
    "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
  ],
  [
    "a delay on a FIFO queue",
    () =>
      sqs.sendMessage({ QueueUrl: url("q.fifo"), MessageBody: "a", MessageGroupId: "g", DelaySeconds: 2 }),
    `Value 2 for parameter DelaySeconds is invalid. Reason: ${notHere}`,
  ],
  [
    "a batch of too many bytes",
    () =>
      sqs.sendMessageBatch({
        QueueUrl: url("q"),
        Entries: [
          { Id: "a", MessageBody: "a".repeat(524_288) },
          { Id: "b", MessageBody: "b".repeat(524_289) },
        ],
      }),
    "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
  ],
  [
    "a batch without a group",
    () => sqs.sendMessageBatch({ QueueUrl: url("q.fifo"), Entries: [{ Id: "a", MessageBody: "a" }] }),
    "The request must contain the parameter MessageGroupId.",
  ],
  [
    "a batch's id with a space",
    () => sqs.sendMessageBatch({ QueueUrl: url("q"), Entries: [{ Id: "a b", MessageBody: "a" }] }),
    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
  ],
  [
    "another type of queue",
    () => sqs.setQueueAttributes({ QueueUrl: url("q.fifo"), Attributes: { FifoQueue: "false" } }),
    "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
  ],
  [
    "a FIFO queue's attribute of another",
    () => sqs.createQueue({ QueueName: "cbd", Attributes: { ContentBasedDeduplication: "true" } }),
    "Unknown Attribute ContentBasedDeduplication.",
  ],
  [
    "a group with a space",
    () => sqs.sendMessage({ QueueUrl: url("q"), MessageBody: "a", MessageGroupId: "g 1" }),
    `Value g 1 for parameter MessageGroupId is invalid. Reason: MessageGroupId ${characters}`,
  ],
  [
    "a structure that is no JSON",
    () => sns.publish({ TopicArn: arnOf("sns", "t"), Message: "x", MessageStructure: "json" }),
    "Invalid parameter: Message Structure - JSON message body failed to parse",
  ],
  [
    "a queue that is no ARN",
    () => sns.subscribe({ TopicArn: arnOf("sns", "t"), Protocol: "sqs", Endpoint: "http://q" }),
    "Invalid parameter: SQS endpoint ARN",
  ],
  [
    "raw delivery that is neither",
    () =>
      sns.subscribe({
        TopicArn: arnOf("sns", "t"),
        Protocol: "sqs",
        Endpoint: arnOf("sqs", "letters"),
        Attributes: { RawMessageDelivery: "wrong" },
      }),
    "Invalid parameter: Attributes Reason: RawMessageDelivery: Invalid value [wrong]. Must be true or false.",
  ],
  [
    "a subscription that is no ARN",
    () => sns.unsubscribe({ SubscriptionArn: "x" }),
    "Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not 1",
  ],
  [
    "tags that come twice",
    () =>
      sns.createTopic({
        Name: "tagged",
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "a", Value: "2" },
        ],
      }),
    "Invalid parameter: Duplicated keys are not allowed.",
  ],
  [
    "an attribute of another type",
    () =>
      sns.publish({
        TopicArn: arnOf("sns", "t"),
        Message: "x",
        MessageAttributes: { a: { DataType: "Text", StringValue: "b" } },
      }),
    "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
  ],
  [
    "a deduplication id of a standard topic",
    () => sns.publish({ TopicArn: arnOf("sns", "t"), Message: "x", MessageDeduplicationId: "d" }),
    "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
  ],
  [
    "a FIFO topic's message without a group",
    () => sns.publish({ TopicArn: arnOf("sns", "t.fifo"), Message: "x" }),
    "Invalid parameter: The MessageGroupId parameter is required for FIFO topics",
  ],
  [
    "a batch of eleven",
    () =>
      sns.publishBatch({
        TopicArn: arnOf("sns", "t"),
        PublishBatchRequestEntries: Array.from({ length: 11 }, (_, index) => ({
          Id: `${index}`,
          Message: "x",
        })),
      }),
    "The batch request contains more entries than permissible.",
  ],
])("%s is refused", async (_what, request, message) => {
  await expect(request()).rejects.toMatchObject({ message });
});
