// SAM's tags, an object by name, as the list that CloudFormation takes.

import type { Json } from "../../../../aws/json.ts";
import { isDraft } from "./draft.ts";

/** `lambda:createdBy: SAM` and the like, then the given tags. */
export function tagList(
  createdBy: string | undefined,
  ...tags: readonly (Json | undefined)[]
): readonly Json[] {
  const all = new Map<string, Json>();
  if (createdBy !== undefined) all.set(createdBy, "SAM");
  for (const group of tags) {
    if (isDraft(group)) for (const [key, value] of Object.entries(group)) all.set(key, value);
  }
  return [...all].map(([Key, Value]) => ({ Key, Value }));
}
