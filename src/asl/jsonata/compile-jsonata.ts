// JSONata fields. Literal data is constant, and an expression that only names members of `$states` or of a variable is read
// straight from the bindings; everything else is compiled into closures, once.
// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html

import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { setMember } from "../../aws/set-member.ts";
import type { EvaluateJsonata, JsonataBindings } from "./bindings.ts";
import { compileExpression } from "./expression.ts";

/** What stands between `{%` and `%}`, or undefined if the text is no expression. */
export function jsonataExpression(text: string): string | undefined {
  return text.length >= 4 && text.startsWith("{%") && text.endsWith("%}")
    ? text.slice(2, -2).trim()
    : undefined;
}

/** A text with its delimiters; a text without them stands for itself. */
export function compileJsonata(text: string, field: string): EvaluateJsonata {
  const expression = jsonataExpression(text);
  return expression === undefined ? () => text : compileExpression(expression, field);
}

/** JSON at any depth of which every text may be an expression. */
export function compileJsonataTemplate(template: Json, fieldName: string): EvaluateJsonata {
  const expressions: EvaluateJsonata[] = [];
  const build = compileDynamic(template, fieldName, expressions);
  const [first] = expressions;
  if (build === undefined || first === undefined) return () => template;
  if (typeof template === "string") return first;
  if (expressions.length === 1) return (bindings) => build([first(bindings)]);
  const evaluate = (bindings: JsonataBindings) =>
    build(expressions.map((expression) => expression(bindings)));
  return Object.assign(evaluate, { inPieces: piecesOf(expressions, build) });
}

function piecesOf(expressions: readonly EvaluateJsonata[], build: Build): EvaluateJsonata["inPieces"] {
  return function* (bindings) {
    const values: Json[] = [];
    for (const expression of expressions) {
      values.push(expression(bindings));
      if (values.length < expressions.length) yield;
    }
    return build(values);
  };
}

/** From what the expressions gave. */
type Build = (values: readonly Json[]) => Json;

/** Adds the expressions that it finds. Undefined if the template is constant. */
function compileDynamic(template: Json, field: string, expressions: EvaluateJsonata[]): Build | undefined {
  if (typeof template === "string") {
    const expression = jsonataExpression(template);
    if (expression === undefined) return undefined;
    const at = expressions.push(compileExpression(expression, field)) - 1;
    return (values) => values[at] as Json;
  }
  if (Array.isArray(template)) {
    const items = template.map((item, at) => compileDynamic(item, `${field}[${at}]`, expressions));
    return compileItems(template, items, (values) => values);
  }
  if (!isJsonObject(template)) return undefined;
  const names = Object.keys(template);
  const members = Object.values(template as JsonObject);
  const builds = members.map((member, at) => compileDynamic(member, `${field}/${names[at]}`, expressions));
  return compileItems(members, builds, (values) => objectOf(names, values));
}

function compileItems(
  items: readonly Json[],
  builds: readonly (Build | undefined)[],
  whole: Build,
): Build | undefined {
  if (builds.every((build) => build === undefined)) return undefined;
  return (values) => whole(items.map((item, at) => builds[at]?.(values) ?? item));
}

function objectOf(names: readonly string[], values: readonly Json[]): JsonObject {
  const object: Record<string, Json> = {};
  for (let index = 0; index < names.length; index++) {
    setMember(object, names[index] as string, values[index] as Json);
  }
  return object;
}
