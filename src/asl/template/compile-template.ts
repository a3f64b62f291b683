// Payload templates: JSON in which the value of a key that ends with `.$` is a path or an intrinsic function call. Parts that
// hold no such key are constant and are handed out as they are, without a copy.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html

import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { compileCall, isCall } from "../intrinsics/compile-call.ts";
import { findOf } from "../path/find.ts";
import { notFoundInField } from "../path/not-found.ts";
import { parsePath } from "../path/parse-path.ts";
import { setMember } from "../path/result-path.ts";
import { DefinitionError, type Evaluate } from "../scope.ts";

export function compileTemplate(template: Json, fieldName: string): Evaluate {
  return compileDynamic(template, fieldName) ?? (() => template);
}

/** Undefined if the template is constant. */
function compileDynamic(template: Json, fieldName: string): Evaluate | undefined {
  if (Array.isArray(template)) return compileArray(template, fieldName);
  return isJsonObject(template) ? compileObject(template as JsonObject, fieldName) : undefined;
}

function compileArray(template: readonly Json[], fieldName: string): Evaluate | undefined {
  const items = template.map((item) => compileDynamic(item, fieldName));
  if (items.every((item) => item === undefined)) return undefined;
  const evaluators = items.map((item, index) => item ?? (() => template[index] as Json));
  return (scope) => evaluators.map((evaluate) => evaluate(scope));
}

function compileObject(template: JsonObject, fieldName: string): Evaluate | undefined {
  const names: string[] = [];
  const evaluators: (Evaluate | undefined)[] = [];
  const constants: Json[] = [];
  for (const [key, value] of Object.entries(template)) {
    const isExpression = key.endsWith(".$");
    names.push(isExpression ? key.slice(0, -2) : key);
    evaluators.push(
      isExpression ? compileExpression(value, key, fieldName) : compileDynamic(value, fieldName),
    );
    constants.push(value);
  }
  if (evaluators.every((evaluate) => evaluate === undefined)) return undefined;
  const hasPrototypeKey = names.includes("__proto__");
  return (scope) => {
    const built: Record<string, Json> = {};
    for (let index = 0; index < names.length; index++) {
      const evaluate = evaluators[index];
      const value = evaluate === undefined ? (constants[index] as Json) : evaluate(scope);
      if (hasPrototypeKey) setMember(built, names[index] as string, value);
      else built[names[index] as string] = value;
    }
    return built;
  };
}

function compileExpression(value: Json, key: string, fieldName: string): Evaluate {
  if (typeof value !== "string" || !(value.startsWith("$") || isCall(value))) {
    throw new DefinitionError(
      `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
      fieldName,
    );
  }
  if (isCall(value)) return compileCall(value, key);
  const path = parsePath(value, key);
  const find = findOf(path);
  return (scope) => {
    const found = find(scope);
    if (found === undefined) throw notFoundInField(scope, { text: value, field: key, path });
    return found;
  };
}
