// The events of a bus as they come in, from when somebody looks, with the rules that each matched.

import { useMemo, useState } from "preact/hooks";
import { FilterField, useFilter } from "../parts/filter.tsx";
import { JsonText } from "../parts/json.tsx";
import { LongList } from "../parts/long-list.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { view } from "../region/call.ts";
import { useLive } from "../region/live.ts";

interface BusEvent {
  readonly number: number;
  readonly at: number;
  readonly event: { readonly source?: string; readonly "detail-type"?: string; readonly detail?: unknown };
  readonly ruleNames: readonly string[];
}

const mostKept = 1000;

export function BusEvents({ busName }: { readonly busName: string }) {
  const [opened, setOpened] = useState<BusEvent | undefined>();
  const [unmatchedOnly, setUnmatchedOnly] = useState(false);
  const { value, problem } = useLive<readonly BusEvent[]>(
    `events ${busName}`,
    async (former = []) => {
      const fresh = await view<readonly BusEvent[]>("bus-events", {
        ...{ busName, after: String(former[0]?.number ?? 0) },
      });
      return fresh.length === 0 ? former : [...fresh.toReversed(), ...former].slice(0, mostKept);
    },
    2000,
  );
  const meant = useMemo(
    () => (value ?? []).filter(({ ruleNames }) => !unmatchedOnly || ruleNames.length === 0),
    [value, unmatchedOnly],
  );
  const filter = useFilter(meant, ({ event }) => JSON.stringify(event));
  return (
    <section aria-label="Events">
      <h2>Events as they come in</h2>
      <p class="actions">
        <FilterField label="Filter" filter={filter} />
        <label>
          <input
            type="checkbox"
            checked={unmatchedOnly}
            onChange={({ currentTarget }) => setUnmatchedOnly(currentTarget.checked)}
          />{" "}
          that no rule with a target matched
        </label>
      </p>
      <Trouble problem={problem} />
      <LongList
        label="Events"
        rows={filter.rows}
        isBusy={filter.isBusy}
        keyOf={({ number }) => number}
        empty={
          value === undefined
            ? "Listening …"
            : value.length === 0
              ? "None has come since this page was opened."
              : "None of those that have come is like that."
        }
        onOpen={setOpened}
        isChosen={({ number }) => number === opened?.number}
        columns={[
          { title: "Time", width: "8rem", cell: ({ at }) => <When at={at} isClock /> },
          { title: "Source", width: "minmax(8rem, 1fr)", cell: ({ event }) => event.source ?? "" },
          {
            title: "Detail type",
            width: "minmax(10rem, 1fr)",
            cell: (each) => (
              <button type="button" class="link plain" onClick={() => setOpened(each)}>
                {each.event["detail-type"] ?? "event"}
              </button>
            ),
          },
          {
            title: "Rules",
            width: "minmax(10rem, 1fr)",
            cell: ({ ruleNames }) => (ruleNames.length === 0 ? "· none" : `✔ ${ruleNames.join(", ")}`),
          },
          { title: "Detail", width: "2fr", cell: ({ event }) => JSON.stringify(event.detail).slice(0, 200) },
        ]}
      />
      {opened && <JsonText title="Event" text={JSON.stringify(opened.event)} />}
    </section>
  );
}
