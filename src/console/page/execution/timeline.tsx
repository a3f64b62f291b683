// The visits of an execution to scale: how long each took, and in it each attempt and the waits between them.

import type { Visit } from "../../history/visits.ts";
import { signOf } from "../parts/status.tsx";
import { duration } from "../parts/words.ts";

export interface TimelineProps {
  readonly visits: readonly Visit[];
  readonly from: number;
  readonly to: number;
  readonly onChoose: (visit: Visit) => void;
}

const mostBars = 400;

export function Timeline({ visits, from, to, onChoose }: TimelineProps) {
  const length = Math.max(1, to - from);
  const at = (time: number) => `${((Math.min(Math.max(time, from), to) - from) / length) * 100}%`;
  const part = (start: number, end: number) =>
    `max(2px, ${((Math.max(end, start) - start) / length) * 100}%)`;
  return (
    <div class="timeline">
      <p class="scale">
        <span>0</span>
        <span>{duration(length / 2)}</span>
        <span>{duration(length)}</span>
      </p>
      <ol>
        {visits.slice(0, mostBars).map((visit) => {
          const { sign, word, tone } = signOf(visit.outcome);
          const took = duration((visit.endedAt ?? to) - visit.enteredAt);
          return (
            <li key={visit.id}>
              <button type="button" class="link" onClick={() => onChoose(visit)}>
                {visit.iteration === undefined ? "" : `#${visit.iteration} `}
                {visit.state}
              </button>
              <span class="track">
                <span
                  class={`bar ${tone}`}
                  style={{ left: at(visit.enteredAt), width: part(visit.enteredAt, visit.endedAt ?? to) }}
                  title={`${visit.state}: ${word}, ${took}`}
                />
                {visit.attempts.map((attempt) => (
                  <span
                    key={attempt.scheduledAt}
                    class={`attempt ${signOf(attempt.outcome).tone}`}
                    style={{
                      left: at(attempt.scheduledAt),
                      width: part(attempt.scheduledAt, attempt.endedAt ?? to),
                    }}
                    title={`attempt: ${signOf(attempt.outcome).word} ${attempt.error ?? ""}`}
                  />
                ))}
              </span>
              <span class="took">
                <span aria-hidden="true">{sign}</span> {took}
                {visit.attempts.length > 1 ? ` ↻${visit.attempts.length - 1}` : ""}
              </span>
            </li>
          );
        })}
      </ol>
      {visits.length > mostBars && (
        <p>
          The first {mostBars} of {visits.length} visits; the table has all of them.
        </p>
      )}
    </div>
  );
}
