// Fn::Join, Fn::Split, Fn::Base64 and Fn::ToJsonString: functions that make texts, or take them apart.

import { piecesOf } from "../../../../aws/find-text.ts";
import { isJsonObject, type Json } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import { textAt } from "../../../../aws/template/scalar-text.ts";
import { canBeList, canBeText, type Evaluation, type Intrinsic } from "./intrinsic.ts";

const joinText =
  "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.";
const splitText =
  "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.";
const base64Text = "Template error: every Fn::Base64 object must have a String-typed value.";
const toJsonStringText =
  "Transform AWS::LanguageExtensions failed with: Fn::ToJsonString layout is incorrect";

export const join: Intrinsic = {
  check: (argument) => {
    const [delimiter, items] = pairOf(argument);
    return typeof delimiter === "string" && canBeList(items) && itemsCanBeTexts(items) ? undefined : joinText;
  },
  evaluate: (evaluation, argument, path) => {
    const [delimiter, items = null] = pairOf(argument);
    const list = evaluation.resolve(items, memberPointer(path, 1));
    if (typeof delimiter !== "string" || !Array.isArray(list)) return evaluation.fail(path, joinText);
    const texts = list.map((_, index) => textOf(evaluation, list, index, path, joinText));
    return evaluation.joined(texts, delimiter, path);
  },
};

export const split: Intrinsic = {
  check: (argument) => {
    const [delimiter, text] = pairOf(argument);
    return typeof delimiter === "string" && delimiter !== "" && canBeText(text) ? undefined : splitText;
  },
  evaluate: (evaluation, argument, path) => {
    const [delimiter, text] = pairOf(evaluation.resolve(argument, path));
    if (typeof delimiter !== "string" || typeof text !== "string") return evaluation.fail(path, splitText);
    return piecesOf(text, delimiter);
  },
};

export const base64: Intrinsic = {
  check: (argument) => (canBeText(argument) ? undefined : base64Text),
  evaluate: (evaluation, argument, path) => {
    const text = textOf(evaluation, [evaluation.resolve(argument, path)], 0, path, base64Text);
    return evaluation.joined([Buffer.from(text).toString("base64")], "", path);
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-ToJsonString.html */
export const toJsonString: Intrinsic = {
  check: (argument) => (Array.isArray(argument) || isJsonObject(argument) ? undefined : toJsonStringText),
  evaluate: (evaluation, argument, path) => {
    const value = evaluation.resolve(argument, path);
    if (!Array.isArray(value) && !isJsonObject(value)) return evaluation.fail(path, toJsonStringText);
    return evaluation.joined([JSON.stringify(value)], "", path);
  },
};

function textOf(evaluation: Evaluation, list: Json, index: number, path: string, problem: string): string {
  return textAt(list, index) ?? evaluation.fail(path, problem);
}

function pairOf(argument: Json): readonly (Json | undefined)[] {
  return Array.isArray(argument) && argument.length === 2 ? argument : [];
}

function itemsCanBeTexts(items: Json | undefined): boolean {
  return !Array.isArray(items) || items.every((item: Json) => canBeText(item));
}
