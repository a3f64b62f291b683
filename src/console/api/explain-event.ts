// Which rules of a bus an event would match, and why the others not: TestEventPattern says no more than yes or no.

import { isJsonObject, type Json } from "../../aws/json.ts";
import { invalid } from "../../aws/service-error.ts";
import { explainPattern } from "../../event-patterns/explain-pattern.ts";

/** Throws InvalidEventPatternException, and ValidationException for what is no event. */
export function explainEvent(asked: unknown) {
  if (!isJsonObject(asked as Json)) throw invalid("Expected an object with patterns and an event.");
  const { patterns, event } = asked as { readonly patterns?: unknown; readonly event?: Json };
  if (!isJsonObject(event)) throw invalid("The event must be a JSON object.");
  if (!Array.isArray(patterns) || patterns.some((each) => typeof each !== "string"))
    throw invalid("patterns must be a list of event patterns, each as JSON text.");
  return (patterns as readonly string[]).map((pattern) => explainPattern(pattern, event));
}
