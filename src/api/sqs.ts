// SQS on the wire, in JSON, which its SDKs speak since the end of 2023, and (sqs-query.ts) in the Query protocol of before.

import { ServiceError } from "../aws/service-error.ts";
import {
  md5,
  md5OfAttributes,
  messageBytes,
  type SendMessageRequest,
  type SendMessageResult,
} from "../queues/message.ts";
import type { Queues, ReceivedMessage } from "../queues/queues.ts";
import {
  optionalInteger,
  optionalList,
  optionalString,
  optionalStringList,
  requiredInteger,
  requiredString,
} from "./members.ts";
import { messageAttributes, namedTexts } from "./named-values.ts";
import type { Operation, ServiceApi, WireObject } from "./operation.ts";
import { sqsQuery } from "./sqs-query.ts";

export function sqsApi(queues: Queues): ServiceApi {
  return {
    targetPrefix: "AmazonSQS",
    errorNamespace: "com.amazonaws.sqs",
    jsonVersion: "1.0",
    // One MiB of messages, escaped.
    largestBodyBytes: 4 * 1024 * 1024,
    query: sqsQuery,
    operations: { ...queueOperations(queues), ...messageOperations(queues) },
  };
}

function queueOperations(queues: Queues): Record<string, Operation> {
  return {
    async CreateQueue(request) {
      const { queueUrl } = await queues.createQueue({
        queueName: requiredString(request, "QueueName"),
        attributes: namedTexts(request, "Attributes") ?? new Map(),
        tags: namedTexts(request, "tags", "Tags") ?? new Map(),
      });
      return { QueueUrl: queueUrl };
    },
    GetQueueUrl: (request) => ({
      QueueUrl: queues.getQueueUrl(requiredString(request, "QueueName")).queueUrl,
    }),
    ListQueues: (request) => ({ QueueUrls: queues.listQueues(optionalString(request, "QueueNamePrefix")) }),
    GetQueueAttributes(request) {
      const attributes = queues.getQueueAttributes(requiredString(request, "QueueUrl"));
      const names = optionalStringList(request, "AttributeNames") ?? [];
      const asked = [...attributes].filter(([name]) => names.includes("All") || names.includes(name));
      return { Attributes: Object.fromEntries(asked) };
    },
    async SetQueueAttributes(request) {
      const attributes = namedTexts(request, "Attributes") ?? new Map();
      await queues.setQueueAttributes(requiredString(request, "QueueUrl"), attributes);
      return {};
    },
    ListQueueTags: (request) => ({
      Tags: Object.fromEntries(queues.tagsOf(requiredString(request, "QueueUrl"))),
    }),
    async TagQueue(request) {
      const url = requiredString(request, "QueueUrl");
      await queues.setTags(url, new Map([...queues.tagsOf(url), ...(namedTexts(request, "Tags") ?? [])]));
      return {};
    },
    async UntagQueue(request) {
      const url = requiredString(request, "QueueUrl");
      const keys = new Set(optionalStringList(request, "TagKeys"));
      await queues.setTags(url, new Map([...queues.tagsOf(url)].filter(([key]) => !keys.has(key))));
      return {};
    },
    async PurgeQueue(request) {
      await queues.purgeQueue(requiredString(request, "QueueUrl"));
      return {};
    },
    async DeleteQueue(request) {
      await queues.deleteQueue(requiredString(request, "QueueUrl"));
      return {};
    },
  };
}

function messageOperations(queues: Queues): Record<string, Operation> {
  const changeVisibility = (queueUrl: string, entry: WireObject) =>
    queues.changeMessageVisibility(
      queueUrl,
      requiredString(entry, "ReceiptHandle"),
      requiredInteger(entry, "VisibilityTimeout"),
    );
  return {
    SendMessage: async (request, { traceHeader }) =>
      fromSent(await queues.sendMessage(toSend(requiredString(request, "QueueUrl"), request, traceHeader))),
    SendMessageBatch: (request, { traceHeader }) =>
      batch(request, async (entry, url) =>
        fromSent(await queues.sendMessage(toSend(url, entry, traceHeader))),
      ),
    async ReceiveMessage(request) {
      const received = await queues.receiveMessage({
        queueUrl: requiredString(request, "QueueUrl"),
        maxNumberOfMessages: optionalInteger(request, "MaxNumberOfMessages"),
        visibilityTimeoutSeconds: optionalInteger(request, "VisibilityTimeout"),
        waitTimeSeconds: optionalInteger(request, "WaitTimeSeconds"),
      });
      return received.length === 0 ? {} : { Messages: received.map((each) => fromReceived(each, request)) };
    },
    async DeleteMessage(request) {
      await queues.deleteMessage(
        requiredString(request, "QueueUrl"),
        requiredString(request, "ReceiptHandle"),
      );
      return {};
    },
    DeleteMessageBatch: (request) =>
      batch(request, async (entry, url) => {
        await queues.deleteMessage(url, requiredString(entry, "ReceiptHandle"));
        return {};
      }),
    ChangeMessageVisibility(request) {
      changeVisibility(requiredString(request, "QueueUrl"), request);
      return {};
    },
    ChangeMessageVisibilityBatch: (request) =>
      batch(request, async (entry, url) => {
        changeVisibility(url, entry);
        return {};
      }),
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
    messageBody: requiredString(entry, "MessageBody"),
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
    SequenceNumber: sent.sequenceNumber,
  };
}

