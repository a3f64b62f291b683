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
import { closedKeyBytes, keyBytes, openKeyBytes } from "../../values/key-bytes.ts";

export function rowRangeOf(
  { partition, sort }: KeyRange,
  key: KeySchema,
): Bounds & { readonly partition: Uint8Array } {
  return { partition: partitionOf(partition), ...boundsOf(sort, key.sort.length) };
}

/** `attributes`: how many the sort key has, of which the first may be given. */
function boundsOf(conditions: readonly KeyCondition[], attributes: number): Bounds {
  const last = conditions.at(-1);
  if (last === undefined) return {};
  const isWhole = conditions.length === attributes;
  const before = Buffer.concat(conditions.slice(0, -1).map(({ values: [value] }) => closedKeyBytes(value)));
  const from = (to: AttributeValue) => Buffer.concat([before, isWhole ? keyBytes(to) : closedKeyBytes(to)]);
  /** Whatever other attributes hold. */
  const behind = (to: AttributeValue) =>
    isWhole ? Buffer.concat([from(to), Buffer.of(0)]) : afterPrefix(from(to));
  const { operator, values } = last;
  const [value, upper = value] = values;
  switch (operator) {
    case "=":
      return between(from(value), behind(value));
    case "<":
      return between(before, from(value));
    case "<=":
      return between(before, behind(value));
    case ">":
      return between(behind(value), afterPrefix(before));
    case ">=":
      return between(from(value), afterPrefix(before));
    case "BETWEEN":
      return between(from(value), behind(upper));
    case "begins_with": {
      const prefix = Buffer.concat([before, isWhole ? keyBytes(value) : openKeyBytes(value)]);
      return between(prefix, afterPrefix(prefix));
    }
  }
}

/** Undefined for what has no end. */
function between(first: Uint8Array | undefined, behindLast: Uint8Array | undefined): Bounds {
  return {
    lower: first && { bytes: first, isInclusive: true },
    upper: behindLast && { bytes: behindLast, isInclusive: false },
  };
}

/** The first bytes that no longer begin so; nothing comes after a prefix of 0xff alone. */
function afterPrefix(prefix: Uint8Array): Uint8Array | undefined {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) end -= 1;
  if (end === 0) return undefined;
  const bytes = Uint8Array.from(prefix.subarray(0, end));
  bytes[end - 1] = (bytes[end - 1] as number) + 1;
  return bytes;
}

/** A query can only go on within its range. Throws ValidationException. */
export function refuseOutsideStart(key: KeySchema, { partition, sort }: KeyRange, start: AttributeMap): void {
  const isSamePartition = key.partition.every(({ name }, at) =>
    equalValues(start[name] as AttributeValue, partition[at] as AttributeValue),
  );
  if (sort.length === 0) {
    if (isSamePartition) return;
    throw validationError(
      "The provided starting key is outside query boundaries based on provided conditions",
    );
  }
  if (!sort.every((condition) => matches(condition, start[condition.attribute] as AttributeValue))) {
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
