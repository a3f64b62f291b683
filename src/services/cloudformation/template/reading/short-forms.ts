// The short forms of the intrinsic functions in YAML: `!Ref Queue` for `{"Ref": "Queue"}`.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html

import type { Json, JsonObject } from "../../../../aws/json.ts";

const underTheirOwnName = new Set(["Ref", "Condition"]);

/** `Transform` is among them; `Fn::ForEach`, whose key has a name of its own, is not. */
const functions = new Set([
  "And",
  "Base64",
  "Cidr",
  "Contains",
  "EachMemberEquals",
  "EachMemberIn",
  "Equals",
  "FindInMap",
  "GetAtt",
  "GetAZs",
  "If",
  "ImportValue",
  "Join",
  "Length",
  "Not",
  "Or",
  "RefAll",
  "Select",
  "Split",
  "Sub",
  "ToJsonString",
  "Transform",
  "ValueOf",
  "ValueOfAll",
]);

/** The key that a tag such as `!GetAtt` stands for, or undefined for a tag of no function. */
export function longForm(tag: string): string | undefined {
  const name = tag.slice(1);
  if (underTheirOwnName.has(name)) return name;
  return functions.has(name) ? `Fn::${name}` : undefined;
}

/** A text after `!GetAtt` is the resource and, after the first dot, all of the attribute. */
export function longFormOf(key: string, argument: Json): JsonObject {
  return { [key]: key === "Fn::GetAtt" && typeof argument === "string" ? splitGetAtt(argument) : argument };
}

function splitGetAtt(text: string): Json {
  const dot = text.indexOf(".");
  return dot === -1 ? text : [text.slice(0, dot), text.slice(dot + 1)];
}

export function shortForms(): readonly string[] {
  return [...underTheirOwnName, ...functions].map((name) => `!${name}`);
}
