// Pages of a list, and the tokens that lead from one to the next. A token tells where to go on, so the region remembers none.

import { ServiceError } from "../../aws/service-error.ts";
import { constraintError } from "../../aws/wire/members.ts";

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

/** Where in a list an item stands: what comes and goes before it does not change that. */
export type Position = string | number;

export interface PageContext<Item> {
  /** Names what is listed, so that a token of another list is refused. */
  readonly key: string;
  readonly now: number;
  readonly positionOf: (item: Item) => Position;
}

export interface ListContext<Item> extends PageContext<Item> {
  /** @default the lowest position first */
  readonly descending?: boolean;
}

/** In the order of their positions. Throws InvalidToken and AWS's constraint message. */
export function pageOf<Item>(
  items: Iterable<Item>,
  request: PageRequest,
  context: ListContext<Item>,
): Page<Item> {
  const { positionOf } = context;
  const direction = context.descending === true ? -1 : 1;
  const order = (one: Position, other: Position) => (one < other ? -direction : one > other ? direction : 0);
  return fetchPage(request, context, (after, limit) =>
    [...items]
      .filter((item) => after === undefined || order(positionOf(item), after) > 0)
      .sort((one, other) => order(positionOf(one), positionOf(other)))
      .slice(0, limit),
  );
}

/** Those that started last come first, if positions fall. */
export function startPosition({
  startedAt,
  arn,
}: {
  readonly startedAt: number;
  readonly arn: string;
}): string {
  return `${String(startedAt).padStart(15, "0")} ${arn}`;
}

/** A page of a list that is somewhere else: what comes after a position, or from the start. Throws as `pageOf` does. */
export function fetchPage<Item>(
  request: PageRequest,
  context: PageContext<Item>,
  fetch: (after: Position | undefined, limit: number) => readonly Item[],
): Page<Item> {
  const asked = askedPage(request, context);
  return asked.of(fetch(asked.after, asked.limit));
}

/** What has to be found for a page, by whoever cannot answer at once. */
export interface AskedPage<Item> {
  /** Behind which the page begins; undefined for the first. */
  readonly after: Position | undefined;
  /** One more than the page holds tells whether there is another. */
  readonly limit: number;
  /** `most` of what was found, where less is told than was asked for. */
  of(found: readonly Item[], most?: number): Page<Item>;
}

/** Throws as `pageOf` does. */
export function askedPage<Item>(
  request: PageRequest,
  { key, now, positionOf }: PageContext<Item>,
): AskedPage<Item> {
  const size = pageSize(request.maxResults);
  return {
    after: request.nextToken === undefined ? undefined : readToken(request.nextToken, key, now),
    limit: size + 1,
    of(found, most = size) {
      const items = found.slice(0, Math.min(size, most));
      const last = items.at(-1);
      const hasMore = found.length > items.length && last !== undefined;
      return { items, nextToken: hasMore ? writeToken(positionOf(last), key, now) : undefined };
    },
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
  throw constraintError("maxResults", maxResults, `have value ${bound}`);
}

function writeToken(after: Position, key: string, now: number): string {
  return Buffer.from(JSON.stringify([after, key, now])).toString("base64url");
}

function readToken(token: string, key: string, now: number): Position {
  try {
    const [after, of, issuedAt] = JSON.parse(Buffer.from(token, "base64url").toString()) as [
      unknown,
      string,
      number,
    ];
    const isPosition = typeof after === "string" || typeof after === "number";
    if (isPosition && of === key && now - issuedAt < tokenLifeMs) return after;
  } catch {
    // Not a token of ours: refused like an expired one.
  }
  throw new ServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
}
