// One state, tried without an execution around it: TestState.

import { useState } from "preact/hooks";
import { JsonText } from "../parts/json.tsx";
import { Status } from "../parts/status.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { listMachines } from "./machines.tsx";

const sample = JSON.stringify(
  { Type: "Pass", Parameters: { "greeting.$": "States.Format('Hello {}', $.name)" }, End: true },
  null,
  2,
);

interface Result {
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly nextState?: string;
  readonly inspectionData?: Readonly<Record<string, unknown>>;
}

type Fields = Readonly<Record<string, string>>;

const empty: Fields = {
  definition: sample,
  stateName: "",
  input: '{ "name": "rain" }',
  variables: "",
  mock: "",
  mockError: "",
  mockCause: "",
  roleArn: "arn:aws:iam::000000000000:role/console",
  inspectionLevel: "DEBUG",
};

function requestOf(fields: Fields): Fields & { readonly mock?: unknown } {
  const {
    definition = "",
    stateName,
    input = "",
    variables,
    mock,
    mockError,
    mockCause,
    roleArn,
    inspectionLevel,
  } = fields;
  const given = (name: string, value: string | undefined) => (value?.trim() ? { [name]: value } : {});
  const mocked = mockError?.trim()
    ? { mock: { errorOutput: { error: mockError, ...given("cause", mockCause) } } }
    : mock?.trim()
      ? { mock: { result: mock } }
      : {};
  return {
    ...{ definition, input },
    ...given("stateName", stateName),
    ...given("variables", variables),
    ...given("roleArn", roleArn),
    ...given("inspectionLevel", inspectionLevel),
    ...(mocked as object),
  };
}

export function TryStatePage() {
  const [fields, setFields] = useState(empty);
  const [result, setResult] = useState<Result | undefined>();
  const [problem, setProblem] = useState<Error | undefined>();
  const write = (name: string) => (event: { readonly currentTarget: { readonly value: string } }) => {
    const { value } = event.currentTarget;
    setFields((all) => ({ ...all, [name]: value }));
  };
  const run = async () => {
    setProblem(undefined);
    await call<Result>("sfn", "TestState", requestOf(fields)).then(setResult, (refused: Error) => {
      setResult(undefined);
      setProblem(refused);
    });
  };
  const area = (name: string, title: string, rows: number) => (
    <label>
      <span>{title}</span>
      <textarea rows={rows} spellcheck={false} value={fields[name] ?? ""} onInput={write(name)} />
    </label>
  );
  const line = (name: string, title: string) => (
    <label>
      <span>{title}</span>
      <input value={fields[name] ?? ""} onInput={write(name)} />
    </label>
  );
  return (
    <>
      <h1>Try a state</h1>
      <div class="columns">
        <form
          class="ask"
          aria-label="State"
          onSubmit={(event) => {
            event.preventDefault();
            void run();
          }}
        >
          <FromMachine
            onChosen={(definition) => setFields((all) => ({ ...all, definition, stateName: "" }))}
          />
          {area("definition", "Definition: of the state, or of a whole machine", 12)}
          <StateName
            definition={fields.definition ?? ""}
            value={fields.stateName ?? ""}
            onChosen={write("stateName")}
          />
          {area("input", "Input", 5)}
          <details>
            <summary>Variables, and answers in the place of the task's</summary>
            {area("variables", "Variables, as a JSON object", 3)}
            {area("mock", "The task's answer, as JSON (empty: it is run for real)", 3)}
            {line("mockError", "… or the error it is to fail with")}
            {line("mockCause", "and its cause")}
          </details>
          {line("roleArn", "Role")}
          <label>
            <span>Inspection</span>
            <select value={fields.inspectionLevel ?? ""} onChange={write("inspectionLevel")}>
              {["INFO", "DEBUG", "TRACE"].map((level) => (
                <option key={level}>{level}</option>
              ))}
            </select>
          </label>
          <p class="actions">
            <button type="submit">Run</button>
          </p>
        </form>
        <section aria-label="What came of it" aria-live="polite">
          <h2>What came of it</h2>
          <Trouble problem={problem} />
          {result === undefined && problem === undefined && <p class="empty">Nothing has been run yet.</p>}
          {result && <Told result={result} />}
        </section>
      </div>
    </>
  );
}

function Told({ result }: { readonly result: Result }) {
  const { status, output, error, cause, nextState, inspectionData = {} } = result;
  return (
    <>
      <p>
        <Status
          of={status === "CAUGHT_ERROR" ? "CAUGHT" : status === "RETRIABLE" ? "PENDING_REDRIVE" : status}
        />
        {nextState === undefined ? "" : ` · goes on to ${nextState}`}
      </p>
      {error !== undefined && (
        <div class="error-box">
          <strong>{error}</strong>
          <p>{cause}</p>
        </div>
      )}
      <JsonText title="Output" text={output} />
      {Object.entries(inspectionData).map(([name, value]) => (
        <JsonText
          key={name}
          title={name.replace(/([a-z])([A-Z])/g, "$1 $2")}
          text={typeof value === "string" ? value : JSON.stringify(value)}
        />
      ))}
    </>
  );
}

function FromMachine({ onChosen }: { readonly onChosen: (definition: string) => void }) {
  const { value: machines = [] } = useLive("machines", listMachines, 0);
  if (machines.length === 0) return null;
  const choose = async (stateMachineArn: string) => {
    if (stateMachineArn === "") return;
    const { definition } = await call<{ definition: string }>("sfn", "DescribeStateMachine", {
      stateMachineArn,
    });
    onChosen(JSON.stringify(JSON.parse(definition), null, 2));
  };
  return (
    <label>
      <span>Take the definition of</span>
      <select onChange={({ currentTarget }) => void choose(currentTarget.value)}>
        <option value="">…</option>
        {machines.map(({ name, stateMachineArn }) => (
          <option key={stateMachineArn} value={stateMachineArn}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface StateNameProps {
  readonly definition: string;
  readonly value: string;
  readonly onChosen: (event: { readonly currentTarget: { readonly value: string } }) => void;
}

/** Of a machine, whose states may lie in one another. */
function StateName({ definition, value, onChosen }: StateNameProps) {
  const names = statesOf(definition);
  if (names.length === 0) return null;
  return (
    <label>
      <span>State</span>
      <select value={value} onChange={onChosen}>
        <option value="">…</option>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

function statesOf(definition: string): readonly string[] {
  const names: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [member, inner] of Object.entries(value)) {
      if (member === "States" && typeof inner === "object" && inner !== null)
        names.push(...Object.keys(inner));
      look(inner);
    }
  };
  try {
    look(JSON.parse(definition));
  } catch {
    return [];
  }
  return names;
}
