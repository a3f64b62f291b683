// The tags of topics, and SNS's words for what is wrong with them. https://docs.aws.amazon.com/sns/latest/api/API_TagResource.html

import { ServiceError } from "../../../aws/service-error.ts";
import { optionalList, optionalString } from "../../../aws/wire/members.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { invalidParameter } from "../api/invalid-parameter.ts";

export type Tags = ReadonlyMap<string, string>;

const mostTags = 50;

/** Of a request. Throws InvalidParameter. */
export function readTags(request: WireObject): Tags {
  const tags = (optionalList(request, "Tags") ?? []).map(
    (tag) => [optionalString(tag, "Key") ?? "", optionalString(tag, "Value") ?? ""] as const,
  );
  const byKey = new Map(tags);
  if (byKey.size < tags.length) throw invalidParameter("Duplicated keys are not allowed.");
  for (const [key, value] of tags) {
    if (key === "" || key.length > 128 || /^aws:/i.test(key))
      throw invalidParameter(`Tag Key Reason: ${key}`);
    if (value.length > 256) throw invalidParameter("Tag Value Reason: longer than 256 characters");
  }
  return byKey;
}

/** Throws TagLimitExceeded. */
export function joinedTags(present: Tags, more: Tags): Tags {
  const joined = new Map([...present, ...more]);
  if (joined.size <= mostTags) return joined;
  throw new ServiceError(
    "TagLimitExceeded",
    "Could not complete request: tag quota of per resource exceeded",
  );
}

/** Throws InvalidParameter if whoever makes a topic again gives it a tag that it doesn't have. */
export function checkSameTags(present: Tags, wanted: Tags): void {
  for (const [key, value] of wanted)
    if (present.get(key) !== value)
      throw invalidParameter("Tags Reason: Topic already exists with different tags");
}
