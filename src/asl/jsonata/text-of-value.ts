// What `$string` makes of a value. It is measured first, because an expression can build what shares its parts so often that
// its text would be longer than any memory.

import type { Budget } from "./budget.ts";
import { Callable } from "./evaluation.ts";
import { JsonataError } from "./jsonata-error.ts";
import { isArray, isNumeric, isObject } from "./sequences.ts";

export function textOfValue(value: unknown, budget: Budget, pretty = false): string {
  if (typeof value === "string") return value;
  if (value instanceof Callable) return "";
  if (typeof value === "number" && !Number.isFinite(value)) throw new JsonataError("D3001", { value });
  if (typeof value === "number") return String(written("", value));
  const document = isArray(value) && value.outerWrapper === true ? value[0] : value;
  if (isObject(document)) {
    budget.spend(256);
    const length = measured(document, budget, pretty ? 2 : 0, 1);
    budget.addText(length, 1);
  }
  return JSON.stringify(document, written, pretty ? 2 : 0) ?? "";
}

function written(_name: string, value: unknown): unknown {
  return isNumeric(value) && !Number.isInteger(value) ? Number(value.toPrecision(15)) : value;
}

/** No less than half of the length as JSON, and no more than its double; pays for the walk. */
function measured(
  value: Readonly<Record<string, unknown>>,
  budget: Budget,
  indent: number,
  level: number,
): number {
  if (value instanceof Callable) return 2;
  const lead = 2 + indent * level;
  let length = 2;
  const members = isArray(value) ? value : Object.keys(value);
  budget.spend(8 + members.length * 16);
  for (const member of members) {
    const item = isArray(value) ? member : value[member as string];
    length += lead + (isArray(value) ? 0 : (member as string).length + 3);
    if (typeof item === "string") length += item.length + 2;
    else if (isObject(item)) length += measured(item, budget, indent, level + 1);
    else length += 5;
    // The walk ends early where the text would be too long.
    if (length > 8 * 1024 * 1024) budget.addText(length, 0);
  }
  return length;
}
