// GetLogEvents and FilterLogEvents: the events of a stream by tokens that lead forward and back, and those of a group by pattern.

import { ServiceError } from "../../aws/service-error.ts";
import type { LogEvent, LogGroup } from "./log-group.ts";
import { compileFilterPattern } from "./patterns/filter-pattern.ts";
import { invalid } from "./refusals.ts";

export interface FilterLogEventsQuery {
  readonly logGroupName: string;
  readonly logStreamNames?: readonly string[] | undefined;
  readonly logStreamNamePrefix?: string | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly filterPattern?: string | undefined;
  readonly limit?: number | undefined;
  readonly nextToken?: string | undefined;
  readonly unmask?: boolean | undefined;
}

export interface GetLogEventsQuery {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly limit?: number | undefined;
  readonly startFromHead?: boolean | undefined;
  readonly nextToken?: string | undefined;
  readonly unmask?: boolean | undefined;
}

export interface LogEventPage {
  readonly events: readonly LogEvent[];
  readonly nextToken: string | undefined;
}

export interface LogEventWindow {
  readonly events: readonly LogEvent[];
  readonly nextForwardToken: string;
  readonly nextBackwardToken: string;
}

/** "The default is 10,000 events", or as many as fit in a MiB. */
const mostEvents = 10_000;
const mostBytes = 1024 * 1024;
const noEvent = "0".repeat(56);

/** Yields where whoever asks may give way to others. */
export function* filterLogEvents(
  group: LogGroup,
  query: FilterLogEventsQuery,
): Generator<void, LogEventPage> {
  const { startTime = Number.NEGATIVE_INFINITY, endTime = Number.POSITIVE_INFINITY } = query;
  const pattern = compileFilterPattern(query.filterPattern ?? "");
  const streams = query.logStreamNames === undefined ? undefined : new Set(query.logStreamNames);
  const prefix = query.logStreamNamePrefix ?? "";
  if (streams !== undefined && prefix !== "")
    throw invalid("LogStream names and LogStream name prefix are mutually exclusive parameters.");
  for (const name of streams ?? [])
    if (!group.hasStream(name))
      throw new ServiceError("ResourceNotFoundException", "The specified log stream does not exist.");
  const after = query.nextToken;
  if (after !== undefined && !/^\d{56}$/.test(after)) throw invalidToken();
  // "Events with a timestamp later than this time are not returned": its end belongs to the range.
  const events = yield* group.readInPieces(
    (event) =>
      event.timestamp >= startTime &&
      event.timestamp <= endTime &&
      (streams === undefined || streams.has(event.logStreamName)) &&
      event.logStreamName.startsWith(prefix) &&
      pattern.matches(event.message),
    query.unmask,
  );
  // The token is the last event that was given, because positions move as old events give way.
  const from = after === undefined ? 0 : events.findIndex((event) => event.id === after) + 1;
  const page = withinBytes(events.slice(from, from + limitOf(query.limit)));
  const more = from + page.length < events.length;
  return { events: page, nextToken: more ? page.at(-1)?.id : undefined };
}

/** Yields where whoever asks may give way to others. */
export function* getLogEvents(group: LogGroup, query: GetLogEventsQuery): Generator<void, LogEventWindow> {
  const { startTime = Number.NEGATIVE_INFINITY, endTime = Number.POSITIVE_INFINITY } = query;
  const [, direction, id] = /^([fb])\/(\d{56})\/s$/.exec(query.nextToken ?? "") ?? [];
  if (query.nextToken !== undefined && direction === undefined) throw invalidToken();
  const limit = limitOf(query.limit);
  // "Events with a timestamp equal to or later than this time are not included."
  const events = yield* group.readInPieces(
    ({ logStreamName, timestamp }) =>
      logStreamName === query.logStreamName && timestamp >= startTime && timestamp < endTime,
    query.unmask,
  );
  const at = events.findIndex((event) => event.id === id);
  let window: readonly LogEvent[];
  if (direction === "f") window = withinBytes(events.slice(at + 1, at + 1 + limit));
  // A token whose event has given way stands before everything that is left.
  else if (direction === "b") window = newest(events.slice(Math.max(0, at - limit), Math.max(0, at)));
  else if (query.startFromHead === true) window = withinBytes(events.slice(0, limit));
  else window = newest(events.slice(-limit));
  // At either end AWS gives back the token that was sent, which is how callers know they are done.
  return {
    events: window,
    nextForwardToken: `f/${window.at(-1)?.id ?? id ?? noEvent}/s`,
    nextBackwardToken: `b/${window[0]?.id ?? id ?? noEvent}/s`,
  };
}

/** The first of them, as many as an answer holds, and one at least. */
function withinBytes(events: readonly LogEvent[]): readonly LogEvent[] {
  let bytes = 0;
  const end = events.findIndex((event, index) => {
    bytes += event.message.length + 26;
    return index > 0 && bytes > mostBytes;
  });
  return end === -1 ? events : events.slice(0, end);
}

function newest(events: readonly LogEvent[]): readonly LogEvent[] {
  return [...withinBytes([...events].reverse())].reverse();
}

function limitOf(limit: number | undefined): number {
  if (limit === undefined) return mostEvents;
  if (limit >= 1 && limit <= mostEvents) return limit;
  const bound = limit < 1 ? "greater than or equal to 1" : `less than or equal to ${mostEvents}`;
  throw invalid(
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ${bound}`,
  );
}

function invalidToken(): ServiceError {
  return invalid("The specified nextToken is invalid.");
}
