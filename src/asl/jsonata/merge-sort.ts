// A stable merge sort that asks for the order of two items only as often, and in the same pairs, as the JSONata language's own.

import type { Budget } from "./budget.ts";
import type { MarkedArray } from "./sequences.ts";

export function mergeSorted(
  items: MarkedArray,
  comesAfter: (first: unknown, second: unknown) => boolean,
  budget: Budget,
): MarkedArray {
  if (items.length <= 1) return items;
  budget.addItems(items.length * 2);
  const sorted = [...items];
  sortRange(sorted, { from: 0, to: sorted.length, spare: [...items] }, comesAfter, budget);
  return sorted;
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly spare: unknown[];
}

function sortRange(
  items: unknown[],
  { from, to, spare }: Range,
  comesAfter: (first: unknown, second: unknown) => boolean,
  budget: Budget,
): void {
  if (to - from <= 1) return;
  const middle = from + Math.floor((to - from) / 2);
  sortRange(items, { from, to: middle, spare }, comesAfter, budget);
  sortRange(items, { from: middle, to, spare }, comesAfter, budget);
  budget.spend((to - from) * 6);
  let left = from;
  let right = middle;
  for (let at = from; at < to; at++) {
    const takesRight = left === middle || (right < to && comesAfter(items[left], items[right]));
    spare[at] = takesRight ? items[right++] : items[left++];
  }
  for (let at = from; at < to; at++) items[at] = spare[at];
}
