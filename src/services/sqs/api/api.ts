// SQS on the wire, in JSON, which its SDKs speak since the end of 2023, and (query-api.ts) in the Query protocol of before.

import { senderId } from "../../../aws/message-attribute.ts";
import { md5, md5OfAttributes } from "../../../aws/message-digest.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import {
  optionalInteger,
  optionalList,
  optionalString,
  optionalStringList,
} from "../../../aws/wire/members.ts";
import { messageAttributes, namedTexts } from "../../../aws/wire/named-values.ts";
import type { Operation, ServiceApi, WireObject } from "../../../aws/wire/operation.ts";
import type { SendMessageRequest, SendMessageResult } from "../messages/message.ts";
import { checkAskedNames, checkAskedSystemAttributes } from "../queues/queue-attributes.ts";
import type { Queues } from "../queues/queues.ts";
import type { ReceivedMessage } from "../queues/queues-options.ts";
import { checkedTags, joinedTags, tagsWithout } from "../queues/tags.ts";
import { checkBatchIds } from "./batch-checks.ts";
import { moveOperations } from "./move-api.ts";
import { page } from "./pages.ts";
import { permissionOperations } from "./permission-api.ts";
import { errorCode, sqsQuery } from "./query-api.ts";
import { missing, required, requiredSeconds } from "./required-member.ts";

/** Errors that have another name in JSON than the code that clients have known them by. */
const errorShapes: ReadonlyMap<string, string> = new Map([
  ["InvalidParameterValue", "InvalidParameterValueException"],
  ["MissingParameter", "MissingRequiredParameterException"],
]);

export function sqsApi(queues: Queues): ServiceApi {
  return {
    name: "SQS",
    targetPrefix: "AmazonSQS",
    errorNamespace: "com.amazonaws.sqs",
    jsonVersion: "1.0",
    // One MiB of messages, escaped.
    largestBodyBytes: 4 * 1024 * 1024,
    errorShapes,
    query: sqsQuery,
    operations: {
      ...queueOperations(queues),
      ...permissionOperations(queues),
      ...messageOperations(queues),
      ...moveOperations(queues.moves),
    },
  };
}

function queueOperations(queues: Queues): Record<string, Operation> {
  return {
    async CreateQueue(request) {
      const { queueUrl } = await queues.createQueue({
        queueName: required(request, "QueueName"),
        attributes: namedTexts(request, "Attributes") ?? new Map(),
        tags: checkedTags(namedTexts(request, "tags", "Tags") ?? new Map()),
      });
      return { QueueUrl: queueUrl };
    },
    GetQueueUrl(request) {
      const owner = optionalString(request, "QueueOwnerAWSAccountId");
      return { QueueUrl: queues.getQueueUrl(required(request, "QueueName"), owner).queueUrl };
    },
    ListQueues(request) {
      const prefix = optionalString(request, "QueueNamePrefix") ?? "";
      const { found, NextToken } = page(queues.listQueues(prefix), request, prefix);
      return { QueueUrls: filled(found), NextToken };
    },
    ListDeadLetterSourceQueues(request) {
      const url = required(request, "QueueUrl");
      const { found, NextToken } = page(queues.deadLetterSources(url), request, url);
      return { queueUrls: found, NextToken };
    },
    GetQueueAttributes(request) {
      const attributes = queues.getQueueAttributes(required(request, "QueueUrl"));
      const names = optionalStringList(request, "AttributeNames") ?? [];
      checkAskedNames(names);
      const asked = [...attributes].filter(([name]) => names.includes("All") || names.includes(name));
      return { Attributes: asked.length === 0 ? undefined : Object.fromEntries(asked) };
    },
    async SetQueueAttributes(request) {
      const url = required(request, "QueueUrl");
      const attributes = namedTexts(request, "Attributes") ?? new Map();
      if (attributes.size === 0) throw missing("Attribute.Name");
      await queues.setQueueAttributes(url, attributes);
      return {};
    },
    ListQueueTags(request) {
      const tags = queues.tagsOf(required(request, "QueueUrl"));
      return { Tags: tags.size === 0 ? undefined : Object.fromEntries(tags) };
    },
    async TagQueue(request) {
      const url = required(request, "QueueUrl");
      await queues.setTags(
        url,
        joinedTags(queues.tagsOf(url), namedTexts(request, "Tags") ?? new Map(), url),
      );
      return {};
    },
    async UntagQueue(request) {
      const url = required(request, "QueueUrl");
      const keys = optionalStringList(request, "TagKeys") ?? [];
      await queues.setTags(url, tagsWithout(queues.tagsOf(url), keys));
      return {};
    },
    async PurgeQueue(request) {
      await queues.purgeQueue(required(request, "QueueUrl"));
      return {};
    },
    async DeleteQueue(request) {
      await queues.deleteQueue(required(request, "QueueUrl"));
      return {};
    },
  };
}

