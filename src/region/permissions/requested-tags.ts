// The tags that a request is to give or to take away, by the keys of conditions.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html

import { firstText, objectsIn } from "../../aws/wire/arn-members.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import type { RequestedContext } from "../../services/permissions.ts";

/** Services write them as a list of pairs or as an object, and call the list in one way or another. */
export function requestedTags(request: WireObject): RequestedContext {
  const given = request.Tags ?? request.tags;
  const taken = request.TagKeys ?? request.tagKeys;
  const tags = pairsOf(given);
  const keys = [...tags.map(([key]) => key), ...(Array.isArray(taken) ? taken.map(String) : [])];
  if (keys.length === 0) return {};
  return {
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    "aws:TagKeys": keys,
  };
}

function pairsOf(tags: unknown): readonly (readonly [key: string, value: string])[] {
  if (Array.isArray(tags))
    return objectsIn(tags).map((tag) => [
      firstText(tag, "Key", "key") ?? "",
      firstText(tag, "Value", "value") ?? "",
    ]);
  if (typeof tags !== "object" || tags === null) return [];
  return Object.entries(tags).map(([key, value]) => [key, String(value)]);
}
