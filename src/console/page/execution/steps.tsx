// Time travel: the execution as it stood after any of its turns, or after any single event. A turn is all that came of one thing from
// outside: its start, an answer, a timer.

import { When } from "../parts/when.tsx";
import { view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import type { Execution } from "./history.ts";

export interface StepsProps {
  readonly execution: Execution;
  /** How many events are looked at; undefined follows to the end. */
  readonly step: number | undefined;
  readonly onStep: (step: number | undefined) => void;
}

interface Turn {
  readonly at: number;
  readonly what: string;
  readonly eventsBefore?: number;
}

export function Steps({ execution, step, onStep }: StepsProps) {
  const { events = [], executionArn, isExpress, status } = execution;
  const turns = useLive(
    `turns ${executionArn} ${events.length} ${status}`,
    () => (isExpress ? Promise.resolve([]) : view<readonly Turn[]>("execution-turns", { executionArn })),
    0,
  );
  const stops = stopsOf(turns.value ?? [], events.length);
  const at = step ?? events.length;
  const turn = stops.findIndex(({ last }) => at <= last);
  const now = stops[turn];
  const before = stops.findLast(({ last }) => last < (stops[turn - 1]?.last ?? 0) + 1 && last < at);
  const after = stops.find(({ last }) => last > at);
  return (
    <p class="steps actions" role="group" aria-label="Time travel">
      {stops.length > 1 && (
        <button
          type="button"
          class="quiet"
          disabled={before === undefined}
          onClick={() => onStep(before?.last)}
        >
          ◀ turn
        </button>
      )}
      <label>
        After event{" "}
        <input
          type="range"
          min={1}
          max={Math.max(1, events.length)}
          value={at}
          onInput={({ currentTarget }) => onStep(Number(currentTarget.value))}
        />
      </label>
      {stops.length > 1 && (
        <button
          type="button"
          class="quiet"
          disabled={after === undefined}
          onClick={() => onStep(after?.last)}
        >
          turn ▶
        </button>
      )}
      <output>
        event {at} of {events.length}
        {now !== undefined && stops.length > 1 && (
          <>
            {" "}
            · turn {turn + 1} of {stops.length}: {now.what}{" "}
            {now.at > 0 && (
              <>
                at <When at={now.at} isClock />
              </>
            )}
          </>
        )}
      </output>
      {step !== undefined && (
        <button type="button" class="quiet" onClick={() => onStep(undefined)}>
          follow to the end
        </button>
      )}
    </p>
  );
}

interface Stop {
  readonly what: string;
  readonly at: number;
  /** The last event that came of it. */
  readonly last: number;
}

/** Turns of which no event came, such as heartbeats, are none to stop at. */
function stopsOf(turns: readonly Turn[], events: number): readonly Stop[] {
  const all = [{ what: "it was started", at: 0, eventsBefore: 0 }, ...turns];
  return all.flatMap(({ what, at, eventsBefore = 0 }, index) => {
    const last = all[index + 1]?.eventsBefore ?? events;
    return last > eventsBefore ? [{ what, at, last }] : [];
  });
}
