// A message of a queue as a caller sends it and as it is kept, and the MD5 digests that AWS answers with.

import { createHash } from "node:crypto";
import type { MessageAttributes } from "../../aws/message-attribute.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { checkSentAttributes } from "./sent-attributes.ts";

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
  readonly sequenceNumber: string | undefined;
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** SQS developer guide, "Calculating the MD5 message digest for message attributes". */
export function md5OfAttributes(attributes: MessageAttributes | undefined): string | undefined {
  if (attributes === undefined || attributes.size === 0) return undefined;
  const hash = createHash("md5");
  const addSized = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, { dataType, stringValue, binaryValue }] of [...attributes].sort(byName)) {
    addSized(Buffer.from(name));
    addSized(Buffer.from(dataType));
    hash.update(Uint8Array.of(binaryValue === undefined ? 1 : 2));
    addSized(binaryValue ?? Buffer.from(stringValue ?? ""));
  }
  return hash.digest("hex");
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : left > right ? 1 : 0;
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

export function checkMessage(body: string, attributes: MessageAttributes | undefined): void {
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
}
