// The 256 KiB limit on what a state takes or gives. Counting bytes exactly costs as much as writing the JSON, so a value
// is first held against an upper bound that can be walked cheaply; only a value near the limit is written out.

import { EvaluationError } from "../asl/scope.ts";
import type { Json, JsonObject } from "../aws/json.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, "Maximum input or output size". */
export const payloadLimitBytes = 256 * 1024;

/**
 * AWS differs: AWS names no limit. Its JSON reader takes no more than 1,000 levels, and deeper data would overflow the stack
 * of whoever writes it as JSON.
 */
const deepestNesting = 1000;

export function isOverPayloadLimit(value: Json): boolean {
  return payloadBytes(value) > payloadLimitBytes;
}

/** No less than the value takes as JSON: an upper bound if that is within the limit, otherwise the exact count. */
export function payloadBytes(value: Json): number {
  const left = boundBytes(value, 0, payloadLimitBytes);
  return left >= 0 ? payloadLimitBytes - left : exactBytes(value);
}

export function exactBytes(value: Json): number {
  return Buffer.byteLength(jsonText(value));
}

/** JSON of data that is nested too deeply to be written (thousands of levels) says so instead of overflowing the stack. */
export function jsonText(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch (thrown) {
    if (thrown instanceof RangeError) return '"[nested too deeply to be written as JSON]"';
    throw thrown;
  }
}

/** What is left of `budget` after the most that `value` could take as JSON in UTF-8; negative if that may be too little. */
function boundBytes(value: Json, depth: number, budget: number): number {
  if (typeof value !== "object" || value === null) return budget - scalarBytes(value);
  if (depth === deepestNesting) throw tooDeep();
  return Array.isArray(value)
    ? boundArray(value, depth + 1, budget - 2)
    : boundObject(value as JsonObject, depth + 1, budget - 2);
}

// The members are told apart right here: a call for each costs more than the rest together.

function boundArray(items: readonly Json[], depth: number, budget: number): number {
  let left = budget;
  for (let at = 0; at < items.length && left >= 0; at++) {
    const item = items[at] as Json;
    left -= 1;
    if (typeof item === "object" && item !== null) left = boundBytes(item, depth, left);
    else left -= scalarBytes(item);
  }
  return left;
}

function boundObject(object: JsonObject, depth: number, budget: number): number {
  let left = budget;
  for (const key in object) {
    const member = object[key] as Json;
    left -= 4 + key.length * 6;
    if (typeof member === "object" && member !== null) left = boundBytes(member, depth, left);
    else left -= scalarBytes(member);
    if (left < 0) break;
  }
  return left;
}

/** A control character takes six bytes (\u0000), no other UTF-16 unit more than three; no number takes more than 25. */
function scalarBytes(value: string | number | boolean | null): number {
  return typeof value === "string" ? 2 + value.length * 6 : 25;
}

function tooDeep(): EvaluationError {
  return new EvaluationError("States.Runtime", `The data is nested more than ${deepestNesting} levels deep.`);
}
