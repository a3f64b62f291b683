// A message of a queue as a caller sends it and as it is kept.

import type { MessageAttributes } from "../../../aws/message-attribute.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { checkSentAttributes, checkSentSystemAttributes } from "./sent-attributes.ts";

export interface SendMessageRequest {
  readonly queueUrl: string;
  readonly messageBody: string;
  readonly delaySeconds?: number | undefined;
  readonly messageAttributes?: MessageAttributes | undefined;
  readonly messageSystemAttributes?: MessageAttributes | undefined;
  readonly messageDeduplicationId?: string | undefined;
  readonly messageGroupId?: string | undefined;
}

export interface SendMessageResult {
  readonly messageId: string;
  readonly md5OfMessageBody: string;
  readonly md5OfMessageAttributes: string | undefined;
  readonly md5OfMessageSystemAttributes: string | undefined;
  readonly sequenceNumber: string | undefined;
}

export function messageBytes(body: string, attributes: MessageAttributes | undefined): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, { dataType, stringValue, binaryValue }] of attributes ?? []) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(dataType);
    bytes += binaryValue?.length ?? Buffer.byteLength(stringValue ?? "");
  }
  return bytes;
}

/** SQS API, SendMessage: "A message can include only XML, JSON, and unformatted text" of these characters. */
const forbiddenCharacter = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

export function checkMessage(
  body: string,
  attributes: MessageAttributes | undefined,
  systemAttributes: MessageAttributes | undefined,
): void {
  if (body === "") {
    throw new ServiceError("MissingParameter", "The request must contain the parameter MessageBody.");
  }
  if (forbiddenCharacter.test(body)) {
    throw new ServiceError(
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    );
  }
  checkSentAttributes(attributes);
  checkSentSystemAttributes(systemAttributes);
}
