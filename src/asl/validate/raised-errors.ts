// The errors that a machine's own Fail states raise, wherever they lie in it: any name may be caught by whoever is around them.

import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { jsonataExpression } from "../jsonata/compile-jsonata.ts";

export interface RaisedErrors {
  has(name: string): boolean;
}

/** Reads whatever it is given: nothing is known of it yet. */
export function errorsRaisedIn(definition: Json): RaisedErrors {
  const names = new Set<string>();
  const waiting: Json[] = [definition];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== "object" || value === null) continue;
    if (isJsonObject(value) && (value as JsonObject).Type === "Fail") {
      const name = errorOf(value as JsonObject);
      if (name === undefined) return { has: () => true };
      names.add(name);
    }
    for (const key in value) {
      const part = (value as JsonObject)[key] as Json;
      if (typeof part === "object") waiting.push(part);
    }
  }
  return names;
}

/** Undefined if it may be any. */
function errorOf({ Error: error, ErrorPath: path }: JsonObject): string | undefined {
  if (path !== undefined || typeof error !== "string") return path === undefined ? "" : undefined;
  return jsonataExpression(error) === undefined ? error : undefined;
}
