// The fields of an event that is transformed, by paths such as `user.name` and `items.0`.

import type { Json } from "../../../aws/json.ts";

/** JSON that is still being changed. */
export type Fields = { [name: string]: Json | undefined };

export function fieldAt(fields: Fields, path: string): Json | undefined {
  let at: Json | undefined = fields as Json;
  for (const name of stepsOf(path)) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Fields)[name];
  }
  return at;
}

/** Objects on the way are made; what stands on the way and is none is replaced. */
export function putField(fields: Fields, path: string, value: Json): void {
  const steps = stepsOf(path);
  const last = steps.pop() ?? "";
  let at = fields;
  for (const name of steps) {
    const next = Object.hasOwn(at, name) ? at[name] : undefined;
    if (typeof next === "object" && next !== null) at = next as Fields;
    else at = define(at, name, {}) as Fields;
  }
  define(at, last, value);
}

/** Under a name that is none of a path, whatever dots it has. */
export function putOwn(fields: Fields, name: string, value: Json): void {
  define(fields, name, value);
}

export function removeField(fields: Fields, path: string): void {
  const steps = stepsOf(path);
  const last = steps.pop() ?? "";
  const at = steps.length === 0 ? fields : fieldAt(fields, steps.join("."));
  if (typeof at === "object" && at !== null) delete (at as Fields)[last];
}

/** As texts of processors show a value. */
export function textOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Names are a user's own. */
function define(object: Fields, name: string, value: Json): Json {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  return value;
}

function stepsOf(path: string): string[] {
  return path.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
}
