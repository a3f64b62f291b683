// One execution, in the arrangement that hands know from AWS: a summary; its details, its input and output, its definition; and what
// happened as a graph, a table, events and a timeline, with a panel for the state that is looked at.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Visit, visitsOf } from "../../history/visits.ts";
import { Details } from "../execution/details.tsx";
import { Graph } from "../execution/graph.tsx";
import { type Execution, loadExecution } from "../execution/history.ts";
import { StatePanel } from "../execution/state-panel.tsx";
import { Steps } from "../execution/steps.tsx";
import { EventTable, VisitTable } from "../execution/tables.tsx";
import { testCase } from "../execution/test-case.ts";
import { Timeline } from "../execution/timeline.tsx";
import { Copy } from "../parts/copy.tsx";
import { JsonText } from "../parts/json.tsx";
import { StartDialog } from "../parts/start-dialog.tsx";
import { Status } from "../parts/status.tsx";
import { chosenOf, panelOf, Tabs } from "../parts/tabs.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { duration, times } from "../parts/words.ts";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

type ViewName = "graph" | "table" | "events" | "timeline" | "data" | "details" | "definition";

const views: readonly (readonly [name: ViewName, title: string])[] = [
  ["graph", "Graph"],
  ["table", "Table"],
  ["events", "Events"],
  ["timeline", "Timeline"],
  ["data", "Input and output"],
  ["details", "Details"],
  ["definition", "Definition"],
];

/** The views of the execution itself, and not of what happened in it. */
const ofExecution: ReadonlySet<ViewName> = new Set<ViewName>(["data", "details", "definition"]);

export function ExecutionPage({ route }: { readonly route: Route }) {
  const executionArn = route.parts[1] ?? "";
  const live = useLive<Execution>(executionArn, (former) => loadExecution(executionArn, former), 1000);
  const execution = live.value;
  const name = execution?.name ?? executionArn.split(":")[7] ?? executionArn;
  return (
    <ThingPage
      {...{ section: "machines", sectionTitle: "Machines", kind: "execution", name }}
      problem={live.problem}
      within={execution && <Around execution={execution} />}
      heading={
        <>
          {name} {execution && <Status of={execution.status} />}
        </>
      }
    >
      {execution && <Opened execution={execution} route={route} refresh={live.refresh} />}
    </ThingPage>
  );
}

function Around({ execution }: { readonly execution: Execution }) {
  const { mapRunArn } = execution;
  return (
    <>
      <a href={addressOf(["machines", machineName(execution)])}>{machineName(execution)}</a>
      {mapRunArn !== undefined && (
        <>
          {" "}
          › <a href={addressOf(["map-runs", mapRunArn])}>Map Run</a>
        </>
      )}
    </>
  );
}

/** Of a Map Run's child it is that of the machine which the Map is in. */
function machineName({ stateMachineArn }: Execution): string {
  return (stateMachineArn.split(":")[6] ?? "").replace(/\/.*$/, "");
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
  const view = chosenOf(views, route.query.get("view"));
  const isOfHistory = !ofExecution.has(view);
  const hasPanel = visit !== undefined && isOfHistory;
  const opener = useRef<Element | null>(null);
  const choose = (each: Visit) => {
    opener.current = document.activeElement;
    setChosen(each.id);
  };
  useEffect(() => {
    // On a narrow window the panel stands below what it was opened from.
    const isBelow = matchMedia("(max-width: 60rem)").matches;
    if (isBelow && chosen !== undefined) document.querySelector(".panel")?.scrollIntoView();
  }, [chosen]);
  /** The focus goes back to where the panel was opened from. */
  const close = () => {
    setChosen(-1);
    focusAgain(opener.current);
  };
  return (
    <>
      <Summary execution={execution} visits={visits} events={events?.length} refresh={refresh} />
      <Tabs
        label="Views"
        tabs={views}
        chosen={view}
        addressOf={(name) => addressOf(["executions", execution.executionArn], { view: name })}
      />
      {events === undefined && (
        <p class="note">
          More executions started in that second, or larger ones, than histories are kept of, and the machine
          logs no events: what is known is above. Give it a log of the level ALL to see the path of each.
        </p>
      )}
      {execution.isCut === true && <p class="note">Of its events only the first and the last are kept.</p>}
      {events !== undefined && isOfHistory && <Steps execution={execution} step={step} onStep={setStep} />}
      <div class={hasPanel ? "with-panel" : ""}>
        <div {...panelOf(view)}>
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
          {view === "table" && (
            <VisitTable
              {...{ visits, now, since: execution.startDate, chosen: visit?.id, onChoose: choose }}
            />
          )}
          {view === "events" && <EventTable events={seen} since={execution.startDate} />}
          {view === "timeline" && (
            <Timeline
              {...{ visits, from: execution.startDate, to: now, chosen: visit?.id, onChoose: choose }}
            />
          )}
          {view === "data" && (
            <div class="columns">
              <JsonText title="Input" text={execution.input} />
              <JsonText title="Output" text={execution.output} />
            </div>
          )}
          {view === "details" && <Details execution={execution} now={now} />}
          {view === "definition" && <JsonText title="Definition" text={execution.definition} />}
        </div>
        {hasPanel && (
          <StatePanel
            {...{ execution, visits, visit, now }}
            onChoose={({ id }) => setChosen(id)}
            onClose={close}
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
    <>
      <p>
        {isExpress ? "Express" : "Standard"} · started <When at={startDate} isWhole /> ·{" "}
        {duration((stopDate ?? Date.now()) - startDate)}
        {events !== undefined && ` · ${events} events`}
        {execution.redriveCount ? ` · redriven ${times(execution.redriveCount)}` : ""}
        {status === "RUNNING" && whereabouts(visits)}
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
        {execution.events !== undefined && (
          <Copy label="Copy history" text={() => JSON.stringify(execution.events, null, 2)} />
        )}
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
    </>
  );
}

const mostNamed = 3;

/** The innermost states that it is in. */
function whereabouts(visits: readonly Visit[]): string {
  const running = visits.filter(({ outcome }) => outcome === "RUNNING");
  const around = new Set(running.map(({ parent }) => parent));
  const names = [...new Set(running.filter(({ id }) => !around.has(id)).map(({ state }) => state))];
  if (names.length === 0) return "";
  const more = names.length - mostNamed;
  return ` · in ${names.slice(0, mostNamed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** What has been drawn anew meanwhile has gone; the view that it was in has not. */
function focusAgain(element: Element | null): void {
  const isThere = element instanceof HTMLElement || element instanceof SVGElement;
  if (isThere && element.isConnected && element !== document.body) element.focus();
  else document.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
}

/** The innermost state that failed for good. */
function firstFailure(visits: readonly Visit[]): Visit | undefined {
  return visits.findLast(
    ({ outcome, error }) => (outcome === "FAILED" || outcome === "TIMED_OUT") && error !== undefined,
  );
}
