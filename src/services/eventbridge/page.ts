// Pages of EventBridge's lists. A token tells where to go on, so that the region remembers none.

import { ServiceError } from "../../aws/service-error.ts";
import { constraintError } from "../../aws/wire/members.ts";

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
  const start = nextToken === undefined ? 0 : readToken(nextToken);
  const end = start + limit;
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? Buffer.from(JSON.stringify([end])).toString("base64url") : undefined,
  };
}

function readToken(token: string): number {
  try {
    const [start] = JSON.parse(Buffer.from(token, "base64url").toString()) as readonly unknown[];
    if (typeof start === "number" && Number.isSafeInteger(start) && start > 0) return start;
  } catch {
    // Not a token of ours.
  }
  throw new ServiceError("ValidationException", "Parameter NextToken is not valid.");
}
