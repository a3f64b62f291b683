// Pages of EventBridge's lists.

import { invalid } from "../../aws/service-error.ts";
import { constraintError } from "../../aws/wire/members.ts";
import { placePage } from "../../aws/wire/pages.ts";

export interface PageRequest {
  readonly limit?: number | undefined;
  readonly nextToken?: string | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

const largestPage = 100;

/** Throws ValidationException. */
export function pageOf<Item>(
  items: readonly Item[],
  { limit = largestPage, nextToken }: PageRequest,
): Page<Item> {
  if (limit < 1 || limit > largestPage) {
    const bound = limit < 1 ? "greater than or equal to 1" : `less than or equal to ${largestPage}`;
    throw constraintError("limit", limit, `have value ${bound}`);
  }
  const refuse = () => {
    throw invalid("Parameter NextToken is not valid.");
  };
  const { items: page, next } = placePage(items, { token: nextToken, limit, refuse });
  return { items: page, nextToken: next };
}
