// One execution, in the arrangement that hands know from AWS: a summary; its details, its input and output, its definition; and what
// happened as a graph, a table, events and a timeline, with a panel for the state that is looked at.

import { useMemo, useState } from "preact/hooks";
import { type Visit, visitsOf } from "../../history/visits.ts";
import { Graph } from "../execution/graph.tsx";
import { type Execution, loadExecution } from "../execution/history.ts";
import { StatePanel } from "../execution/state-panel.tsx";
import { EventTable, VisitTable } from "../execution/tables.tsx";
import { testCase } from "../execution/test-case.ts";
import { Timeline } from "../execution/timeline.tsx";
import { Copy } from "../parts/copy.tsx";
import { JsonText } from "../parts/json.tsx";
import { StartDialog } from "../parts/start-dialog.tsx";
import { Status } from "../parts/status.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { dateTime, duration, nameOfArn } from "../parts/words.ts";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

type ViewName = "graph" | "table" | "events" | "timeline" | "data" | "definition";

const views: readonly (readonly [name: ViewName, title: string])[] = [
  ["graph", "Graph"],
  ["table", "Table"],
  ["events", "Events"],
  ["timeline", "Timeline"],
  ["data", "Input and output"],
  ["definition", "Definition"],
];

export function ExecutionPage({ route }: { readonly route: Route }) {
  const executionArn = route.parts[1] ?? "";
  const live = useLive<Execution>(executionArn, (former) => loadExecution(executionArn, former), 1000);
  const execution = live.value;
  return (
    <>
      <p class="crumbs">
        <a href="#/machines">Machines</a> ›{" "}
        {execution && (
          <a href={addressOf(["machines", nameOfArn(execution.stateMachineArn)])}>
            {nameOfArn(execution.stateMachineArn)}
          </a>
        )}
      </p>
      <Trouble problem={live.problem} />
      {execution && <Opened execution={execution} route={route} refresh={live.refresh} />}
    </>
  );
}

interface OpenedProps {
  readonly execution: Execution;
  readonly route: Route;
  readonly refresh: () => void;
}

function Opened({ execution, route, refresh }: OpenedProps) {
  const { events } = execution;
  const [step, setStep] = useState<number | undefined>();
  const [chosen, setChosen] = useState<number | undefined>();
  const seen = useMemo(() => (step === undefined ? events : events?.slice(0, step)) ?? [], [events, step]);
  const visits = useMemo(() => visitsOf(seen), [seen]);
  const now =
    step === undefined ? (execution.stopDate ?? Date.now()) : (seen.at(-1)?.timestamp ?? execution.startDate);
  // A failure is what one came for: it is there before anything is asked.
  const failed = useMemo(() => firstFailure(visits), [visits]);
  const visit = visits.find(({ id }) => id === chosen) ?? (chosen === undefined ? failed : undefined);
  const view = (route.query.get("view") ?? "graph") as ViewName;
  const choose = (each: Visit) => setChosen(each.id);
  return (
    <>
      <Summary execution={execution} visits={visits} events={events?.length} refresh={refresh} />
      <div class="tabs" role="tablist" aria-label="Views" onKeyDown={moveBetweenTabs}>
        {views.map(([name, title]) => (
          <a
            key={name}
            role="tab"
            aria-selected={name === view}
            tabIndex={name === view ? 0 : -1}
            href={addressOf(["executions", execution.executionArn], { view: name })}
          >
            {title}
          </a>
        ))}
      </div>
      {events === undefined && (
        <p class="note">
          More executions started in that second than histories are kept of: what is known is above. Start it
          again with the same input to see its path, or give the machine a log.
        </p>
      )}
      {events !== undefined && view !== "data" && view !== "definition" && (
        <Steps events={events.length} step={step} onStep={setStep} />
      )}
      <div class={visit === undefined || view === "data" || view === "definition" ? "" : "with-panel"}>
        <div role="tabpanel" aria-label={view}>
          {view === "graph" && (
            <Graph
              definition={execution.definition}
              visits={visits}
              chosen={visit?.state}
              onChoose={(state) => {
                const last = visits.findLast((each) => each.state === state);
                if (last !== undefined) choose(last);
              }}
            />
          )}
          {view === "table" && <VisitTable visits={visits} now={now} chosen={visit?.id} onChoose={choose} />}
          {view === "events" && <EventTable events={seen} />}
          {view === "timeline" && (
            <Timeline visits={visits} from={execution.startDate} to={now} onChoose={choose} />
          )}
          {view === "data" && (
            <div class="columns">
              <JsonText title="Input" text={execution.input} />
              <JsonText title="Output" text={execution.output} />
            </div>
          )}
          {view === "definition" && <JsonText title="Definition" text={execution.definition} />}
        </div>
        {visit !== undefined && view !== "data" && view !== "definition" && (
          <StatePanel
            visit={visit}
            others={visits.filter(({ state }) => state === visit.state)}
            definition={execution.definition}
            now={now}
            onChoose={choose}
            onClose={() => setChosen(-1)}
          />
        )}
      </div>
    </>
  );
}

