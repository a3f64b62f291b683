// Whether a history agrees with a recorded one: event by event where ids were recorded; as a multiset where the recorder
// sorted the events of concurrent branches and struck out their ids.

import type { Json } from "../../src/aws/json.ts";
import type { HistoryEvent } from "../../src/engine/history/event.ts";
import type { ExpectedEvent, RecordedCase } from "./case.ts";
import type { Difference, Matcher } from "./match.ts";

export function historyDifference(
  { expected, recorded }: RecordedCase,
  actual: readonly HistoryEvent[],
  matcher: Matcher,
): Difference | undefined {
  const history = expected.history ?? [];
  const events = actual.map((event) => asRecorded(event, recorded, actual));
  const [exact, sorted] = [history.filter(hasId), history.filter((event) => !hasId(event))];
  const left = new Map(events.map((event) => [event.id as number, event]));
  for (const event of exact) {
    const id = event.id as number;
    const difference = matcher.difference(event, left.get(id), `history#${id}`);
    if (difference !== undefined) return difference;
    left.delete(id);
  }
  return multisetDifference(sorted, [...left.values()], matcher);
}

function hasId({ id }: ExpectedEvent): boolean {
  return typeof id === "number" && id > 0;
}

/** The recorder left out the ends of Parallel and Map states among the events it sorted. */
const leftOut = /^(Parallel|Map)State/;

function multisetDifference(
  expected: readonly ExpectedEvent[],
  actual: readonly ExpectedEvent[],
  matcher: Matcher,
): Difference | undefined {
  const left = [...actual];
  for (const event of expected) {
    const wanted = withoutIds(event);
    const found = left.findIndex((candidate) => matcher.trying(wanted, withoutIds(candidate)) === undefined);
    if (found < 0) return { at: `history (any order) ${event.type}`, expected: event, actual: left as Json };
    left.splice(found, 1);
  }
  const surplus = left.filter(({ type }) => expected.length === 0 || !leftOut.test(type));
  return surplus.length === 0
    ? undefined
    : { at: "history: more events than recorded", expected: [], actual: surplus };
}

function withoutIds({ id: _id, previousEventId: _previous, ...event }: ExpectedEvent): Json {
  return event as Json;
}

/**
 * Since November 2024 MapStateExited of a distributed Map follows MapRunStarted; in older recordings it follows
 * MapRunSucceeded. The engine does what AWS does today.
 */
function asRecorded(event: HistoryEvent, recorded: string, all: readonly HistoryEvent[]): ExpectedEvent {
  const previous = all[event.previousEventId - 1];
  if (event.type === "MapStateExited" && previous?.type === "MapRunStarted" && recorded < "2024-11-01") {
    return { ...event, previousEventId: previous.id + 1 } as unknown as ExpectedEvent;
  }
  return event as unknown as ExpectedEvent;
}
