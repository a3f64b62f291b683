// Values as the service shows them within a text.

import type { Json } from "../aws/json.ts";

/** Objects and arrays appear as Java writes them, `{Arg1=1, Arg2=[]}` [recorded]. */
export function shownAsJava(value: Json): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(shownAsJava).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}=${shownAsJava(member)}`)
    .join(", ")}}`;
}
