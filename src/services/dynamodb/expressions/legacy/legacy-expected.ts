// Expected: the conditions of a write, of which each is either a comparison or a value that must, or must not, be there.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.Expected.html

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { invalidParameter } from "../../refusals.ts";
import { readValue } from "../../values/read-value.ts";
import { validValue } from "../../values/validate-value.ts";
import {
  type LegacyCondition,
  listOf,
  objectOf,
  operatorOf,
  refuseBounds,
  refuseCount,
  refuseMixedTypes,
} from "./legacy-conditions.ts";

/** Throws ValidationException or SerializationException. */
export function readExpected(json: Json): readonly LegacyCondition[] {
  return Object.entries(objectOf(json)).map(([attribute, written]) =>
    expectedOf(attribute, withoutNulls(objectOf(written))),
  );
}

function withoutNulls(json: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(json).filter(([, member]) => member !== null));
}

function expectedOf(attribute: string, condition: JsonObject): LegacyCondition {
  const { Value, AttributeValueList, ComparisonOperator, Exists } = condition;
  if (Value !== undefined && AttributeValueList !== undefined) {
    throw invalidParameter(
      `Value and AttributeValueList cannot be used together for Attribute: ${attribute}`,
    );
  }
  if (ComparisonOperator !== undefined) return comparisonOf(attribute, condition);
  if (AttributeValueList !== undefined) {
    throw invalidParameter(
      `AttributeValueList can only be used with a ComparisonOperator for Attribute: ${attribute}`,
    );
  }
  const exists = Exists === undefined || readValue({ BOOL: Exists }).BOOL === true;
  if (!exists) {
    if (Value !== undefined)
      throw invalidParameter(`Value cannot be used when Exists is false for Attribute: ${attribute}`);
    return { attribute, operator: "NULL", values: [] };
  }
  if (Value === undefined) {
    throw invalidParameter(
      `Value must be provided when Exists is ${Exists ?? null} for Attribute: ${attribute}`,
    );
  }
  return { attribute, operator: "EQ", values: [validValue(readValue(Value))] };
}

function comparisonOf(attribute: string, condition: JsonObject): LegacyCondition {
  const { Value, AttributeValueList, ComparisonOperator, Exists } = condition;
  if (Exists !== undefined) {
    throw invalidParameter(
      `Exists and ComparisonOperator cannot be used together for Attribute: ${attribute}`,
    );
  }
  const operator = operatorOf(ComparisonOperator);
  if (operator !== "NULL" && operator !== "NOT_NULL" && (AttributeValueList ?? Value) === undefined) {
    throw invalidParameter(
      `Value or AttributeValueList must be used with ComparisonOperator: ${operator} for Attribute: ${attribute}`,
    );
  }
  const written =
    AttributeValueList === undefined ? (Value === undefined ? [] : [Value]) : listOf(AttributeValueList);
  refuseCount(operator, written);
  const values = written.map((value) => validValue(readValue(value)));
  refuseMixedTypes(values);
  if (operator === "BETWEEN") refuseBounds(values);
  return { attribute, operator, values };
}
