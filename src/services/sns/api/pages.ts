// SNS's lists come in pages, of a hundred unless the request says otherwise, in the order in which things were made.

import { listPage } from "../../../aws/wire/pages.ts";
import { invalidParameter } from "./invalid-parameter.ts";

const usualSize = 100;

/** Throws InvalidParameter for a token that is none. */
export function page<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  token: string | undefined,
  pageSize = usualSize,
): { readonly found: readonly Item[]; readonly NextToken: string | undefined } {
  const refuse = () => {
    throw invalidParameter("NextToken");
  };
  const { items: found, next: NextToken } = listPage(items, { keyOf, token, limit: pageSize, refuse });
  return { found, NextToken };
}
