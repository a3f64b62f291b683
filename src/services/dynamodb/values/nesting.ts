// How deep lists and maps may lie in each other.

import { validationError } from "../refusals.ts";
import type { AttributeValue } from "./attribute-value.ts";

/** An attribute of the item is on the first level, what its list or map holds on the second. */
export const maxNesting = 32;

export function tooDeep(): Error {
  return validationError(
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
  );
}

/** Throws ValidationException if what is put onto a level reaches below the last. */
export function refuseDeepValue(value: AttributeValue, level: number): void {
  if (level > maxNesting) throw tooDeep();
  if ("L" in value) for (const each of value.L) refuseDeepValue(each, level + 1);
  if ("M" in value) for (const each of Object.values(value.M)) refuseDeepValue(each, level + 1);
}
