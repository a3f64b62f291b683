// A Map Run: how many of its items and child executions are where, which children there are, and its limits while it runs.

import { useState } from "preact/hooks";
import { ErrorCell } from "../execution/error-cell.tsx";
import { Ask } from "../parts/ask.tsx";
import { FilterField, useFilter } from "../parts/filter.tsx";
import { LongList } from "../parts/long-list.tsx";
import { Status, signOf } from "../parts/status.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { count, duration, nameOfArn, times } from "../parts/words.ts";
import { allPages, call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

type Counts = Readonly<Record<string, number>>;

interface MapRun {
  readonly executionArn: string;
  readonly status: string;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
  readonly toleratedFailureCount: number;
  readonly itemCounts: Counts;
  readonly executionCounts: Counts;
  readonly redriveCount: number;
}

interface Child {
  readonly executionArn: string;
  readonly name: string;
  readonly status: string;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly itemCount?: number;
}

const statuses = ["", "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"];
/** As AWS's page has them. */
const shownCounts: readonly (readonly [member: string, outcome: string])[] = [
  ["pending", "PENDING"],
  ["running", "RUNNING"],
  ["succeeded", "SUCCEEDED"],
  ["failed", "FAILED"],
  ["timedOut", "TIMED_OUT"],
  ["aborted", "ABORTED"],
  ["resultsWritten", "RESULTS_WRITTEN"],
  ["failuresNotRedrivable", "FAILURES_NOT_REDRIVABLE"],
  ["pendingRedrive", "PENDING_REDRIVE"],
];

export function MapRunPage({ route }: { readonly route: Route }) {
  const mapRunArn = route.parts[1] ?? "";
  const {
    value: run,
    problem,
    refresh,
  } = useLive(mapRunArn, () => call<MapRun>("sfn", "DescribeMapRun", { mapRunArn }));
  return (
    <ThingPage
      {...{ section: "machines", sectionTitle: "Machines", kind: "Map Run", problem }}
      name={nameOfArn(mapRunArn)}
      within={run && <a href={addressOf(["executions", run.executionArn])}>{nameOfArn(run.executionArn)}</a>}
      heading={
        <>
          Map Run {nameOfArn(mapRunArn)} {run && <Status of={run.status} />}
        </>
      }
    >
      {run && (
        <>
          <p>
            started <When at={run.startDate} isWhole /> ·{" "}
            {duration((run.stopDate ?? Date.now()) - run.startDate)} · at most{" "}
            {run.maxConcurrency === 0 ? "10,000" : run.maxConcurrency} at once · tolerates{" "}
            {run.toleratedFailurePercentage > 0
              ? `${run.toleratedFailurePercentage} % failed`
              : `${run.toleratedFailureCount} failed`}
            {run.redriveCount > 0 ? ` · redriven ${times(run.redriveCount)}` : ""}
          </p>
          <div class="columns">
            <CountBar title="Items" counts={run.itemCounts} />
            <CountBar title="Child executions" counts={run.executionCounts} />
          </div>
          <Children
            mapRunArn={mapRunArn}
            isLive={run.status === "RUNNING"}
            hasFailed={run.status === "FAILED" && (run.executionCounts.failed ?? 0) > 0}
          />
          {run.status === "RUNNING" && (
            <Ask
              title="Change its limits"
              action="Change"
              fields={[
                { name: "maxConcurrency", title: "At most at once", value: String(run.maxConcurrency) },
                {
                  name: "toleratedFailureCount",
                  title: "Tolerated failures",
                  value: String(run.toleratedFailureCount),
                },
              ]}
              ask={async (values) => {
                const changes = Object.entries(values).map(([name, value]) => [name, Number(value)]);
                await call("sfn", "UpdateMapRun", { mapRunArn, ...Object.fromEntries(changes) });
                refresh();
              }}
            />
          )}
        </>
      )}
    </ThingPage>
  );
}

function CountBar({ title, counts }: { readonly title: string; readonly counts: Counts }) {
  const total = counts.total ?? 0;
  const shown = shownCounts.flatMap(([member, outcome]) => {
    const number = counts[member] ?? 0;
    return number > 0 ? [{ outcome, number, ...signOf(outcome) }] : [];
  });
  return (
    <section aria-label={title}>
      <h2>
        {title}: {count(total)}
      </h2>
      <div class="count-bar" aria-hidden="true">
        {shown
          .filter(({ outcome }) => outcome !== "RESULTS_WRITTEN" && outcome !== "FAILURES_NOT_REDRIVABLE")
          .map(({ outcome, number, tone }) => (
            <span key={outcome} class={tone} style={{ flexGrow: String(number) }} />
          ))}
      </div>
      <ul class="counts">
        {shown.map(({ outcome, number, sign, word, tone }) => (
          <li key={outcome} class={tone}>
            <span aria-hidden="true">{sign}</span> {count(number)} {word}
          </li>
        ))}
      </ul>
    </section>
  );
}

const none: readonly Child[] = [];

interface ChildrenProps {
  readonly mapRunArn: string;
  readonly isLive: boolean;
  /** Because of children: these are what one came for. */
  readonly hasFailed: boolean;
}

function Children({ mapRunArn, isLive, hasFailed }: ChildrenProps) {
  const [status, setStatus] = useState(hasFailed ? "FAILED" : "");
  const { value, problem } = useLive(
    `${mapRunArn} ${status} ${isLive}`,
    () =>
      allPages<Child>(async (nextToken) => {
        const page = await call<{ executions: Child[]; nextToken?: string }>("sfn", "ListExecutions", {
          ...{ mapRunArn, maxResults: 1000 },
          ...(status === "" ? {} : { statusFilter: status }),
          ...(nextToken === undefined ? {} : { nextToken }),
        });
        return { items: page.executions, next: page.nextToken };
      }),
    isLive ? 3000 : 0,
  );
  const filter = useFilter(value ?? none, ({ name }) => name);
  return (
    <section>
      <h2>Child executions</h2>
      <p class="actions">
        <label>
          Status{" "}
          <select value={status} onChange={({ currentTarget }) => setStatus(currentTarget.value)}>
            {statuses.map((each) => (
              <option key={each} value={each}>
                {each === "" ? "any" : signOf(each).word}
              </option>
            ))}
          </select>
        </label>
        <FilterField label="Filter by name" filter={filter} />
      </p>
      <Trouble problem={problem} />
      {value && (
        <LongList
          label="Child executions"
          rows={filter.rows}
          isBusy={filter.isBusy}
          keyOf={({ executionArn }) => executionArn}
          empty="There is none."
          columns={[
            {
              title: "Name",
              width: "minmax(14rem, 2fr)",
              cell: ({ executionArn, name }) => <a href={addressOf(["executions", executionArn])}>{name}</a>,
            },
            { title: "Status", width: "10rem", cell: (each) => <Status of={each.status} /> },
            { title: "Items", width: "5rem", cell: ({ itemCount }) => itemCount ?? "" },
            { title: "Started", width: "14rem", cell: ({ startDate }) => <When at={startDate} /> },
            {
              title: "Took",
              width: "8rem",
              cell: ({ startDate, stopDate }) => duration((stopDate ?? Date.now()) - startDate),
            },
            {
              title: "Error",
              width: "minmax(8rem, 1fr)",
              cell: ({ executionArn, status: of, stopDate: endedAt }) => (
                <ErrorCell {...{ executionArn, status: of, endedAt }} />
              ),
            },
          ]}
        />
      )}
    </section>
  );
}
