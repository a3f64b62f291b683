// A Choice rule in a few words, for the edge it stands at: `$.n > 3 and $.s is a string`.

import { asJson, type Json } from "../../aws/json.ts";
import type { ChoiceRule } from "../definition.ts";

const longestLabel = 60;

export function ruleLabel(rule: ChoiceRule): string {
  const label = describe(asJson(rule));
  return label.length <= longestLabel ? label : `${label.slice(0, longestLabel - 1)}…`;
}

type Rule = Readonly<Record<string, Json | undefined>>;

const signs: Readonly<Record<string, string>> = {
  Equals: "=",
  LessThan: "<",
  GreaterThan: ">",
  LessThanEquals: "≤",
  GreaterThanEquals: "≥",
  Matches: "~",
};

const kinds: Readonly<Record<string, string>> = {
  IsNull: "null",
  IsPresent: "there",
  IsNumeric: "a number",
  IsString: "a string",
  IsBoolean: "a boolean",
  IsTimestamp: "a timestamp",
};

function describe(rule: Rule): string {
  if (rule.Condition !== undefined) return conditionText(rule.Condition);
  if (rule.And !== undefined) return joined(rule.And, " and ");
  if (rule.Or !== undefined) return joined(rule.Or, " or ");
  if (rule.Not !== undefined) return `not (${describe(rule.Not as Rule)})`;
  return comparisonText(rule);
}

function conditionText(condition: Json): string {
  return typeof condition === "string"
    ? condition.slice(2, -2).trim().replace(/\s+/g, " ")
    : String(condition);
}

function joined(rules: Json, word: string): string {
  // Parentheses keep an `or` within an `and` apart.
  const parts = (rules as readonly Rule[]).map((rule) =>
    (rule.And ?? rule.Or) ? `(${describe(rule)})` : describe(rule),
  );
  return parts.join(word);
}

function comparisonText(rule: Rule): string {
  for (const [operator, operand] of Object.entries(rule)) {
    const kind = kinds[operator];
    if (kind !== undefined) return `${rule.Variable} is ${operand === false ? "not " : ""}${kind}`;
    const [, ordering = "", path] =
      /^(?:String|Numeric|Boolean|Timestamp)(\w+?)(Path)?$/.exec(operator) ?? [];
    const sign = signs[ordering];
    if (sign !== undefined)
      return `${rule.Variable} ${sign} ${path === undefined ? JSON.stringify(operand) : operand}`;
  }
  return String(rule.Variable ?? "");
}
