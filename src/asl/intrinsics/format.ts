// States.Format: each `{}` of the template becomes the text of the next value. `\{`, `\}`, `\'` and `\\` stand for themselves.

import type { Json } from "../../aws/json.ts";
import { IntrinsicFault } from "./intrinsic-fault.ts";

export function formatTemplate(template: string, values: readonly Json[]): string {
  let formatted = "";
  let used = 0;
  for (let at = 0; at < template.length; at++) {
    const character = template.charAt(at);
    if (character === "\\") {
      if (++at === template.length) throw new IntrinsicFault("The template ends with a single backslash");
      formatted += template.charAt(at);
    } else if (character === "{" && template.charAt(at + 1) === "}") {
      if (used < values.length) formatted += shown(values[used] as Json);
      used++;
      at++;
    } else formatted += character;
  }
  if (used === values.length) return formatted;
  throw new IntrinsicFault(`The template has ${used} placeholders {}, but there are ${values.length} values`);
}

/** Objects and arrays appear as Java writes them, `{Arg1=1, Arg2=[]}` [recorded]. */
function shown(value: Json): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}=${shown(member)}`)
    .join(", ")}}`;
}
