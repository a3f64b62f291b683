// X-Ray's traces: who calls whom, and what each request went through, segment by segment.

import { useState } from "preact/hooks";
import { FilteredList } from "../parts/filtered-list.tsx";
import { Status } from "../parts/status.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { duration } from "../parts/words.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";
import { minutesBack, outcomeOf, readSummaries } from "../traces/segments.ts";
import { ServiceMap } from "../traces/service-map.tsx";
import { Trace } from "../traces/trace.tsx";
import { go } from "../use-route.ts";

export function TracesPage() {
  const [failedOnly, setFailedOnly] = useState(false);
  const { value, problem, refresh } = useLive("traces", readSummaries, 10_000);
  const rows = (value ?? []).filter((each) => !failedOnly || outcomeOf(each) !== "OK");
  return (
    <>
      <h1>Traces</h1>
      <p class="actions">
        <label>
          <input
            type="checkbox"
            checked={failedOnly}
            onChange={({ currentTarget }) => setFailedOnly(currentTarget.checked)}
          />{" "}
          failures only
        </label>
        <button type="button" class="quiet" onClick={refresh}>
          Refresh
        </button>
      </p>
      <Trouble problem={problem} />
      {value && value.length > 0 && <ServiceMap traces={value} />}
      {value && (
        <FilteredList
          label="Traces"
          rows={rows}
          filterLabel="Filter by id or service"
          textOf={(each) => JSON.stringify(each)}
          keyOf={({ Id }) => Id}
          empty={`No trace in the last ${minutesBack} minutes.`}
          onOpen={({ Id }) => go(addressOf(["traces", Id]))}
          columns={[
            {
              title: "Trace",
              width: "minmax(20rem, 1fr)",
              cell: ({ Id }) => <a href={addressOf(["traces", Id])}>{Id}</a>,
            },
            {
              title: "Began",
              width: "14rem",
              cell: ({ Id }) => <When at={Number.parseInt(Id.split("-")[1] ?? "0", 16) * 1000} />,
            },
            {
              title: "Took",
              width: "8rem",
              cell: ({ Duration }) => (Duration === undefined ? "" : duration(Duration * 1000)),
            },
            { title: "Outcome", width: "9rem", cell: (each) => <Status of={outcomeOf(each)} /> },
          ]}
        />
      )}
    </>
  );
}

export function TracePage({ route }: { readonly route: Route }) {
  const id = route.parts[1] ?? "";
  return (
    <>
      <p class="crumbs">
        <a href="#/traces">Traces</a> ›
      </p>
      <h1>{id}</h1>
      <Trace id={id} />
    </>
  );
}
