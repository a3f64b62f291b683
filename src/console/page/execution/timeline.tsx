// The visits of an execution to scale: how long each took, and in it each attempt and the waits between them.

import { useMemo } from "preact/hooks";
import type { Visit } from "../../history/visits.ts";
import { LongList } from "../parts/long-list.tsx";
import { Scale } from "../parts/scale.tsx";
import { signOf } from "../parts/status.tsx";
import { duration } from "../parts/words.ts";
import { depthsOf, VisitName } from "./visit-name.tsx";

export interface TimelineProps {
  readonly visits: readonly Visit[];
  readonly from: number;
  readonly to: number;
  readonly chosen: number | undefined;
  readonly onChoose: (visit: Visit) => void;
}

export function Timeline({ visits, from, to, chosen, onChoose }: TimelineProps) {
  const length = Math.max(1, to - from);
  const depths = useMemo(() => depthsOf(visits), [visits]);
  const at = (time: number) =>
    `min(${((Math.min(Math.max(time, from), to) - from) / length) * 100}%, 100% - 2px)`;
  const part = (start: number, end: number) =>
    `max(2px, ${((Math.max(end, start) - start) / length) * 100}%)`;
  return (
    <div class="timeline">
      <LongList
        label="Timeline"
        rows={visits}
        keyOf={({ id }) => id}
        empty="No state has been entered yet."
        onOpen={onChoose}
        isChosen={({ id }) => id === chosen}
        columns={[
          {
            title: "State",
            width: "minmax(9rem, 15rem)",
            cell: (visit) => (
              <VisitName visit={visit} depth={depths.get(visit.id) ?? 0} onChoose={onChoose} />
            ),
          },
          {
            title: "When",
            head: <Scale length={length} />,
            width: "minmax(12rem, 1fr)",
            cell: (visit) => {
              const { word, tone } = signOf(visit.outcome);
              const took = duration((visit.endedAt ?? to) - visit.enteredAt);
              return (
                <span class="track">
                  <span
                    class={`bar ${tone}`}
                    style={{ left: at(visit.enteredAt), width: part(visit.enteredAt, visit.endedAt ?? to) }}
                    title={`${visit.state}: ${word}, ${took}`}
                  />
                  {visit.attempts.map((attempt) => (
                    <span
                      key={attempt.scheduledBy}
                      class={`attempt ${signOf(attempt.outcome).tone}`}
                      style={{
                        left: at(attempt.scheduledAt),
                        width: part(attempt.scheduledAt, attempt.endedAt ?? to),
                      }}
                      title={`attempt: ${signOf(attempt.outcome).word} ${attempt.error ?? ""}`}
                    />
                  ))}
                </span>
              );
            },
          },
          {
            title: "Took",
            width: "9rem",
            cell: (visit) => (
              <>
                <span aria-hidden="true">{signOf(visit.outcome).sign}</span>{" "}
                {duration((visit.endedAt ?? to) - visit.enteredAt)}
                {visit.attempts.length > 1 ? ` ↻${visit.attempts.length - 1}` : ""}
              </>
            ),
          },
        ]}
      />
    </div>
  );
}