interface SummaryProps {
  readonly execution: Execution;
  readonly visits: readonly Visit[];
  readonly events: number | undefined;
  readonly refresh: () => void;
}

function Summary({ execution, visits, events, refresh }: SummaryProps) {
  const { executionArn, stateMachineArn, status, startDate, stopDate, error, cause, input, isExpress } =
    execution;
  const [problem, setProblem] = useState<Error | undefined>();
  const [isStarting, setStarting] = useState(false);
  const act = (operation: string) => call("sfn", operation, { executionArn }).then(refresh, setProblem);
  const command = () =>
    `aws stepfunctions start-execution --state-machine-arn ${stateMachineArn} --input '${(input ?? "{}").replaceAll("'", "'\\''")}'`;
  return (
    <section class="summary">
      <h1>
        {execution.name} <Status of={status} />
      </h1>
      <p>
        {isExpress ? "Express" : "Standard"} · started {dateTime(startDate)} ·{" "}
        {duration((stopDate ?? Date.now()) - startDate)}
        {events !== undefined && ` · ${events} events`}
        {execution.redriveCount ? ` · redriven ${execution.redriveCount} times` : ""}
      </p>
      {error !== undefined && (
        <div class="error-box">
          <strong>{error}</strong>
          <p>{cause}</p>
        </div>
      )}
      <p class="actions">
        {status === "RUNNING" && !isExpress && (
          <button type="button" onClick={() => void act("StopExecution")}>
            Stop
          </button>
        )}
        {execution.redriveStatus === "REDRIVABLE" && (
          <button type="button" onClick={() => void act("RedriveExecution")}>
            Redrive
          </button>
        )}
        <button type="button" onClick={() => setStarting(true)}>
          Start again
        </button>
        <Copy label="Copy ARN" text={() => executionArn} />
        <Copy label="Copy as command" text={command} />
        {visits.length > 0 && (
          <Copy label="Copy as test" text={() => JSON.stringify(testCase(execution, visits), null, 2)} />
        )}
      </p>
      <Trouble problem={problem} />
      {isStarting && (
        <StartDialog
          stateMachineArn={stateMachineArn}
          input={input ?? "{}"}
          onClose={() => setStarting(false)}
        />
      )}
    </section>
  );
}

interface StepsProps {
  readonly events: number;
  readonly step: number | undefined;
  readonly onStep: (step: number | undefined) => void;
}

/** Back to how the execution stood after any of its events. */
function Steps({ events, step, onStep }: StepsProps) {
  return (
    <p class="steps">
      <label>
        After event{" "}
        <input
          type="range"
          min={1}
          max={Math.max(1, events)}
          value={step ?? events}
          onInput={({ currentTarget }) => onStep(Number(currentTarget.value))}
        />
      </label>{" "}
      <output>{step ?? events}</output> of {events}{" "}
      {step !== undefined && (
        <button type="button" class="quiet" onClick={() => onStep(undefined)}>
          follow to the end
        </button>
      )}
    </p>
  );
}

/** The innermost state that failed for good. */
function firstFailure(visits: readonly Visit[]): Visit | undefined {
  return visits.findLast(
    ({ outcome, error }) => (outcome === "FAILED" || outcome === "TIMED_OUT") && error !== undefined,
  );
}

function moveBetweenTabs(event: KeyboardEvent): void {
  const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (by === 0) return;
  const tabs = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>("[role=tab]")];
  const at = tabs.indexOf(document.activeElement as HTMLElement);
  const next = tabs[(at + by + tabs.length) % tabs.length];
  next?.focus();
  next?.click();
}
