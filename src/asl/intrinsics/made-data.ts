// How much an intrinsic function may make or look through. Data that shares its parts, such as what `States.Array($, $, $)` gives,
// may be far larger as text than it is in memory.

import type { Json } from "../../aws/json.ts";
import { boundWithin } from "../json-bytes.ts";
import { EvaluationError } from "../scope.ts";

/** In UTF-16 units: four times what a state may give. */
const longestText = 1024 * 1024;
/** Of the upper bound that JSON is held against. */
const mostBytes = 16 * 1024 * 1024;

/** The same text. Throws States.DataLimitExceeded, as what follows does. */
export function boundedText(text: string): string {
  if (text.length > longestText) throw tooLarge();
  return text;
}

/** The same value, which can be written, compared and hashed in no time. */
export function boundedValue(value: Json): Json {
  if (boundWithin(value, mostBytes) === Number.POSITIVE_INFINITY) throw tooLarge();
  return value;
}

/** The engine says it in AWS's words. */
function tooLarge(): EvaluationError {
  return new EvaluationError(
    "States.DataLimitExceeded",
    "An intrinsic function has made more data than a state may give.",
  );
}
