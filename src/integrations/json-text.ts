// JSON text that is already at hand. A large value that came from one function as text and goes unchanged to the next one is
// not written as text again: values are immutable, so the text they were read from stays true.

import type { Json } from "../aws/json.ts";

/** Below this length writing the text again costs less than remembering it. */
const worthRemembering = 4096;

const texts = new WeakMap<object, string>();

export function parseJsonText(text: string): Json {
  const value: Json = JSON.parse(text);
  if (text.length >= worthRemembering && typeof value === "object" && value !== null) texts.set(value, text);
  return value;
}

export function jsonTextOf(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return texts.get(value) ?? JSON.stringify(value);
}
