// What of a WHERE clause is about the key, and what is left of it as a condition or a filter.

import { ServiceError } from "../../../aws/service-error.ts";
import type { KeyAttribute, KeySchema } from "../definitions/table.ts";
import type { KeyCondition, KeyOperator } from "../expressions/compiled.ts";
import type { ConditionTree, Operand } from "../expressions/tree.ts";
import { validationError } from "../refusals.ts";
import { type AttributeMap, type AttributeValue, attributeOf, typeOf } from "../values/attribute-value.ts";

/** A key that isn't of the table's schema. In a transaction it is a reason to cancel. */
export class KeyMismatch extends ServiceError {
  constructor(message: string) {
    super("ValidationException", message, { namespace: "com.amazon.coral.validate" });
  }
}

export interface KeyedWhere {
  readonly key: AttributeMap;
  /** What else must hold. */
  readonly rest: ConditionTree | undefined;
}

/** Undefined unless the clause gives each key attribute's value. Throws ValidationException if it gives two. */
export function keyedWhere(where: ConditionTree, { attributes }: KeySchema): KeyedWhere | undefined {
  const key = new Map<string, AttributeValue>();
  const rest: ConditionTree[] = [];
  for (const part of conjunctsOf(where)) {
    const equality = equalityOf(part);
    const attribute = attributes.find(({ name }) => name === equality?.name);
    if (equality === undefined || attribute === undefined) {
      rest.push(part);
      continue;
    }
    if (key.has(attribute.name)) {
      throw validationError(
        `Multiple conditions on same key ${attribute.name}. Only single item Update/Insert/Delete are supported`,
      );
    }
    refuseType(attribute, equality.value);
    key.set(attribute.name, equality.value);
  }
  if (key.size < attributes.length) return undefined;
  return { key: Object.fromEntries(key), rest: joined(rest) };
}

/** AWS reads each pair of a partition and a sort key that a clause names by itself. */
const mostReads = 50;

export interface ReadPlan {
  /** In the order in which they are read; undefined to scan. */
  readonly partitions: readonly AttributeValue[] | undefined;
  readonly sort: KeyCondition | undefined;
  readonly filter: ConditionTree | undefined;
}

/** How a SELECT reads its table or index: some partitions, if the clause names them, and of each a range. */
export function readPlan(where: ConditionTree | undefined, key: KeySchema): ReadPlan {
  const parts = where === undefined ? [] : conjunctsOf(where);
  // PartiQL reads no index whose key has more attributes.
  const [[partition], [sort]] = [key.partition, key.sort];
  const ofPartition = partition && parts.find((part) => valuesOf(part, partition) !== undefined);
  if (partition === undefined || ofPartition === undefined)
    return { partitions: undefined, sort: undefined, filter: where };
  const partitions = valuesOf(ofPartition, partition) ?? [];
  for (const value of partitions) refuseType(partition, value);
  const sorts = sort === undefined ? [] : parts.map((part) => valuesOf(part, sort)?.length ?? 1);
  if (partitions.length * Math.max(1, ...sorts) > mostReads)
    throw validationError("Too many decomposed read operations for a given query.");
  const ofSort = sort && parts.find((part) => rangeOf(part, sort) !== undefined);
  const rest = parts.filter((part) => part !== ofPartition && part !== ofSort);
  return {
    partitions,
    sort: sort && ofSort && rangeOf(ofSort, sort),
    filter: joined(rest),
  };
}

function conjunctsOf(tree: ConditionTree): readonly ConditionTree[] {
  return tree.type === "and" ? [...conjunctsOf(tree.left), ...conjunctsOf(tree.right)] : [tree];
}

function joined(parts: readonly ConditionTree[]): ConditionTree | undefined {
  return parts.reduce<ConditionTree | undefined>(
    (left, right) => (left === undefined ? right : { type: "and", left, right }),
    undefined,
  );
}

function equalityOf(
  tree: ConditionTree,
): { readonly name: string; readonly value: AttributeValue } | undefined {
  if (tree.type !== "comparison" || tree.operator !== "=") return undefined;
  const [left, right] = tree.operands as readonly [Operand, Operand];
  const [path, value] = left.type === "path" ? [left, right] : [right, left];
  if (path.type !== "path" || path.path.length > 1 || value.type !== "value") return undefined;
  return { name: path.path[0], value: value.value };
}

/** The values that a key attribute may have: one, or those of an IN. */
function valuesOf(tree: ConditionTree, { name }: KeyAttribute): readonly AttributeValue[] | undefined {
  const equality = equalityOf(tree);
  if (equality?.name === name) return [equality.value];
  if (tree.type !== "comparison" || tree.operator !== "IN" || !isAttribute(tree.operands[0], name))
    return undefined;
  const values = tree.operands
    .slice(1)
    .flatMap((operand) => (operand.type === "value" ? [operand.value] : []));
  if (values.length < tree.operands.length - 1) return undefined;
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function isAttribute(operand: Operand | undefined, name: string): boolean {
  return operand?.type === "path" && operand.path.length === 1 && operand.path[0] === name;
}

/** A condition that an index answers; of another type it is left to the filter, which nothing passes. */
function rangeOf(tree: ConditionTree, { name, type }: KeyAttribute): KeyCondition | undefined {
  if (tree.type !== "comparison" && tree.type !== "call") return undefined;
  const operator = operators.get(tree.type === "call" ? tree.name : tree.operator);
  if (operator === undefined) return undefined;
  const [first, ...others] = tree.operands;
  const isMirrored = others.length === 1 && tree.type === "comparison" && isAttribute(others[0], name);
  if (!isMirrored && !isAttribute(first, name)) return undefined;
  const operands = isMirrored ? [first] : others;
  const values = operands.flatMap((operand) => (operand?.type === "value" ? [operand.value] : []));
  const [value, ...more] = values;
  if (value === undefined || values.length < operands.length) return undefined;
  if (values.some((each) => typeOf(each) !== type)) return undefined;
  return {
    attribute: name,
    operator: isMirrored ? (mirrored.get(operator) ?? operator) : operator,
    values: [value, ...more],
  };
}

const operators: ReadonlyMap<string, KeyOperator> = new Map<string, KeyOperator>(
  (["=", "<", "<=", ">", ">=", "BETWEEN", "begins_with"] as const).map((operator) => [operator, operator]),
);

const mirrored: ReadonlyMap<KeyOperator, KeyOperator> = new Map<KeyOperator, KeyOperator>([
  ["<", ">"],
  ["<=", ">="],
  [">", "<"],
  [">=", "<="],
]);

function refuseType({ name, type }: KeyAttribute, value: AttributeValue): void {
  if (typeOf(value) === type) return;
  throw new KeyMismatch(
    `Key attribute's data type should match its data type in table's schema: Key ${name}`,
  );
}

/** An item that is to be written must have its key. Throws KeyMismatch. */
export function refuseKeyless(item: AttributeMap, { attributes }: KeySchema): void {
  for (const attribute of attributes) {
    const value = attributeOf(item, attribute.name);
    if (value === undefined)
      throw new KeyMismatch(`Key attribute should be present in the item: Key ${attribute.name}`);
    refuseType(attribute, value);
  }
}
