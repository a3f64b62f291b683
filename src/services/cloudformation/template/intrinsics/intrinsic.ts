// What an intrinsic function is to whoever checks or evaluates one.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";

/** `AWS::NoValue`: the member that has it is left out. */
export const noValue = Symbol("AWS::NoValue");
export type Resolved = Json | typeof noValue;

/** What an evaluation knows, and how it goes on. All throw TemplateError. */
export interface Evaluation {
  readonly mappings: JsonObject;
  ref(name: string, path: string): Resolved;
  attribute(logicalId: string, attribute: string, path: string): Json;
  exported(name: string, path: string): Json;
  /** The values of all parameters of a type. */
  refAll(type: string): Json;
  availabilityZones(region: string): readonly string[];
  /** The value of a condition of that name. */
  holds(condition: string, path: string): boolean;
  /** Whether a condition function holds, or the named condition of `{"Condition": name}`. */
  isTrue(condition: Json, path: string): boolean;
  resolve(value: Json, path: string): Json;
  resolveOrDrop(value: Json, path: string): Resolved;
  /** A text put together of others; functions in functions could make one of any length of a few lines. */
  joined(parts: readonly string[], separator: string, path: string): string;
  fail(path: string, problem: string): never;
}

export interface Intrinsic {
  /** What is wrong with its argument as it is written, in AWS's words; functions in it are taken for what they should answer. */
  check(argument: Json): string | undefined;
  evaluate(evaluation: Evaluation, argument: Json, path: string): Resolved;
}

/** A function's name and its argument, where the value is a call of one. */
export interface Call {
  readonly name: string;
  readonly argument: Json;
}

/** An object with nothing but `Ref` or a key that begins with `Fn::` is a call. */
export function callOf(value: Json): Call | undefined {
  if (!isJsonObject(value)) return undefined;
  const keys = Object.keys(value);
  const name = keys[0];
  if (keys.length !== 1 || name === undefined || !(name === "Ref" || name.startsWith("Fn::")))
    return undefined;
  return { name, argument: value[name] ?? null };
}

/** Whether the value is a text, or a call that may answer one. */
export function canBeText(value: Json | undefined): boolean {
  if (value === undefined || value === null || Array.isArray(value)) return false;
  return !isJsonObject(value) || callOf(value) !== undefined;
}

/** Whether the value is a list, or a call that may answer one. */
export function canBeList(value: Json | undefined): boolean {
  return Array.isArray(value) || (value !== undefined && callOf(value) !== undefined);
}

/** The arguments of a function that takes a list of them; none where there is no list. */
export function argumentsOf(argument: Json): readonly Json[] {
  return Array.isArray(argument) ? argument : [];
}
