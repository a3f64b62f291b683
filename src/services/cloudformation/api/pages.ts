// Lists in pages: a token says where the next page begins.

import { validationError } from "../stacks/stack-errors.ts";

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

/** Throws ValidationError for a token that was not given. */
export function pageOf<Item>(items: readonly Item[], token: string | undefined, size: number): Page<Item> {
  const start = token === undefined ? 0 : placeIn(token);
  const end = start + size;
  return { items: items.slice(start, end), nextToken: end < items.length ? tokenOf(end) : undefined };
}

/** The same from the last item to the first: what is added meanwhile does not shift a page. */
export function pageFromLast<Item>(
  items: readonly Item[],
  token: string | undefined,
  size: number,
): Page<Item> {
  const end = token === undefined ? items.length : Math.min(placeIn(token), items.length);
  const start = Math.max(0, end - size);
  return { items: items.slice(start, end).toReversed(), nextToken: start > 0 ? tokenOf(start) : undefined };
}

function tokenOf(place: number): string {
  return Buffer.from(`page:${place}`).toString("base64url");
}

function placeIn(token: string): number {
  const [, place] = /^page:(\d+)$/.exec(Buffer.from(token, "base64url").toString("utf8")) ?? [];
  if (place === undefined) throw validationError(`Invalid NextToken: ${token}`);
  return Number(place);
}
