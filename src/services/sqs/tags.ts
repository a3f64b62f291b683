// The tags of queues, and SQS's words for what is wrong with them.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html

import { ServiceError } from "../../aws/service-error.ts";

export type Tags = ReadonlyMap<string, string>;

const mostTags = 50;

/** Throws MissingParameter, InvalidParameterValue. */
export function joinedTags(present: Tags, more: Tags, queueUrl: string): Tags {
  if (more.size === 0)
    throw new ServiceError("MissingParameter", "The request must contain the parameter Tags.");
  const joined = new Map([...present, ...more]);
  if (joined.size <= mostTags) return joined;
  const name = queueUrl.slice(queueUrl.lastIndexOf("/") + 1);
  throw new ServiceError("InvalidParameterValue", `Too many tags added for queue ${name}.`);
}

/** Throws InvalidParameterValue if no key is given. */
export function tagsWithout(present: Tags, keys: readonly string[]): Tags {
  if (keys.length === 0)
    throw new ServiceError(
      "InvalidParameterValue",
      "Tag keys must be between 1 and 128 characters in length.",
    );
  return new Map([...present].filter(([key]) => !keys.includes(key)));
}
