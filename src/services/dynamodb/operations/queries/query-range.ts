// Key conditions as a range of rows: one partition, and bounds of the sort key.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html

import type { KeySchema } from "../../definitions/table.ts";
import type { KeyCondition } from "../../expressions/compiled.ts";
import type { KeyRange } from "../../expressions/key-schema.ts";
import { validationError } from "../../refusals.ts";
import { partitionOf } from "../../store/item-key.ts";
import type { Bounds } from "../../store/ranges.ts";
import type { AttributeMap, AttributeValue } from "../../values/attribute-value.ts";
import { beginsWith, equalValues, orderOf } from "../../values/compare.ts";
import { keyBytes } from "../../values/key-bytes.ts";

export function rowRangeOf({ partition, sort }: KeyRange): Bounds & { readonly partition: Uint8Array } {
  return { partition: partitionOf(partition), ...(sort === undefined ? {} : boundsOf(sort)) };
}

function boundsOf({ operator, values }: KeyCondition): Bounds {
  const [value, upper = value] = values;
  const bytes = keyBytes(value);
  switch (operator) {
    case "=":
      return { lower: { bytes, isInclusive: true }, upper: { bytes, isInclusive: true } };
    case "<":
    case "<=":
      return { upper: { bytes, isInclusive: operator === "<=" } };
    case ">":
    case ">=":
      return { lower: { bytes, isInclusive: operator === ">=" } };
    case "BETWEEN":
      return { lower: { bytes, isInclusive: true }, upper: { bytes: keyBytes(upper), isInclusive: true } };
    case "begins_with":
      return { lower: { bytes, isInclusive: true }, upper: afterPrefix(bytes) };
  }
}

/** The first bytes that no longer begin so; nothing comes after a prefix of 0xff alone. */
function afterPrefix(prefix: Uint8Array): Bounds["upper"] {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) end -= 1;
  if (end === 0) return undefined;
  const bytes = Uint8Array.from(prefix.subarray(0, end));
  bytes[end - 1] = (bytes[end - 1] as number) + 1;
  return { bytes, isInclusive: false };
}

/** A query can only go on within its range. Throws ValidationException. */
export function refuseOutsideStart(key: KeySchema, { partition, sort }: KeyRange, start: AttributeMap): void {
  const isSamePartition = equalValues(start[key.partition.name] as AttributeValue, partition);
  if (sort === undefined || key.sort === undefined) {
    if (isSamePartition) return;
    throw validationError(
      "The provided starting key is outside query boundaries based on provided conditions",
    );
  }
  if (!matches(sort, start[key.sort.name] as AttributeValue)) {
    throw validationError("The provided starting key does not match the range key predicate");
  }
  if (!isSamePartition) {
    throw validationError("The query can return at most one row and cannot be restarted");
  }
}

function matches({ operator, values: [value, upper = value] }: KeyCondition, key: AttributeValue): boolean {
  const order = orderOf(key, value) ?? Number.NaN;
  switch (operator) {
    case "=":
      return order === 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "BETWEEN":
      return order >= 0 && (orderOf(key, upper) ?? Number.NaN) <= 0;
    case "begins_with":
      return beginsWith(key, value);
  }
}
