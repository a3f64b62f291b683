// A value as Python's str() prints it: one of the recorded functions answers with its event in this form.

import { isJsonObject, type Json } from "../../src/aws/json.ts";

export function pythonText(value: Json): string {
  return typeof value === "string" ? value : representation(value);
}

/** As json.dumps writes it: with a space after each colon and comma. */
export function pythonJson(value: Json): string {
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(
      ([key, member]) => `${JSON.stringify(key)}: ${pythonJson(member)}`,
    );
    return `{${members.join(", ")}}`;
  }
  return Array.isArray(value) ? `[${value.map(pythonJson).join(", ")}]` : JSON.stringify(value);
}

function representation(value: Json): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return String(value);
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(([key, member]) => `${quoted(key)}: ${representation(member)}`);
    return `{${members.join(", ")}}`;
  }
  return `[${value.map(representation).join(", ")}]`;
}

function quoted(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return escaped.includes("'") && !escaped.includes('"')
    ? `"${escaped}"`
    : `'${escaped.replaceAll("'", "\\'")}'`;
}
