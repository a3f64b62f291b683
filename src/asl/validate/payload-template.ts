// Payload templates: JSON in which the value of a key ending in `.$` is a path or an intrinsic function call.

import { isJsonObject, type Json } from "../../aws/json.ts";
import { type Check, element, isList, member, type Place } from "./check.ts";
import { intrinsicProblem, pathProblem, variableOf } from "./path-syntax.ts";

export const payloadTemplate: Check = (value, place) => {
  if (isList(value)) {
    value.forEach((item, index) => {
      if (typeof item === "object") payloadTemplate(item, element(place, index));
    });
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      const child = value[key] as Json;
      if (key.endsWith(".$")) checkDynamic(key, child, value, place);
      else if (typeof child === "string") warnOfMissingDollar(key, child, place);
      else if (typeof child === "object") payloadTemplate(child, member(place, key));
    }
  }
};

/** AWS locates the problem at the object that holds the field. */
function checkDynamic(
  key: string,
  value: Json,
  holder: { readonly [key: string]: Json },
  place: Place,
): void {
  const { findings } = place.machine;
  const plainKey = key.slice(0, -2);
  if (Object.hasOwn(holder, plainKey)) {
    findings.schema(
      place.path,
      `There should only be one of the following fields: [${plainKey}, ${key}]`,
      `Both would become '${plainKey}' of the payload.`,
    );
  }
  findings.later(() => checkExpression(key, value, place));
}

function checkExpression(key: string, value: Json, place: Place): void {
  const problem = typeof value === "string" ? expressionProblem(value) : "it is not a text";
  if (problem !== undefined) {
    place.machine.findings.schema(
      place.path,
      `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
      `${JSON.stringify(value).slice(0, 80)}: ${problem}.`,
    );
  } else if (typeof value === "string") {
    for (const variable of variablesRead(value)) place.variables.reads(variable, place.path);
  }
}

/** What is wrong with a text that should be a path or an intrinsic function call. */
export function expressionProblem(text: string): string | undefined {
  if (text.startsWith("$")) return pathProblem(text);
  if (text.startsWith("States.")) return intrinsicProblem(text);
  return "a path starts with '$', an intrinsic function call with 'States.'";
}

/** Variables named by a path, or by the arguments of a call; what stands in quotes is not read. */
function variablesRead(text: string): readonly string[] {
  if (text.startsWith("$")) return [variableOf(text)].filter((name) => name !== undefined);
  const unquoted = text.replace(/'(?:[^'\\]|\\.)*'/g, "''");
  return [...unquoted.matchAll(/(?<![$\w\]])\$([\p{ID_Start}_][\p{ID_Continue}]*)/gu)].map(
    (match) => match[1] ?? "",
  );
}

function warnOfMissingDollar(key: string, value: string, place: Place): void {
  if (!looksDynamic(value)) return;
  place.machine.findings.warning(
    "NO_DOLLAR",
    place.path,
    `The value of '${key}' looks like a JSONPath or an intrinsic function call, but is taken literally`,
    `To have it evaluated, name the field '${key}.$'.`,
  );
}

export function looksDynamic(text: string): boolean {
  return /^\$(\$?[.[]|\$?$)/.test(text) || /^States\.[A-Z][A-Za-z0-9]*\(.*\)$/s.test(text);
}
