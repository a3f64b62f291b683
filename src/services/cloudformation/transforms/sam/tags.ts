// SAM's tags, an object by name, as the list that CloudFormation takes.

import type { Json } from "../../../../aws/json.ts";
import { isDraft } from "./draft.ts";
import type { SamResource } from "./sam-resource.ts";

/** A resource's own tags, after the one that says who made it and further ones of SAM. Throws InvalidResource if it is among them. */
export function resourceTags(
  resource: SamResource,
  createdBy: string | undefined,
  further?: Json,
): readonly Json[] {
  const given = resource.property("Tags");
  if (createdBy !== undefined && isDraft(given) && Object.hasOwn(given, createdBy))
    resource.fail(
      `${createdBy} is a reserved Tag key name and cannot be set on your resource. Please change the tag key in the input.`,
      "Tags",
      createdBy,
    );
  return tagList(createdBy, further, given);
}

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
