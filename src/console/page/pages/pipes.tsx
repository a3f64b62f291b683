// EventBridge Pipes and Lambda's event source mappings: what each reads, what it hands on to whom, and why not.

import { JsonText } from "../parts/json.tsx";
import { LastFailure } from "../parts/last-failure.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { LogLines } from "../parts/log-lines.tsx";
import { Status } from "../parts/status.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { Arns, Sums } from "../parts/things.tsx";
import { When } from "../parts/when.tsx";
import { nameOfArn } from "../parts/words.ts";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

interface Pipe {
  readonly Name: string;
  readonly Arn: string;
  readonly CurrentState: string;
  readonly StateReason?: string;
  readonly Source: string;
  readonly Enrichment?: string;
  readonly Target: string;
  readonly LastModifiedTime: number;
}

interface Mapping {
  readonly UUID: string;
  readonly EventSourceMappingArn: string;
  readonly EventSourceArn: string;
  readonly FunctionArn: string;
  readonly State: string;
  readonly StateTransitionReason?: string;
  readonly LastProcessingResult?: string;
  readonly LastModified: number;
  readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination?: string } };
}

/** Of either kind. */
interface Reader {
  readonly name: string;
  readonly address: string;
  readonly kind: string;
  readonly state: string;
  readonly source: string;
  readonly target: string;
}

const section = { section: "pipes", sectionTitle: "Pipes and event source mappings" };

async function listReaders(): Promise<readonly Reader[]> {
  const [{ Pipes }, { EventSourceMappings }] = await Promise.all([
    call<{ Pipes: Pipe[] }>("pipes", "ListPipes"),
    call<{ EventSourceMappings: Mapping[] }>("lambda", "ListEventSourceMappings"),
  ]);
  return [
    ...Pipes.map(({ Name, CurrentState, Source, Target }) => ({
      ...{ name: Name, kind: "pipe", address: addressOf(["pipes", Name]) },
      ...{ state: CurrentState, source: Source, target: Target },
    })),
    ...EventSourceMappings.map(({ UUID, State, EventSourceArn, FunctionArn }) => ({
      ...{ name: `${nameOfArn(EventSourceArn)} to ${nameOfArn(FunctionArn)}`, kind: "event source mapping" },
      ...{ address: addressOf(["mappings", UUID]), state: State },
      ...{ source: EventSourceArn, target: FunctionArn },
    })),
  ];
}

export function PipesPage() {
  return (
    <ListPage<Reader>
      title={section.sectionTitle}
      load={listReaders}
      nameOf={({ name }) => name}
      addressOf={({ address }) => address}
      empty="There is no pipe, and no function that reads a stream or a queue."
      columns={[
        { title: "Kind", width: "12rem", cell: ({ kind }) => kind },
        { title: "State", width: "9rem", cell: ({ state }) => <Status of={state.toUpperCase()} /> },
        { title: "Reads", width: "minmax(10rem, 1fr)", cell: ({ source }) => <Arns arns={[source]} /> },
        { title: "Hands on to", width: "minmax(10rem, 1fr)", cell: ({ target }) => <Arns arns={[target]} /> },
      ]}
    />
  );
}

interface DescribedPipe extends Pipe {
  readonly SourceParameters?: Readonly<
    Record<string, { readonly DeadLetterConfig?: { readonly Arn?: string } }>
  >;
  readonly LogConfiguration?: {
    readonly CloudwatchLogsLogDestination?: { readonly LogGroupArn?: string };
  };
}

const ofPipe = [
  ["Invocations", "Invocations"],
  ["Events", "EventCount"],
  ["Failed", "ExecutionFailed"],
  ["Partly failed", "ExecutionPartiallyFailed"],
  ["Timed out", "ExecutionTimeout"],
  ["Throttled", "ExecutionThrottled"],
] as const;

