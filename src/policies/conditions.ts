// The Condition of a statement, compiled: operators and keys must all hold, of a key's values one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html

import { isJsonObject, type Json } from "../aws/json.ts";
import { type ConditionOperator, conditionOperators } from "./operators.ts";
import type { TextMatcher } from "./pattern.ts";
import { PolicySyntaxError } from "./policy-syntax-error.ts";
import type { RequestContext } from "./request.ts";

export type Condition = (context: RequestContext) => boolean;

/** How the several values of a key of the request are taken. */
type Quantifier = "all" | "any" | "single";

/** Throws PolicySyntaxError. */
export function compileCondition(condition: Json, hasVariables: boolean): Condition {
  if (!isJsonObject(condition)) throw new PolicySyntaxError("Condition: expected an object of operators");
  const tests = Object.entries(condition).flatMap(([operator, keys]) => {
    if (!isJsonObject(keys)) throw new PolicySyntaxError(`Condition.${operator}: expected an object of keys`);
    return Object.entries(keys).map(([key, values]) =>
      compileTest(operator, key, valuesOf(values, `Condition.${operator}.${key}`), hasVariables),
    );
  });
  return (context) => tests.every((holds) => holds(context));
}

export function isConditionOperator(name: string): boolean {
  return isNull(name) || conditionOperators.has(partsOf(name).bare);
}

function partsOf(name: string): {
  readonly quantifier: Quantifier;
  readonly bare: string;
  readonly isOptional: boolean;
} {
  const [, prefix, bare = "", ifExists] =
    /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(name.toLowerCase()) ?? [];
  const quantifier = prefix === "forallvalues" ? "all" : prefix === "foranyvalue" ? "any" : "single";
  return { quantifier, bare, isOptional: ifExists !== undefined };
}

/** The one operator that has neither `IfExists` nor what precedes a colon. */
function isNull(name: string): boolean {
  return name.toLowerCase() === "null";
}

function compileTest(name: string, key: string, values: readonly string[], hasVariables: boolean): Condition {
  const { quantifier, bare, isOptional } = partsOf(name);
  const at = key.toLowerCase();
  if (isNull(name)) return nullTest(at, values, key);
  const operator = conditionOperators.get(bare);
  if (operator === undefined) throw new PolicySyntaxError(`Invalid Condition type : ${name}`);
  const matchers = values.map((value) => {
    const matcher = operator.compile(value, hasVariables);
    if (matcher !== undefined) return matcher;
    throw new PolicySyntaxError(`Condition.${name}.${key}: ${JSON.stringify(value)} is no value for it`);
  });
  return valueTest(at, operator, matchers, { quantifier, isOptional });
}

function valueTest(
  key: string,
  { isNegated }: ConditionOperator,
  matchers: readonly TextMatcher[],
  { quantifier, isOptional }: { readonly quantifier: Quantifier; readonly isOptional: boolean },
): Condition {
  return (context) => {
    const found = context.get(key);
    const isMissing = found === undefined || found.length === 0;
    if (isMissing && typeof found !== "string") {
      if (quantifier === "all" || isOptional) return true;
      return quantifier === "single" && isNegated;
    }
    const matchesOne = (value: string) => matchers.some((matches) => matches(value, context));
    if (typeof found === "string") return matchesOne(found) !== isNegated;
    const holds = (value: string) => matchesOne(value) !== isNegated;
    // Several values that nobody said how to take: one must match, or none.
    const isEach = quantifier === "all" || (quantifier === "single" && isNegated);
    return isEach ? (found ?? []).every(holds) : (found ?? []).some(holds);
  };
}

/** True asks for a key that is not there, false for one that is. */
function nullTest(key: string, values: readonly string[], shown: string): Condition {
  const wanted = values.map((value) => value.toLowerCase());
  if (!wanted.every((value) => value === "true" || value === "false"))
    throw new PolicySyntaxError(`Condition.Null.${shown}: expected true or false`);
  return (context) => wanted.includes(context.has(key) ? "false" : "true");
}

function valuesOf(values: Json, where: string): readonly string[] {
  return [values].flat().map((value) => {
    if (typeof value === "string") return value;
    if (typeof value === "boolean" || typeof value === "number") return String(value);
    throw new PolicySyntaxError(`${where}: expected a text, a number or a boolean`);
  });
}
