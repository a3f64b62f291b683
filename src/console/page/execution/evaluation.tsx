// What each field of a state made of the data: TestState runs the state again on the same input, with the answer that its task gave
// then.

import { useEffect, useState } from "preact/hooks";
import type { State } from "../../../asl/definition.ts";
import { asJson } from "../../../aws/json.ts";
import { variablesBefore } from "../../history/variables.ts";
import type { Visit } from "../../history/visits.ts";
import { JsonText } from "../parts/json.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { call } from "../region/call.ts";
import type { Execution } from "./history.ts";

interface Inspected {
  readonly inspectionData?: Readonly<Record<string, string>>;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface EvaluationProps {
  readonly execution: Execution;
  readonly visits: readonly Visit[];
  readonly visit: Visit;
  readonly state: State;
  readonly isJsonata: boolean;
}

/** In the order in which they are evaluated; each with the member of the answer that says what came of it. */
const jsonPathSteps: readonly (readonly [field: string, member: string])[] = [
  ["InputPath", "afterInputPath"],
  ["ItemsPath", "afterItemsPath"],
  ["Parameters", "afterParameters"],
  ["ItemSelector", "afterItemSelector"],
  ["ItemBatcher", "afterItemBatcher"],
  ["Result", "result"],
  ["ResultSelector", "afterResultSelector"],
  ["ResultPath", "afterResultPath"],
  ["Assign", "variables"],
  ["OutputPath", "output"],
];
const jsonataSteps: readonly (readonly [field: string, member: string])[] = [
  ["Items", "afterItemsPath"],
  ["Arguments", "afterArguments"],
  ["ItemSelector", "afterItemSelector"],
  ["ItemBatcher", "afterItemBatcher"],
  ["Result", "result"],
  ["Assign", "variables"],
  ["Output", "output"],
];

export function Evaluation(props: EvaluationProps) {
  const { state, isJsonata } = props;
  const [told, setTold] = useState<Inspected | undefined>();
  const [problem, setProblem] = useState<Error | undefined>();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (isOpen && told === undefined)
      call<Inspected>("sfn", "TestState", askedOf(props)).then(setTold, setProblem);
  }, [isOpen, told]);
  const values: Readonly<Record<string, string | undefined>> = {
    ...told?.inspectionData,
    output: told?.output,
  };
  const steps = isJsonata ? jsonataSteps : jsonPathSteps;
  return (
    <details class="evaluation" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>What each field made of it</summary>
      <Trouble problem={problem} />
      {told && <JsonText title="Input" text={told.inspectionData?.input} />}
      {told &&
        steps
          .filter(([field]) => Object.hasOwn(state, field) || (field === "Result" && state.Type === "Task"))
          .map(([field, member]) => (
            <Field
              key={field}
              name={field === "Result" && state.Type === "Task" ? "The task's result" : field}
              written={asJson(state)[field]}
              value={values[member]}
            />
          ))}
      {told && <JsonText title="Output" text={told.output} />}
      {told?.error !== undefined && (
        <p class="trouble">
          {told.error}: {told.cause}
        </p>
      )}
    </details>
  );
}

interface FieldProps {
  readonly name: string;
  /** As the definition has it. */
  readonly written: unknown;
  readonly value: string | undefined;
}

function Field({ name, written, value }: FieldProps) {
  const text = JSON.stringify(written);
  return (
    <div class="field">
      {text !== undefined && (
        <p>
          <b>{name}</b> <code>{text.length > 300 ? `${text.slice(0, 300)}…` : text}</code>
        </p>
      )}
      {value === undefined ? (
        <p class="empty">It was not come to, or TestState tells nothing of it for this type of state.</p>
      ) : (
        <JsonText title={text === undefined ? name : `after ${name}`} text={value} />
      )}
    </div>
  );
}

function askedOf({ execution, visits, visit, state }: EvaluationProps) {
  const mock = mockOf(visits, visit, state);
  const variables = variablesBefore(visits, visit);
  const isWithinMap = visit.iteration !== undefined;
  return {
    definition: execution.definition,
    stateName: visit.state,
    input: visit.input ?? "{}",
    inspectionLevel: "DEBUG",
    ...(Object.keys(variables).length === 0 ? {} : { variables: JSON.stringify(variables) }),
    ...(mock === undefined
      ? {}
      : {
          mock: { ...mock, fieldValidationMode: "NONE" },
          stateConfiguration: { retrierRetryCount: Math.max(0, visit.attempts.length - 1) },
          // TestState makes one up for what lies within a Map, whose item it would not let us tell.
          ...(isWithinMap ? {} : { context: JSON.stringify(contextOf(execution, visit, state)) }),
        }),
  };
}

/** The answer of the last attempt; of a Map or a Parallel what its iterations or branches came to. */
function mockOf(visits: readonly Visit[], visit: Visit, state: State): object | undefined {
  if (state.Type === "Map" || state.Type === "Parallel") {
    if (visit.error !== undefined) return { errorOutput: { error: visit.error, cause: visit.cause ?? "" } };
    const result = JSON.stringify(resultsWithin(visits, visit, state));
    return { result };
  }
  const last = visit.attempts.at(-1);
  if (last === undefined) return undefined;
  if (last.output !== undefined) return { result: last.output };
  return { errorOutput: { error: last.error ?? "States.TaskFailed", cause: last.cause ?? "" } };
}

function resultsWithin(visits: readonly Visit[], visit: Visit, state: State): readonly unknown[] {
  const within = visits.filter(({ parent }) => parent === visit.id);
  const lines =
    state.Type === "Map"
      ? [...Map.groupBy(within, ({ iteration }) => iteration ?? 0)]
          .toSorted(([one], [other]) => one - other)
          .map(([, line]) => line)
      : ((state as { readonly Branches?: readonly { readonly States: object }[] }).Branches ?? []).map(
          ({ States }) => within.filter((each) => Object.hasOwn(States, each.state)),
        );
  return lines.map((line) => {
    const output = line.at(-1)?.output;
    return output === undefined ? null : JSON.parse(output);
  });
}

function contextOf(execution: Execution, visit: Visit, state: State): object {
  const { executionArn, stateMachineArn, name, input, startDate } = execution;
  const resource = (state as { readonly Resource?: string }).Resource ?? "";
  const hasToken = /\.(?:sync(?::2)?|waitForTaskToken)$/.test(resource) || resource.includes(":activity:");
  return {
    Execution: {
      ...{ Id: executionArn, Name: name, Input: input === undefined ? {} : JSON.parse(input) },
      StartTime: new Date(startDate).toISOString(),
    },
    StateMachine: { Id: stateMachineArn, Name: stateMachineArn.split(":")[6] ?? "" },
    State: {
      Name: visit.state,
      EnteredTime: new Date(visit.enteredAt).toISOString(),
      RetryCount: Math.max(0, visit.attempts.length - 1),
    },
    ...(hasToken ? { Task: { Token: "the-token-of-then" } } : {}),
  };
}
