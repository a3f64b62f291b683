// Pages of a list in the order of its keys. A token holds the last key that was told, so nothing is remembered between two pages,
// and what comes and goes meanwhile moves none of the rest.

import { jsonOrUndefined } from "../json-text.ts";

export interface KeyPageRequest<Item> {
  readonly keyOf: (item: Item) => string;
  readonly token: string | undefined;
  readonly limit: number;
  /** Throws what the service says of a token that is none of its own. */
  readonly refuse: () => never;
}

export interface KeyPage<Item> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly next: string | undefined;
}

export function keyPage<Item>(all: Iterable<Item>, request: KeyPageRequest<Item>): KeyPage<Item> {
  const { keyOf, token, limit, refuse } = request;
  const after = token === undefined ? undefined : (keyIn(token) ?? refuse());
  const sorted = [...all].sort((one, other) => compare(keyOf(one), keyOf(other)));
  const rest = after === undefined ? sorted : sorted.filter((item) => compare(keyOf(item), after) > 0);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const isMore = items.length < rest.length && last !== undefined;
  return { items, next: isMore ? tokenOf(keyOf(last)) : undefined };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function tokenOf(key: string): string {
  return Buffer.from(JSON.stringify([key])).toString("base64url");
}

function keyIn(token: string): string | undefined {
  const told = jsonOrUndefined(Buffer.from(token, "base64url").toString());
  return Array.isArray(told) && typeof told[0] === "string" ? told[0] : undefined;
}
