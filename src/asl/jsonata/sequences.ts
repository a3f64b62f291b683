// Values as JSONata has them: JSON, functions, nothing (undefined), and arrays with marks. A sequence is an array that an
// expression found; with one item it is that item, with none it is nothing.

import { JsonataError } from "./jsonata-error.ts";

export interface MarkedArray extends Array<unknown> {
  sequence?: true;
  /** Stays an array even with one item. */
  keepSingleton?: true;
  /** Made by an array constructor at the end of a path: is not flattened into what holds it. */
  cons?: true;
  /** Of tuples: bindings that a path carries along. */
  tupleStream?: true;
  /** Around a document that is an array, so that it is taken for one item. */
  outerWrapper?: true;
}

export function newSequence(): MarkedArray {
  return asSequence([]);
}

/** Of one item, which may be nothing. */
export function sequenceOf(item: unknown): MarkedArray {
  return asSequence([item]);
}

/** The same array, which must be nobody else's. */
export function asSequence(array: unknown[]): MarkedArray {
  (array as MarkedArray).sequence = true;
  return array;
}

export const isArray = Array.isArray as (value: unknown) => value is MarkedArray;

/** What an expression gives: a sequence of one item is the item. */
export function settled(value: unknown, keepArray: boolean): unknown {
  if (!isArray(value) || value.sequence !== true || value.tupleStream === true) return value;
  if (keepArray) value.keepSingleton = true;
  if (value.length === 0) return undefined;
  return value.length === 1 && value.keepSingleton !== true ? value[0] : value;
}

/** Throws D1001 for what has grown out of range. */
export function isNumeric(value: unknown): value is number {
  if (typeof value !== "number" || Number.isNaN(value)) return false;
  if (!Number.isFinite(value)) throw new JsonataError("D1001", { value });
  return true;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** The second is put behind the first; anything but an array counts as one item. Nothing is no item. */
export function appended(first: unknown, second: unknown): unknown {
  if (first === undefined) return second;
  if (second === undefined) return first;
  return (isArray(first) ? first : [first]).concat(isArray(second) ? second : [second]);
}
