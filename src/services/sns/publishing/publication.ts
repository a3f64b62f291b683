// A message published to a topic, and the JSON envelope in which a queue gets it.
// SNS developer guide, "Parsing Amazon SNS message formats".

import { createHash, randomUUID } from "node:crypto";
import { isJsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import type { MessageAttributes } from "../../../aws/message-attribute.ts";
import { invalidParameter } from "../api/invalid-parameter.ts";
import { checkSentAttributes } from "./sent-attributes.ts";
import type { Signed, SignedMembers } from "./signer.ts";

export interface PublishRequest {
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string | undefined;
  /** `json`: the message holds a text for each protocol. */
  readonly messageStructure?: string | undefined;
  readonly messageAttributes?: MessageAttributes | undefined;
  readonly messageDeduplicationId?: string | undefined;
  readonly messageGroupId?: string | undefined;
  /** X-Ray's, of whoever publishes: queues get it beside the message. */
  readonly traceHeader?: string | undefined;
}

export interface PublishResult {
  readonly messageId: string;
  /** Of a FIFO topic. */
  readonly sequenceNumber: string | undefined;
}

export interface Publication {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
  readonly topicArn: string;
  readonly message: string;
  readonly subject: string | undefined;
  readonly messageAttributes: MessageAttributes | undefined;
  readonly messageGroupId: string | undefined;
  readonly messageDeduplicationId: string | undefined;
  readonly traceHeader: string | undefined;
  readonly publishedAt: number;
  /** Whether it comes from its topic's archive. */
  readonly isReplayed?: true;
}

/** `sequenceNumber`: what gives a FIFO topic's message its place. */
export function newPublication(
  request: PublishRequest,
  publishedAt: number,
  sequenceNumber: string | undefined,
): Publication {
  const { topicArn, message, subject, messageAttributes, messageGroupId, traceHeader } = request;
  return {
    messageId: randomUUID(),
    ...{
      sequenceNumber,
      topicArn,
      message,
      subject,
      messageAttributes,
      messageGroupId,
      traceHeader,
      publishedAt,
    },
    messageDeduplicationId:
      request.messageDeduplicationId ??
      (sequenceNumber === undefined ? undefined : createHash("sha256").update(message).digest("hex")),
  };
}

/** What a notification says, by its names in the envelope. */
export function notificationMembers(publication: Publication, message: string): SignedMembers {
  return {
    Type: "Notification",
    MessageId: publication.messageId,
    SequenceNumber: publication.sequenceNumber,
    TopicArn: publication.topicArn,
    Subject: publication.subject,
    Message: message,
    Timestamp: new Date(publication.publishedAt).toISOString(),
  };
}

/** The envelope for queues and HTTP. Those of a FIFO topic are not signed. */
export function envelope(
  publication: Publication,
  message: string,
  { signed, unsubscribeUrl }: { readonly signed: Signed | undefined; readonly unsubscribeUrl: string },
): string {
  return JSON.stringify({
    ...notificationMembers(publication, message),
    ...(publication.isReplayed === true ? { Replayed: true } : {}),
    ...signed,
    UnsubscribeURL: unsubscribeUrl,
    ...envelopeAttributes(publication.messageAttributes),
  });
}

/** The event that a subscribed function gets. */
export function lambdaEvent(
  publication: Publication,
  message: string,
  {
    signed,
    unsubscribeUrl,
    subscriptionArn,
  }: {
    readonly signed: Signed | undefined;
    readonly unsubscribeUrl: string;
    readonly subscriptionArn: string;
  },
): string {
  const { messageId, topicArn, subject, publishedAt, messageAttributes } = publication;
  const sns = {
    SignatureVersion: signed?.SignatureVersion ?? "1",
    Timestamp: new Date(publishedAt).toISOString(),
    Signature: signed?.Signature ?? "",
    SigningCertUrl: signed?.SigningCertURL ?? "",
    MessageId: messageId,
    Message: message,
    MessageAttributes: envelopeAttributes(messageAttributes).MessageAttributes ?? {},
    Type: "Notification",
    UnsubscribeUrl: unsubscribeUrl,
    TopicArn: topicArn,
    Subject: subject ?? null,
  };
  const record = {
    EventVersion: "1.0",
    EventSubscriptionArn: subscriptionArn,
    EventSource: "aws:sns",
    Sns: sns,
  };
  return JSON.stringify({ Records: [record] });
}

function envelopeAttributes(attributes: MessageAttributes | undefined) {
  if (attributes === undefined || attributes.size === 0) return {};
  return {
    MessageAttributes: Object.fromEntries(
      Array.from(attributes, ([name, { dataType, stringValue, binaryValue }]) => [
        name,
        {
          Type: dataType,
          Value: binaryValue === undefined ? stringValue : Buffer.from(binaryValue).toString("base64"),
        },
      ]),
    ),
  };
}

/** Of a topic, what its messages must say or need not. */
export interface TopicTraits {
  readonly isFifo: boolean;
  readonly deduplicatesByContent: boolean;
}

/** What a FIFO topic needs, and another does not take. Throws InvalidParameter. */
export function checkForTopic(
  { messageGroupId, messageDeduplicationId }: PublishRequest,
  { isFifo, deduplicatesByContent }: TopicTraits,
): void {
  checkIdentifier("MessageGroupId", messageGroupId);
  checkIdentifier("MessageDeduplicationId", messageDeduplicationId);
  if (!isFifo) {
    if (messageDeduplicationId === undefined) return;
    throw invalidParameter(
      "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
    );
  }
  if (messageGroupId === undefined)
    throw invalidParameter("The MessageGroupId parameter is required for FIFO topics");
  if (messageDeduplicationId === undefined && !deduplicatesByContent)
    throw invalidParameter(
      "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
}

function checkIdentifier(name: string, value: string | undefined): void {
  if (value === undefined || /^[!-~]{1,128}$/.test(value)) return;
  throw invalidParameter(
    `${name} Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length`,
  );
}

/** SNS quotas, "Message size". */
export const largestMessageBytes = 262_144;

/** Of a message with its attributes. */
export function publishedBytes({ message, messageAttributes = new Map() }: PublishRequest): number {
  let bytes = Buffer.byteLength(message);
  for (const [name, { dataType, stringValue = "", binaryValue }] of messageAttributes)
    bytes += Buffer.byteLength(name + dataType) + (binaryValue?.length ?? Buffer.byteLength(stringValue));
  return bytes;
}

export function checkPublication(request: PublishRequest): void {
  const { message, subject, messageAttributes } = request;
  checkSentAttributes(messageAttributes);
  if (message === "") throw invalidParameter("Empty message");
  if (publishedBytes(request) > largestMessageBytes) {
    throw invalidParameter("Message too long");
  }
  if (subject !== undefined && (subject === "" || subject.length > 100 || /[\n\r]/.test(subject))) {
    throw invalidParameter("Subject");
  }
}

/** SNS API, Publish, MessageStructure: a JSON message must have a `default` text, and may have one for each protocol. */
export function textsByProtocol({ message, messageStructure }: PublishRequest): ReadonlyMap<string, string> {
  if (messageStructure !== "json") return new Map();
  const texts = jsonOrUndefined(message);
  if (texts === undefined) {
    throw invalidParameter("Message Structure - JSON message body failed to parse");
  }
  if (!isJsonObject(texts) || typeof texts.default !== "string") {
    throw invalidParameter("Message Structure - No default entry in JSON message body");
  }
  return new Map(
    Object.entries(texts).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
