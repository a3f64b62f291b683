// An upper bound of what a value takes as JSON in UTF-8, by a walk that writes nothing. Counting exactly costs as much as
// writing the JSON.

import type { Json, JsonObject } from "../aws/json.ts";

/**
 * AWS differs: AWS names no limit. Its JSON reader takes no more than 1,000 levels, and deeper data would overflow the stack
 * of whoever writes it as JSON.
 */
export const deepestNesting = 1000;

/** No less than the value takes as JSON; infinity if that is more than `budget`, NaN if it is nested too deeply. */
export function boundWithin(value: Json, budget: number): number {
  const left = boundValue(value, 0, budget);
  return left >= 0 ? budget - left : left === tooDeep ? Number.NaN : Number.POSITIVE_INFINITY;
}

const tooDeep = Number.NEGATIVE_INFINITY;

/** What is left of `budget` after the most that `value` could take; negative if that may be too little. */
function boundValue(value: Json, depth: number, budget: number): number {
  if (typeof value !== "object" || value === null) return budget - scalarBytes(value);
  if (depth === deepestNesting) return tooDeep;
  return Array.isArray(value)
    ? boundArray(value, depth + 1, budget - 2)
    : boundObject(value as JsonObject, depth + 1, budget - 2);
}

// The members are told apart right here: a call for each costs more than the rest together.

function boundArray(items: readonly Json[], depth: number, budget: number): number {
  let left = budget;
  for (let at = 0; at < items.length && left >= 0; at++) {
    const item = items[at] as Json;
    left -= 1;
    if (typeof item === "object" && item !== null) left = boundValue(item, depth, left);
    else left -= scalarBytes(item);
  }
  return left;
}

function boundObject(object: JsonObject, depth: number, budget: number): number {
  let left = budget;
  for (const key in object) {
    const member = object[key] as Json;
    left -= 4 + key.length * 6;
    if (typeof member === "object" && member !== null) left = boundValue(member, depth, left);
    else left -= scalarBytes(member);
    if (left < 0) break;
  }
  return left;
}

/** A control character takes six bytes (\u0000), no other UTF-16 unit more than three; no number takes more than 25. */
function scalarBytes(value: string | number | boolean | null): number {
  return typeof value === "string" ? 2 + value.length * 6 : 25;
}
