// Kinesis streams: their shards, who reads them, and the records in them.

import { useState } from "preact/hooks";
import { type Measure, OverTime } from "../charts/over-time.tsx";
import { Ask } from "../parts/ask.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { LongList } from "../parts/long-list.tsx";
import { ReaderList } from "../parts/readers.tsx";
import { Status } from "../parts/status.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { count, duration } from "../parts/words.ts";
import { allPages, call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { latestOf, sumsOf } from "../region/metric-sums.ts";
import { readersOf } from "../region/readers.ts";
import { addressOf, type Route } from "../route.ts";
import { ShardRecords } from "../streams/shard-records.tsx";

interface StreamSummary {
  readonly StreamName: string;
  readonly StreamStatus: string;
  readonly StreamCreationTimestamp: number;
}

type Measured = StreamSummary & {
  readonly incoming: number | undefined;
  /** Undefined if nobody has read it of late. */
  readonly behindMs: number | undefined;
};

/** Of the first of them: so many metrics are asked for at once. */
const mostMeasured = 250;

async function listStreams(): Promise<readonly Measured[]> {
  const all = await allPages<StreamSummary>(async (NextToken) => {
    const page = await call<{ StreamSummaries: StreamSummary[]; NextToken?: string }>(
      "kinesis",
      "ListStreams",
      NextToken ? { NextToken } : {},
    );
    return { items: page.StreamSummaries, next: page.NextToken };
  });
  const asked = (metric: string) =>
    all.slice(0, mostMeasured).map(({ StreamName }) => ({
      ...{ title: StreamName, namespace: "AWS/Kinesis", metric, dimensions: { StreamName } },
    }));
  if (all.length === 0) return [];
  const [sums, ages] = await Promise.all([
    sumsOf(asked("IncomingRecords"), 60),
    latestOf(asked("GetRecords.IteratorAgeMilliseconds")),
  ]);
  return all.map((each, at) => ({ ...each, incoming: sums[at]?.sum, behindMs: ages[at] }));
}

export function StreamsPage() {
  return (
    <ListPage<Measured>
      title="Streams"
      load={listStreams}
      nameOf={({ StreamName }) => StreamName}
      addressOf={({ StreamName }) => addressOf(["streams", StreamName])}
      empty="There is no stream."
      columns={[
        { title: "Status", width: "8rem", cell: ({ StreamStatus }) => <Status of={StreamStatus} /> },
        {
          title: "Records in, 1 h",
          width: "10rem",
          cell: ({ incoming }) => (incoming === undefined ? "" : count(incoming)),
        },
        {
          title: "Read behind by",
          width: "10rem",
          cell: ({ behindMs }) => (behindMs === undefined ? "not read of late" : duration(behindMs)),
        },
        {
          title: "Created",
          width: "14rem",
          cell: ({ StreamCreationTimestamp }) => <When at={StreamCreationTimestamp} />,
        },
      ]}
    />
  );
}

interface Shard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly HashKeyRange: { readonly StartingHashKey: string; readonly EndingHashKey: string };
  readonly SequenceNumberRange: {
    readonly StartingSequenceNumber: string;
    readonly EndingSequenceNumber?: string;
  };
}

const measures: readonly Measure[] = [
  { title: "Records put, a minute", metric: "IncomingRecords" },
  { title: "Puts refused", metric: "WriteProvisionedThroughputExceeded" },
  {
    title: "Iterator age, ms",
    metric: "GetRecords.IteratorAgeMilliseconds",
    stat: "Maximum",
    isRight: true,
  },
];

