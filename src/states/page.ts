// Pages of a list, and the tokens that lead from one to the next. A token tells where to go on, so the region remembers none.

import { ServiceError } from "../aws/service-error.ts";

export interface PageRequest {
  /** 0 or absent means 100. */
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

const defaultSize = 100;
const largestSize = 1000;
/** "Each pagination token expires in 24 hours." API reference, ListExecutions */
const tokenLifeMs = 24 * 60 * 60 * 1000;

export interface PageContext {
  /** Names what is listed, so that a token of another list is refused. */
  readonly key: string;
  readonly now: number;
}

/** Throws InvalidToken and AWS's constraint message. */
export function pageOf<Item>(items: readonly Item[], request: PageRequest, context: PageContext): Page<Item> {
  return fetchPage(request, context, (offset, limit) => items.slice(offset, offset + limit));
}

/** A page of a list that is somewhere else. Throws as `pageOf` does. */
export function fetchPage<Item>(
  request: PageRequest,
  { key, now }: PageContext,
  fetch: (offset: number, limit: number) => readonly Item[],
): Page<Item> {
  const size = pageSize(request.maxResults);
  const start = request.nextToken === undefined ? 0 : readToken(request.nextToken, key, now);
  // One more than asked for tells whether there is another page.
  const found = fetch(start, size + 1);
  return {
    items: found.slice(0, size),
    nextToken: found.length > size ? writeToken(start + size, key, now) : undefined,
  };
}

function pageSize(maxResults: number | undefined): number {
  if (maxResults === undefined || maxResults === 0) return defaultSize;
  const bound =
    maxResults < 0
      ? "greater than or equal to 0"
      : maxResults > largestSize
        ? `less than or equal to ${largestSize}`
        : undefined;
  if (bound === undefined) return maxResults;
  throw new ServiceError(
    "ValidationException",
    `1 validation error detected: Value '${maxResults}' at 'maxResults' failed to satisfy constraint: Member must have value ${bound}`,
  );
}

function writeToken(start: number, key: string, now: number): string {
  return Buffer.from(JSON.stringify([start, key, now])).toString("base64url");
}

function readToken(token: string, key: string, now: number): number {
  try {
    const [start, of, issuedAt] = JSON.parse(Buffer.from(token, "base64url").toString()) as [
      number,
      string,
      number,
    ];
    if (Number.isSafeInteger(start) && start > 0 && of === key && now - issuedAt < tokenLifeMs) return start;
  } catch {
    // Not a token of ours: refused like an expired one.
  }
  throw new ServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
}
