// Stopping a strand because a sibling of it failed: unlike a stop of the whole execution, this is written to history.

import type { StateType } from "../asl/definition.ts";
import type { HistoryEventType } from "./history/event.ts";
import type { Strand } from "./strand.ts";

/** The states that can be in the middle of something. AWS has no such event for the others. */
const abortedEvents: { readonly [Type in StateType]?: HistoryEventType } = {
  Task: "TaskStateAborted",
  Wait: "WaitStateAborted",
  Map: "MapStateAborted",
  Parallel: "ParallelStateAborted",
};

/** Innermost first. */
export function abortStrand(strand: Strand): void {
  const { waiting } = strand;
  strand.waiting = undefined;
  if (waiting?.abort === undefined) waiting?.cancel();
  else waiting.abort();
  recordStateAborted(strand);
}

export function recordStateAborted(strand: Strand): void {
  const type = abortedEvents[strand.state.type];
  if (type !== undefined) strand.previousEventId = strand.execution.record(strand.previousEventId, type);
}
