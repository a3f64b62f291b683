// Fn::If, and the functions that make conditions: Fn::Equals, Fn::And, Fn::Or, Fn::Not.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html

import { isJsonObject, type Json } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import { textAt } from "../../../../aws/template/scalar-text.ts";
import { argumentsOf, callOf, type Intrinsic } from "./intrinsic.ts";

const ifConditionText =
  "Template error: Fn::If requires a list argument with the first element being a condition";
const ifText = "Template error: Fn::If requires a list argument with three elements";
const equalsText = "Template error: every Fn::Equals object requires a list of 2 string parameters.";
const notText = "Template error: every Fn::Not object requires a list with exactly 1 boolean parameter.";

/** The functions that answer whether something holds. */
export const conditionFunctions: ReadonlySet<string> = new Set([
  "Fn::And",
  "Fn::Contains",
  "Fn::EachMemberEquals",
  "Fn::EachMemberIn",
  "Fn::Equals",
  "Fn::Not",
  "Fn::Or",
]);

export const notACondition =
  "Template format error: Conditions can only be boolean operations on parameters and other conditions";

/** Of an Fn::If. */
export function unresolvedCondition(name: string): string {
  return `Template error: unresolved condition dependency ${name} in Fn::If`;
}

export function circularConditions(names: readonly string[]): string {
  return `Template error: Found circular condition dependency: [${names.join(", ")}]`;
}

export function isCondition(value: Json | undefined): boolean {
  if (value === undefined) return false;
  return namedCondition(value) !== undefined || conditionFunctions.has(callOf(value)?.name ?? "");
}

/** The name in `{"Condition": name}`. */
export function namedCondition(value: Json): string | undefined {
  if (!isJsonObject(value) || Object.keys(value).length !== 1 || !Object.hasOwn(value, "Condition"))
    return undefined;
  return typeof value.Condition === "string" ? value.Condition : undefined;
}

export const conditional: Intrinsic = {
  check: (argument) => {
    if (!Array.isArray(argument) || typeof argument[0] !== "string") return ifConditionText;
    return argument.length === 3 ? undefined : ifText;
  },
  evaluate: (evaluation, argument, path) => {
    const [name, then, otherwise] = argumentsOf(argument);
    if (typeof name !== "string") return evaluation.fail(path, ifConditionText);
    if (argumentsOf(argument).length !== 3) return evaluation.fail(path, ifText);
    return evaluation.holds(name, path)
      ? evaluation.resolveOrDrop(then ?? null, memberPointer(path, 1))
      : evaluation.resolveOrDrop(otherwise ?? null, memberPointer(path, 2));
  },
};

/** Both sides are compared as texts: a parameter that says `true` equals the boolean. */
export const equals: Intrinsic = {
  check: (argument) => {
    const sides = argumentsOf(argument);
    return sides.length === 2 && sides.every((side) => side !== null) ? undefined : equalsText;
  },
  evaluate: (evaluation, argument, path) => {
    const sides = evaluation.resolve(argument, path);
    if (argumentsOf(sides).length !== 2) return evaluation.fail(path, equalsText);
    return comparable(sides, 0) === comparable(sides, 1);
  },
};

function comparable(sides: Json, index: 0 | 1): string {
  const text = textAt(sides, index);
  return text === undefined ? JSON.stringify(argumentsOf(sides)[index]) : JSON.stringify(text);
}

export const not: Intrinsic = {
  check: (argument) =>
    argumentsOf(argument).length === 1 && isCondition(argumentsOf(argument)[0]) ? undefined : notText,
  evaluate: (evaluation, argument, path) =>
    !evaluation.isTrue(argumentsOf(argument)[0] ?? null, memberPointer(path, 0)),
};

export const and = ofSeveral("Fn::And", (values) => values.every(Boolean));
export const or = ofSeveral("Fn::Or", (values) => values.some(Boolean));

function ofSeveral(name: string, decide: (values: readonly boolean[]) => boolean): Intrinsic {
  const problem = `Template error: every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`;
  return {
    check: (argument) => {
      const conditions = argumentsOf(argument);
      const isRightNumber = conditions.length >= 2 && conditions.length <= 10;
      return isRightNumber && conditions.every((each) => isCondition(each)) ? undefined : problem;
    },
    evaluate: (evaluation, argument, path) =>
      decide(argumentsOf(argument).map((each, index) => evaluation.isTrue(each, memberPointer(path, index)))),
  };
}