function messageOperations(queues: Queues): Record<string, Operation> {
  const changeVisibility = (queueUrl: string, entry: WireObject) =>
    queues.changeMessageVisibility(
      queueUrl,
      required(entry, "ReceiptHandle"),
      requiredSeconds(entry, "VisibilityTimeout"),
    );
  return {
    SendMessage: async (request, { traceHeader }) =>
      fromSent(await queues.sendMessage(toSend(required(request, "QueueUrl"), request, traceHeader))),
    SendMessageBatch(request, { traceHeader }) {
      const url = required(request, "QueueUrl");
      const entries = entriesById(request, "SendMessageBatchRequestEntry");
      const messages = new Map(Array.from(entries, ([id, entry]) => [id, toSend(url, entry, traceHeader)]));
      queues.checkBatch(url, [...messages.values()]);
      return each(messages, async (message) => fromSent(await queues.sendMessage(message)));
    },
    async ReceiveMessage(request) {
      checkAskedSystemAttributes(askedSystemAttributes(request));
      const received = await queues.receiveMessage({
        queueUrl: required(request, "QueueUrl"),
        maxNumberOfMessages: optionalInteger(request, "MaxNumberOfMessages"),
        visibilityTimeoutSeconds: optionalInteger(request, "VisibilityTimeout"),
        waitTimeSeconds: optionalInteger(request, "WaitTimeSeconds"),
        attemptId: optionalString(request, "ReceiveRequestAttemptId"),
      });
      return received.length === 0 ? {} : { Messages: received.map((each) => fromReceived(each, request)) };
    },
    async DeleteMessage(request) {
      await queues.deleteMessage(required(request, "QueueUrl"), required(request, "ReceiptHandle"));
      return {};
    },
    DeleteMessageBatch(request) {
      const url = required(request, "QueueUrl");
      return each(entriesById(request, "DeleteMessageBatchRequestEntry"), async (entry) => {
        await queues.deleteMessage(url, required(entry, "ReceiptHandle"));
        return {};
      });
    },
    ChangeMessageVisibility(request) {
      changeVisibility(required(request, "QueueUrl"), request);
      return {};
    },
    ChangeMessageVisibilityBatch(request) {
      const url = required(request, "QueueUrl");
      return each(entriesById(request, "ChangeMessageVisibilityBatchRequestEntry"), (entry) => {
        changeVisibility(url, entry);
        return {};
      });
    },
  };
}

function toSend(queueUrl: string, entry: WireObject, traceHeader?: string): SendMessageRequest {
  const given = messageAttributes(entry, "MessageSystemAttributes");
  // What the message says of itself goes before what its request says.
  const traced =
    traceHeader === undefined
      ? given
      : new Map([["AWSTraceHeader", { dataType: "String", stringValue: traceHeader }], ...(given ?? [])]);
  return {
    queueUrl,
    messageBody: required(entry, "MessageBody"),
    delaySeconds: optionalInteger(entry, "DelaySeconds"),
    messageAttributes: messageAttributes(entry, "MessageAttributes"),
    messageSystemAttributes: traced,
    messageDeduplicationId: optionalString(entry, "MessageDeduplicationId"),
    messageGroupId: optionalString(entry, "MessageGroupId"),
  };
}

