// JSON as AWS's translator writes it: keys sorted, nothing but ASCII. Hashes and definitions depend on each letter.

import { isJsonObject, type Json } from "../../../../aws/json.ts";

/** On one line, with no white space, if `indent` is left out; else with as many blanks a level. */
export function jsonText(value: Json, indent = 0): string {
  return write(value, indent, indent === 0 ? "" : "\n");
}

/** `line` begins a line of the level that the value stands on. Keys can't be put in order by JSON.stringify: "10" comes before "9". */
function write(value: Json, indent: number, line: string): string {
  const deeper = `${line}${" ".repeat(indent)}`;
  if (Array.isArray(value)) {
    const items = value.map((item) => write(item as Json, indent, deeper));
    return items.length === 0 ? "[]" : `[${deeper}${items.join(`,${deeper}`)}${line}]`;
  }
  if (!isJsonObject(value)) return ascii(JSON.stringify(value));
  const colon = indent === 0 ? ":" : ": ";
  const members = Object.keys(value)
    .sort()
    .map((key) => `${ascii(JSON.stringify(key))}${colon}${write(value[key] as Json, indent, deeper)}`);
  return members.length === 0 ? "{}" : `{${deeper}${members.join(`,${deeper}`)}${line}}`;
}

function ascii(text: string): string {
  return text.replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
