// The service as one picture: what is deployed, what hands on to what, and how much of it goes through now.

import { useMemo } from "preact/hooks";
import { Trouble } from "../parts/trouble.tsx";
import { count } from "../parts/words.ts";
import { useLive } from "../region/live.ts";
import { addressOfArn } from "../route.ts";
import { type Connections, type Kind, readConnections } from "./connections.ts";
import { box, type PlacedThing, placeThings } from "./place-things.ts";
import { type Flow, readFlows } from "./rates.ts";

const kinds: Readonly<Record<Kind, readonly [title: string, unit: string]>> = {
  stream: ["Stream", "records/s"],
  pipe: ["Pipe", "batches/s"],
  mapping: ["Event source mapping", ""],
  bus: ["Event bus", ""],
  rule: ["Rule", "events/s"],
  topic: ["Topic", "messages/s"],
  queue: ["Queue", "messages/s"],
  machine: ["State machine", "executions/s"],
  function: ["Function", "invocations/s"],
  table: ["Table", ""],
};

/** On a narrow window it is drawn smaller, as far as it can be read, and scrolls from there on. */
const smallest = 0.75;

export function Picture() {
  const { value, problem } = useLive<Connections>("connections", readConnections, 10_000);
  const things = value?.things ?? [];
  const flows =
    useLive(`flows ${things.length}`, () => readFlows(things), 2000).value ?? new Map<string, Flow>();
  return (
    <section aria-label="How it hangs together">
      <Trouble problem={problem} />
      {value !== undefined && things.length === 0 && (
        <p class="empty">
          Nothing has been deployed yet. Run `millrace dev` in a project, or deploy into this endpoint.
        </p>
      )}
      {value !== undefined && things.length > 0 && <Drawing connections={value} flows={flows} />}
    </section>
  );
}

function Drawing({
  connections,
  flows,
}: {
  readonly connections: Connections;
  readonly flows: ReadonlyMap<string, Flow>;
}) {
  const { things, width, height } = useMemo(() => placeThings(connections), [connections]);
  const places = new Map(things.map((thing) => [thing.arn, thing]));
  return (
    <div class="picture" tabIndex={0} role="region" aria-label="The picture, which scrolls">
      <svg
        style={{ width: "100%", minWidth: `${width * smallest}px`, maxWidth: `${width + 8}px` }}
        viewBox={`-4 -4 ${width + 8} ${height + 8}`}
        role="group"
        aria-label="What hands on to what"
      >
        <defs>
          <marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0L8 4L0 8z" class="tip" />
          </marker>
        </defs>
        {connections.connections.map(({ from, to, label }) => {
          const [start, end] = [places.get(from), places.get(to)];
          if (start === undefined || end === undefined) return null;
          return (
            <path
              key={`${from} ${to} ${label}`}
              class={`line ${label.replace(" ", "-")}`}
              d={curve(start, end)}
              marker-end="url(#tip)"
            />
          );
        })}
        {things.map((thing) => (
          <Card key={thing.arn} thing={thing} flow={flows.get(thing.arn)} />
        ))}
      </svg>
    </div>
  );
}

function Card({ thing, flow }: { readonly thing: PlacedThing; readonly flow: Flow | undefined }) {
  const [title, unit] = kinds[thing.kind];
  const isFailing = (flow?.errors ?? 0) > 0;
  const told = [
    flow !== undefined && unit !== "" ? `${count(flow.rate)} ${unit}` : "",
    flow?.waiting ?? "",
    isFailing ? `✖ ${count(flow?.errors ?? 0)} failed` : "",
  ].filter(Boolean);
  return (
    <a href={addressOfArn(thing.arn) ?? "#/"}>
      <g
        transform={`translate(${thing.x} ${thing.y})`}
        class={`thing ${thing.kind}${isFailing ? " failing" : ""}`}
      >
        <rect width={box.width} height={box.height} rx="8" />
        <text x="12" y="18" class="kind">
          {title}
        </text>
        <text x="12" y="37" class="name">
          {thing.name.length > 24 ? `${thing.name.slice(0, 23)}…` : thing.name}
        </text>
        <text x="12" y="55" class="flow">
          {told.join(" · ")}
        </text>
      </g>
    </a>
  );
}

function curve(from: PlacedThing, to: PlacedThing): string {
  const [x1, y1] = [from.x + box.width, from.y + box.height / 2];
  const [x2, y2] = [to.x, to.y + box.height / 2];
  // What leads back goes round below.
  const bend = Math.max(36, Math.abs(x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
