// Members that several of EventBridge's operations have.

import { ServiceError } from "../../../aws/service-error.ts";
import { optionalInteger, optionalList, optionalString, requiredString } from "../../../aws/wire/members.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { repeated } from "../names.ts";
import type { PageRequest } from "../page.ts";

/** Throws ValidationException. */
export function tagsOf(request: WireObject): Readonly<Record<string, string>> {
  const tags = optionalList(request, "Tags") ?? [];
  const keys = tags.map((tag) => requiredString(tag, "Key"));
  const twice = repeated(keys);
  if (twice !== undefined)
    throw new ServiceError(
      "ValidationException",
      `Duplicate tag key: ${twice}. The keys of tags must be unique.`,
    );
  return Object.fromEntries(tags.map((tag) => [requiredString(tag, "Key"), requiredString(tag, "Value")]));
}

export function pageRequest(request: WireObject): PageRequest {
  return { limit: optionalInteger(request, "Limit"), nextToken: optionalString(request, "NextToken") };
}
