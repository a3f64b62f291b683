// JSONata fields. Literal data is constant, and an expression that only names members of `$states` or of a variable is read
// straight from the bindings; everything else is compiled into closures, once.
// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html

import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { setMember } from "../../aws/set-member.ts";
import type { EvaluateJsonata } from "./bindings.ts";
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
  return compileDynamic(template, fieldName) ?? (() => template);
}

/** Undefined if the template is constant. */
function compileDynamic(template: Json, field: string): EvaluateJsonata | undefined {
  if (typeof template === "string") {
    const expression = jsonataExpression(template);
    return expression === undefined ? undefined : compileExpression(expression, field);
  }
  if (Array.isArray(template)) {
    return compileItems(
      template.map((item, index) => ({ item, field: `${field}[${index}]` })),
      (values) => values,
    );
  }
  if (!isJsonObject(template)) return undefined;
  const names = Object.keys(template);
  const items = names.map((name) => ({
    item: (template as JsonObject)[name] as Json,
    field: `${field}/${name}`,
  }));
  return compileItems(items, (values) => objectOf(names, values));
}

function compileItems(
  items: readonly { readonly item: Json; readonly field: string }[],
  build: (values: readonly Json[]) => Json,
): EvaluateJsonata | undefined {
  const evaluators = items.map(({ item, field }) => compileDynamic(item, field));
  if (evaluators.every((evaluate) => evaluate === undefined)) return undefined;
  return (bindings) => build(items.map(({ item }, index) => evaluators[index]?.(bindings) ?? item));
}

function objectOf(names: readonly string[], values: readonly Json[]): JsonObject {
  const object: Record<string, Json> = {};
  for (let index = 0; index < names.length; index++) {
    setMember(object, names[index] as string, values[index] as Json);
  }
  return object;
}
