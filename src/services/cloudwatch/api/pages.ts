// Lists in pages.

import { ServiceError } from "../../../aws/service-error.ts";

/** A token is where the next page begins; the lists it is used on only grow at their end. */
export function pageOf<Item>(
  items: readonly Item[],
  token: string | undefined,
  size: number,
): { readonly items: readonly Item[]; readonly nextToken: string | undefined } {
  const text = token === undefined ? "0" : Buffer.from(token, "base64").toString();
  const from = Number(text);
  if (!/^\d{1,15}$/.test(text)) {
    throw new ServiceError("InvalidNextToken", "The service provided an invalid NextToken.");
  }
  const until = from + size;
  const nextToken = until < items.length ? Buffer.from(String(until)).toString("base64") : undefined;
  return { items: items.slice(from, until), nextToken };
}
