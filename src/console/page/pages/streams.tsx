// Kinesis streams: their shards, and the records in them, decoded.

import { useState } from "preact/hooks";
import { Ask } from "../parts/ask.tsx";
import { shownBytes } from "../parts/bytes.ts";
import { FilterField, useFilter } from "../parts/filter.tsx";
import { JsonText } from "../parts/json.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { LongList } from "../parts/long-list.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { dateTime, duration, nameOfArn } from "../parts/words.ts";
import { allPages, call, view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { latestOf } from "../region/metric-sums.ts";
import { addressOf, addressOfArn, type Route } from "../route.ts";

interface StreamSummary {
  readonly StreamName: string;
  readonly StreamStatus: string;
  readonly StreamCreationTimestamp: number;
}

export function StreamsPage() {
  return (
    <ListPage<StreamSummary>
      title="Streams"
      load={() =>
        allPages(async (NextToken) => {
          const page = await call<{ StreamSummaries: StreamSummary[]; NextToken?: string }>(
            "kinesis",
            "ListStreams",
            NextToken ? { NextToken } : {},
          );
          return { items: page.StreamSummaries, next: page.NextToken };
        })
      }
      nameOf={({ StreamName }) => StreamName}
      addressOf={({ StreamName }) => addressOf(["streams", StreamName])}
      empty="There is no stream."
      columns={[
        { title: "Status", width: "8rem", cell: ({ StreamStatus }) => StreamStatus.toLowerCase() },
        {
          title: "Created",
          width: "14rem",
          cell: ({ StreamCreationTimestamp }) => dateTime(StreamCreationTimestamp),
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

interface StreamRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly dataBase64: string;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
}

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
    <>
      <p class="crumbs">
        <a href="#/streams">Streams</a> ›
      </p>
      <h1>{StreamName}</h1>
      <Trouble problem={problem} />
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
      {shown !== undefined && <Records key={shown} streamName={StreamName} shardId={shown} />}
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
    </>
  );
}

interface Tail {
  /** The latest first. */
  readonly records: readonly StreamRecord[];
  /** Where to read on; undefined once a closed shard has been read to its end. */
  readonly iterator?: string;
  readonly behindMs: number;
}

const mostRecords = 5_000;

/** What has been read is not read again. */
async function readOn(streamName: string, shardId: string, former: Tail | undefined): Promise<Tail> {
  if (former !== undefined && former.iterator === undefined) return former;
  const read = await view<Tail>("shard-records", {
    ...{ streamName, shardId },
    ...(former?.iterator === undefined ? {} : { iterator: former.iterator }),
  });
  return {
    ...read,
    records: [...read.records.toReversed(), ...(former?.records ?? [])].slice(0, mostRecords),
  };
}

interface RecordsProps {
  readonly streamName: string;
  readonly shardId: string;
}

const none: readonly StreamRecord[] = [];

function Records({ streamName, shardId }: RecordsProps) {
  const [opened, setOpened] = useState<StreamRecord | undefined>();
  const [isPaused, setPaused] = useState(false);
  const { value, problem } = useLive<Tail>(
    `${streamName} ${shardId}`,
    (former) =>
      isPaused && former !== undefined ? Promise.resolve(former) : readOn(streamName, shardId, former),
    2000,
  );
  const filter = useFilter(
    value?.records ?? none,
    ({ dataBase64, partitionKey }) => `${partitionKey} ${shownBytes(dataBase64)}`,
  );
  return (
    <>
      <h2>Records of {shardId}, of the last 10 minutes</h2>
      <p class="actions">
        <FilterField label="Filter by key or data" filter={filter} />
        <label>
          <input
            type="checkbox"
            checked={isPaused}
            onChange={({ currentTarget }) => setPaused(currentTarget.checked)}
          />{" "}
          paused
        </label>
        {value !== undefined && value.behindMs > 2000 && (
          <span class="odd">reading on: {duration(value.behindMs)} behind the latest</span>
        )}
      </p>
      <Trouble problem={problem} />
      {value && (
        <LongList
          label="Records"
          rows={filter.rows}
          isBusy={filter.isBusy}
          keyOf={({ sequenceNumber }) => sequenceNumber}
          empty={filter.text === "" ? "None has come." : "None holds that."}
          onOpen={setOpened}
          isChosen={({ sequenceNumber }) => sequenceNumber === opened?.sequenceNumber}
          columns={[
            { title: "Arrived", width: "14rem", cell: (each) => dateTime(each.arrivedAt) },
            { title: "Partition key", width: "12rem", cell: ({ partitionKey }) => partitionKey },
            {
              title: "Data",
              width: "1fr",
              cell: (each) => (
                <button type="button" class="link plain" onClick={() => setOpened(each)}>
                  {shownBytes(each.dataBase64).slice(0, 200)}
                </button>
              ),
            },
          ]}
        />
      )}
      {opened && <JsonText title={`Record ${opened.sequenceNumber}`} text={shownBytes(opened.dataBase64)} />}
    </>
  );
}

/** Who reads it, and how far behind each is. */
function Readers({ streamName }: { readonly streamName: string }) {
  const { value, problem } = useLive(
    `readers ${streamName}`,
    async () => {
      const [{ EventSourceMappings }, { Pipes }, { Consumers }, [age]] = await Promise.all([
        call<{
          EventSourceMappings: {
            EventSourceMappingArn: string;
            EventSourceArn: string;
            FunctionArn: string;
            State: string;
          }[];
        }>("lambda", "ListEventSourceMappings"),
        call<{ Pipes: { Name: string; Arn: string; Source: string; CurrentState: string }[] }>(
          "pipes",
          "ListPipes",
        ),
        consumersOf(streamName),
        latestOf([
          {
            namespace: "AWS/Kinesis",
            metric: "GetRecords.IteratorAgeMilliseconds",
            dimensions: { StreamName: streamName },
          },
        ]),
      ]);
      const isOfStream = (arn: string) => arn.endsWith(`:stream/${streamName}`);
      return {
        age,
        readers: [
          ...Pipes.filter(({ Source }) => isOfStream(Source)).map((pipe) => ({
            ...{ kind: "pipe", name: pipe.Name, arn: pipe.Arn, state: pipe.CurrentState },
          })),
          ...EventSourceMappings.filter((each) => isOfStream(each.EventSourceArn)).map((each) => ({
            ...{
              kind: "event source mapping",
              name: nameOfArn(each.FunctionArn),
              arn: each.EventSourceMappingArn,
              state: each.State,
            },
          })),
          ...Consumers.map(({ ConsumerName, ConsumerStatus }) => ({
            ...{ kind: "consumer", name: ConsumerName, arn: undefined, state: ConsumerStatus },
          })),
        ],
      };
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
          <ul>
            {value.readers.map(({ kind, name, arn, state }) => (
              <li key={`${kind} ${name}`}>
                {kind} {arn === undefined ? name : <a href={addressOfArn(arn) ?? "#/"}>{name}</a>} ·{" "}
                {state.toLowerCase()}
              </li>
            ))}
          </ul>
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
