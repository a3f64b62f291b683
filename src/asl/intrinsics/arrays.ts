// What intrinsic functions and the JSONata functions of AWS do with arrays.

import type { Json } from "../../aws/json.ts";
import { canonicalText } from "../json-equality.ts";
import { IntrinsicFault } from "./intrinsic-fault.ts";

const longestRange = 1000;

export function partition(array: readonly Json[], size: number): readonly Json[] {
  if (size < 1) throw new IntrinsicFault(`The chunk size must be greater than 0, but was: ${size}`);
  const chunks: Json[] = [];
  for (let at = 0; at < array.length; at += size) chunks.push(array.slice(at, at + size));
  return chunks;
}

/** Both ends belong to the range. */
export function range(first: number, last: number, step: number): readonly number[] {
  if (step === 0) throw new IntrinsicFault("The step must not be 0");
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > longestRange) {
    throw new IntrinsicFault(
      `The range must not have more than ${longestRange} items, but would have ${length}`,
    );
  }
  return Array.from({ length }, (_nothing, index) => first + index * step);
}

/** Keeps the first of equal items. */
export function uniqueItems(array: readonly Json[]): readonly Json[] {
  const scalars = new Set<Json>();
  const texts = new Set<string>();
  return array.filter((item) => {
    if (typeof item !== "object" || item === null) return isNew(scalars, item);
    return isNew(texts, canonicalText(item));
  });
}

function isNew<Value>(seen: Set<Value>, value: Value): boolean {
  return !seen.has(value) && seen.add(value) !== undefined;
}
