// The 256 KiB limit on what a state takes or gives. Counting bytes exactly costs as much as writing the JSON, so a value
// is first held against an upper bound that can be walked cheaply; only a value near the limit is written out.

import { boundWithin, deepestNesting } from "../asl/json-bytes.ts";
import { EvaluationError } from "../asl/scope.ts";
import type { Json } from "../aws/json.ts";
import { knownJsonText } from "../aws/json-text.ts";
import { statesError } from "./error-names.ts";
import { Failure } from "./failure.ts";
import { slice } from "./slice.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, "Maximum input or output size". */
export const payloadLimitBytes = 256 * 1024;

export function isOverPayloadLimit(value: Json): boolean {
  return payloadBytes(value) > payloadLimitBytes;
}

/** What a state makes of more than this may take long. */
const smallBytes = payloadLimitBytes / 4;

/** What is bounded by more than this takes more than the limit: JSON takes no less than a thirteenth of its bound. */
const certainlyTooLargeBytes = 16 * payloadLimitBytes;

/** No less than the value takes as JSON: an upper bound if that is within the limit, otherwise as `exactBytes`. */
export function payloadBytes(value: Json): number {
  const bound = boundWithin(value, payloadLimitBytes);
  if (bound > smallBytes) slice.lookSoon();
  if (bound <= payloadLimitBytes) return bound;
  if (Number.isNaN(bound)) throw tooDeep();
  return exactBytes(value);
}

/** Infinity if that is far more than the limit: one large value at thousands of places is not written out to be counted. */
export function exactBytes(value: Json): number {
  const known = knownJsonText(value)?.bytes;
  if (known !== undefined) return known;
  if (boundWithin(value, certainlyTooLargeBytes) === Number.POSITIVE_INFINITY)
    return Number.POSITIVE_INFINITY;
  slice.lookSoon();
  return Buffer.byteLength(jsonText(value));
}

/** In AWS's words. */
export function payloadLimitFailure(source: string): Failure {
  return new Failure(
    statesError.dataLimitExceeded,
    `The state/task '${source}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
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

function tooDeep(): EvaluationError {
  return new EvaluationError("States.Runtime", `The data is nested more than ${deepestNesting} levels deep.`);
}
