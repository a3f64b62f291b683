// The tags of queues, and SQS's words for what is wrong with them.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html

import { ServiceError } from "../../../aws/service-error.ts";
import { invalid } from "../api/refusals.ts";

export type Tags = ReadonlyMap<string, string>;

const mostTags = 50;

/** Throws MissingParameter, InvalidParameterValue. */
export function joinedTags(present: Tags, more: Tags, queueUrl: string): Tags {
  if (more.size === 0)
    throw new ServiceError("MissingParameter", "The request must contain the parameter Tags.");
  const joined = new Map([...present, ...checkedTags(more)]);
  if (joined.size <= mostTags) return joined;
  const name = queueUrl.slice(queueUrl.lastIndexOf("/") + 1);
  throw new ServiceError("InvalidParameterValue", `Too many tags added for queue ${name}.`);
}

const characters = /^[\p{L}\p{N}\s_.:/=+\-@]*$/u;

/** The same tags. Throws InvalidParameterValue. */
export function checkedTags(tags: Tags): Tags {
  for (const [key, value] of tags) {
    checkKey(key);
    if (/^aws:/i.test(key)) throw invalid("Tag keys can't begin with aws:, which is reserved.");
    if (value.length > 256) throw invalid("Tag values must be between 0 and 256 characters in length.");
    checkCharacters("keys", key);
    checkCharacters("values", value);
  }
  return tags;
}

function checkKey(key: string): void {
  if (key.length >= 1 && key.length <= 128) return;
  throw invalid("Tag keys must be between 1 and 128 characters in length.");
}

function checkCharacters(part: "keys" | "values", text: string): void {
  if (characters.test(text)) return;
  throw invalid(
    `Tag ${part} may only contain unicode letters, digits, whitespace, or one of these symbols: _ . : / = + - @'`,
  );
}

/** Throws InvalidParameterValue if no key is given, or what can't be one. */
export function tagsWithout(present: Tags, keys: readonly string[]): Tags {
  if (keys.length === 0) checkKey("");
  for (const key of keys) checkKey(key);
  return new Map([...present].filter(([key]) => !keys.includes(key)));
}
