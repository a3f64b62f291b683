// The tags of a stream, under AWS's rules for them.

import { Constraints, invalidArgument } from "./constraints.ts";
import type { Stream } from "./stream.ts";

const mostTags = 50;
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

export type Tags = Readonly<Record<string, string>>;

export function withTags(stream: Stream, added: Tags): Tags {
  const constraints = new Constraints();
  for (const [key, value] of Object.entries(added)) {
    constraints
      .length("tags.key", key, { least: 1, most: 128 })
      .length("tags.value", value, { least: 0, most: 256 });
  }
  constraints.throwIfBroken();
  if (
    Object.entries(added)
      .flat()
      .some((text) => !tagText.test(text))
  ) {
    throw invalidArgument(
      "Some tags contain invalid characters. Valid characters: " +
        "Unicode letters, digits, white space, _ . / = + - % @.",
    );
  }
  const tags = { ...stream.properties.tags, ...added };
  if (Object.keys(tags).length <= mostTags) return tags;
  throw invalidArgument(
    `Failed to add tags to stream ${stream.name} because a given stream cannot have more than ${mostTags} tags ` +
      "associated with it.",
  );
}

export function withoutTags(stream: Stream, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(stream.properties.tags).filter(([key]) => !keys.includes(key)));
}

/** In order of key, as AWS lists them. */
export function sortedTags(stream: Stream): readonly (readonly [key: string, value: string])[] {
  return Object.entries(stream.properties.tags).sort(([a], [b]) => (a < b ? -1 : 1));
}
