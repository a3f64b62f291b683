// Conditions as they were written before expressions: Expected, QueryFilter, ScanFilter and KeyConditions.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { invalidParameter, serializationError, validationError } from "../../refusals.ts";
import { type AttributeType, type AttributeValue, typeOf } from "../../values/attribute-value.ts";
import { orderOf } from "../../values/compare.ts";
import { readValue } from "../../values/read-value.ts";
import { validValue } from "../../values/validate-value.ts";
import type { Comparator } from "../syntax.ts";
import type { ConditionTree, Operand } from "../tree.ts";

/** One attribute's condition. */
export interface LegacyCondition {
  readonly attribute: string;
  readonly operator: LegacyOperator;
  readonly values: readonly AttributeValue[];
}

interface OperatorRule {
  readonly fewest: number;
  readonly most: number;
  /** Of the values with which it can compare; absent for none. */
  readonly types?: readonly AttributeType[];
}

const ordered: readonly AttributeType[] = ["S", "N", "B"];
const equated: readonly AttributeType[] = ["S", "N", "B", "SS", "NS", "BS"];

const rules = {
  EQ: { fewest: 1, most: 1, types: equated },
  NE: { fewest: 1, most: 1, types: equated },
  LE: { fewest: 1, most: 1, types: ordered },
  LT: { fewest: 1, most: 1, types: ordered },
  GE: { fewest: 1, most: 1, types: ordered },
  GT: { fewest: 1, most: 1, types: ordered },
  NOT_NULL: { fewest: 0, most: 0 },
  NULL: { fewest: 0, most: 0 },
  CONTAINS: { fewest: 1, most: 1, types: ordered },
  NOT_CONTAINS: { fewest: 1, most: 1, types: ordered },
  BEGINS_WITH: { fewest: 1, most: 1, types: ["S", "B"] },
  IN: { fewest: 1, most: Number.POSITIVE_INFINITY, types: ordered },
  BETWEEN: { fewest: 2, most: 2, types: ordered },
} satisfies Record<string, OperatorRule>;

export type LegacyOperator = keyof typeof rules;

/** QueryFilter, ScanFilter or KeyConditions. Throws ValidationException or SerializationException. */
export function readConditions(json: Json): readonly LegacyCondition[] {
  return Object.entries(objectOf(json)).map(([attribute, written]) => {
    const condition = objectOf(written);
    const operator = operatorOf(condition.ComparisonOperator);
    const values = listOf(condition.AttributeValueList ?? []).map((value) => validValue(readValue(value)));
    refuseCount(operator, values);
    refuseMixedTypes(values);
    const { types }: OperatorRule = rules[operator];
    for (const value of values) {
      if (types !== undefined && !types.includes(typeOf(value))) {
        throw invalidParameter(
          `ComparisonOperator ${operator} is not valid for ${typeOf(value)} AttributeValue type`,
        );
      }
    }
    if (operator === "BETWEEN") refuseBounds(values);
    return { attribute, operator, values };
  });
}

export function objectOf(json: Json): JsonObject {
  if (isJsonObject(json)) return json;
  throw serializationError("Unexpected field type");
}

export function listOf(json: Json): readonly Json[] {
  if (Array.isArray(json)) return json;
  throw serializationError("Unexpected field type");
}

/** Throws SerializationException. Null is absence. */
export function textOf(json: Json | undefined): string | undefined {
  return readValue({ S: json ?? null }).S as string | undefined;
}

export function operatorOf(json: Json | undefined): LegacyOperator {
  const operator = textOf(json);
  if (operator !== undefined && Object.hasOwn(rules, operator)) return operator as LegacyOperator;
  const [shown, bound] =
    operator === undefined
      ? ["null", "not be null"]
      : [`'${operator}'`, `satisfy enum value set: [${Object.keys(rules).join(", ")}]`];
  throw validationError(
    `1 validation error detected: Value ${shown} at 'comparisonOperator' failed to satisfy constraint: Member must ${bound}`,
  );
}

export function refuseCount(operator: LegacyOperator, values: readonly unknown[]): void {
  const { fewest, most } = rules[operator];
  if (values.length >= fewest && values.length <= most) return;
  throw invalidParameter(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
}

export function refuseMixedTypes(values: readonly AttributeValue[]): void {
  if (new Set(values.map(typeOf)).size > 1)
    throw invalidParameter("AttributeValues inside AttributeValueList must be of same type");
}

export function refuseBounds([low, high]: readonly AttributeValue[]): void {
  if (low === undefined || high === undefined || (orderOf(low, high) ?? 0) <= 0) return;
  throw validationError(
    "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
  );
}

/** Throws ValidationException for an operator without conditions to join. */
export function joinConditions(
  conditions: readonly LegacyCondition[],
  operator: Json | undefined,
): ConditionTree | undefined {
  const type = operator === "OR" ? "or" : "and";
  return conditions
    .map(treeOf)
    .reduce<ConditionTree | undefined>(
      (left, right) => (left === undefined ? right : { type, left, right }),
      undefined,
    );
}

const comparators: Readonly<Partial<Record<LegacyOperator, Comparator | "BETWEEN" | "IN">>> = {
  EQ: "=",
  NE: "<>",
  LT: "<",
  LE: "<=",
  GT: ">",
  GE: ">=",
  BETWEEN: "BETWEEN",
  IN: "IN",
};

const functions: Readonly<Partial<Record<LegacyOperator, string>>> = {
  NULL: "attribute_not_exists",
  NOT_NULL: "attribute_exists",
  CONTAINS: "contains",
  NOT_CONTAINS: "contains",
  BEGINS_WITH: "begins_with",
};

function treeOf({ attribute, operator, values }: LegacyCondition): ConditionTree {
  const operands: Operand[] = [
    { type: "path", path: [attribute] },
    ...values.map((value) => ({ type: "value", value }) as const),
  ];
  const comparator = comparators[operator];
  if (comparator !== undefined) return { type: "comparison", operator: comparator, operands };
  const call: ConditionTree = { type: "call", name: functions[operator] ?? operator, operands };
  return operator === "NOT_CONTAINS" ? { type: "not", condition: call } : call;
}