export function StreamPage({ route }: { readonly route: Route }) {
  const StreamName = route.parts[1] ?? "";
  const [shardId, setShardId] = useState<string | undefined>();
  const { value: shards, problem } = useLive(
    StreamName,
    async () => {
      const { Shards } = await call<{ Shards: Shard[] }>("kinesis", "ListShards", { StreamName });
      return Shards;
    },
    5000,
  );
  const shown = shardId ?? shards?.[0]?.ShardId;
  return (
    <ThingPage section="streams" sectionTitle="Streams" kind="stream" name={StreamName} problem={problem}>
      {shards && (
        <LongList
          label="Shards"
          rows={shards}
          keyOf={({ ShardId }) => ShardId}
          empty="There is no shard."
          onOpen={({ ShardId }) => setShardId(ShardId)}
          isChosen={({ ShardId }) => ShardId === shown}
          columns={[
            {
              title: "Shard",
              width: "14rem",
              cell: ({ ShardId }) => (
                <button type="button" class="link" onClick={() => setShardId(ShardId)}>
                  {ShardId}
                </button>
              ),
            },
            {
              title: "State",
              width: "6rem",
              cell: ({ SequenceNumberRange }) =>
                SequenceNumberRange.EndingSequenceNumber ? "closed" : "open",
            },
            ...(shards.some(({ ParentShardId }) => ParentShardId !== undefined)
              ? [
                  {
                    title: "Parent",
                    width: "12rem",
                    cell: ({ ParentShardId }: Shard) => ParentShardId ?? "",
                  },
                ]
              : []),
            {
              title: "Hash keys",
              width: "1fr",
              cell: ({ HashKeyRange: range }) => `${range.StartingHashKey} … ${range.EndingHashKey}`,
            },
          ]}
        />
      )}
      <Readers streamName={StreamName} />
      <OverTime
        title="What comes in, and how far behind it is read"
        measures={measures}
        namespace="AWS/Kinesis"
        dimensions={{ StreamName }}
      />
      {shown !== undefined && <ShardRecords key={shown} streamName={StreamName} shardId={shown} />}
      <Ask
        title="Put a record"
        action="Put"
        fields={[
          { name: "PartitionKey", title: "Partition key", value: "console" },
          { name: "data", title: "Data", rows: 5, value: "{}" },
        ]}
        ask={({ PartitionKey, data = "" }) => {
          const bytes = new TextEncoder().encode(data);
          return call("kinesis", "PutRecord", {
            StreamName,
            PartitionKey,
            Data: btoa(String.fromCharCode(...bytes)),
          });
        }}
      />
    </ThingPage>
  );
}

/** Who reads it, and how far behind each is. */
function Readers({ streamName }: { readonly streamName: string }) {
  const { value, problem } = useLive(
    `readers ${streamName}`,
    async () => {
      const [readers, { Consumers }, [age]] = await Promise.all([
        readersOf((arn) => arn.endsWith(`:stream/${streamName}`)),
        consumersOf(streamName),
        latestOf([
          {
            namespace: "AWS/Kinesis",
            metric: "GetRecords.IteratorAgeMilliseconds",
            dimensions: { StreamName: streamName },
          },
        ]),
      ]);
      const consumers = Consumers.map(({ ConsumerName, ConsumerStatus }) => ({
        ...{ kind: "consumer", name: ConsumerName, arn: undefined, state: ConsumerStatus },
      }));
      return { age, readers: [...readers, ...consumers] };
    },
    5000,
  );
  return (
    <>
      <h2>Who reads it</h2>
      <Trouble problem={problem} />
      {value && (
        <>
          <p>
            Iterator age: {value.age === undefined ? "nobody has read of late" : duration(value.age)} (the
            highest of the last two minutes)
          </p>
          <ReaderList readers={value.readers} />
        </>
      )}
    </>
  );
}

async function consumersOf(streamName: string) {
  const { StreamDescriptionSummary } = await call<{ StreamDescriptionSummary: { StreamARN: string } }>(
    "kinesis",
    "DescribeStreamSummary",
    { StreamName: streamName },
  );
  return call<{ Consumers: { ConsumerName: string; ConsumerStatus: string }[] }>(
    "kinesis",
    "ListStreamConsumers",
    {
      StreamARN: StreamDescriptionSummary.StreamARN,
    },
  );
}
