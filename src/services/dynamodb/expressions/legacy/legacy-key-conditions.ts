// KeyConditions: what came before KeyConditionExpression.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.KeyConditions.html

import { validationError } from "../../refusals.ts";
import type { KeyCondition, KeyOperator } from "../compiled.ts";
import type { LegacyCondition, LegacyOperator } from "./legacy-conditions.ts";

const operators: Readonly<Partial<Record<LegacyOperator, KeyOperator>>> = {
  EQ: "=",
  LT: "<",
  LE: "<=",
  GT: ">",
  GE: ">=",
  BETWEEN: "BETWEEN",
  BEGINS_WITH: "begins_with",
};

/** Of an index whose key has the most attributes that there can be: four of either kind. */
const mostConditions = 8;

/** Throws ValidationException for operators that an index can't answer. */
export function legacyKeyConditions(conditions: readonly LegacyCondition[]): readonly KeyCondition[] {
  if (conditions.length === 0 || conditions.length > mostConditions)
    throw validationError("Conditions can be of length 1 or 2 only");
  return conditions.map(({ attribute, operator: written, values }) => {
    const operator = operators[written];
    const [first, ...others] = values;
    if (operator === undefined || first === undefined)
      throw validationError("Attempted conditional constraint is not an indexable operation");
    return { attribute, operator, values: [first, ...others] };
  });
}
