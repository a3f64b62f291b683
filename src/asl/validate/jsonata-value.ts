// Values of a JSONata state: any JSON, whose texts between `{%` and `%}` are expressions.

import { didYouMean } from "../../aws/did-you-mean.ts";
import { isJsonObject, type Json } from "../../aws/json.ts";
import { type Check, element, expected, isList, member, type Place } from "./check.ts";
import type { JsonataReferences } from "./jsonata-references.ts";
import { readJsonata } from "./read-jsonata.ts";

/** What `$states` has beside `input` and `context`: a result once a task succeeded, an error once one was caught. */
export type StatesMember = "result" | "errorOutput";

export function jsonataValue(...sees: readonly StatesMember[]): Check {
  const check: Check = (value, place) => {
    if (typeof value === "string") checkText(value, place, sees);
    else if (isList(value)) {
      value.forEach((item, index) => {
        check(item, element(place, index));
      });
    } else if (isJsonObject(value)) {
      for (const [key, child] of Object.entries(value)) check(child, member(place, key));
    }
  };
  return check;
}

/** In a JSONata state an expression may stand for the value; in a JSONPath state only the value itself is right. */
export function orExpression(check: Check): Check {
  return (value, place) => {
    if (place.language === "JSONata" && looksLikeExpression(value)) checkText(value, place, []);
    else check(value, place);
  };
}

/** A Choice rule's `Condition`. */
export const condition: Check = (value, place) => {
  if (typeof value === "boolean") return;
  if (typeof value !== "string") return expected("Boolean", value, place);
  if (!looksLikeExpression(value)) return reportDelimiters(place);
  checkText(value, place, []);
};

function looksLikeExpression(value: Json): value is string {
  return typeof value === "string" && (value.startsWith("{%") || value.endsWith("%}"));
}

function checkText(value: string, place: Place, sees: readonly StatesMember[]): void {
  if (!looksLikeExpression(value)) return;
  if (!value.startsWith("{%") || !value.endsWith("%}") || value.length < 4) {
    reportDelimiters(place);
    return;
  }
  place.machine.findings.later(() => checkExpression(value.slice(2, -2), place, sees));
}

function checkExpression(expression: string, place: Place, sees: readonly StatesMember[]): void {
  const references = readJsonata(expression);
  if (typeof references === "string") {
    place.machine.findings.error("INVALID_JSONATA_EXPRESSION", place.path, references);
  } else {
    checkReferences(references, place, sees);
  }
}

function reportDelimiters(place: Place): void {
  place.machine.findings.schema(
    place.path,
    "JSONata string must start with {% and end with %}",
    "No characters, not even spaces, may stand before {% or after %}.",
  );
}

function checkReferences(references: JsonataReferences, place: Place, sees: readonly StatesMember[]): void {
  for (const name of references.topLevel) reportTopLevel(name, place);
  for (const name of references.statesMembers) checkStatesMember(name, place, sees);
  for (const name of references.variables) place.variables.reads(name, place.path);
}

function reportTopLevel(name: string, place: Place): void {
  const { findings } = place.machine;
  const hint = name.startsWith("$")
    ? "There is no document at the top level: the input is $states.input."
    : `Write $states.input.${name} for a field of the input, $${name} for a variable, or "${name}" for a text.`;
  const message =
    name === "$$"
      ? "Reference to '$$' is not supported."
      : `Reference to '${name}' at the top level is not supported.`;
  findings.error("UNSUPPORTED_JSONATA_EXPRESSION", place.path, message, hint);
}

function checkStatesMember(name: string, place: Place, sees: readonly StatesMember[]): void {
  const available = ["input", "context", ...sees];
  if (available.includes(name)) return;
  place.machine.findings.error(
    "UNSUPPORTED_JSONATA_EXPRESSION",
    place.path,
    `Field '$states.${name}' does not exist.`,
    statesMemberHints.get(name) ?? misspeltHint(name, available),
  );
}

const statesMemberHints: ReadonlyMap<string, string> = new Map([
  ["result", "$states.result is there only in Output and Assign of a Task, Parallel or Map state."],
  ["errorOutput", "$states.errorOutput is there only in Output and Assign of a Catch entry."],
]);

function misspeltHint(name: string, available: readonly string[]): string {
  const meant = didYouMean(name, [...available, "result", "errorOutput"]);
  return meant === undefined ? `Here $states has ${available.join(", ")}.` : `Did you mean $states.${meant}?`;
}
