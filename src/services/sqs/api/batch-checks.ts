// What SQS refuses of a batch as a whole, before it looks at its entries one by one.

import { ServiceError } from "../../../aws/service-error.ts";
import { messageBytes, type SendMessageRequest } from "../messages/message.ts";
import { deduplicationIdOf } from "../messages/new-message.ts";
import type { Queue } from "../queues/queue.ts";

const mostEntries = 10;
const mostBytes = 1_048_576;

/**
 * @param entry what SQS calls an entry of such a batch, such as `SendMessageBatchRequestEntry`
 * @throws EmptyBatchRequest, TooManyEntriesInBatchRequest, InvalidBatchEntryId or BatchEntryIdsNotDistinct
 */
export function checkBatchIds(ids: readonly string[], entry: string): void {
  if (ids.length === 0)
    throw new ServiceError("EmptyBatchRequest", `There should be at least one ${entry} in the request.`);
  if (ids.length > mostEntries)
    throw new ServiceError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${mostEntries}. You have sent ${ids.length}.`,
    );
  if (!ids.every((id) => /^[A-Za-z0-9_-]{1,80}$/.test(id)))
    throw new ServiceError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  const repeated = ids.find((id, index) => ids.indexOf(id) < index);
  if (repeated !== undefined) throw new ServiceError("BatchEntryIdsNotDistinct", `Id ${repeated} repeated.`);
}

/** Throws BatchRequestTooLong, or what a FIFO queue needs to know of each message. */
export function checkBatchToSend(queue: Queue, requests: readonly SendMessageRequest[]): void {
  const bytes = requests.reduce(
    (sum, { messageBody, messageAttributes }) => sum + messageBytes(messageBody, messageAttributes),
    0,
  );
  if (bytes > mostBytes)
    throw new ServiceError(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${mostBytes} bytes. You have sent ${bytes} bytes.`,
    );
  if (!queue.fifo) return;
  // Of a batch SQS says that the value is invalid, of a single message that the parameter is missing.
  if (requests.some(({ messageGroupId }) => messageGroupId === undefined))
    throw new ServiceError("InvalidParameterValue", "The request must contain the parameter MessageGroupId.");
  for (const request of requests) deduplicationIdOf(queue, request);
}
