// The values of a Logs Insights query: texts and numbers, the second also where a text looks like one, and what jsonParse made.

import type { Structure } from "./structure.ts";

export type Value = string | number | boolean | Structure | undefined;

/** A record of the query: its fields by name. */
export interface Row {
  get(field: string): Value;
  /** With all of its message, where that is masked. */
  readonly unmasked?: Row;
}

export function textOf(value: Value): string | undefined {
  if (typeof value === "object") return value.text;
  return value === undefined ? undefined : typeof value === "boolean" ? (value ? "1" : "0") : String(value);
}

export function numberOf(value: Value): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value !== "string" || value.trim() === "" ? Number.NaN : Number(value);
}

export function isTrue(value: Value): boolean {
  return value !== undefined && value !== false && value !== 0 && value !== "" && value !== "0";
}

export function equals(one: Value, other: Value): boolean {
  if (one === undefined || other === undefined) return false;
  return order(one, other) === 0;
}

/** Less than, equal to or greater than zero; NaN where there is nothing to compare. */
export function order(one: Value, other: Value): number {
  if (one === undefined || other === undefined) return Number.NaN;
  const left = numberOf(one);
  const right = numberOf(other);
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  const [leftText, rightText] = [textOf(one) ?? "", textOf(other) ?? ""];
  return leftText < rightText ? -1 : leftText > rightText ? 1 : 0;
}

/** As AWS shows times: in UTC, to the millisecond. */
export function shownTime(at: number): string {
  return new Date(at).toISOString().replace("T", " ").replace("Z", "");
}
