// What is deployed, and what hands things on to what: read from AWS's own operations.

import { nameOfArn } from "../parts/words.ts";
import { call } from "../region/call.ts";
import { destinationOf, listDeliveryStreams, sourceOf } from "../region/delivery-streams.ts";

export type Kind =
  | "stream"
  | "pipe"
  | "mapping"
  | "bus"
  | "rule"
  | "schedule"
  | "topic"
  | "queue"
  | "machine"
  | "function"
  | "table"
  | "delivery stream"
  | "bucket";

export interface Thing {
  readonly arn: string;
  readonly kind: Kind;
  readonly name: string;
  /** Why nothing goes through it, if it was told to stand still. */
  readonly halted?: string | undefined;
}

/** Between two things by their ARNs; what a definition names without one is `table findings`. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly label: "delivers" | "dead letters" | "calls";
}

interface Part {
  readonly things: readonly Thing[];
  readonly connections: readonly Connection[];
}

export interface Connections extends Part {
  /** What the region refused to tell; what it did tell is there all the same. */
  readonly problems: readonly Error[];
}

const readers = [
  ...[
    streams,
    deliveryStreams,
    pipes,
    mappings,
    buses,
    schedules,
    topics,
    queues,
    machines,
    functions,
    tables,
  ],
  buckets,
];

/** Rejects only if the region tells nothing at all. */
export async function readConnections(): Promise<Connections> {
  const read = await Promise.allSettled(readers.map((each) => each()));
  const parts = read.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const problems = read.flatMap((each) => (each.status === "rejected" ? [each.reason as Error] : []));
  if (parts.length === 0 && problems[0] !== undefined) throw problems[0];
  const things = parts.flatMap((part) => part.things);
  const byName = new Map(things.map((thing) => [`${thing.kind} ${thing.name}`, thing]));
  const byArn = new Map(things.map((thing) => [plainArn(thing.arn), thing]));
  const find = (reference: string) => byArn.get(plainArn(reference)) ?? byName.get(reference);
  const connections = parts
    .flatMap((part) => part.connections)
    .flatMap(({ from, to, label }) => {
      const [source, target] = [find(from), find(to)];
      return source && target ? [{ from: plainArn(source.arn), to: plainArn(target.arn), label }] : [];
    });
  const isUsed = new Set(connections.flatMap(({ from, to }) => [from, to]));
  return {
    // Buckets that nothing of the service names are those of tools.
    things: [...byArn]
      .map(([arn, thing]) => ({ ...thing, arn }))
      .filter(({ kind, arn }) => kind !== "bucket" || isUsed.has(arn)),
    connections,
    problems,
  };
}

/** Without the version or alias of a function or a machine. */
function plainArn(arn: string): string {
  return arn
    .replace(/^(arn:aws:lambda:[^:]*:[^:]*:function:[^:]+):.*$/, "$1")
    .replace(/^(arn:aws:states:[^:]*:[^:]*:stateMachine:[^:]+):.*$/, "$1");
}

function thing(kind: Kind, arn: string, name = nameOfArn(arn)): Thing {
  return { kind, arn, name };
}

/** One that can be told to stand still, in AWS's word for it. */
function running(each: Thing, state: string): Thing {
  const isHalted = /^(?:STOPPED|STOPPING|DISABLED|DISABLING|.*_FAILED)$/.test(state.toUpperCase());
  return isHalted ? { ...each, halted: state.toLowerCase().replaceAll("_", " ") } : each;
}

async function streams(): Promise<Part> {
  const { StreamSummaries: all = [] } = await call<{ StreamSummaries?: { StreamARN: string }[] }>(
    "kinesis",
    "ListStreams",
  );
  return { things: all.map(({ StreamARN: arn }) => thing("stream", arn)), connections: [] };
}

async function deliveryStreams(): Promise<Part> {
  const all = await listDeliveryStreams();
  return {
    things: all.map(({ DeliveryStreamARN: arn }) => thing("delivery stream", arn)),
    connections: all.flatMap((each) => {
      const [arn, source, destination] = [each.DeliveryStreamARN, sourceOf(each), destinationOf(each)];
      return [
        ...(source === undefined ? [] : [delivers(source, arn)]),
        ...(destination === undefined ? [] : [delivers(arn, destination)]),
      ];
    }),
  };
}

