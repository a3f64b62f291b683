// The tags of a stream or a consumer, under AWS's rules for them.

import { withoutTags as remaining, reservedTagProblem, type Tags } from "../../../aws/tags.ts";
import { Constraints, invalidArgument } from "../api/constraints.ts";

const mostTags = 50;
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Throws ValidationException and InvalidArgumentException. `whose` is what a message calls it. */
export function checkTags(tags: Tags, whose: string): void {
  new Constraints().tags("tags", tags).throwIfBroken();
  checkTexts(Object.entries(tags).flat());
  const problem = reservedTagProblem(Object.keys(tags));
  if (problem !== undefined) throw invalidArgument(problem);
  if (Object.keys(tags).length <= mostTags) return;
  throw invalidArgument(
    `Failed to add tags to ${whose} because a given stream cannot have more than ${mostTags} tags ` +
      "associated with it.",
  );
}

/** Throws as `checkTags` does. */
export function withTags(present: Tags, added: Tags, whose: string): Tags {
  checkTags(added, whose);
  const tags = { ...present, ...added };
  checkTags(tags, whose);
  return tags;
}

/** Throws InvalidArgumentException for what could be no tag's key. */
export function withoutTags(present: Tags, keys: readonly string[]): Tags {
  checkTexts(keys);
  return remaining(present, keys);
}

function checkTexts(texts: readonly string[]): void {
  if (texts.every((text) => tagText.test(text))) return;
  throw invalidArgument(
    "Some tags contain invalid characters. Valid characters: " +
      "Unicode letters, digits, white space, _ . / = + - % @ :.",
  );
}

/** In order of key, as AWS lists them. */
export function sortedTags(tags: Tags): readonly (readonly [key: string, value: string])[] {
  return Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
}
