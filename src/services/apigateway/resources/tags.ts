// The tags that a template gives to what belongs to REST APIs.

import type { Properties } from "../../../aws/template/properties.ts";
import type { Texts } from "../records.ts";
import { checkTags } from "../rest-apis/tags.ts";

/** Undefined where it gives none. Throws BadRequestException. */
export function tagsIn(properties: Properties): Texts | undefined {
  const tags = properties.tags();
  return Object.keys(tags).length === 0 ? undefined : checkTags(tags);
}