interface DescribedPipe {
  readonly Arn: string;
  readonly CurrentState: string;
  readonly Source: string;
  readonly Target: string;
  readonly Enrichment?: string;
  readonly SourceParameters?: {
    readonly KinesisStreamParameters?: { readonly DeadLetterConfig?: { readonly Arn?: string } };
  };
}

async function pipes(): Promise<Part> {
  const { Pipes: all } = await call<{ Pipes: { Name: string }[] }>("pipes", "ListPipes");
  const described = await Promise.all(
    all.map(({ Name }) => call<DescribedPipe>("pipes", "DescribePipe", { Name })),
  );
  return {
    things: described.map(({ Arn: arn, CurrentState }) => running(thing("pipe", arn), CurrentState)),
    connections: described.flatMap(({ Arn, Source, Target, Enrichment, SourceParameters }) => [
      delivers(Source, Arn),
      delivers(Arn, Target),
      ...(Enrichment === undefined ? [] : [{ from: Arn, to: Enrichment, label: "calls" } as const]),
      ...deadLetters(Arn, SourceParameters?.KinesisStreamParameters?.DeadLetterConfig?.Arn),
    ]),
  };
}

async function mappings(): Promise<Part> {
  const { EventSourceMappings: all } = await call<{
    EventSourceMappings: {
      EventSourceMappingArn: string;
      State: string;
      EventSourceArn: string;
      FunctionArn: string;
      DestinationConfig?: { OnFailure?: { Destination?: string } };
    }[];
  }>("lambda", "ListEventSourceMappings");
  return {
    things: all.map(({ EventSourceMappingArn: arn, FunctionArn, State }) =>
      running(thing("mapping", arn, `to ${nameOfArn(plainArn(FunctionArn))}`), State),
    ),
    connections: all.flatMap((each) => [
      delivers(each.EventSourceArn, each.EventSourceMappingArn),
      delivers(each.EventSourceMappingArn, each.FunctionArn),
      ...deadLetters(each.EventSourceMappingArn, each.DestinationConfig?.OnFailure?.Destination),
    ]),
  };
}

async function buses(): Promise<Part> {
  const { EventBuses: all } = await call<{ EventBuses: { Name: string; Arn: string }[] }>(
    "eventbridge",
    "ListEventBuses",
  );
  const ofBuses = await Promise.all(all.map(rulesOf));
  const inUse = all.filter((_, index) => (ofBuses[index]?.things.length ?? 0) > 0);
  return {
    things: [...inUse.map(({ Arn }) => thing("bus", Arn)), ...ofBuses.flatMap((each) => each.things)],
    connections: ofBuses.flatMap((each) => each.connections),
  };
}

async function rulesOf(bus: { readonly Name: string; readonly Arn: string }): Promise<Part> {
  const { Rules: rules } = await call<{ Rules: { Name: string; Arn: string; State: string }[] }>(
    "eventbridge",
    "ListRules",
    {
      EventBusName: bus.Name,
    },
  );
  const targets = await Promise.all(
    rules.map(({ Name: Rule }) =>
      call<{ Targets: { Arn: string; DeadLetterConfig?: { Arn?: string } }[] }>(
        "eventbridge",
        "ListTargetsByRule",
        {
          Rule,
          EventBusName: bus.Name,
        },
      ),
    ),
  );
  return {
    things: rules.map(({ Arn, State }) => running(thing("rule", Arn), State)),
    connections: rules.flatMap(({ Arn }, index) => [
      delivers(bus.Arn, Arn),
      ...(targets[index]?.Targets ?? []).flatMap((target) => [
        delivers(Arn, target.Arn),
        ...deadLetters(Arn, target.DeadLetterConfig?.Arn),
      ]),
    ]),
  };
}

async function schedules(): Promise<Part> {
  const { Schedules: all } = await call<{
    Schedules: { Arn: string; Name: string; GroupName: string }[];
  }>("scheduler", "ListSchedules", { MaxResults: 100 });
  const described = await Promise.all(
    all.map(({ Name, GroupName }) =>
      call<{ Arn: string; State: string; Target: { Arn: string; DeadLetterConfig?: { Arn?: string } } }>(
        "scheduler",
        "GetSchedule",
        { Name, GroupName },
      ),
    ),
  );
  return {
    things: described.map(({ Arn: arn, State }) => running(thing("schedule", arn), State)),
    connections: described.flatMap(({ Arn, Target }) => [
      delivers(Arn, Target.Arn),
      ...deadLetters(Arn, Target.DeadLetterConfig?.Arn),
    ]),
  };
}