function fromSent(sent: SendMessageResult): WireObject {
  return {
    MessageId: sent.messageId,
    MD5OfMessageBody: sent.md5OfMessageBody,
    MD5OfMessageAttributes: sent.md5OfMessageAttributes,
    MD5OfMessageSystemAttributes: sent.md5OfMessageSystemAttributes,
    SequenceNumber: sent.sequenceNumber,
  };
}

function fromReceived({ message, receiptHandle }: ReceivedMessage, request: WireObject): WireObject {
  const system = askedSystemAttributes(request);
  const names = optionalStringList(request, "MessageAttributeNames") ?? [];
  const attributes = new Map([...(message.attributes ?? [])].filter(([name]) => isAsked(name, names)));
  const systemAttributes = systemAttributesOf(message).filter(
    ([name, value]) => value !== undefined && (system.includes("All") || system.includes(name)),
  );
  return {
    MessageId: message.messageId,
    ReceiptHandle: receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: systemAttributes.length === 0 ? undefined : Object.fromEntries(systemAttributes),
    MD5OfMessageAttributes: md5OfAttributes(attributes),
    MessageAttributes: attributes.size === 0 ? undefined : fromAttributes(attributes),
  };
}

/** By the name that the member has, and by the one that it had before. */
function askedSystemAttributes(request: WireObject): readonly string[] {
  return [
    ...(optionalStringList(request, "AttributeNames") ?? []),
    ...(optionalStringList(request, "MessageSystemAttributeNames") ?? []),
  ];
}

function fromAttributes(attributes: NonNullable<ReceivedMessage["message"]["attributes"]>): WireObject {
  return Object.fromEntries(
    Array.from(attributes, ([name, { dataType, stringValue, binaryValue }]) => [
      name,
      { DataType: dataType, StringValue: stringValue, BinaryValue: binaryValue },
    ]),
  );
}

/** `All`, `*`, `.*`, a name, or a prefix followed by `.*`. */
function isAsked(name: string, asked: readonly string[]): boolean {
  return asked.some(
    (each) =>
      each === "All" ||
      each === "*" ||
      each === name ||
      (each.endsWith(".*") && name.startsWith(each.slice(0, each.length - 2))),
  );
}

function systemAttributesOf(
  message: ReceivedMessage["message"],
): readonly (readonly [string, string | undefined])[] {
  return [
    ["SenderId", senderId],
    ["SentTimestamp", String(message.sentAt)],
    ["ApproximateReceiveCount", String(message.receiveCount)],
    ["ApproximateFirstReceiveTimestamp", message.firstReceivedAt?.toString()],
    ["SequenceNumber", message.sequenceNumber],
    ["MessageGroupId", message.groupId],
    ["MessageDeduplicationId", message.deduplicationId],
    ["AWSTraceHeader", message.systemAttributes?.get("AWSTraceHeader")?.stringValue],
    ["DeadLetterQueueSourceArn", message.sourceArn],
  ];
}

/** The entries of a batch. Throws what SQS refuses of any batch as a whole. */
function entriesById(request: WireObject, entryName: string): ReadonlyMap<string, WireObject> {
  const entries = optionalList(request, "Entries") ?? [];
  const ids = entries.map((entry) => required(entry, "Id"));
  checkBatchIds(ids, entryName);
  return new Map(entries.map((entry) => [required(entry, "Id"), entry]));
}

/** Does each entry of a batch by itself: one that fails is told of, and the others go on. */
async function each<Entry>(
  entries: ReadonlyMap<string, Entry>,
  act: (entry: Entry) => Promise<WireObject> | WireObject,
): Promise<WireObject> {
  const successful: WireObject[] = [];
  const failed: WireObject[] = [];
  const done = Array.from(entries, async ([Id, entry]) => {
    try {
      successful.push({ Id, ...(await act(entry)) });
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code === "QueueDoesNotExist") throw error;
      const Code = errorCode(error.code);
      failed.push({ Id, Code, Message: error.message, SenderFault: error.status < 500 });
    }
  });
  await Promise.all(done);
  return { Successful: filled(successful), Failed: filled(failed) };
}

/** SQS leaves out a list that is empty. */
function filled<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}
