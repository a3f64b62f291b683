// SNS's lists come in pages, of a hundred unless the request says otherwise, in the order in which things were made.

import { invalidParameter } from "./invalid-parameter.ts";

const usualSize = 100;

/** A token is the key that the last page ended with. Throws InvalidParameter for one that is none. */
export function page<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  token: string | undefined,
  pageSize = usualSize,
): { readonly found: readonly Item[]; readonly NextToken: string | undefined } {
  const after = token === undefined ? undefined : Buffer.from(token, "base64url").toString();
  const start = after === undefined ? 0 : items.findIndex((item) => keyOf(item) === after) + 1;
  if (after !== undefined && start === 0) throw invalidParameter("NextToken");
  const found = items.slice(start, start + pageSize);
  const last = found.at(-1);
  const isLast = last === undefined || start + pageSize >= items.length;
  return { found, NextToken: isLast ? undefined : Buffer.from(keyOf(last)).toString("base64url") };
}
