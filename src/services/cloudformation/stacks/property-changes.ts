// Which properties of a resource change, and whether the resource can stay.

import { equalJson } from "../../../asl/json-equality.ts";
import type { JsonObject } from "../../../aws/json.ts";
import { type Recreation, recreationBy } from "../schemas/schema.ts";

/** The names of the properties that are not the same. */
export function changedProperties(before: JsonObject, after: JsonObject): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => {
    if (!Object.hasOwn(before, name) || !Object.hasOwn(after, name)) return true;
    return !equalJson(before[name] ?? null, after[name] ?? null);
  });
}

/** What the change of all of them together takes. */
export function recreationOf(type: string, before: JsonObject, after: JsonObject): Recreation {
  const each = changedProperties(before, after).map((name) => recreationBy(type, name));
  if (each.includes("Always")) return "Always";
  return each.includes("Conditionally") ? "Conditionally" : "Never";
}
