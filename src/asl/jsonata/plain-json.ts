// What JSONata gives, as JSON. Its arrays carry hidden marks, such as being a sequence, that would change what later
// expressions make of them: those are copied. Everything else is handed on as it is.

import type { Json, JsonObject } from "../../aws/json.ts";
import { setMember } from "../path/result-path.ts";

/** A function or anything else that JSON cannot hold. */
export class UnsupportedResult extends Error {
  override readonly name = "UnsupportedResult";
}

const marks = ["sequence", "cons", "keepSingleton", "outerWrapper", "tupleStream"];

export function plainJson(value: unknown): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return plainArray(value);
  if (typeof value !== "object") throw new UnsupportedResult();
  // Lambdas and native functions of JSONata are objects with a mark; regular expressions are functions.
  if ("_jsonata_lambda" in value || "_jsonata_function" in value) throw new UnsupportedResult();
  return plainObject(value as Readonly<Record<string, unknown>>);
}

function plainArray(array: readonly unknown[]): Json {
  let copy: Json[] | undefined = marks.some((mark) => Object.hasOwn(array, mark)) ? [] : undefined;
  for (let index = 0; index < array.length; index++) {
    const item = plainJson(array[index]);
    if (copy === undefined && item !== array[index]) copy = array.slice(0, index) as Json[];
    copy?.push(item);
  }
  return copy ?? (array as readonly Json[]);
}

function plainObject(object: Readonly<Record<string, unknown>>): Json {
  let copy: Record<string, Json> | undefined;
  for (const name of Object.keys(object)) {
    const member = plainJson(object[name]);
    if (member === object[name]) continue;
    copy ??= { ...object } as Record<string, Json>;
    setMember(copy, name, member);
  }
  return copy ?? (object as JsonObject);
}
