// How a message that is sent becomes one that a queue keeps: its size, its sequence number, and what makes it a duplicate.

import { createHash, randomUUID } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Queue } from "../queues/queue.ts";
import { numberAttribute } from "../queues/queue-attributes.ts";
import type { SendMessageRequest } from "./message.ts";
import type { StoredMessage } from "./stored-message.ts";

export function newMessage(
  queue: Queue,
  request: SendMessageRequest,
  known: Pick<StoredMessage, "sentAt" | "deduplicationId" | "sequenceNumber">,
): StoredMessage {
  const byQueue = numberAttribute(queue.attributes, "DelaySeconds");
  // A FIFO queue knows only its own delay; zero is what clients send who mean none of their own.
  const delaySeconds = queue.fifo ? byQueue : (request.delaySeconds ?? byQueue);
  return {
    ...known,
    messageId: randomUUID(),
    body: request.messageBody,
    attributes: request.messageAttributes,
    systemAttributes: request.messageSystemAttributes,
    groupId: request.messageGroupId,
    sourceArn: undefined,
    // Without a delay it can be seen at once, also after the clock was put back.
    visibleAt: delaySeconds === 0 ? 0 : known.sentAt + delaySeconds * 1000,
    receiveCount: 0,
    firstReceivedAt: undefined,
  };
}

/** What a dead letter becomes where a move takes it. SQS API, StartMessageMoveTask: with an id and an age of its own. */
export function renewedMessage(
  letter: StoredMessage,
  known: Pick<StoredMessage, "sentAt" | "sequenceNumber">,
): StoredMessage {
  return {
    ...letter,
    ...known,
    messageId: randomUUID(),
    sourceArn: undefined,
    visibleAt: known.sentAt,
    receiveCount: 0,
    firstReceivedAt: undefined,
  };
}

export function checkSize(queue: Queue, bytes: number): void {
  const limit = numberAttribute(queue.attributes, "MaximumMessageSize");
  if (bytes <= limit) return;
  throw new ServiceError(
    "InvalidParameterValue",
    `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
  );
}

export function deduplicationIdOf(queue: Queue, request: SendMessageRequest): string | undefined {
  if (!queue.fifo) return undefined;
  if (request.messageGroupId === undefined) {
    throw new ServiceError("MissingParameter", "The request must contain the parameter MessageGroupId.");
  }
  if (request.messageDeduplicationId !== undefined) return request.messageDeduplicationId;
  if (queue.attributes.get("ContentBasedDeduplication") === "true")
    return contentDeduplicationId(request.messageBody);
  throw new ServiceError(
    "InvalidParameterValue",
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}

/** SQS developer guide, "content-based deduplication": the SHA-256 hash of the body, not of the attributes. */
function contentDeduplicationId(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}
