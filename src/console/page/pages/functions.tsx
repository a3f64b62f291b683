// Lambda functions: their environments, invoked from here, with what they print.

import { Ask } from "../parts/ask.tsx";
import { JsonText } from "../parts/json.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { LogLines } from "../parts/log-lines.tsx";
import { LongList } from "../parts/long-list.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { Arns, Sums } from "../parts/things.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { count, nameOfArn } from "../parts/words.ts";
import { call, callPath, view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { sumsOf } from "../region/metric-sums.ts";
import { addressOf, type Route } from "../route.ts";

interface LambdaFunction {
  readonly FunctionName: string;
  readonly Runtime?: string;
  readonly MemorySize: number;
  readonly Timeout: number;
  readonly State?: string;
}

type Counted = LambdaFunction & { readonly errors: number; readonly throttles: number };

/** Of the first of them: so many metrics are asked for at once. */
const mostCounted = 250;
const listed = ["Errors", "Throttles"] as const;

async function listCounted(): Promise<readonly Counted[]> {
  const { Functions: all } = await call<{ Functions: LambdaFunction[] }>("lambda", "ListFunctions", {
    MaxItems: 10_000,
  });
  const asked = all.slice(0, mostCounted).flatMap(({ FunctionName }) =>
    listed.map((metric) => ({
      ...{ title: metric, namespace: "AWS/Lambda", metric, dimensions: { FunctionName } },
    })),
  );
  const sums = asked.length === 0 ? [] : await sumsOf(asked, 60);
  return all.map((each, at) => {
    const [errors, throttles] = sums.slice(at * listed.length, (at + 1) * listed.length);
    return { ...each, errors: errors?.sum ?? 0, throttles: throttles?.sum ?? 0 };
  });
}

function ErrorCount({ errors }: Counted) {
  if (errors === 0) return "0";
  return (
    <span class="bad">
      <span aria-hidden="true">✖</span> {count(errors)}
    </span>
  );
}

export function FunctionsPage() {
  return (
    <ListPage<Counted>
      title="Functions"
      load={listCounted}
      nameOf={({ FunctionName }) => FunctionName}
      addressOf={({ FunctionName }) => addressOf(["functions", FunctionName])}
      empty="There is no function."
      columns={[
        { title: "Errors, 1 h", width: "8rem", cell: ErrorCount },
        {
          title: "Throttles, 1 h",
          width: "9rem",
          cell: ({ throttles }) => (throttles === 0 ? "0" : <span class="odd">⏱ {count(throttles)}</span>),
        },
        { title: "Runtime", width: "9rem", cell: ({ Runtime }) => Runtime ?? "image" },
        { title: "Memory", width: "7rem", cell: ({ MemorySize }) => `${MemorySize} MB` },
        { title: "Timeout", width: "6rem", cell: ({ Timeout }) => `${Timeout} s` },
      ]}
    />
  );
}

interface Described {
  readonly Configuration: {
    readonly Runtime?: string;
    readonly Handler?: string;
    readonly MemorySize: number;
    readonly Timeout: number;
    readonly Role: string;
    readonly State?: string;
    readonly LastModified: string;
    readonly DeadLetterConfig?: { readonly TargetArn?: string };
    readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  };
  readonly Concurrency?: { readonly ReservedConcurrentExecutions?: number };
}

const counted = [
  ["Invocations", "Invocations"],
  ["Errors", "Errors"],
  ["Throttles", "Throttles"],
  ["Async events dropped", "AsyncEventsDropped"],
] as const;

export function FunctionPage({ route }: { readonly route: Route }) {
  const name = route.parts[1] ?? "";
  const { value, problem } = useLive(name, () => readFunction(name), 0);
  return (
    <ThingPage section="functions" sectionTitle="Functions" kind="function" name={name} problem={problem}>
      {value && <Configuration read={value} />}
      <Sums of={name} counted={counted} namespace="AWS/Lambda" dimensions={{ FunctionName: name }} />
      <Environments name={name} />
      <Ask
        title="Invoke"
        action="Invoke"
        fields={[{ name: "event", title: "Event, as JSON", rows: 6, value: "{}" }]}
        ask={({ event = "{}" }) =>
          callPath(
            "lambda",
            "POST",
            `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`,
            JSON.parse(event),
          )
        }
      />
      <h2>Logs</h2>
      <LogLines logGroupName={`/aws/lambda/${name}`} mayBeMissing />
    </ThingPage>
  );
}

type ReadFunction = Described & {
  readonly mappings: readonly { readonly UUID: string; readonly EventSourceArn: string }[];
};

async function readFunction(FunctionName: string): Promise<ReadFunction> {
  const [described, { EventSourceMappings: mappings }] = await Promise.all([
    call<Described>("lambda", "GetFunction", { FunctionName }),
    call<{ EventSourceMappings: ReadFunction["mappings"] }>("lambda", "ListEventSourceMappings", {
      FunctionName,
    }),
  ]);
  return { ...described, mappings };
}

function Configuration({ read }: { readonly read: ReadFunction }) {
  const { Configuration: told, Concurrency, mappings } = read;
  const letters = told.DeadLetterConfig?.TargetArn;
  const variables = Object.entries(told.Environment?.Variables ?? {});
  return (
    <>
      <p>
        {told.Runtime ?? "image"} · {told.Handler} · {told.MemorySize} MB · {told.Timeout} s ·{" "}
        {Concurrency?.ReservedConcurrentExecutions === undefined
          ? "no reserved concurrency"
          : `at most ${Concurrency.ReservedConcurrentExecutions} at once`}{" "}
        · role {nameOfArn(told.Role)} · changed <When at={Date.parse(told.LastModified)} />
      </p>
      {mappings.map(({ UUID, EventSourceArn }) => (
        <p key={UUID}>
          Reads <Arns arns={[EventSourceArn]} /> by an{" "}
          <a href={addressOf(["mappings", UUID])}>event source mapping</a>.
        </p>
      ))}
      {letters !== undefined && (
        <p>
          Events that it fails at go to <Arns arns={[letters]} />.
        </p>
      )}
      {variables.length > 0 && (
        <details>
          <summary>{variables.length} environment variables</summary>
          <JsonText title="Environment variables" text={JSON.stringify(Object.fromEntries(variables))} />
        </details>
      )}
    </>
  );
}

interface Environment {
  readonly version: string;
  readonly logStreamName: string;
  readonly state: string;
  readonly peakMemoryMb: number;
}

const signs: Readonly<Record<string, string>> = { starting: "◔ starting", busy: "▶ busy", idle: "· idle" };

function Environments({ name }: { readonly name: string }) {
  const { value, problem } = useLive(
    `environments ${name}`,
    () => view<readonly Environment[]>("environments", { functionName: name }),
    2000,
  );
  return (
    <>
      <h2>Execution environments</h2>
      <Trouble problem={problem} />
      <LongList
        label="Execution environments"
        rows={value ?? []}
        keyOf={({ logStreamName }) => logStreamName}
        empty="None is up: the next invocation starts one."
        columns={[
          { title: "State", width: "8rem", cell: ({ state }) => signs[state] ?? state },
          { title: "Version", width: "7rem", cell: ({ version }) => version },
          { title: "Memory", width: "7rem", cell: ({ peakMemoryMb: mb }) => (mb > 0 ? `${mb} MB` : "") },
          { title: "Log stream", width: "1fr", cell: ({ logStreamName }) => logStreamName },
        ]}
      />
    </>
  );
}
