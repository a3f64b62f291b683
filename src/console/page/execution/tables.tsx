// An execution as tables: its visits of states, and its events.

import { useState } from "preact/hooks";
import { detailsOf, type HistoryEvent } from "../../history/events.ts";
import type { Visit } from "../../history/visits.ts";
import { LongList } from "../parts/long-list.tsx";
import { Status } from "../parts/status.tsx";
import { clockTime, duration } from "../parts/words.ts";

export interface VisitTableProps {
  readonly visits: readonly Visit[];
  readonly now: number;
  readonly chosen: number | undefined;
  readonly onChoose: (visit: Visit) => void;
}

export function VisitTable({ visits, now, chosen, onChoose }: VisitTableProps) {
  const depths = depthsOf(visits);
  return (
    <LongList
      label="States"
      rows={visits}
      keyOf={({ id }) => id}
      empty="No state has been entered yet."
      onOpen={onChoose}
      isChosen={({ id }) => id === chosen}
      columns={[
        {
          title: "State",
          width: "minmax(12rem, 2fr)",
          cell: (visit) => (
            <button type="button" class="link" onClick={() => onChoose(visit)}>
              <span class={`depth depth-${Math.min(depths.get(visit.id) ?? 0, 6)}`} />
              {visit.iteration === undefined ? "" : `#${visit.iteration} `}
              {visit.state}
            </button>
          ),
        },
        { title: "Type", width: "6rem", cell: ({ type }) => type },
        { title: "Status", width: "9rem", cell: ({ outcome }) => <Status of={outcome} /> },
        {
          title: "Retries",
          width: "5rem",
          cell: ({ attempts }) => (attempts.length > 1 ? `↻ ${attempts.length - 1}` : ""),
        },
        { title: "Entered", width: "8rem", cell: ({ enteredAt }) => clockTime(enteredAt) },
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
  );
}

/** A visit lies after what it lies in. */
function depthsOf(visits: readonly Visit[]): ReadonlyMap<number, number> {
  const depths = new Map<number, number>();
  for (const { id, parent } of visits)
    depths.set(id, parent === undefined ? 0 : (depths.get(parent) ?? 0) + 1);
  return depths;
}

export function EventTable({ events }: { readonly events: readonly HistoryEvent[] }) {
  const [filter, setFilter] = useState("");
  const [opened, setOpened] = useState<number | undefined>();
  const wanted = filter.toLowerCase();
  const rows =
    wanted === "" ? events : events.filter((event) => JSON.stringify(event).toLowerCase().includes(wanted));
  const shown = events.find(({ id }) => id === opened);
  return (
    <>
      <label class="filter">
        <span>Filter events</span>
        <input type="search" value={filter} onInput={({ currentTarget }) => setFilter(currentTarget.value)} />
      </label>
      <LongList
        label="Events"
        rows={rows}
        keyOf={({ id }) => id}
        empty={filter === "" ? "There is no event yet." : "No event holds that."}
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
          { title: "Time", width: "8rem", cell: ({ timestamp }) => clockTime(timestamp) },
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
