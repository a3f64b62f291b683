// TestEventPattern: a pattern against an event that nobody put.

import { isJsonObject } from "../../../aws/json.ts";
import { isTooDeep } from "../../../aws/json-depth.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { compileEventPattern } from "../../../event-patterns/compile-pattern.ts";
import { checkPatternLength } from "./rule-checks.ts";

/** What an event must have to be one. EventBridge API, TestEventPattern. */
const requiredFields = ["id", "account", "source", "time", "region", "detail-type"];

/** Throws InvalidEventPatternException and, for what is no event, ValidationException. */
export function testEventPattern(pattern: string, text: string): boolean {
  const { matches } = compileEventPattern(pattern);
  checkPatternLength(pattern);
  const event = isTooDeep(text) ? undefined : jsonOrUndefined(text);
  if (!isJsonObject(event) || requiredFields.some((name) => !Object.hasOwn(event, name))) {
    throw new ServiceError("ValidationException", "Parameter Event is not valid.");
  }
  return matches(event);
}
