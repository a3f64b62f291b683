// FilterCriteria: which records of a source are handed on. A filter is an event pattern over the record, in which the payload stands
// as the JSON that it is. https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html

import type { Json, JsonObject } from "../aws/json.ts";
import { jsonOrUndefined } from "../aws/json-text.ts";
import { compileEventPattern, type Pattern, patternMatches } from "../event-patterns/compile-pattern.ts";
import { inSlices } from "../time/time-slice.ts";

/** What a filter sees of a record, which is `bytes` long as JSON. A promise where it may take long to say whether it passes. */
export type RecordFilter = (
  record: JsonObject,
  payload: () => string,
  bytes: number,
) => boolean | Promise<boolean>;

export interface FilteredPayload {
  /** The member that holds what was sent: `data` of a Kinesis record, `body` of a message; undefined for a change of a table. */
  readonly member: string | undefined;
  /** Whether it may be filtered by itself, as a text. */
  readonly mayBeText: boolean;
}

interface CompiledFilter {
  readonly pattern: Pattern;
  /** What the filter takes the payload for. */
  readonly asks: "JSON" | "text" | "nothing";
}

/** A record passes if any of the patterns lets it. Throws ServiceError InvalidEventPatternException for a text that is no pattern. */
export function compileRecordFilter(patterns: readonly string[], payload: FilteredPayload): RecordFilter {
  const filters = patterns.map((pattern) => compileFilter(pattern, payload));
  const { member } = payload;
  const looksInside = filters.some(({ asks }) => asks !== "nothing");
  if (member === undefined || !looksInside)
    return (record, _payload, bytes) => inSlices(anyMatches(filters, record, bytes));
  return (record, payloadText, bytes) => {
    const text = payloadText();
    const value = structureIn(text);
    const event = { ...record, [member]: value ?? text };
    const form = value === undefined ? "text" : "JSON";
    const asking = filters.filter(({ asks }) => asks === form || asks === "nothing");
    return inSlices(anyMatches(asking, event, bytes));
  };
}

function* anyMatches(
  filters: readonly CompiledFilter[],
  event: JsonObject,
  bytes: number,
): Generator<void, boolean> {
  for (const { pattern } of filters) if (yield* patternMatches(pattern, event, bytes)) return true;
  return false;
}

function compileFilter(text: string, { member, mayBeText }: FilteredPayload): CompiledFilter {
  const pattern = compileEventPattern(text);
  const asked = member === undefined ? undefined : (JSON.parse(text) as JsonObject)[member];
  if (asked === undefined) return { pattern, asks: "nothing" };
  const asks = Array.isArray(asked) ? "text" : "JSON";
  // A text that is no pattern for this source is refused as what is no pattern at all.
  if (asks === "text" && !mayBeText) compileEventPattern("[]");
  return { pattern, asks };
}

/** A text that begins as an object or a list, if it is one; a number or a word is a text. */
function structureIn(text: string): Json | undefined {
  return /^\s*[{[]/.test(text) ? jsonOrUndefined(text) : undefined;
}
