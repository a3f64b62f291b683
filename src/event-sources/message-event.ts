// A message of a queue as Lambda and EventBridge Pipes hand it on.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html

import type { Json, JsonObject } from "../aws/json.ts";
import { type MessageAttribute, senderId } from "../aws/message-attribute.ts";
import { md5, md5OfAttributes } from "../aws/message-digest.ts";
import type { QueueMessage } from "../aws/queue-message.ts";
import type { SourceMessage } from "./queue-source.ts";

export interface MessageOrigin {
  readonly queueArn: string;
  readonly awsRegion: string;
  /** Whether the digest of no attributes is null instead of absent, as Lambda has it where it gathers over a window. */
  readonly tellsNoDigest?: boolean;
}

export function messageEvent(
  { message, receiptHandle }: SourceMessage,
  { queueArn, awsRegion, tellsNoDigest = false }: MessageOrigin,
): JsonObject {
  const { messageId, body, attributes = new Map<string, MessageAttribute>() } = message;
  const md5OfMessageAttributes = md5OfAttributes(attributes) ?? (tellsNoDigest ? null : undefined);
  return {
    ...{ messageId, receiptHandle, body },
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(
      Array.from(attributes, ([name, attribute]) => [name, attributeOf(attribute)]),
    ),
    ...(md5OfMessageAttributes === undefined ? {} : { md5OfMessageAttributes }),
    md5OfBody: md5(body),
    ...{ eventSource: "aws:sqs", eventSourceARN: queueArn, awsRegion },
  };
}

/** What a filter sees of it: all but what the poller adds. */
export function filteredMessage(event: JsonObject): JsonObject {
  const { eventSource: _, eventSourceARN: __, awsRegion: ___, ...fields } = event;
  return fields;
}

function systemAttributes(message: QueueMessage): JsonObject {
  const { receiveCount, sentAt, firstReceivedAt, sequenceNumber, groupId, deduplicationId } = message;
  const all: Readonly<Record<string, string | undefined>> = {
    ApproximateReceiveCount: String(receiveCount),
    AWSTraceHeader: message.systemAttributes?.get("AWSTraceHeader")?.stringValue,
    SentTimestamp: String(sentAt),
    SequenceNumber: sequenceNumber,
    MessageGroupId: groupId,
    SenderId: senderId,
    MessageDeduplicationId: deduplicationId,
    DeadLetterQueueSourceArn: message.sourceArn,
    ApproximateFirstReceiveTimestamp: String(firstReceivedAt ?? sentAt),
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function attributeOf({ dataType, stringValue, binaryValue }: MessageAttribute): Json {
  const value =
    binaryValue === undefined
      ? { stringValue: stringValue ?? "" }
      : { binaryValue: Buffer.from(binaryValue).toString("base64") };
  return { ...value, stringListValues: [], binaryListValues: [], dataType };
}
