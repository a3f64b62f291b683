// Pages of lists. A token tells where to go on, so nothing is remembered between two pages.

import { jsonOrUndefined } from "../json-text.ts";

export interface PageRequest {
  readonly token: string | undefined;
  readonly limit: number;
  /** Throws what the service says of a token that is none of its own. */
  readonly refuse: () => never;
}

export interface KeyPageRequest<Item> extends PageRequest {
  readonly keyOf: (item: Item) => string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly next: string | undefined;
}

/** In the order of the keys: what comes and goes meanwhile moves none of the rest. */
export function keyPage<Item>(all: Iterable<Item>, request: KeyPageRequest<Item>): Page<Item> {
  const { keyOf } = request;
  const after = keyIn(request);
  const sorted = [...all].sort((one, other) => compare(keyOf(one), keyOf(other)));
  return firstOf(
    after === undefined ? sorted : sorted.filter((item) => compare(keyOf(item), after) > 0),
    request,
  );
}

/** In the order that the list has: a token is refused once the item that the last page ended with is gone. */
export function listPage<Item>(all: readonly Item[], request: KeyPageRequest<Item>): Page<Item> {
  const { keyOf, refuse } = request;
  const after = keyIn(request);
  const at = after === undefined ? -1 : all.findIndex((item) => keyOf(item) === after);
  if (after !== undefined && at === -1) return refuse();
  return firstOf(all.slice(at + 1), request);
}

/** By places: for a list that only grows at its end. */
export function placePage<Item>(all: readonly Item[], { token, limit, refuse }: PageRequest): Page<Item> {
  const start = token === undefined ? 0 : toldIn(token);
  if (typeof start !== "number" || !Number.isSafeInteger(start) || start < 0) return refuse();
  const end = start + limit;
  return { items: all.slice(start, end), next: end < all.length ? tokenOf(end) : undefined };
}

function firstOf<Item>(rest: readonly Item[], { keyOf, limit }: KeyPageRequest<Item>): Page<Item> {
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, next: items.length < rest.length && last !== undefined ? tokenOf(keyOf(last)) : undefined };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function keyIn<Item>({ token, refuse }: KeyPageRequest<Item>): string | undefined {
  if (token === undefined) return undefined;
  const key = toldIn(token);
  return typeof key === "string" ? key : refuse();
}

function tokenOf(told: string | number): string {
  return Buffer.from(JSON.stringify([told])).toString("base64url");
}

function toldIn(token: string): unknown {
  const told = jsonOrUndefined(Buffer.from(token, "base64url").toString());
  return Array.isArray(told) ? told[0] : undefined;
}
