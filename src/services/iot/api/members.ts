// Members that many operations have, and the pages of lists.

import { keyPage } from "../../../aws/wire/pages.ts";
import { flag, integer, listOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { invalidRequest } from "../refusals.ts";
import { checkedTags } from "../registry/tags.ts";

export const name = required(text({ min: 1, max: 128, pattern: /[a-zA-Z0-9:_-]+/ }));
export const optionalName = optional(text({ min: 1, max: 128, pattern: /[a-zA-Z0-9:_-]+/ }));
export const tags = optional(
  listOf(structure({ Key: required(text({ min: 1, max: 128 })), Value: optional(text({ max: 256 })) })),
);
export const paged = { nextToken: optional(text()), maxResults: optional(integer({ min: 1, max: 250 })) };
export const pagedQuery = { nextToken: "text", maxResults: "number" } as const;
export const marked = {
  marker: optional(text()),
  pageSize: optional(integer({ min: 1, max: 250 })),
  ascendingOrder: optional(flag()),
};
export const markedQuery = { marker: "text", pageSize: "number", ascendingOrder: "flag" } as const;
export const markedQueryNames = { ascendingOrder: "isAscendingOrder" };

interface Page<Item> {
  readonly of: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly token: string | undefined;
  readonly limit: number | undefined;
}

const usualPage = 25;

/** A page in the order of the keys, and the token of the next. */
export function pageOf<Item>({ of, keyOf, token, limit = usualPage }: Page<Item>) {
  return keyPage(of, {
    ...{ keyOf, token, limit },
    refuse: () => {
      throw invalidRequest("The given token is invalid");
    },
  });
}

/** By its name, or at the end of its ARN. Throws InvalidRequestException where neither is given. */
export function named(what: string, name: string | undefined, arn: string | undefined): string {
  const found = name ?? arn?.split("/").at(-1);
  if (found === undefined) throw invalidRequest(`${what}'s name or ARN must be given`);
  return found;
}

/** Throws as `checkedTags` does. */
export function tagMap(
  list: readonly { readonly Key: string; readonly Value?: string | undefined }[] | undefined,
) {
  return checkedTags(Object.fromEntries((list ?? []).map(({ Key, Value = "" }) => [Key, Value])));
}
