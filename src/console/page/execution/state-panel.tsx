// What happened in one visit of a state: what went in and out, each attempt, what each field of the state made of the data, and where
// it leads on: logs, trace, Map Run, nested execution.

import { useMemo } from "preact/hooks";
import type { State, StateScope } from "../../../asl/definition.ts";
import { innerScopes } from "../../../asl/inner-scopes.ts";
import type { Visit } from "../../history/visits.ts";
import { JsonText } from "../parts/json.tsx";
import { Status } from "../parts/status.tsx";
import { When } from "../parts/when.tsx";
import { duration, nameOfArn } from "../parts/words.ts";
import { view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, addressOfArn } from "../route.ts";
import { Evaluation } from "./evaluation.tsx";
import type { Execution } from "./history.ts";
import { functionOf, TaskLogs } from "./task-logs.tsx";
import { VisitPicker } from "./visit-picker.tsx";

export interface StatePanelProps {
  readonly execution: Execution;
  readonly visits: readonly Visit[];
  readonly visit: Visit;
  readonly now: number;
  readonly onChoose: (visit: Visit) => void;
  readonly onClose: () => void;
}

export function StatePanel({ execution, visits, visit, now, onChoose, onClose }: StatePanelProps) {
  const { definition } = execution;
  const machine = useMemo(
    () => JSON.parse(definition) as StateScope & { readonly QueryLanguage?: string },
    [definition],
  );
  const state = stateNamed(machine, visit.state);
  const language =
    (state as { readonly QueryLanguage?: string } | undefined)?.QueryLanguage ?? machine.QueryLanguage;
  const others = visits.filter((each) => each.state === visit.state);
  const last = visit.attempts.at(-1);
  const functionName = last === undefined ? undefined : functionOf(last);
  return (
    <aside
      class="panel"
      aria-label={`State ${visit.state}`}
      onKeyDown={({ key }) => {
        if (key === "Escape") onClose();
      }}
    >
      <header>
        <h2>{visit.state}</h2>
        <button type="button" class="quiet" onClick={onClose} aria-label="Close the panel">
          ✕
        </button>
      </header>
      <p>
        {visit.type} · <Status of={visit.outcome} /> · {duration((visit.endedAt ?? now) - visit.enteredAt)} ·
        entered <When at={visit.enteredAt} isClock since={execution.startDate} />
      </p>
      {others.length > 1 && <VisitPicker visits={others} chosen={visit} onChoose={onChoose} />}
      {visit.error !== undefined && (
        <div class="error-box">
          <strong>{visit.error || "Failed"}</strong>
          <p>{visit.cause}</p>
        </div>
      )}
      <Links execution={execution} visit={visit} />
      <JsonText title="Input" text={visit.input} />
      <JsonText title="Output" text={visit.output} />
      {visit.assigned !== undefined && (
        <JsonText title="Assigned variables" text={JSON.stringify(mapValues(visit.assigned))} />
      )}
      {visit.attempts.length > 0 && <Attempts {...{ visit, now, since: execution.startDate }} />}
      {functionName !== undefined && (
        <TaskLogs
          key={`logs ${visit.id}`}
          {...{ functionName, attempts: visit.attempts, hasFailed: visit.error !== undefined }}
        />
      )}
      {state !== undefined && (
        <>
          <Evaluation
            key={`evaluation ${visit.id}`}
            {...{ execution, visits, visit, state, isJsonata: language === "JSONata" }}
          />
          <details>
            <summary>Definition</summary>
            <JsonText title="Definition" text={JSON.stringify(state)} />
          </details>
        </>
      )}
    </aside>
  );
}

/** Where it leads on. */
function Links({ execution, visit }: { readonly execution: Execution; readonly visit: Visit }) {
  const nested = nestedExecution(visit);
  const { mapRunArn } = visit;
  return (
    <>
      {nested !== undefined && (
        <p>
          Nested execution: <a href={addressOfArn(nested) ?? "#/"}>{nested.split(":").slice(6).join(":")}</a>
        </p>
      )}
      {mapRunArn !== undefined && (
        <p>
          Map Run: <a href={addressOf(["map-runs", mapRunArn])}>{nameOfArn(mapRunArn)}</a>
        </p>
      )}
      {visit.outcome === "RUNNING" && isAnswered(visit) && (
        <p>
          It waits for whoever holds its token:{" "}
          <a href={addressOf(["approvals"], { of: execution.executionArn })}>answer it</a>
        </p>
      )}
      {visit.attempts.length > 0 && <TraceLink execution={execution} />}
    </>
  );
}

function TraceLink({ execution: { executionArn, status } }: { readonly execution: Execution }) {
  const { value } = useLive(
    `trace ${executionArn} ${status}`,
    () => view<{ readonly traceId?: string }>("execution-trace", { executionArn }),
    0,
  );
  if (value?.traceId === undefined) return null;
  return (
    <p>
      Trace: <a href={addressOf(["traces", value.traceId])}>{value.traceId}</a>
    </p>
  );
}

interface AttemptsProps {
  readonly visit: Visit;
  readonly now: number;
  readonly since: number;
}

function Attempts({ visit, now, since }: AttemptsProps) {
  return (
    <section>
      <h3>Attempts</h3>
      <ol class="attempts">
        {visit.attempts.map((attempt) => (
          <li key={attempt.scheduledBy}>
            <Status of={attempt.outcome} /> <When at={attempt.scheduledAt} isClock since={since} /> ·{" "}
            {duration((attempt.endedAt ?? now) - attempt.scheduledAt)}
            {attempt.error !== undefined && (
              <p class="trouble">
                {attempt.error}: {attempt.cause}
              </p>
            )}
            <details>
              <summary>{attempt.resource ?? "task"}</summary>
              <JsonText title="Arguments" text={attempt.parameters} />
              <JsonText title="Result" text={attempt.output} />
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}

function stateNamed(scope: StateScope, name: string): State | undefined {
  for (const [each, state] of Object.entries(scope.States)) {
    if (each === name) return state;
    for (const inner of innerScopes(state)) {
      const found = stateNamed(inner, name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function isAnswered({ attempts }: Visit): boolean {
  return /\.waitForTaskToken$|:activity:/.test(attempts.at(-1)?.resource ?? "");
}

/** Of another machine that the task started: also while it is not over, and if it failed. */
function nestedExecution({ attempts }: Visit): string | undefined {
  const last = attempts.at(-1);
  if (last === undefined || !/states:startExecution|startSyncExecution/i.test(last.resource ?? ""))
    return undefined;
  for (const text of [last.output, last.submitted, last.cause]) {
    const found = /"[Ee]xecutionArn"\s*:\s*"(arn:[^"]+)"/.exec(text ?? "")?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

function mapValues(variables: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(variables).map(([name, text]) => [name, JSON.parse(text)]));
}
