// Numbers of an event reach targets as they were written, `1.0` as `1.0` and more digits than a number holds: where a
// text has such numbers, it is read a second time into a value that writes them so.

import type { Json } from "../../../aws/json.ts";

/** Only a text that has one of these may hold a number that would be written otherwise. */
const mayChange = /\.\d*0|\d[eE]|\d{16}|-0/;

type RawJson = (text: string) => Json;
const { rawJSON } = JSON as unknown as { readonly rawJSON: RawJson };
type Reviver = (name: string, value: Json, context: { readonly source?: string }) => Json;
const parseWith = JSON.parse as unknown as (text: string, reviver: Reviver) => Json;

/** The value of a sound JSON text for writing; `plain` is its value for reading, and is given back where they are one. */
export function withWrittenNumbers<Value extends Json>(text: string, plain: Value): Value {
  if (!mayChange.test(text)) return plain;
  return parseWith(text, (_name, value, { source }) =>
    typeof value === "number" && source !== undefined && String(value) !== source ? rawJSON(source) : value,
  ) as Value;
}
