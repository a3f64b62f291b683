// A template while it is being expanded: JSON of which the transform owns a copy, and may therefore change.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";

export interface Draft {
  [key: string]: Json;
}

export function copyOf<Value extends Json>(value: Value): Value {
  return structuredClone(value);
}

/** Every object within a copy can be changed, which the type of its members doesn't say. */
export function isDraft(value: unknown): value is Draft {
  return isJsonObject(value);
}

export function draftOf(value: Json | undefined): Draft | undefined {
  return isJsonObject(value) ? (value as Draft) : undefined;
}

/** The object under a key, put there first if nothing or null is. Undefined if something else is. */
export function objectAt(draft: Draft, key: string): Draft | undefined {
  if (!Object.hasOwn(draft, key) || draft[key] === null) setOwn(draft, key, {});
  const value = draft[key];
  return isDraft(value) ? value : undefined;
}

/** The list under a key, put there first if nothing is. */
export function listAt(draft: Draft, key: string): Json[] {
  const value = draft[key];
  if (Array.isArray(value)) return value as Json[];
  const list: Json[] = value === undefined || value === null ? [] : [value];
  setOwn(draft, key, list);
  return list;
}

/** Sets a member even if its name is one that an assignment would take for something else, such as `__proto__`. */
export function setOwn(draft: Draft, key: string, value: Json): void {
  Object.defineProperty(draft, key, { value, writable: true, enumerable: true, configurable: true });
}

/** An object's own member; not what it inherits. */
export function own(object: Json | undefined, key: string): Json | undefined {
  return isJsonObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The members that have a value. */
export function present(members: Readonly<Record<string, Json | undefined>>): Draft {
  const draft: Draft = {};
  for (const [key, value] of Object.entries(members)) if (value !== undefined) setOwn(draft, key, value);
  return draft;
}

/** The named members of an object, those that are there and not null. */
export function pick(object: JsonObject, names: readonly string[]): Draft {
  const draft: Draft = {};
  for (const name of names) {
    const value = own(object, name);
    if (value !== undefined && value !== null) draft[name] = value;
  }
  return draft;
}
