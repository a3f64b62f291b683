// X-Ray's traces: what a request went through, segment by segment, to scale.

import { useState } from "preact/hooks";
import { LongList } from "../parts/long-list.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { dateTime, duration } from "../parts/words.ts";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";

interface Summary {
  readonly Id: string;
  readonly Duration?: number;
  readonly HasError?: boolean;
  readonly HasFault?: boolean;
  readonly HasThrottle?: boolean;
}

interface Segment {
  readonly id: string;
  readonly name: string;
  readonly start_time: number;
  readonly end_time?: number;
  readonly fault?: boolean;
  readonly error?: boolean;
  readonly throttle?: boolean;
  readonly subsegments?: readonly Segment[];
}

const minutesBack = 30;

export function TracesPage() {
  const [opened, setOpened] = useState<string | undefined>();
  const { value, problem } = useLive(
    "traces",
    async () => {
      const now = Date.now() / 1000;
      const { TraceSummaries } = await call<{ TraceSummaries: Summary[] }>("xray", "GetTraceSummaries", {
        StartTime: now - minutesBack * 60,
        EndTime: now,
      });
      return TraceSummaries;
    },
    3000,
  );
  return (
    <>
      <h1>Traces</h1>
      <Trouble problem={problem} />
      {value && (
        <LongList
          label="Traces"
          rows={value}
          keyOf={({ Id }) => Id}
          empty={`No trace in the last ${minutesBack} minutes.`}
          onOpen={({ Id }) => setOpened(Id)}
          isChosen={({ Id }) => Id === opened}
          columns={[
            {
              title: "Trace",
              width: "minmax(20rem, 1fr)",
              cell: ({ Id }) => (
                <button type="button" class="link" onClick={() => setOpened(Id)}>
                  {Id}
                </button>
              ),
            },
            {
              title: "Began",
              width: "14rem",
              cell: ({ Id }) => dateTime(Number.parseInt(Id.split("-")[1] ?? "0", 16) * 1000),
            },
            {
              title: "Took",
              width: "8rem",
              cell: ({ Duration }) => (Duration === undefined ? "" : duration(Duration * 1000)),
            },
            { title: "Outcome", width: "8rem", cell: outcomeOf },
          ]}
        />
      )}
      {opened !== undefined && <Trace key={opened} id={opened} />}
    </>
  );
}

function outcomeOf({ HasFault, HasError, HasThrottle }: Summary): string {
  if (HasFault === true) return "✖ fault";
  if (HasThrottle === true) return "⏱ throttled";
  return HasError === true ? "✖ error" : "✔ good";
}

function Trace({ id }: { readonly id: string }) {
  const { value, problem } = useLive(
    id,
    async () => {
      const { Traces } = await call<{ Traces: { Segments: { Document: string }[] }[] }>(
        "xray",
        "BatchGetTraces",
        { TraceIds: [id] },
      );
      return Traces.flatMap(({ Segments }) =>
        Segments.map(({ Document }) => JSON.parse(Document) as Segment),
      );
    },
    0,
  );
  const rows = (value ?? [])
    .toSorted((one, other) => one.start_time - other.start_time)
    .flatMap((segment) => flattened(segment, 0));
  const from = Math.min(...rows.map(({ segment }) => segment.start_time));
  const to = Math.max(...rows.map(({ segment }) => segment.end_time ?? segment.start_time));
  const length = Math.max(to - from, 0.001);
  return (
    <section class="timeline" aria-label={`Trace ${id}`}>
      <h2>{id}</h2>
      <Trouble problem={problem} />
      <ol>
        {rows.slice(0, 500).map(({ segment, depth }) => {
          const end = segment.end_time ?? to;
          const isBad = segment.fault === true || segment.error === true || segment.throttle === true;
          return (
            <li key={segment.id}>
              <span class="segment">
                <span class={`depth depth-${Math.min(depth, 6)}`} />
                {segment.name}
              </span>
              <span class="track">
                <span
                  class={`bar ${isBad ? "bad" : "good"}`}
                  style={{
                    left: `${((segment.start_time - from) / length) * 100}%`,
                    width: `max(2px, ${((end - segment.start_time) / length) * 100}%)`,
                  }}
                />
              </span>
              <span>
                <span aria-hidden="true">{isBad ? "✖" : "✔"}</span>{" "}
                {duration((end - segment.start_time) * 1000)}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function flattened(
  segment: Segment,
  depth: number,
): readonly { readonly segment: Segment; readonly depth: number }[] {
  return [{ segment, depth }, ...(segment.subsegments ?? []).flatMap((inner) => flattened(inner, depth + 1))];
}