function fromReceived({ message, receiptHandle }: ReceivedMessage, request: WireObject): WireObject {
  const system = [
    ...(optionalStringList(request, "AttributeNames") ?? []),
    ...(optionalStringList(request, "MessageSystemAttributeNames") ?? []),
  ];
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

function fromAttributes(attributes: NonNullable<ReceivedMessage["message"]["attributes"]>): WireObject {
  return Object.fromEntries(
    Array.from(attributes, ([name, { dataType, stringValue, binaryValue }]) => [
      name,
      { DataType: dataType, StringValue: stringValue, BinaryValue: binaryValue },
    ]),
  );
}

/** `All`, `.*`, a name, or a prefix followed by `.*`. */
function isAsked(name: string, asked: readonly string[]): boolean {
  return asked.some(
    (each) =>
      each === "All" ||
      each === name ||
      (each.endsWith(".*") && name.startsWith(each.slice(0, each.length - 2))),
  );
}

function systemAttributesOf(
  message: ReceivedMessage["message"],
): readonly (readonly [string, string | undefined])[] {
  return [
    ["SenderId", "AIDAMILLRACE"],
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

/** Does each entry of a batch by itself: one that fails is told of, and the others go on. */
async function batch(
  request: WireObject,
  act: (entry: WireObject, queueUrl: string) => Promise<WireObject>,
): Promise<WireObject> {
  const queueUrl = requiredString(request, "QueueUrl");
  const entries = optionalList(request, "Entries") ?? [];
  checkEntries(entries, queueUrl);
  const successful: WireObject[] = [];
  const failed: WireObject[] = [];
  const done = entries.map(async (entry) => {
    const Id = requiredString(entry, "Id");
    try {
      successful.push({ Id, ...(await act(entry, queueUrl)) });
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code === "QueueDoesNotExist") throw error;
      failed.push({ Id, Code: error.code, Message: error.message, SenderFault: error.status < 500 });
    }
  });
  await Promise.all(done);
  return { Successful: successful, Failed: failed };
}

const mostBatchBytes = 1_048_576;

/** Of a batch to be sent: what SQS refuses as a whole. */
function checkSending(entries: readonly WireObject[], queueUrl: string): void {
  let bytes = 0;
  for (const entry of entries) {
    const { messageBody, messageAttributes: attributes, messageGroupId } = toSend(queueUrl, entry);
    bytes += messageBytes(messageBody, attributes);
    if (messageGroupId === undefined && queueUrl.endsWith(".fifo"))
      throw new ServiceError(
        "InvalidParameterValue",
        "The request must contain the parameter MessageGroupId.",
      );
  }
  if (bytes <= mostBatchBytes) return;
  throw new ServiceError(
    "BatchRequestTooLong",
    `Batch requests cannot be longer than ${mostBatchBytes} bytes. You have sent ${bytes} bytes.`,
  );
}

function checkEntries(entries: readonly WireObject[], queueUrl: string): void {
  if (entries.length === 0) {
    throw new ServiceError("EmptyBatchRequest", "There should be at least one entry in the request.");
  }
  if (entries.length > 10) {
    throw new ServiceError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  if (entries.some((entry) => !/^[A-Za-z0-9_-]{1,80}$/.test(requiredString(entry, "Id")))) {
    throw new ServiceError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  }
  if (entries.some(({ MessageBody: body }) => body !== undefined)) checkSending(entries, queueUrl);
  const ids = new Set(entries.map((entry) => requiredString(entry, "Id")));
  if (ids.size < entries.length) {
    throw new ServiceError(
      "BatchEntryIdsNotDistinct",
      "Two or more batch entries in the request have the same Id.",
    );
  }
}
