// Kinesis streams: their shards, and the records in them, decoded.

import { useState } from "preact/hooks";
import { Ask } from "../parts/ask.tsx";
import { shownBytes } from "../parts/bytes.ts";
import { JsonText } from "../parts/json.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { LongList } from "../parts/long-list.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { dateTime } from "../parts/words.ts";
import { allPages, call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

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
  readonly SequenceNumber: string;
  readonly PartitionKey: string;
  readonly Data: string;
  readonly ApproximateArrivalTimestamp: number;
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
            { title: "Parent", width: "12rem", cell: ({ ParentShardId }) => ParentShardId ?? "" },
            {
              title: "Hash keys",
              width: "1fr",
              cell: ({ HashKeyRange: range }) => `${range.StartingHashKey} … ${range.EndingHashKey}`,
            },
          ]}
        />
      )}
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

function Records({
  streamName: StreamName,
  shardId: ShardId,
}: {
  readonly streamName: string;
  readonly shardId: string;
}) {
  const [opened, setOpened] = useState<StreamRecord | undefined>();
  const minutes = 10;
  const { value: records, problem } = useLive(
    `${StreamName} ${ShardId}`,
    async () => {
      const { ShardIterator } = await call<{ ShardIterator: string }>("kinesis", "GetShardIterator", {
        ...{ StreamName, ShardId, ShardIteratorType: "AT_TIMESTAMP" },
        Timestamp: (Date.now() - minutes * 60_000) / 1000,
      });
      const { Records: read } = await call<{ Records: StreamRecord[] }>("kinesis", "GetRecords", {
        ShardIterator,
        Limit: 1000,
      });
      return read;
    },
    0,
  );
  return (
    <>
      <h2>Records of the last {minutes} minutes</h2>
      <Trouble problem={problem} />
      {records && (
        <LongList
          label="Records"
          rows={records}
          keyOf={({ SequenceNumber }) => SequenceNumber}
          empty="None has come."
          onOpen={setOpened}
          columns={[
            { title: "Arrived", width: "14rem", cell: (each) => dateTime(each.ApproximateArrivalTimestamp) },
            { title: "Partition key", width: "12rem", cell: ({ PartitionKey }) => PartitionKey },
            {
              title: "Data",
              width: "1fr",
              cell: (each) => (
                <button type="button" class="link" onClick={() => setOpened(each)}>
                  {shownBytes(each.Data).slice(0, 200)}
                </button>
              ),
            },
          ]}
        />
      )}
      {opened && <JsonText title={`Record ${opened.SequenceNumber}`} text={shownBytes(opened.Data)} />}
    </>
  );
}
