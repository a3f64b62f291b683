// Fn::Select, Fn::GetAZs, Fn::Length and Fn::FindInMap: functions that choose from lists and maps, or count them.

import { isJsonObject, type Json } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import { numberAsWritten } from "../../../../aws/template/places.ts";
import { textAt } from "../../../../aws/template/scalar-text.ts";
import {
  argumentsOf,
  callOf,
  canBeList,
  canBeText,
  type Evaluation,
  type Intrinsic,
  type Resolved,
} from "./intrinsic.ts";

const selectIndexText =
  "Template error: Fn::Select requires a list argument with a valid index value as its first element";
const selectText =
  "Template error: Fn::Select requires a list argument with two elements: an integer index and a list";
const azsText = "Template error: every Fn::GetAZs object must have a String-typed value.";
const lengthText = "Transform AWS::LanguageExtensions failed with: Fn::Length layout is incorrect";
export const findInMapText =
  "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value";

export const select: Intrinsic = {
  check: (argument) => {
    const [index, list] = argumentsOf(argument);
    if (!isIndex(index) && callOf(index ?? null) === undefined) return selectIndexText;
    return argumentsOf(argument).length === 2 && canBeList(list) ? undefined : selectText;
  },
  evaluate: (evaluation, argument, path) => {
    const [written, items] = argumentsOf(argument);
    const index = evaluation.resolve(written ?? null, memberPointer(path, 0));
    if (!isIndex(index)) return evaluation.fail(path, selectIndexText);
    const list = evaluation.resolve(items ?? null, memberPointer(path, 1));
    if (!Array.isArray(list)) return evaluation.fail(path, selectText);
    const chosen = list[Number(index)] as Json | undefined;
    if (chosen !== undefined && chosen !== null)
      return numberAsWritten(list, String(Number(index))) ?? chosen;
    return evaluation.fail(
      path,
      `Template error: Fn::Select cannot select nonexistent value at index ${index}`,
    );
  },
};

function isIndex(value: Json | undefined): boolean {
  return (typeof value === "number" || typeof value === "string") && /^\d+$/.test(String(value).trim());
}

export const getAZs: Intrinsic = {
  check: (argument) => (canBeText(argument) ? undefined : azsText),
  evaluate: (evaluation, argument, path) => {
    const region = evaluation.resolve(argument, path);
    return typeof region === "string" ? evaluation.availabilityZones(region) : evaluation.fail(path, azsText);
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-length.html */
export const length: Intrinsic = {
  check: (argument) => (canBeList(argument) ? undefined : lengthText),
  evaluate: (evaluation, argument, path) => {
    const list = evaluation.resolve(argument, path);
    return Array.isArray(list) ? list.length : evaluation.fail(path, lengthText);
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-findinmap.html */
export const findInMap: Intrinsic = {
  check: (argument) => {
    const keys = argumentsOf(argument);
    const isComplete = keys.length === 3 || (keys.length === 4 && defaultOf(keys) !== undefined);
    return isComplete && keys.slice(0, 3).every((key) => canBeText(key)) ? undefined : findInMapText;
  },
  evaluate: (evaluation, argument, path) => {
    const written = argumentsOf(argument);
    const keys = evaluation.resolve(written.slice(0, 3), path);
    const names = [0, 1, 2].map((index) => textAt(keys, index) ?? evaluation.fail(path, findInMapText));
    const found = lookUp(evaluation, names);
    if (found !== undefined) return found;
    const otherwise = defaultOf(written);
    if (otherwise !== undefined) return evaluation.resolveOrDrop(otherwise, `${path}/3/DefaultValue`);
    return evaluation.fail(path, notFound(evaluation, names));
  },
};

function lookUp(
  { mappings }: Evaluation,
  [map = "", key = "", attribute = ""]: readonly string[],
): Resolved | undefined {
  const found = memberOf(memberOf(mappings, map), key);
  return numberAsWritten(found ?? null, attribute) ?? memberOf(found, attribute);
}

function notFound({ mappings }: Evaluation, names: readonly string[]): string {
  if (memberOf(mappings, names[0] ?? "") !== undefined) {
    return `Template error: Unable to get mapping for ${names.join("::")}`;
  }
  return mappingNotPresent(names[0] ?? "");
}

export function mappingNotPresent(name: string): string {
  return `Template error: Mapping named '${name}' is not present in the 'Mappings' section of template.`;
}

function defaultOf(keys: readonly Json[]): Json | undefined {
  const [, , , options] = keys;
  return options === undefined ? undefined : memberOf(options, "DefaultValue");
}

function memberOf(value: Json | undefined, key: string): Json | undefined {
  return value !== undefined && isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
