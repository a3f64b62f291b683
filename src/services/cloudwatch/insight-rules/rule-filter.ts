// The filters of a Contributor Insights rule: each looks at one field of a log event.

import { isJsonObject, type Json } from "../../../aws/json.ts";
import type { EventFields } from "./event-fields.ts";
import { invalidRule } from "./invalid-rule.ts";

export type EventFilter = (fields: EventFields) => boolean;

const mostValues = 10;
const operators = [
  ...(["In", "NotIn", "StartsWith", "GreaterThan", "LessThan", "EqualTo"] as const),
  ...(["NotEqualTo", "IsPresent"] as const),
];

/** Throws InvalidParameterValueException. */
export function compileFilter(filter: Json): EventFilter {
  if (!isJsonObject(filter) || typeof filter.Match !== "string")
    throw invalidRule("each of Filters must Match a field");
  const field = filter.Match;
  const given = operators.filter((name) => filter[name] !== undefined);
  const [operator] = given;
  if (operator === undefined || given.length > 1)
    throw invalidRule(`each of Filters must have one of ${operators.join(", ")}`);
  const operand = filter[operator];
  switch (operator) {
    case "In":
    case "NotIn":
    case "StartsWith": {
      const values = textsIn(operand, operator);
      if (operator === "StartsWith")
        return (fields) => values.some((value) => fields.text(field)?.startsWith(value) === true);
      const isIn = operator === "In";
      return (fields) => {
        const text = fields.text(field);
        return text !== undefined && values.includes(text) === isIn;
      };
    }
    case "IsPresent":
      if (typeof operand !== "boolean") throw invalidRule("IsPresent must be true or false");
      return (fields) => (fields.text(field) !== undefined) === operand;
    default: {
      if (typeof operand !== "number") throw invalidRule(`${operator} must be a number`);
      const test = comparisons[operator];
      return (fields) => {
        const number = fields.number(field);
        return number !== undefined && test(number, operand);
      };
    }
  }
}

const comparisons = {
  GreaterThan: (left: number, right: number) => left > right,
  LessThan: (left: number, right: number) => left < right,
  EqualTo: (left: number, right: number) => left === right,
  NotEqualTo: (left: number, right: number) => left !== right,
};

function textsIn(value: Json | undefined, operator: string): readonly string[] {
  const isList = Array.isArray(value) && value.length > 0 && value.length <= mostValues;
  if (isList && value.every((each) => typeof each === "string")) return value;
  throw invalidRule(`${operator} must be a list of one to ${mostValues} texts`);
}
