// One state machine: its executions, the latest first, and a way to start another.

import { useState } from "preact/hooks";
import { Graph } from "../execution/graph.tsx";
import { LongList } from "../parts/long-list.tsx";
import { StartDialog } from "../parts/start-dialog.tsx";
import { Status } from "../parts/status.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { dateTime, duration } from "../parts/words.ts";
import { allPages, call, view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, go, type Route } from "../route.ts";
import { listMachines, type Machine } from "./machines.tsx";

interface Listed {
  readonly executionArn: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly error: string | undefined;
}

const statuses = ["", "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"];
const mostListed = 10_000;

export function MachinePage({ route }: { readonly route: Route }) {
  const name = route.parts[1] ?? "";
  const machine = useLive(
    name,
    async () => {
      const found = (await listMachines()).find((each) => each.name === name);
      if (found === undefined) throw new Error(`There is no state machine ${name}`);
      const { stateMachineArn } = found;
      const described = await call<{ definition: string }>("sfn", "DescribeStateMachine", {
        stateMachineArn,
      });
      return { ...found, definition: described.definition };
    },
    10_000,
  );
  return (
    <>
      <p class="crumbs">
        <a href="#/machines">Machines</a> ›
      </p>
      <Trouble problem={machine.problem} />
      {machine.value && <Opened machine={machine.value} />}
    </>
  );
}

function Opened({ machine }: { readonly machine: Machine & { readonly definition: string } }) {
  const { name, type, stateMachineArn, definition } = machine;
  const [status, setStatus] = useState("");
  const [text, setText] = useState("");
  const [isStarting, setStarting] = useState(false);
  const executions = useLive(`${stateMachineArn} ${status}`, () =>
    type === "EXPRESS" ? listExpress(stateMachineArn, status) : listStandard(stateMachineArn, status),
  );
  const wanted = text.toLowerCase();
  const rows = (executions.value ?? []).filter(
    (each) => wanted === "" || `${each.name} ${each.error ?? ""}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <h1>{name}</h1>
      <p class="actions">
        {type === "EXPRESS" ? "Express" : "Standard"}
        <button type="button" onClick={() => setStarting(true)}>
          Start an execution
        </button>
        <label>
          Status{" "}
          <select value={status} onChange={({ currentTarget }) => setStatus(currentTarget.value)}>
            {statuses.map((each) => (
              <option key={each} value={each}>
                {each === "" ? "any" : each.toLowerCase().replace("_", " ")}
              </option>
            ))}
          </select>
        </label>
        <label class="filter">
          <span>Filter by name or error</span>
          <input type="search" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
        </label>
      </p>
      {isStarting && (
        <StartDialog stateMachineArn={stateMachineArn} input="{}" onClose={() => setStarting(false)} />
      )}
      <Trouble problem={executions.problem} />
      {executions.value && (
        <LongList
          label="Executions"
          rows={rows}
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
            { title: "Started", width: "14rem", cell: ({ startedAt }) => dateTime(startedAt) },
            {
              title: "Took",
              width: "8rem",
              cell: ({ startedAt, endedAt }) => duration((endedAt ?? Date.now()) - startedAt),
            },
            { title: "Error", width: "minmax(8rem, 1fr)", cell: ({ error }) => error ?? "" },
          ]}
        />
      )}
      <h2>Definition</h2>
      <Graph definition={definition} visits={[]} chosen={undefined} onChoose={() => undefined} />
    </>
  );
}

function listStandard(stateMachineArn: string, statusFilter: string): Promise<readonly Listed[]> {
  return allPages(async (nextToken) => {
    const page = await call<{
      executions: {
        executionArn: string;
        name: string;
        status: string;
        startDate: number;
        stopDate?: number;
      }[];
      nextToken?: string;
    }>("sfn", "ListExecutions", {
      stateMachineArn,
      maxResults: 1000,
      ...(statusFilter === "" ? {} : { statusFilter }),
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const items = page.executions.map((each) => ({
      ...{ executionArn: each.executionArn, name: each.name, status: each.status },
      ...{ startedAt: each.startDate, endedAt: each.stopDate, error: undefined },
    }));
    return { items, next: page.nextToken };
  }, mostListed);
}

async function listExpress(stateMachineArn: string, status: string): Promise<readonly Listed[]> {
  const all = await view<readonly Listed[]>("express-executions", { stateMachineArn });
  return all.filter((each) => status === "" || each.status === status);
}
