// What JSONata gives, as JSON. Its arrays carry hidden marks, such as being a sequence, that would change what later
// expressions make of them: those are copied. Everything else is handed on as it is.

import type { Json, JsonObject } from "../../aws/json.ts";
import { setMember } from "../../aws/set-member.ts";
import type { Budget } from "./budget.ts";
import { Callable } from "./evaluation.ts";
import { isArray, isObject, type MarkedArray } from "./sequences.ts";

/** A function or anything else that JSON cannot hold. */
export class UnsupportedResult extends Error {
  override readonly name = "UnsupportedResult";
}

const marks = ["sequence", "cons", "keepSingleton", "outerWrapper", "tupleStream"];

/** Throws UnsupportedResult, or BudgetExceeded for what shares its parts so often that there is no end of it as JSON. */
export function plainJson(value: unknown, budget: Budget): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (isArray(value)) return plainArray(value, budget);
  if (!isObject(value) || value instanceof Callable) throw new UnsupportedResult();
  return plainObject(value, budget);
}

function plainArray(array: MarkedArray, budget: Budget): Json {
  budget.spend(24 + array.length * 4);
  let copy: Json[] | undefined = marks.some((mark) => Object.hasOwn(array, mark)) ? [] : undefined;
  if (copy !== undefined) budget.addItems(array.length);
  for (let index = 0; index < array.length; index++) {
    const item = plainJson(array[index], budget);
    if (copy === undefined && item !== array[index]) copy = array.slice(0, index) as Json[];
    copy?.push(item);
  }
  return copy ?? (array as readonly Json[]);
}

function plainObject(object: Readonly<Record<string, unknown>>, budget: Budget): Json {
  let copy: Record<string, Json> | undefined;
  const names = Object.keys(object);
  budget.spend(24 + names.length * 8);
  budget.listMembers(names.length);
  for (const name of names) {
    const member = plainJson(object[name], budget);
    if (member === object[name]) continue;
    if (copy === undefined) budget.addMembers(names.length);
    copy ??= { ...object } as Record<string, Json>;
    setMember(copy, name, member);
  }
  return copy ?? (object as JsonObject);
}
