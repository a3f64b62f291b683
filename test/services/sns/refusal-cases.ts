// Requests that SNS refuses, and its words, about a standard topic `t` and a FIFO topic `f.fifo`.

import type { SNS } from "@aws-sdk/client-sns";

export const TopicArn = "arn:aws:sns:us-east-1:000000000000:t";
export const fifo = "arn:aws:sns:us-east-1:000000000000:f.fifo";
export const queueArn = "arn:aws:sqs:us-east-1:000000000000:q";
export const to = { TopicArn, Message: "x" };
export const toFifo = { TopicArn: fifo, Message: "x", MessageGroupId: "g", MessageDeduplicationId: "d" };
const publishWith = (name: string, DataType: string, StringValue: string) => (client: SNS) =>
  client.publish({ ...to, MessageAttributes: { [name]: { DataType, StringValue } } });
const batch =
  (arn: string, ...entries: readonly object[]) =>
  (client: SNS) =>
    client.publishBatch({
      TopicArn: arn,
      PublishBatchRequestEntries: entries.map((entry) => ({ Id: "a", Message: "x", ...entry })),
    });
const create =
  (Name: string, Attributes: Record<string, string> = {}) =>
  (client: SNS) =>
    client.createTopic({ Name, Attributes });
const setTopic = (AttributeName: string, AttributeValue: string) => (client: SNS) =>
  client.setTopicAttributes({ TopicArn, AttributeName, AttributeValue });
const subscribe =
  (Protocol: string, Endpoint: string, Attributes: Record<string, string> = {}) =>
  (client: SNS) =>
    client.subscribe({ TopicArn, Protocol, Endpoint, Attributes });
const badType =
  "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.";

