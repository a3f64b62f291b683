// The turns of a Standard execution: what came from outside, and how much of its history there was before.

import type { Region } from "../../region/region.ts";
import { TimeSlice } from "../../time/time-slice.ts";

const spoken: Readonly<Record<string, string>> = {
  timerFired: "a timer fired",
  callAnswered: "a task answered",
  callThrew: "a task failed",
  taskSubmitted: "a task was submitted",
  taskStarted: "a worker took a task",
  taskHeartbeat: "a heartbeat",
  stopped: "it was stopped",
  redriven: "it was redriven",
  mapRunChanged: "a Map Run was changed",
  mapRunRefused: "a Map Run was refused",
};

export interface ShownTurn {
  readonly at: number;
  readonly what: string;
  /** Undefined where it was written without running the turns before it. */
  readonly eventsBefore: number | undefined;
}

/** Without the start, which is the first of all. Rejects with InvalidArn or ExecutionDoesNotExist. */
export async function executionTurns(
  { services }: Pick<Region, "services">,
  executionArn: string,
): Promise<readonly ShownTurn[]> {
  const slice = new TimeSlice();
  const shown: ShownTurn[] = [];
  for (const { at, event, eventsBefore } of services.states.standard.records.turns(executionArn)) {
    if (slice.isOver) await slice.giveWay();
    if (event.type === "clockDecided") continue;
    shown.push({
      at,
      what: spoken[event.type] ?? event.type,
      eventsBefore: eventsBefore < 0 ? undefined : eventsBefore,
    });
  }
  return shown;
}