async function topics(): Promise<Part> {
  const [{ Topics: all }, { Subscriptions: subscriptions }] = await Promise.all([
    call<{ Topics: { TopicArn: string }[] }>("sns", "ListTopics"),
    call<{ Subscriptions: { TopicArn: string; Endpoint: string }[] }>("sns", "ListSubscriptions"),
  ]);
  return {
    things: all.map(({ TopicArn: arn }) => thing("topic", arn)),
    connections: subscriptions.map(({ TopicArn, Endpoint }) => delivers(TopicArn, Endpoint)),
  };
}

async function queues(): Promise<Part> {
  const { QueueUrls: urls = [] } = await call<{ QueueUrls?: string[] }>("sqs", "ListQueues");
  const attributes = await Promise.all(
    urls.map((QueueUrl) =>
      call<{ Attributes: { QueueArn: string; RedrivePolicy?: string } }>("sqs", "GetQueueAttributes", {
        QueueUrl,
        AttributeNames: ["All"],
      }),
    ),
  );
  return {
    things: attributes.map(({ Attributes: { QueueArn: arn } }) => thing("queue", arn)),
    connections: attributes.flatMap(({ Attributes: { QueueArn, RedrivePolicy } }) =>
      deadLetters(
        QueueArn,
        RedrivePolicy && (JSON.parse(RedrivePolicy) as { deadLetterTargetArn?: string }).deadLetterTargetArn,
      ),
    ),
  };
}

async function machines(): Promise<Part> {
  const { stateMachines: all } = await call<{ stateMachines: { stateMachineArn: string }[] }>(
    "sfn",
    "ListStateMachines",
  );
  const described = await Promise.all(
    all.map(({ stateMachineArn }) =>
      call<{ stateMachineArn: string; definition: string }>("sfn", "DescribeStateMachine", {
        stateMachineArn,
      }),
    ),
  );
  return {
    things: described.map(({ stateMachineArn: arn }) => thing("machine", arn)),
    connections: described.flatMap(({ stateMachineArn: from, definition }) =>
      [...new Set(calledBy(definition))].map((to) => ({ from, to, label: "calls" }) as const),
    ),
  };
}

const namedBy: Readonly<Record<string, Kind>> = {
  TableName: "table",
  EventBusName: "bus",
  QueueUrl: "queue",
  StreamName: "stream",
  Bucket: "bucket",
};

/** What a definition names: by ARN, or by the member that holds a name of its kind. */
function calledBy(definition: string): readonly string[] {
  const arns =
    definition.match(/arn:aws:(?:lambda|sqs|sns|states|kinesis|dynamodb|events):[\w-]*:\d+:[\w:/.-]+/g) ?? [];
  const names = definition.matchAll(/"(TableName|EventBusName|QueueUrl|StreamName|Bucket)"\s*:\s*"([^"]+)"/g);
  return [
    ...arns,
    ...Array.from(names, ([, member = "", value = ""]) => `${namedBy[member]} ${nameOfArn(value)}`),
  ];
}

async function functions(): Promise<Part> {
  const { Functions: all } = await call<{ Functions: { FunctionArn: string }[] }>("lambda", "ListFunctions", {
    MaxItems: 10_000,
  });
  return { things: all.map(({ FunctionArn: arn }) => thing("function", arn)), connections: [] };
}

async function tables(): Promise<Part> {
  const { TableNames: names } = await call<{ TableNames: string[] }>("dynamodb", "ListTables");
  const described = await Promise.all(
    names.map((TableName) =>
      call<{ Table: { TableArn: string } }>("dynamodb", "DescribeTable", { TableName }),
    ),
  );
  return { things: described.map(({ Table: { TableArn: arn } }) => thing("table", arn)), connections: [] };
}

async function buckets(): Promise<Part> {
  const { Buckets: all = [] } = await call<{ Buckets?: { Name: string }[] }>("s3", "ListBuckets");
  return { things: all.map(({ Name }) => thing("bucket", `arn:aws:s3:::${Name}`)), connections: [] };
}

function delivers(from: string, to: string): Connection {
  return { from, to, label: "delivers" };
}

function deadLetters(from: string, to: string | undefined): readonly Connection[] {
  return to === undefined || to === "" ? [] : [{ from, to, label: "dead letters" }];
}