export type Case = readonly [
  what: string,
  ask: (client: SNS) => Promise<unknown>,
  message: string,
  name?: string,
];
export const ofParameters: readonly Case[] = [
  [
    "a text for a topic",
    (client) => client.publish({ TopicArn: "t:1", Message: "x" }),
    "TopicArn Reason: An ARN must have at least 6 elements, not 2",
  ],
  [
    "no topic",
    (client) => client.publish({ Message: "x" }),
    "TopicArn or TargetArn Reason: no value for required parameter",
  ],
  [
    "an endpoint that is not there",
    (client) =>
      client.publish({ TargetArn: "arn:aws:sns:us-east-1:000000000000:endpoint/APNS/a/b", Message: "x" }),
    "TargetArn Reason: No endpoint found for the target arn specified",
  ],
  [
    "no telephone number",
    (client) => client.publish({ PhoneNumber: "+1a", Message: "x" }),
    "PhoneNumber Reason: +1a is not valid to publish to",
  ],
  [
    "more than a telephone is told at once",
    (client) => client.publish({ PhoneNumber: "+12345678901", Message: "x".repeat(1601) }),
    "Message Reason: Message must be less than 1600 characters",
  ],
  [
    "no group",
    (client) => client.publish({ TopicArn: fifo, Message: "x" }),
    "The MessageGroupId parameter is required for FIFO topics",
  ],
  [
    "a group with a space",
    (client) => client.publish({ ...toFifo, MessageGroupId: "g 1" }),
    "MessageGroupId Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length",
  ],
  [
    "an id for duplicates on a standard topic",
    (client) => client.publish({ ...to, MessageDeduplicationId: "d" }),
    "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
  ],
  [
    "a structure that is no JSON",
    (client) => client.publish({ ...to, MessageStructure: "json" }),
    "Message Structure - JSON message body failed to parse",
  ],
  ["a batch without groups", batch(fifo, {}), "The MessageGroupId parameter is required for FIFO topics"],
  [
    "a batch without ids for duplicates",
    batch(fifo, { MessageGroupId: "g" }),
    "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  ],
  [
    "a batch with a structure without default",
    batch(TopicArn, { MessageStructure: "json", Message: '{"sqs":"x"}' }),
    "Message Structure - No default entry in JSON message body",
  ],
  [
    "a message that its attributes make too long",
    (client) =>
      client.publish({
        ...{ TopicArn, Message: "x".repeat(2 ** 18) },
        MessageAttributes: { a: { DataType: "String", StringValue: "x" } },
      }),
    "Message too long",
  ],
  [
    "a text for a topic to delete",
    (client) => client.deleteTopic({ TopicArn: "t" }),
    "TopicArn Reason: An ARN must have at least 6 elements, not 1",
  ],
  [
    "a text for a resource",
    (client) => client.getDataProtectionPolicy({ ResourceArn: "t" }),
    "ResourceArn Reason: An ARN must have at least 6 elements, not 1",
  ],
  [
    "a text for a subscription to tell of",
    (client) => client.getSubscriptionAttributes({ SubscriptionArn: "s" }),
    "SubscriptionArn Reason: An ARN must have at least 6 elements, not 1",
  ],
  [
    "a topic for a subscription to change",
    (client) =>
      client.setSubscriptionAttributes({
        ...{ SubscriptionArn: TopicArn, AttributeName: "RawMessageDelivery", AttributeValue: "true" },
      }),
    "SubscriptionId",
  ],
  ...["email", "http", "lambda", "sms"].map(
    (Protocol): Case => [
      `${Protocol} on a FIFO topic`,
      (client) => client.subscribe({ TopicArn: fifo, Protocol, Endpoint: "x" }),
      `Invalid protocol type: ${Protocol}`,
    ],
  ),
  ["a FIFO name alone", create("n.fifo"), "Topic Name"],
  ["a FIFO topic of another name", create("n", { FifoTopic: "true" }), "Topic Name"],
  [
    "an unknown attribute of a new topic",
    create("n", { Color: "red" }),
    "Attributes Reason: Unknown attribute: Color",
  ],
  [
    "other attributes of a topic",
    create("t", { DisplayName: "U" }),
    "Attributes Reason: Topic already exists with different attributes",
  ],
  [
    "a FIFO topic or not",
    create("n", { FifoTopic: "x" }),
    "Attributes Reason: FifoTopic: Invalid value [x]. Must be true or false.",
  ],
  ...["101", "-1", "x", ""].map(
    (rate): Case => [
      `a sample rate of '${rate}'`,
      setTopic("LambdaSuccessFeedbackSampleRate", rate),
      `LambdaSuccessFeedbackSampleRate: Invalid value [${rate}]. Must be between 0 and 100.`,
    ],
  ),
  [
    "a name to show that is too long",
    setTopic("DisplayName", "x".repeat(101)),
    "DisplayName: Must be at most 100 characters long.",
  ],
  [
    "two receivers",
    (client) => client.publish({ ...to, TargetArn: TopicArn }),
    "TopicArn or TargetArn Reason: Only one of them may be given",
  ],
  [
    "a topic and a telephone",
    (client) => client.publish({ ...to, PhoneNumber: "+15551234567" }),
    "TopicArn or PhoneNumber Reason: Only one of them may be given",
  ],
  [
    "a replay of a standard topic",
    subscribe("sqs", `${queueArn}3`, { ReplayPolicy: "{}" }),
    "Attributes Reason: Unknown attribute: ReplayPolicy",
  ],
  [
    "a replay that is no JSON",
    (client) =>
      client.subscribe({
        ...{ TopicArn: fifo, Protocol: "sqs", Endpoint: queueArn, Attributes: { ReplayPolicy: "x" } },
      }),
    "Attributes Reason: ReplayPolicy: failed to parse JSON.",
  ],
  ["an unknown attribute", setTopic("Color", "red"), "AttributeName"],
  ["a topic's type that changes", setTopic("FifoTopic", "false"), "AttributeName"],
  [
    "an unknown protocol",
    subscribe("pigeon", "x"),
    "Amazon SNS does not support this protocol string: pigeon",
  ],
  ["a queue by its URL", subscribe("sqs", "http://127.0.0.1:4566/000000000000/q"), "SQS endpoint ARN"],
  [
    "a FIFO queue on a standard topic",
    subscribe("sqs", `${queueArn}.fifo`),
    "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
  ],
  [
    "an unknown member of a redrive policy",
    subscribe("sqs", `${queueArn}2`, {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn, maxReceiveCount: 1 }),
    }),
    "Attributes Reason: RedrivePolicy: invalid JSON. Attribute maxReceiveCount is unknown.",
  ],
  [
    "other attributes of a subscription",
    subscribe("sqs", queueArn, { RawMessageDelivery: "true" }),
    "Attributes Reason: Subscription already exists with different attributes",
  ],
  ...(
    [
      ["lambda", "arn:aws:lambda:us-east-1:000000000000:function:f", "true"],
      ["email", "a@example.com", "true"],
      ["sms", "+15551234567", "false"],
    ] as const
  ).map(
    ([protocol, endpoint, value]): Case => [
      `the message alone (${value}) for ${protocol}`,
      subscribe(protocol, endpoint, { RawMessageDelivery: value }),
      `Attributes Reason: Delivery protocol [${protocol}] does not support raw message delivery.`,
    ],
  ),
  [
    "the message alone, later, for telephones",
    async (client) => {
      const { SubscriptionArn } = await client.subscribe({
        ...{ TopicArn, Protocol: "sms", Endpoint: "+15551230000", ReturnSubscriptionArn: true },
      });
      await client.setSubscriptionAttributes({
        ...{ SubscriptionArn, AttributeName: "RawMessageDelivery", AttributeValue: "true" },
      });
    },
    "Delivery protocol [sms] does not support raw message delivery.",
  ],
  [
    "a subscription of no topic",
    (client) => client.unsubscribe({ SubscriptionArn: TopicArn }),
    "SubscriptionId",
  ],
  [
    "no subscription",
    (client) => client.unsubscribe({ SubscriptionArn: undefined }),
    "SubscriptionArn Reason: no value for required parameter",
  ],
];
export const others: readonly Case[] = [
  [
    "no endpoint",
    (client) => client.subscribe({ TopicArn, Protocol: "sqs" }),
    "1 validation error detected: Value null at 'endpoint' failed to satisfy constraint: Member must not be null",
    "ValidationError",
  ],
  [
    "no tags",
    (client) => client.tagResource({ ResourceArn: TopicArn, Tags: undefined }),
    "1 validation error detected: Value null at 'tags' failed to satisfy constraint: Member must not be null",
    "ValidationError",
  ],
  [
    "no actions of a permission",
    (client) =>
      client.addPermission({
        ...{ TopicArn, Label: "l", AWSAccountId: ["111111111111"], ActionName: undefined },
      }),
    "1 validation error detected: Value null at 'actionName' failed to satisfy constraint: Member must not be null",
    "ValidationError",
  ],
  ...["+15--5", "+15551234567.", "/+15551234567"].map(
    (telephone): Case => [
      `${telephone}, which is no telephone`,
      subscribe("sms", telephone),
      `Invalid SMS endpoint: ${telephone}`,
      "InvalidParameterException",
    ],
  ),
  ["an attribute's type", publishWith("a", "Stringy", "x"), badType, "InvalidParameterValueException"],
  [
    "an attribute's type that ends in a dot",
    publishWith("a", "String.", "x"),
    badType,
    "InvalidParameterValueException",
  ],
  [
    "a number that is none",
    publishWith("a", "Number", "x"),
    "Could not cast message attribute 'a' value to number.",
    "InvalidParameterValueException",
  ],
  [
    "a text where bytes belong",
    publishWith("a", "Binary", "x"),
    "The message attribute 'a' with type 'Binary' must use field 'Binary'.",
    "InvalidParameterValueException",
  ],
  [
    "an empty attribute",
    publishWith("a", "String", ""),
    "The message attribute 'a' must contain non-empty message attribute value for message attribute type 'String'.",
    "InvalidParameterValueException",
  ],
  [
    "an attribute's name",
    publishWith("a!", "String", "x"),
    "Invalid non-alphanumeric character '#x21' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.",
    "InvalidParameterValueException",
  ],
  [
    "a batch of nothing",
    batch(TopicArn),
    "The batch request doesn't contain any entries.",
    "EmptyBatchRequestException",
  ],
  [
    "a batch of eleven",
    batch(TopicArn, ...Array(11).fill({})),
    "The batch request contains more entries than permissible.",
    "TooManyEntriesInBatchRequestException",
  ],
  [
    "one id twice",
    batch(TopicArn, {}, {}),
    "Two or more batch entries in the request have the same Id.",
    "BatchEntryIdsNotDistinctException",
  ],
  [
    "an id of a batch",
    batch(TopicArn, { Id: "a b" }),
    "The Id of a batch entry in a batch request doesn't abide by the specification.",
    "InvalidBatchEntryIdException",
  ],
  [
    "a batch that is too long",
    batch(TopicArn, { Message: "x".repeat(2 ** 18) }, { Id: "b" }),
    "The length of all the messages put together is more than the limit.",
    "BatchRequestTooLongException",
  ],
];
