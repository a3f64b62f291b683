// What `$string` makes of a value. It is measured first, because an expression can build what shares its parts so often that
// its text would be longer than any memory.

import type { Budget } from "./budget.ts";
import { Callable } from "./evaluation.ts";
import { JsonataError } from "./jsonata-error.ts";
import { isArray, isNumeric, isObject } from "./sequences.ts";

/** A number that is not whole is rounded on its way. */
const unitsOfFraction = 96;

export function textOfValue(value: unknown, budget: Budget, pretty = false): string {
  if (typeof value === "string") return value;
  if (value instanceof Callable) return "";
  if (typeof value === "number" && !Number.isFinite(value)) throw new JsonataError("D3001", { value });
  if (typeof value === "number") {
    budget.spend(Number.isInteger(value) ? 8 : unitsOfFraction);
    return String(written("", value));
  }
  const document = isArray(value) && value.outerWrapper === true ? value[0] : value;
  if (!isObject(document)) return JSON.stringify(document) ?? "";
  budget.spend(256);
  const measure = new Measure(budget, pretty ? 2 : 0);
  measure.add(document, 1);
  budget.addText(measure.length, 1);
  return JSON.stringify(document, measure.hasFractions ? written : undefined, pretty ? 2 : 0) ?? "";
}

function written(_name: string, value: unknown): unknown {
  return isNumeric(value) && !Number.isInteger(value) ? Number(value.toPrecision(15)) : value;
}

/** Pays for the walk over a value. */
class Measure {
  /** No less than half of what the value takes as JSON, and no more than its double. */
  length = 0;
  /** Numbers that are not whole, or out of range. */
  hasFractions = false;
  readonly #budget: Budget;
  readonly #indent: number;

  constructor(budget: Budget, indent: number) {
    this.#budget = budget;
    this.#indent = indent;
  }

  add(value: Readonly<Record<string, unknown>>, level: number): void {
    this.length += 2;
    if (value instanceof Callable) return;
    const lead = 2 + this.#indent * level;
    const members = isArray(value) ? value : Object.keys(value);
    this.#budget.spend(32 + members.length * 16);
    if (!isArray(value)) this.#budget.listMembers(members.length);
    for (const member of members) {
      const item = isArray(value) ? member : value[member as string];
      this.length += lead + (isArray(value) ? 0 : (member as string).length + 3);
      if (typeof item === "string") this.#addText(item);
      else if (isObject(item)) this.add(item, level + 1);
      else this.#addScalar(item);
      // The walk ends early where the text would be too long.
      if (this.length > 8 * 1024 * 1024) this.#budget.addText(this.length, 0);
    }
  }

  #addText(text: string): void {
    this.#budget.spend(8);
    this.length += text.length + 2;
  }

  #addScalar(value: unknown): void {
    const isFraction = typeof value === "number" && !Number.isInteger(value);
    if (isFraction) {
      this.hasFractions = true;
      this.#budget.spend(unitsOfFraction);
    }
    this.length += isFraction ? 12 : 5;
  }
}
