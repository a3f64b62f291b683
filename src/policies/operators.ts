// The operators of conditions, each by its name: how a value of the policy is held against one of the request.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html

import { compileArnPattern } from "./arn-pattern.ts";
import { compileIpRange } from "./ip-range.ts";
import { compilePattern, type TextMatcher } from "./pattern.ts";

export interface ConditionOperator {
  /** Whether it is true of what no value matches. */
  readonly isNegated: boolean;
  /** Undefined for a value that it cannot take. */
  readonly compile: (value: string, hasVariables: boolean) => TextMatcher | undefined;
}

type Compile = ConditionOperator["compile"];

const stringEquals: Compile = (value, hasVariables) =>
  compilePattern(value, { hasWildcards: false, hasVariables });
const equalsIgnoringCase: Compile = (value, hasVariables) =>
  compilePattern(value, { hasWildcards: false, hasVariables, ignoresCase: true });
const stringLike: Compile = (value, hasVariables) =>
  compilePattern(value, { hasWildcards: true, hasVariables });
const arnLike: Compile = (value, hasVariables) =>
  compileArnPattern(value, { hasWildcards: true, hasVariables });
const sameBytes: Compile = (value) => (text) => text === value;
const sameFlag: Compile = (value) => {
  const wanted = value.toLowerCase();
  return wanted === "true" || wanted === "false" ? (text) => text.toLowerCase() === wanted : undefined;
};
const inRange: Compile = (value) => compileIpRange(value);

function compared(read: (text: string) => number, isSo: (found: number, wanted: number) => boolean): Compile {
  return (value) => {
    const wanted = read(value);
    if (Number.isNaN(wanted)) return undefined;
    return (text) => isSo(read(text), wanted);
  };
}

function numberIn(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

/** ISO 8601, or seconds since the epoch. */
function timeIn(text: string): number {
  if (/^-?\d+$/.test(text) && text.length > 4) return Number(text) * 1000;
  return /^\d{4}(?:-|$)/.test(text) ? Date.parse(text) : Number.NaN;
}

const positive = (compile: Compile): ConditionOperator => ({ isNegated: false, compile });
const negated = (compile: Compile): ConditionOperator => ({ isNegated: true, compile });

function comparisons(type: string, read: (text: string) => number): [string, ConditionOperator][] {
  const equals = compared(read, (found, wanted) => found === wanted);
  return [
    [`${type}equals`, positive(equals)],
    [`${type}notequals`, negated(equals)],
    [`${type}lessthan`, positive(compared(read, (found, wanted) => found < wanted))],
    [`${type}lessthanequals`, positive(compared(read, (found, wanted) => found <= wanted))],
    [`${type}greaterthan`, positive(compared(read, (found, wanted) => found > wanted))],
    [`${type}greaterthanequals`, positive(compared(read, (found, wanted) => found >= wanted))],
  ];
}

/** By their names in small letters, without `IfExists` and what precedes a colon. `Null` is none of them: it takes no value. */
export const conditionOperators: ReadonlyMap<string, ConditionOperator> = new Map<string, ConditionOperator>([
  ["stringequals", positive(stringEquals)],
  ["stringnotequals", negated(stringEquals)],
  ["stringequalsignorecase", positive(equalsIgnoringCase)],
  ["stringnotequalsignorecase", negated(equalsIgnoringCase)],
  ["stringlike", positive(stringLike)],
  ["stringnotlike", negated(stringLike)],
  ["arnequals", positive(arnLike)],
  ["arnlike", positive(arnLike)],
  ["arnnotequals", negated(arnLike)],
  ["arnnotlike", negated(arnLike)],
  ["bool", positive(sameFlag)],
  ["binaryequals", positive(sameBytes)],
  ["ipaddress", positive(inRange)],
  ["notipaddress", negated(inRange)],
  ...comparisons("numeric", numberIn),
  ...comparisons("date", timeIn),
]);
