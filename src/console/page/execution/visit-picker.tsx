// One of many visits of a state, such as the iterations of a Map: by number, or the next that went wrong.

import type { Visit } from "../../history/visits.ts";
import { count } from "../parts/words.ts";

export interface VisitPickerProps {
  readonly visits: readonly Visit[];
  readonly chosen: Visit;
  readonly onChoose: (visit: Visit) => void;
}

export function VisitPicker({ visits, chosen, onChoose }: VisitPickerProps) {
  const at = visits.findIndex(({ id }) => id === chosen.id);
  const go = (to: number) => {
    const visit = visits[Math.min(Math.max(to, 0), visits.length - 1)];
    if (visit !== undefined) onChoose(visit);
  };
  const failed = visits.findIndex(
    ({ outcome }, index) =>
      index > at && (outcome === "FAILED" || outcome === "TIMED_OUT" || outcome === "CAUGHT"),
  );
  return (
    <p class="actions">
      <button
        type="button"
        class="quiet"
        disabled={at <= 0}
        onClick={() => go(at - 1)}
        aria-label="The visit before"
      >
        ◀
      </button>
      <label>
        Visit{" "}
        <input
          type="number"
          class="short"
          min={1}
          max={visits.length}
          value={at + 1}
          onChange={({ currentTarget }) => go(Number(currentTarget.value) - 1)}
        />{" "}
        of {count(visits.length)}
        {chosen.iteration !== undefined && ` (item ${chosen.iteration})`}
      </label>
      <button
        type="button"
        class="quiet"
        disabled={at >= visits.length - 1}
        onClick={() => go(at + 1)}
        aria-label="The visit after"
      >
        ▶
      </button>
      {failed >= 0 && (
        <button type="button" class="quiet" onClick={() => go(failed)}>
          Next that went wrong
        </button>
      )}
    </p>
  );
}
