// One state machine: its executions, the latest first, and a way to start another.

import { useMemo, useState } from "preact/hooks";
import { type Measure, OverTime } from "../charts/over-time.tsx";
import { ErrorCell } from "../execution/error-cell.tsx";
import { Graph } from "../execution/graph.tsx";
import { FilterField, useFilter } from "../parts/filter.tsx";
import { LongList } from "../parts/long-list.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { StartDialog } from "../parts/start-dialog.tsx";
import { Status } from "../parts/status.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { duration } from "../parts/words.ts";
import { call, NotThere, view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";
import { go } from "../use-route.ts";
import { listMachines, type Machine } from "./machines.tsx";

interface Listed {
  readonly executionArn: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly error: string | undefined;
  /** Of an Express execution. */
  readonly hasHistory?: boolean;
}

/** What is worth a look, whichever of them it is. */
const unsuccessful = "UNSUCCESSFUL";
const statuses: readonly (readonly [status: string, title: string])[] = [
  ["", "any"],
  [unsuccessful, "not succeeded"],
  ["RUNNING", "running"],
  ["SUCCEEDED", "succeeded"],
  ["FAILED", "failed"],
  ["TIMED_OUT", "timed out"],
  ["ABORTED", "aborted"],
];
const mostListed = 10_000;
const measures: readonly Measure[] = [
  { title: "Started", metric: "ExecutionsStarted" },
  { title: "Succeeded", metric: "ExecutionsSucceeded" },
  { title: "Failed", metric: "ExecutionsFailed" },
  { title: "Timed out", metric: "ExecutionsTimedOut" },
  { title: "Took, ms", metric: "ExecutionTime", stat: "Maximum", isRight: true },
];

export function MachinePage({ route }: { readonly route: Route }) {
  const name = route.parts[1] ?? "";
  const machine = useLive(
    name,
    async () => {
      const found = (await listMachines()).find((each) => each.name === name);
      if (found === undefined) throw new NotThere(`There is no state machine ${name}`);
      const { stateMachineArn } = found;
      const described = await call<{ definition: string }>("sfn", "DescribeStateMachine", {
        stateMachineArn,
      });
      return { ...found, definition: described.definition };
    },
    10_000,
  );
  return (
    <ThingPage
      {...{ section: "machines", sectionTitle: "Machines", kind: "state machine", name }}
      problem={machine.problem}
    >
      {machine.value && <Opened machine={machine.value} status={route.query.get("status")} />}
    </ThingPage>
  );
}

interface OpenedProps {
  readonly machine: Machine & { readonly definition: string };
  /** That the address asks for. */
  readonly status: string | null;
}

function Opened({ machine, status: asked }: OpenedProps) {
  const { name, type, stateMachineArn, definition } = machine;
  const [status, setStatus] = useState(statuses.find(([each]) => each === asked)?.[0] ?? "");
  const wanted = status === unsuccessful ? "" : status;
  const [inputText, setInputText] = useState("");
  const [isStarting, setStarting] = useState(false);
  const executions = useLive<readonly Listed[]>(`${stateMachineArn} ${wanted}`, (former) =>
    type === "EXPRESS" ? listExpress(stateMachineArn, wanted) : listStandard(stateMachineArn, wanted, former),
  );
  const found = useLive(
    `${stateMachineArn} input ${inputText}`,
    async () =>
      inputText === ""
        ? undefined
        : new Set(
            (
              await view<{ executionArns: string[] }>("find-executions", {
                ...{ stateMachineArn, text: inputText },
              })
            ).executionArns,
          ),
    0,
  );
  const meant = useMemo(() => {
    const listed = executions.value ?? [];
    const all = status === unsuccessful ? listed.filter(isUnsuccessful) : listed;
    const { value: named } = found;
    return named === undefined ? all : all.filter(({ executionArn }) => named.has(executionArn));
  }, [executions.value, found.value, status]);
  const filter = useFilter(meant, ({ name: each, error = "" }) => `${each} ${error}`);
  return (
    <>
      <p class="actions">
        {type === "EXPRESS" ? "Express" : "Standard"}
        <button type="button" onClick={() => setStarting(true)}>
          Start an execution
        </button>
        <label>
          Status{" "}
          <select value={status} onChange={({ currentTarget }) => setStatus(currentTarget.value)}>
            {statuses.map(([each, title]) => (
              <option key={each} value={each}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <FilterField
          label={type === "EXPRESS" ? "Filter by name or error" : "Filter by name"}
          filter={filter}
        />
        <label class="filter">
          <span>Input holds</span>
          <SearchField value={inputText} placeholder="text, then Enter" onSearch={setInputText} />
        </label>
      </p>
      {isStarting && (
        <StartDialog stateMachineArn={stateMachineArn} input="{}" onClose={() => setStarting(false)} />
      )}
      <Trouble problem={executions.problem ?? found.problem} />
      {executions.value && (
        <LongList
          label="Executions"
          rows={filter.rows}
          isBusy={filter.isBusy}
          keyOf={({ executionArn }) => executionArn}
          empty={type === "EXPRESS" ? "No execution of late." : "No execution."}
          onOpen={({ executionArn }) => go(addressOf(["executions", executionArn]))}
          columns={[
            {
              title: "Name",
              width: "minmax(12rem, 2fr)",
              cell: (each) => <a href={addressOf(["executions", each.executionArn])}>{each.name}</a>,
            },
            { title: "Status", width: "9rem", cell: (each) => <Status of={each.status} /> },
            { title: "Started", width: "14rem", cell: ({ startedAt }) => <When at={startedAt} /> },
            {
              title: "Took",
              width: "6rem",
              cell: ({ startedAt, endedAt }) => duration((endedAt ?? Date.now()) - startedAt),
            },
            ...(type === "EXPRESS"
              ? [
                  {
                    title: "History",
                    width: "9rem",
                    cell: ({ hasHistory }: Listed) => (hasHistory === true ? "✔ kept" : "in the log, if any"),
                  },
                ]
              : []),
            {
              title: "Error",
              width: "minmax(10rem, 1fr)",
              cell: (each) => (type === "EXPRESS" ? (each.error ?? "") : <ErrorCell {...each} />),
            },
          ]}
        />
      )}
      <h2>Of the last hour</h2>
      <OverTime
        title={`${name}, a minute`}
        measures={measures}
        namespace="AWS/States"
        dimensions={{ StateMachineArn: stateMachineArn }}
      />
      <h2>Definition</h2>
      <Graph definition={definition} visits={[]} />
    </>
  );
}

function isUnsuccessful({ status }: Listed): boolean {
  return status !== "SUCCEEDED" && status !== "RUNNING" && status !== "PENDING_REDRIVE";
}

/** Of what has been read before only what may have changed is read again: whatever began since the oldest that still runs. */
async function listStandard(
  stateMachineArn: string,
  statusFilter: string,
  former: readonly Listed[] | undefined,
): Promise<readonly Listed[]> {
  const settled = new Map<string, number>();
  const oldestOpen = former?.findLastIndex(({ status }) => status === "RUNNING") ?? -1;
  for (const [at, { executionArn }] of (former ?? []).entries())
    if (at > oldestOpen) settled.set(executionArn, at);
  const fresh: Listed[] = [];
  let nextToken: string | undefined;
  do {
    const page = await call<{ executions: Described[]; nextToken?: string }>("sfn", "ListExecutions", {
      ...{ stateMachineArn, maxResults: former === undefined ? 1000 : 100 },
      ...(statusFilter === "" ? {} : { statusFilter }),
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    for (const each of page.executions) {
      const known = settled.get(each.executionArn);
      // A redrive opens what had ended: then the list is read as far as it goes.
      if (known !== undefined && former?.[known]?.status === each.status) {
        if (known === 0 && fresh.length === 0) return former;
        return [...fresh, ...former.slice(known)].slice(0, mostListed);
      }
      fresh.push({
        ...{ executionArn: each.executionArn, name: each.name, status: each.status },
        ...{ startedAt: each.startDate, endedAt: each.stopDate, error: undefined },
      });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined && fresh.length < mostListed);
  return fresh;
}

interface Described {
  readonly executionArn: string;
  readonly name: string;
  readonly status: string;
  readonly startDate: number;
  readonly stopDate?: number;
}

async function listExpress(stateMachineArn: string, status: string): Promise<readonly Listed[]> {
  const all = await view<readonly Listed[]>("express-executions", { stateMachineArn });
  return all.filter((each) => status === "" || each.status === status);
}
