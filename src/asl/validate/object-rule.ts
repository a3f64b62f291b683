// What an object of the language may and must hold, as a table: field to rule. One function checks an object against its
// table, so that a field's name, its query language and its check stand in one line each.

import { didYouMean } from "../../aws/did-you-mean.ts";
import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import type { QueryLanguage } from "../definition.ts";
import { type Check, expected, member, type Place } from "./check.ts";

export interface FieldRule {
  readonly check: Check;
  /** Set if the field belongs to one query language only. */
  readonly only?: QueryLanguage;
}

export interface ObjectRule {
  readonly fields: Readonly<Record<string, FieldRule | Check>>;
  readonly required?: readonly string[];
  /** Exactly one of each group is there. */
  readonly exactlyOne?: readonly (readonly string[])[];
  /** At most one of each group is there. */
  readonly atMostOne?: readonly (readonly string[])[];
  /** What no single field can tell. Called after the fields. */
  readonly also?: (object: JsonObject, place: Place) => void;
}

export function jsonPathOnly(check: Check): FieldRule {
  return { check, only: "JSONPath" };
}

export function jsonataOnly(check: Check): FieldRule {
  return { check, only: "JSONata" };
}

export function objectOf(rule: ObjectRule): Check {
  return (value, place) => checkObject(rule, value, place);
}

export function checkObject(rule: ObjectRule, value: Json, place: Place): void {
  if (!isJsonObject(value)) {
    expected("Object", value, place);
    return;
  }
  checkRequired(rule, value, place);
  checkGroups(rule, value, place);
  for (const [name, fieldValue] of Object.entries(value)) {
    const field = fieldRule(rule, name);
    if (field === undefined) reportUnknownField(rule, name, place);
    else if (field.only !== undefined && field.only !== place.language)
      reportWrongLanguage(field.only, name, place);
    else field.check(fieldValue, member(place, name));
  }
  rule.also?.(value, place);
}

function fieldRule(rule: ObjectRule, name: string): FieldRule | undefined {
  if (!Object.hasOwn(rule.fields, name)) return undefined;
  const field = rule.fields[name];
  return typeof field === "function" ? { check: field } : field;
}

function checkRequired(rule: ObjectRule, value: JsonObject, place: Place): void {
  const missing = (rule.required ?? []).filter((name) => !Object.hasOwn(value, name));
  if (missing.length === 0) return;
  place.machine.findings.schema(place.path, `These fields are required: [${missing.join(", ")}]`);
}

function checkGroups(rule: ObjectRule, value: JsonObject, place: Place): void {
  const { findings } = place.machine;
  const present = (names: readonly string[]) => names.filter((name) => Object.hasOwn(value, name));
  for (const group of rule.exactlyOne ?? []) {
    if (present(group).length > 0) continue;
    findings.schema(
      place.path,
      `This object should have only one of the following fields: [${group.join(", ")}]`,
    );
  }
  for (const group of [...(rule.exactlyOne ?? []), ...(rule.atMostOne ?? [])]) {
    if (present(group).length < 2) continue;
    findings.schema(
      place.path,
      `There should only be one of the following fields: [${group.join(", ")}]`,
      `Remove all but one of ${present(group).join(", ")}.`,
    );
  }
}

function reportUnknownField(rule: ObjectRule, name: string, place: Place): void {
  const { findings } = place.machine;
  const hint = findings.wantsHints ? unknownFieldHint(rule, name, place) : undefined;
  findings.schema(place.path, `Field '${name}' is not supported`, hint);
}

function unknownFieldHint(rule: ObjectRule, name: string, place: Place): string {
  const known = Object.keys(rule.fields).filter((field) => {
    const only = fieldRule(rule, field)?.only;
    return only === undefined || only === place.language;
  });
  const meant = didYouMean(name, known);
  return meant === undefined ? `The fields here are ${known.join(", ")}.` : `Did you mean '${meant}'?`;
}

function reportWrongLanguage(only: QueryLanguage, name: string, place: Place): void {
  place.machine.findings.schema(
    place.path,
    `The QueryLanguage is set to '${place.language}', but field '${name}' is only supported for the '${only}' QueryLanguage`,
    languageHints[name] ?? `Remove '${name}', or set "QueryLanguage": "${only}" on the state.`,
  );
}

/** What to write instead in the other language. */
const languageHints: Readonly<Record<string, string>> = {
  InputPath: "In JSONata use $states.input in the expressions instead.",
  OutputPath: "In JSONata shape the result with 'Output'.",
  ResultPath: "In JSONata shape the result with 'Output', for example with $merge.",
  ResultSelector: "In JSONata shape the result with 'Output'.",
  Parameters: "In JSONata use 'Arguments' (a Map: 'ItemSelector').",
  Result: "In JSONata use 'Output'.",
  ItemsPath: "In JSONata use 'Items'.",
  Variable: "In JSONata a rule has a 'Condition'.",
  Arguments: "In JSONPath use 'Parameters'.",
  Output: "In JSONPath use 'ResultSelector', 'ResultPath' and 'OutputPath'.",
  Items: "In JSONPath use 'ItemsPath'.",
  Condition: "In JSONPath a rule has a 'Variable' and a comparison.",
};
