// Values as AWS's translator, which is written in Python, puts them into its texts.

import { isJsonObject, type Json } from "../../../../aws/json.ts";

/** A text as it is. */
export function told(value: Json | undefined): string {
  return typeof value === "string" ? value : written(value ?? null);
}

function written(value: Json): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map((item) => written(item as Json)).join(", ")}]`;
  if (!isJsonObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `'${key}': ${written(member)}`)
    .join(", ")}}`;
}
