// One trace: its segments to scale, each within the one that called it.

import { Scale } from "../parts/scale.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { duration } from "../parts/words.ts";
import { useLive } from "../region/live.ts";
import { addressOfSegment, isBad, problemsOf, readSegments, type Segment } from "./segments.ts";

const mostShown = 500;

export function Trace({ id }: { readonly id: string }) {
  const { value, problem } = useLive(id, () => readSegments([id]), 0);
  const rows = rowsOf(value ?? []);
  const from = Math.min(...rows.map(({ segment }) => segment.start_time));
  const to = Math.max(...rows.map(({ segment }) => segment.end_time ?? segment.start_time));
  const length = Math.max(to - from, 0.001);
  const bad = rows.filter(({ segment }) => isBad(segment)).length;
  return (
    <section class="timeline" aria-label={`Trace ${id}`}>
      <Trouble problem={problem} />
      {rows.length > 0 && (
        <p>
          began <When at={from * 1000} isWhole /> · {duration(length * 1000)} ·{" "}
          {rows.length === 1 ? "1 segment" : `${rows.length} segments`}
          {bad > 0 && <span class="bad"> · ✖ {bad} failed</span>}
        </p>
      )}
      {value?.length === 0 && <p class="empty">The trace is not there (yet).</p>}
      <ol>
        {rows.length > 0 && (
          <li aria-hidden="true">
            <span />
            <Scale length={length * 1000} />
          </li>
        )}
        {rows.slice(0, mostShown).map(({ segment, depth }) => {
          const end = segment.end_time ?? to;
          return (
            <li key={segment.id}>
              <span class="segment" title={segment.origin ?? segment.namespace}>
                <span class={`depth depth-${Math.min(depth, 6)}`} />
                <Name segment={segment} />
              </span>
              <span class="track">
                <span
                  class={`bar ${isBad(segment) ? "bad" : "good"}`}
                  style={{
                    left: `min(${((segment.start_time - from) / length) * 100}%, 100% - 2px)`,
                    width: `max(2px, ${((end - segment.start_time) / length) * 100}%)`,
                  }}
                />
              </span>
              <span>
                <span aria-hidden="true">{isBad(segment) ? "✖" : "✔"}</span>{" "}
                {duration((end - segment.start_time) * 1000)}
              </span>
              {problemsOf(segment).map((problem) => (
                <p key={problem} class="trouble">
                  {problem}
                </p>
              ))}
            </li>
          );
        })}
      </ol>
      {rows.length > mostShown && (
        <p>
          The first {mostShown} of {rows.length} segments.
        </p>
      )}
    </section>
  );
}

function Name({ segment }: { readonly segment: Segment }) {
  const address = addressOfSegment(segment);
  return address === undefined ? segment.name : <a href={address}>{segment.name}</a>;
}

interface Row {
  readonly segment: Segment;
  readonly depth: number;
}

/** A segment comes right after the one that called it. */
function rowsOf(segments: readonly Segment[]): readonly Row[] {
  const callees = new Map<string, Segment[]>();
  const known = new Set<string>();
  const collect = (segment: Segment) => {
    known.add(segment.id);
    segment.subsegments?.forEach(collect);
  };
  segments.forEach(collect);
  const roots: Segment[] = [];
  for (const segment of segments.toSorted((one, other) => one.start_time - other.start_time)) {
    const { parent_id: parent } = segment;
    if (parent === undefined || !known.has(parent)) roots.push(segment);
    else callees.set(parent, [...(callees.get(parent) ?? []), segment]);
  }
  const flat = (segment: Segment, depth: number): readonly Row[] => [
    { segment, depth },
    ...[...(segment.subsegments ?? []), ...(callees.get(segment.id) ?? [])].flatMap((inner) =>
      flat(inner, depth + 1),
    ),
  ];
  return roots.flatMap((root) => flat(root, 0));
}