export function PipePage({ route }: { readonly route: Route }) {
  const name = route.parts[1] ?? "";
  const { value: pipe, problem } = useLive(
    name,
    () => call<DescribedPipe>("pipes", "DescribePipe", { Name: name }),
    3000,
  );
  const letters = Object.values(pipe?.SourceParameters ?? {}).flatMap(
    ({ DeadLetterConfig }) => DeadLetterConfig?.Arn ?? [],
  );
  const logGroup = pipe?.LogConfiguration?.CloudwatchLogsLogDestination?.LogGroupArn;
  return (
    <ThingPage {...section} kind="pipe" name={name} problem={problem}>
      {pipe && (
        <>
          <p>
            <Status of={pipe.CurrentState} /> · changed <When at={pipe.LastModifiedTime * 1000} />
            {pipe.StateReason === undefined ? "" : ` · ${pipe.StateReason}`}
          </p>
          <Way source={pipe.Source} by={pipe.Enrichment} target={pipe.Target} letters={letters} />
          <LastFailure arn={pipe.Arn} />
          <Sums
            of={name}
            counted={ofPipe}
            namespace="AWS/EventBridge/Pipes"
            dimensions={{ PipeName: name }}
          />
          {logGroup !== undefined && (
            <>
              <h2>Its log</h2>
              <LogLines logGroupName={logGroup.split(":")[6] ?? ""} mayBeMissing />
            </>
          )}
          <JsonText title="As AWS describes it" text={JSON.stringify(pipe)} />
        </>
      )}
    </ThingPage>
  );
}

const ofFunction = [
  ["Invocations", "Invocations"],
  ["Errors", "Errors"],
  ["Throttles", "Throttles"],
] as const;

export function MappingPage({ route }: { readonly route: Route }) {
  const uuid = route.parts[1] ?? "";
  const { value: mapping, problem } = useLive(
    uuid,
    () => call<Mapping>("lambda", "GetEventSourceMapping", { UUID: uuid }),
    3000,
  );
  const letters = mapping?.DestinationConfig?.OnFailure?.Destination;
  const functionName = nameOfArn(mapping?.FunctionArn ?? "").split(":")[0] ?? "";
  return (
    <ThingPage
      {...section}
      kind="event source mapping"
      name={uuid}
      problem={problem}
      heading={mapping && `${nameOfArn(mapping.EventSourceArn)} to ${functionName}`}
    >
      {mapping && (
        <>
          <p>
            <Status of={mapping.State.toUpperCase()} /> · changed <When at={mapping.LastModified * 1000} />
            {mapping.LastProcessingResult === undefined
              ? ""
              : ` · last result: ${mapping.LastProcessingResult}`}
          </p>
          <Way
            source={mapping.EventSourceArn}
            target={mapping.FunctionArn}
            letters={letters === undefined ? [] : [letters]}
          />
          <LastFailure arn={mapping.EventSourceMappingArn} />
          <Sums
            of={functionName}
            counted={ofFunction}
            namespace="AWS/Lambda"
            dimensions={{ FunctionName: functionName }}
          />
          <h2>What the function prints</h2>
          <LogLines logGroupName={`/aws/lambda/${functionName}`} mayBeMissing />
          <JsonText title="As AWS describes it" text={JSON.stringify(mapping)} />
        </>
      )}
    </ThingPage>
  );
}

interface WayProps {
  readonly source: string;
  /** What enriches the events on their way. */
  readonly by?: string | undefined;
  readonly target: string;
  readonly letters: readonly string[];
}

function Way({ source, by, target, letters }: WayProps) {
  return (
    <p>
      <Arns arns={[source]} /> →{" "}
      {by !== undefined && (
        <>
          enriched by <Arns arns={[by]} /> →{" "}
        </>
      )}
      <Arns arns={[target]} />
      {letters.length > 0 && (
        <>
          {" "}
          · what cannot be delivered goes to <Arns arns={letters} />
        </>
      )}
    </p>
  );
}
