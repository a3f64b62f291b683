// The 256 KiB limit on what a state takes or gives. Counting bytes exactly costs as much as writing the JSON, so a value
// is first held against an upper bound that can be walked cheaply; only a value near the limit is written out.

import { EvaluationError } from "../asl/scope.ts";
import type { Json } from "../aws/json.ts";

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
  switch (typeof value) {
    case "string":
      // A control character takes six bytes (\u0000), no other UTF-16 unit more than three.
      return budget - 2 - value.length * 6;
    case "number":
      return budget - 25;
    case "object":
      if (value === null) return budget - 5;
      return boundCollection(value, depth, budget);
    default:
      return budget - 6;
  }
}

function boundCollection(
  value: Exclude<Json, string | number | boolean | null>,
  depth: number,
  budget: number,
) {
  if (depth === deepestNesting) throw tooDeep();
  let left = budget - 2;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && left >= 0; at++) left = boundBytes(value[at], depth + 1, left - 1);
    return left;
  }
  for (const key in value) {
    if (left < 0) break;
    left = boundBytes(
      (value as { readonly [key: string]: Json })[key] as Json,
      depth + 1,
      left - 4 - key.length * 6,
    );
  }
  return left;
}

function tooDeep(): EvaluationError {
  return new EvaluationError("States.Runtime", `The data is nested more than ${deepestNesting} levels deep.`);
}
