// Ref, Fn::GetAtt, Fn::Sub and Fn::ImportValue: what stands for something else.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import { textAt } from "../../../../aws/template/scalar-text.ts";
import { argumentsOf, callOf, canBeText, type Evaluation, type Intrinsic, noValue } from "./intrinsic.ts";
import { partsOfSub } from "./sub-text.ts";

const refText = "Template error: every Ref object must have a single String value.";
const getAttText =
  "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute";
const subText =
  "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string";
const subNameText =
  "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons";
export const importText =
  "Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs";

export const ref: Intrinsic = {
  check: (argument) => (typeof argument === "string" && argument !== "" ? undefined : refText),
  evaluate: (evaluation, argument, path) =>
    typeof argument === "string" ? evaluation.ref(argument, path) : evaluation.fail(path, refText),
};

export interface Attribute {
  readonly logicalId: string;
  readonly attribute: string;
}

/** What `Fn::GetAtt` names: `["Queue", "Arn"]`, or `"Queue.Arn"`, whose attribute is all after the first dot. */
export function attributeOf(argument: Json): Attribute | undefined {
  const [logicalId, attribute, ...more] =
    typeof argument === "string" ? atFirstDot(argument) : argumentsOf(argument);
  if (typeof logicalId !== "string" || typeof attribute !== "string" || more.length > 0) return undefined;
  return logicalId === "" || attribute === "" ? undefined : { logicalId, attribute };
}

export const getAtt: Intrinsic = {
  check: (argument) => {
    const [logicalId, attribute] = argumentsOf(argument);
    // The name of an attribute may be a parameter's value; that of a resource may not.
    const isComputed =
      typeof logicalId === "string" && logicalId !== "" && callOf(attribute ?? null)?.name === "Ref";
    return attributeOf(argument) !== undefined || isComputed ? undefined : getAttText;
  },
  evaluate: (evaluation, argument, path) => {
    const named = attributeOf(argument) ?? attributeOf(evaluation.resolve(argument, path));
    if (named === undefined) return evaluation.fail(path, getAttText);
    return evaluation.attribute(named.logicalId, named.attribute, path);
  },
};

export const sub: Intrinsic = {
  check: (argument) => {
    const [text, variables] = argumentsOfSub(argument);
    if (typeof text !== "string" || variables === undefined) return subText;
    if (!Object.values(variables).every((value) => value === null || canBeText(value))) return subText;
    return partsOfSub(text).some((part) => "invalid" in part) ? subNameText : undefined;
  },
  evaluate: (evaluation, argument, path) => {
    const [text, variables] = argumentsOfSub(argument);
    if (typeof text !== "string" || variables === undefined) return evaluation.fail(path, subText);
    const values =
      Object.keys(variables).length === 0 ? {} : evaluation.resolve(variables, memberPointer(path, 1));
    const parts = partsOfSub(text).map((part) => {
      if ("literal" in part) return part.literal;
      return "invalid" in part
        ? evaluation.fail(path, subNameText)
        : substitute(evaluation, part.name, values, path);
    });
    return evaluation.joined(parts, "", path);
  },
};

function argumentsOfSub(argument: Json): readonly [Json | undefined, JsonObject | undefined] {
  if (!Array.isArray(argument)) return [argument, {}];
  const [text, variables] = argument as readonly Json[];
  return [text, argument.length === 2 && isJsonObject(variables) ? variables : undefined];
}

function substitute(evaluation: Evaluation, name: string, values: Json, path: string): string {
  if (isJsonObject(values) && Object.hasOwn(values, name)) {
    if (values[name] === null) return "";
    return textAt(values, name) ?? evaluation.fail(path, subText);
  }
  const value = name.includes(".") ? getAtt.evaluate(evaluation, name, path) : evaluation.ref(name, path);
  if (value === noValue) return "";
  const text = Array.isArray(value) ? undefined : textAt([value], 0);
  const problem = `Template error: Fn::Sub expression does not resolve to a string: \${${name}}`;
  return text ?? evaluation.fail(path, problem);
}

export const importValue: Intrinsic = {
  check: (argument) => (canBeText(argument) && !dependsOnResources(argument) ? undefined : importText),
  evaluate: (evaluation, argument, path) => {
    const name = evaluation.resolve(argument, path);
    return typeof name === "string" ? evaluation.exported(name, path) : evaluation.fail(path, importText);
  },
};

function dependsOnResources(value: Json): boolean {
  const name = callOf(value)?.name;
  if (name === "Fn::GetAtt" || name === "Fn::GetAZs" || name === "Fn::ImportValue") return true;
  const inner = Array.isArray(value) || isJsonObject(value) ? Object.values(value) : [];
  return inner.some((member) => dependsOnResources(member));
}

function atFirstDot(text: string): readonly string[] {
  const dot = text.indexOf(".");
  return dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
