// CloudFormation's intrinsic functions as JSON: made, recognised, and taken apart.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";

export const noValue: JsonObject = { Ref: "AWS::NoValue" };

export function ref(id: string): JsonObject {
  return { Ref: id };
}

export function getAtt(id: string, attribute: string): JsonObject {
  return { "Fn::GetAtt": [id, attribute] };
}

export function sub(text: string, values?: JsonObject): JsonObject {
  return { "Fn::Sub": values === undefined ? text : [text, values] };
}

export function join(separator: string, parts: readonly Json[]): JsonObject {
  return { "Fn::Join": [separator, parts] };
}

export function ifElse(condition: string, then: Json, otherwise: Json): JsonObject {
  return { "Fn::If": [condition, then, otherwise] };
}

/** The value where the condition holds, nothing elsewhere; the value itself where there is no condition. */
export function where(condition: Json | undefined, value: Json): Json {
  return typeof condition === "string" ? ifElse(condition, value, noValue) : value;
}

export function isIntrinsic(value: Json | undefined): boolean {
  if (!isJsonObject(value)) return false;
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0) return false;
  return name === "Ref" || name === "Condition" || name.startsWith("Fn::");
}

export function isNoValue(value: Json | undefined): boolean {
  return isJsonObject(value) && value.Ref === "AWS::NoValue" && Object.keys(value).length === 1;
}

export interface Choice {
  readonly condition: string;
  readonly then: Json;
  readonly otherwise: Json;
}

/** `Fn::If`, taken apart; undefined for any other value. */
export function choiceOf(value: Json | undefined): Choice | undefined {
  if (!isJsonObject(value) || !isIntrinsic(value)) return undefined;
  const parts = value["Fn::If"];
  if (!Array.isArray(parts) || parts.length !== 3 || typeof parts[0] !== "string") return undefined;
  return { condition: parts[0], then: parts[1] as Json, otherwise: parts[2] as Json };
}

/** The logical id that a `Ref` or an `Fn::GetAtt` names. */
export function referredId(value: Json | undefined): string | undefined {
  if (!isJsonObject(value) || !isIntrinsic(value)) return undefined;
  if (typeof value.Ref === "string") return value.Ref;
  const parts = value["Fn::GetAtt"];
  const first = Array.isArray(parts) ? parts[0] : typeof parts === "string" ? parts.split(".")[0] : undefined;
  return typeof first === "string" ? first : undefined;
}
