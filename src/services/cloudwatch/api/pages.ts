// Lists in pages. They only grow at their end.

import { ServiceError } from "../../../aws/service-error.ts";
import { placePage } from "../../../aws/wire/pages.ts";

export function pageOf<Item>(
  items: readonly Item[],
  token: string | undefined,
  limit: number,
): { readonly items: readonly Item[]; readonly nextToken: string | undefined } {
  const refuse = () => {
    throw new ServiceError("InvalidNextToken", "The service provided an invalid NextToken.");
  };
  const { items: page, next: nextToken } = placePage(items, { token, limit, refuse });
  return { items: page, nextToken };
}
