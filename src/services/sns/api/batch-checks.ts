// What SNS refuses of a batch as a whole, before any of its messages is published.
// https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html

import { ServiceError } from "../../../aws/service-error.ts";
import {
  checkForTopic,
  largestMessageBytes,
  type PublishRequest,
  publishedBytes,
  type TopicTraits,
  textsByProtocol,
} from "../publishing/publication.ts";

const mostEntries = 10;

/** Throws EmptyBatchRequest, TooManyEntriesInBatchRequest, BatchEntryIdsNotDistinct or InvalidBatchEntryId. */
export function checkBatchIds(ids: readonly string[]): void {
  if (ids.length === 0)
    throw new ServiceError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (ids.length > mostEntries)
    throw new ServiceError(
      "TooManyEntriesInBatchRequest",
      "The batch request contains more entries than permissible.",
    );
  if (new Set(ids).size < ids.length)
    throw new ServiceError(
      "BatchEntryIdsNotDistinct",
      "Two or more batch entries in the request have the same Id.",
    );
  if (!ids.every((id) => /^[A-Za-z0-9_-]{1,80}$/.test(id)))
    throw new ServiceError(
      "InvalidBatchEntryId",
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
}

/** Throws BatchRequestTooLong, or InvalidParameter for what the topic needs to know of each message. */
export function checkBatchToPublish(requests: readonly PublishRequest[], topic: TopicTraits): void {
  const bytes = requests.reduce((sum, request) => sum + publishedBytes(request), 0);
  if (bytes > largestMessageBytes)
    throw new ServiceError(
      "BatchRequestTooLong",
      "The length of all the messages put together is more than the limit.",
    );
  for (const request of requests) {
    textsByProtocol(request);
    checkForTopic(request, topic);
  }
}
