// Checks of expressions for which the table's keys must be known.

import type { KeyAttribute, KeySchema } from "../definitions/table.ts";
import { invalidParameter, validationError } from "../refusals.ts";
import { type AttributeValue, contentOf, typeOf } from "../values/attribute-value.ts";
import type { Condition, KeyCondition, Update } from "./compiled.ts";
import type { DocumentPath } from "./document-path.ts";

/** What a query reads: one partition, and of it all or a range. */
export interface KeyRange {
  readonly partition: readonly AttributeValue[];
  /** On the first of the sort key's attributes, in their order: all but the last are equalities. */
  readonly sort: readonly KeyCondition[];
}

/** Throws ValidationException if the conditions don't name the partition, or something that isn't of the key. */
export function keyRange(conditions: readonly KeyCondition[], { partition, sort }: KeySchema): KeyRange {
  const size = partition.length + sort.length;
  if (conditions.length > size) {
    throw validationError(
      `The number of query conditions (${conditions.length}) exceeds the number of key attributes defined in the schema (${size})`,
    );
  }
  const ofPartition = partition.map((key) => {
    const condition = conditionOn(conditions, key);
    if (condition === undefined) throw missed(key);
    return condition;
  });
  const ofSort = sort.map((key) => conditionOn(conditions, key));
  const given = ofSort.filter((condition) => condition !== undefined);
  const notGiven = sort.find((_, at) => ofSort[at] === undefined);
  if (notGiven !== undefined && ofPartition.length + given.length < conditions.length) throw missed(notGiven);
  if (ofPartition.some(({ operator }) => operator !== "="))
    throw validationError("Query key condition not supported");
  refuseGaps(sort, ofSort);
  return { partition: ofPartition.map(({ values: [value] }) => value), sort: given };
}

/** A range of a sort key's attribute is one of the key if those before it are given. */
function refuseGaps(sort: readonly KeyAttribute[], conditions: readonly (KeyCondition | undefined)[]): void {
  const last = conditions.findLastIndex((condition) => condition !== undefined);
  const names = sort.filter((_, at) => at < last && conditions[at]?.operator !== "=").map(({ name }) => name);
  if (names.length === 0) return;
  throw validationError(
    `RANGE key attributes ${names.join(", ")} must have equality conditions specified in the query because a condition is present on key attribute ${sort[last]?.name}`,
  );
}

function conditionOn(conditions: readonly KeyCondition[], key: KeyAttribute): KeyCondition | undefined {
  const condition = conditions.find(({ attribute }) => attribute === key.name);
  for (const value of condition?.values ?? []) {
    if (typeOf(value) !== key.type)
      throw invalidParameter("Condition parameter type does not match schema type");
    refuseEmptyKey(key, value);
  }
  return condition;
}

function refuseEmptyKey({ name, type }: KeyAttribute, value: AttributeValue): void {
  if (type === "N" || contentOf(value) !== "") return;
  const content = type === "S" ? "string" : "binary";
  throw validationError(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${content} value. Key: ${name}`,
  );
}

function missed({ name }: KeyAttribute): Error {
  return validationError(`Query condition missed key schema element: ${name}`);
}

/** A query's filter can't look at the key: that is what its key condition is for. */
export function refuseKeysInFilter(
  filter: Condition,
  { attributes }: KeySchema,
  parameter: "Filter Expression" | "QueryFilter",
): void {
  for (const key of attributes) {
    if (!filter.paths.some(([name]) => name === key.name)) continue;
    throw validationError(
      `${parameter} can only contain non-primary key attributes: Primary key attribute: ${key.name}`,
    );
  }
}

/** `keys` are those of the table. */
export function refuseKeysInUpdate(update: Update, keys: readonly string[]): void {
  const key = keys.find((name) => update.paths.some(([attribute]) => attribute === name));
  if (key === undefined) return;
  throw invalidParameter(`Cannot update attribute ${key}. This attribute is part of the key`);
}

/** No path leads into a key attribute of the table or of an index. */
export function refuseNestedKeys(
  paths: readonly DocumentPath[],
  tableKeys: readonly string[],
  indexKeys: readonly string[],
): void {
  const nested = new Set(paths.filter((path) => path.length > 1).map(([name]) => name));
  const key = tableKeys.find((name) => nested.has(name));
  if (key !== undefined) throw notScalar(`Key: ${key}`);
  const indexKey = indexKeys.find((name) => nested.has(name));
  if (indexKey !== undefined) throw notScalar(`IndexKey: ${indexKey}`);
}

function notScalar(key: string): Error {
  return validationError(
    `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${key}`,
  );
}
