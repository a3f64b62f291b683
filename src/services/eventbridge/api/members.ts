// Members that several of EventBridge's operations have.

import { optionalInteger, optionalList, optionalString, requiredString } from "../../../aws/wire/members.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import type { PageRequest } from "../page.ts";

export function tagsOf(request: WireObject): Readonly<Record<string, string>> {
  const tags = optionalList(request, "Tags") ?? [];
  return Object.fromEntries(tags.map((tag) => [requiredString(tag, "Key"), requiredString(tag, "Value")]));
}

export function pageRequest(request: WireObject): PageRequest {
  return { limit: optionalInteger(request, "Limit"), nextToken: optionalString(request, "NextToken") };
}
