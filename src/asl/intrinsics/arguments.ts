// What intrinsic functions ask of their arguments, and how they refuse them.

import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { IntrinsicFault } from "./intrinsic-fault.ts";

const mostCharacters = 10_000;

export function textOf(value: Json | undefined, what: string): string {
  if (typeof value === "string") return value;
  throw refusal(what, "a string", value);
}

/** Base64 and Hash take no more than 10,000 characters. */
export function shortText(value: string, what: string): string {
  if (value.length <= mostCharacters) return value;
  throw new IntrinsicFault(
    `${what} must not be longer than ${mostCharacters} characters, but has ${value.length}`,
  );
}

export function arrayOf(value: Json | undefined, what: string): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw refusal(what, "an array", value);
}

export function objectOf(value: Json | undefined, what: string): JsonObject {
  if (isJsonObject(value)) return value as JsonObject;
  throw refusal(what, "an object", value);
}

/** Numbers that are not whole are rounded to the nearest one, halves upwards: -1.5 becomes -1 [recorded]. */
export function integerOf(value: Json | undefined, what: string): number {
  if (typeof value !== "number") throw refusal(what, "a number", value);
  return Math.round(value) + 0;
}

export function int32Of(value: Json | undefined, what: string): number {
  const integer = integerOf(value, what);
  if (integer >= -(2 ** 31) && integer < 2 ** 31) return integer;
  throw new IntrinsicFault(`${what} must be between -2147483648 and 2147483647, but was: ${integer}`);
}

function refusal(what: string, expected: string, value: Json | undefined): IntrinsicFault {
  const shown =
    typeof value === "object" && value !== null
      ? Array.isArray(value)
        ? "an array"
        : "an object"
      : JSON.stringify(value);
  return new IntrinsicFault(`${what} must be ${expected}, but was: ${shown}`);
}
