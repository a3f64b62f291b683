// An execution as tables: its visits of states, and its events.

import { useMemo, useState } from "preact/hooks";
import { detailsOf, type HistoryEvent } from "../../history/events.ts";
import type { Visit } from "../../history/visits.ts";
import { FilterField, useFilter } from "../parts/filter.tsx";
import { LongList } from "../parts/long-list.tsx";
import { Status } from "../parts/status.tsx";
import { When } from "../parts/when.tsx";
import { duration } from "../parts/words.ts";
import { depthsOf, VisitName } from "./visit-name.tsx";

export interface VisitTableProps {
  readonly visits: readonly Visit[];
  readonly now: number;
  /** When the execution began. */
  readonly since: number;
  readonly chosen: number | undefined;
  readonly onChoose: (visit: Visit) => void;
}

export function VisitTable({ visits, now, since, chosen, onChoose }: VisitTableProps) {
  const [isFailedOnly, setFailedOnly] = useState(false);
  const depths = useMemo(() => depthsOf(visits), [visits]);
  const meant = useMemo(
    () => (isFailedOnly ? visits.filter(({ error }) => error !== undefined) : visits),
    [visits, isFailedOnly],
  );
  const filter = useFilter(meant, wordsOf);
  return (
    <>
      <p class="actions">
        <FilterField label="Filter by state, item, input or error" filter={filter} />
        <label>
          <input
            type="checkbox"
            checked={isFailedOnly}
            onChange={({ currentTarget }) => setFailedOnly(currentTarget.checked)}
          />{" "}
          with an error only
        </label>
        <span class="dull">
          {filter.rows.length.toLocaleString("en-US")} of {visits.length.toLocaleString("en-US")}
        </span>
      </p>
      <LongList
        label="States"
        rows={filter.rows}
        isBusy={filter.isBusy}
        keyOf={({ id }) => id}
        empty={visits.length === 0 ? "No state has been entered yet." : "No visit is like that."}
        onOpen={onChoose}
        isChosen={({ id }) => id === chosen}
        columns={[
          {
            title: "State",
            width: "minmax(12rem, 2fr)",
            cell: (visit) => (
              <VisitName visit={visit} depth={depths.get(visit.id) ?? 0} onChoose={onChoose} />
            ),
          },
          { title: "Type", width: "6rem", cell: ({ type }) => type },
          { title: "Status", width: "9rem", cell: ({ outcome }) => <Status of={outcome} /> },
          {
            title: "Retries",
            width: "5rem",
            cell: ({ attempts }) => (attempts.length > 1 ? `↻ ${attempts.length - 1}` : ""),
          },
          {
            title: "Entered",
            width: "8rem",
            cell: ({ enteredAt }) => <When at={enteredAt} isClock since={since} />,
          },
          {
            title: "Took",
            width: "7rem",
            cell: ({ enteredAt, endedAt }) => duration((endedAt ?? now) - enteredAt),
          },
          {
            title: "Error",
            width: "minmax(8rem, 2fr)",
            cell: ({ error, cause }) => [error, cause].filter(Boolean).join(": "),
          },
        ]}
      />
    </>
  );
}

function wordsOf({ state, iteration, error = "", cause = "", input = "" }: Visit): string {
  return `#${iteration ?? ""} ${state} ${error} ${cause} ${input}`;
}

export interface EventTableProps {
  readonly events: readonly HistoryEvent[];
  /** When the execution began. */
  readonly since: number;
}

export function EventTable({ events, since }: EventTableProps) {
  const [opened, setOpened] = useState<number | undefined>();
  const filter = useFilter(events, JSON.stringify);
  const shown = events.find(({ id }) => id === opened);
  return (
    <>
      <FilterField label="Filter events" filter={filter} />
      <LongList
        label="Events"
        rows={filter.rows}
        isBusy={filter.isBusy}
        keyOf={({ id }) => id}
        empty={filter.text === "" ? "There is no event yet." : "No event holds that."}
        onOpen={({ id }) => setOpened(id)}
        isChosen={({ id }) => id === opened}
        columns={[
          { title: "Event", width: "5rem", cell: ({ id }) => id },
          {
            title: "Type",
            width: "minmax(12rem, 1fr)",
            cell: ({ id, type }) => (
              <button type="button" class="link" onClick={() => setOpened(id)}>
                {type}
              </button>
            ),
          },
          { title: "After", width: "5rem", cell: ({ previousEventId }) => previousEventId },
          {
            title: "Time",
            width: "8rem",
            cell: ({ timestamp }) => <When at={timestamp} isClock since={since} />,
          },
          {
            title: "Details",
            width: "minmax(12rem, 3fr)",
            cell: (event) => JSON.stringify(detailsOf(event)).slice(0, 200),
          },
        ]}
      />
      {shown && (
        <pre tabIndex={0} role="region" aria-label={`Event ${shown.id}`}>
          {JSON.stringify(shown, null, 2)}
        </pre>
      )}
    </>
  );
}
