// What happened in one visit of a state: what went in and out, each attempt, and what each field of the state made of the data.

import { useEffect, useState } from "preact/hooks";
import type { State, StateScope } from "../../../asl/definition.ts";
import { innerScopes } from "../../../asl/inner-scopes.ts";
import type { Visit } from "../../history/visits.ts";
import { JsonText } from "../parts/json.tsx";
import { Status } from "../parts/status.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { clockTime, duration } from "../parts/words.ts";
import { call } from "../region/call.ts";
import { addressOfArn } from "../route.ts";

export interface StatePanelProps {
  readonly visit: Visit;
  /** All visits of the same state. */
  readonly others: readonly Visit[];
  readonly definition: string;
  readonly now: number;
  readonly onChoose: (visit: Visit) => void;
  readonly onClose: () => void;
}

export function StatePanel({ visit, others, definition, now, onChoose, onClose }: StatePanelProps) {
  const machine = JSON.parse(definition) as StateScope & { readonly QueryLanguage?: string };
  const state = stateNamed(machine, visit.state);
  const nested = nestedExecution(visit);
  return (
    <aside class="panel" aria-label={`State ${visit.state}`}>
      <header>
        <h2>{visit.state}</h2>
        <button type="button" class="quiet" onClick={onClose} aria-label="Close the panel">
          ✕
        </button>
      </header>
      <p>
        {visit.type} · <Status of={visit.outcome} /> · {duration((visit.endedAt ?? now) - visit.enteredAt)} ·
        entered {clockTime(visit.enteredAt)}
      </p>
      {others.length > 1 && (
        <label>
          Visit{" "}
          <select
            value={String(visit.id)}
            onChange={({ currentTarget }) => {
              const other = others.find(({ id }) => String(id) === currentTarget.value);
              if (other !== undefined) onChoose(other);
            }}
          >
            {others.slice(0, 2000).map((each, index) => (
              <option key={each.id} value={String(each.id)}>
                {each.iteration === undefined ? `visit ${index + 1}` : `item ${each.iteration}`}:{" "}
                {each.outcome.toLowerCase()}
              </option>
            ))}
          </select>
        </label>
      )}
      {visit.error !== undefined && (
        <div class="error-box">
          <strong>{visit.error || "Failed"}</strong>
          <p>{visit.cause}</p>
        </div>
      )}
      {nested !== undefined && (
        <p>
          Nested execution: <a href={addressOfArn(nested) ?? "#/"}>{nested.split(":").slice(6).join(":")}</a>
        </p>
      )}
      <JsonText title="Input" text={visit.input} />
      <JsonText title="Output" text={visit.output} />
      {visit.assigned !== undefined && (
        <JsonText title="Assigned variables" text={JSON.stringify(mapValues(visit.assigned))} />
      )}
      {visit.attempts.length > 0 && <Attempts visit={visit} now={now} />}
      {state !== undefined && (
        <>
          <Evaluation key={visit.id} visit={visit} state={state} language={machine.QueryLanguage} />
          <JsonText title="Definition" text={JSON.stringify(state)} />
        </>
      )}
    </aside>
  );
}

function Attempts({ visit, now }: { readonly visit: Visit; readonly now: number }) {
  return (
    <section>
      <h3>Attempts</h3>
      <ol class="attempts">
        {visit.attempts.map((attempt) => (
          <li key={attempt.scheduledAt}>
            <Status of={attempt.outcome} /> {clockTime(attempt.scheduledAt)} ·{" "}
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

interface Inspected {
  readonly inspectionData?: Readonly<Record<string, string>>;
  readonly error?: string;
  readonly cause?: string;
}

const steps: readonly (readonly [member: string, title: string])[] = [
  ["input", "Input"],
  ["afterInputPath", "after InputPath"],
  ["afterParameters", "after Parameters"],
  ["afterArguments", "after Arguments"],
  ["result", "Result"],
  ["afterResultSelector", "after ResultSelector"],
  ["afterResultPath", "after ResultPath"],
  ["variables", "Variables"],
];

/** TestState runs the state again on the same input, with the answer that its task gave then. */
function Evaluation({
  visit,
  state,
  language,
}: {
  readonly visit: Visit;
  readonly state: State;
  readonly language: string | undefined;
}) {
  const [told, setTold] = useState<Inspected | undefined>();
  const [problem, setProblem] = useState<Error | undefined>();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOpen || told !== undefined) return;
    const last = visit.attempts.at(-1);
    const withLanguage = language === undefined ? state : { QueryLanguage: language, ...state };
    const mock = last?.output === undefined ? undefined : { result: last.output };
    call<Inspected>("sfn", "TestState", {
      definition: JSON.stringify(withLanguage),
      input: visit.input ?? "{}",
      inspectionLevel: "DEBUG",
      ...(mock === undefined ? {} : { mock }),
      ...(last !== undefined && mock === undefined
        ? { mock: { errorOutput: { error: last.error ?? "States.TaskFailed", cause: last.cause ?? "" } } }
        : {}),
    }).then(setTold, setProblem);
  }, [isOpen, told, visit, state, language]);
  return (
    <details class="evaluation" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>What each field made of it</summary>
      <Trouble problem={problem} />
      {steps.map(([member, title]) => (
        <JsonText key={member} title={title} text={told?.inspectionData?.[member]} />
      ))}
      {told?.error !== undefined && (
        <p class="trouble">
          {told.error}: {told.cause}
        </p>
      )}
    </details>
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

/** Of another machine that the task started. */
function nestedExecution({ attempts }: Visit): string | undefined {
  const output = attempts.at(-1)?.output;
  return output === undefined ? undefined : /"[Ee]xecutionArn"\s*:\s*"(arn:[^"]+)"/.exec(output)?.[1];
}

function mapValues(variables: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(variables).map(([name, text]) => [name, JSON.parse(text)]));
}
