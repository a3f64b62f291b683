// The service as one picture: what is deployed, what hands on to what, and how much of it goes through now.

import { useMemo } from "preact/hooks";
import { Trouble } from "../parts/trouble.tsx";
import { count } from "../parts/words.ts";
import { useLive } from "../region/live.ts";
import { addressOfArn } from "../route.ts";
import { Cards } from "./cards.tsx";
import { type Connections, type Kind, readConnections } from "./connections.ts";
import { placeThings } from "./place-things.ts";
import { type Flow, readFlows } from "./rates.ts";

const kinds: Readonly<Record<Kind, readonly [title: string, unit: string]>> = {
  stream: ["Stream", "records/s"],
  pipe: ["Pipe", "batches/s"],
  mapping: ["Event source mapping", ""],
  bus: ["Event bus", ""],
  rule: ["Rule", "events/s"],
  schedule: ["Schedule", ""],
  topic: ["Topic", "messages/s"],
  queue: ["Queue", "messages/s"],
  machine: ["State machine", "executions/s"],
  function: ["Function", "invocations/s"],
  table: ["Table", ""],
  bucket: ["Bucket", ""],
};

/** Where data come from, even if a machine puts some there, too. */
const sources: ReadonlySet<Kind> = new Set<Kind>(["stream", "schedule"]);
const noFlows: ReadonlyMap<string, Flow> = new Map();

export function Picture() {
  const { value, problem } = useLive<Connections>("connections", readConnections, 15_000);
  const things = value?.things ?? [];
  const flows = useLive(`flows ${things.length}`, () => readFlows(things), 5000);
  return (
    <section aria-label="How it hangs together">
      <Trouble problem={problem ?? flows.problem} />
      {value?.problems.map((each) => (
        <Trouble key={each.message} problem={each} />
      ))}
      {value !== undefined && things.length === 0 && (
        <p class="empty">
          Nothing has been deployed yet. Run <code>millrace dev</code> in a project, or deploy into this
          endpoint.
        </p>
      )}
      {value !== undefined && things.length > 0 && (
        <Drawing connections={value} flows={flows.value ?? noFlows} />
      )}
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
  const placed = useMemo(
    () =>
      placeThings({
        ...connections,
        things: connections.things.map((each) => ({ ...each, isSource: sources.has(each.kind) })),
      }),
    [connections],
  );
  const beginning = sharedBeginning(connections.things.map(({ name }) => name));
  return (
    <>
      <Cards
        label="What hands on to what"
        placed={placed}
        lines={connections.connections.map(({ from, to, label }) => ({
          ...{ from, to, kind: label.replace(" ", "-") },
        }))}
        cardOf={({ kind, name, arn }) => {
          const [title, unit] = kinds[kind];
          const flow = flows.get(arn);
          const isFailing = (flow?.errors ?? 0) > 0;
          return {
            ...{ title, isFailing, address: addressOfArn(arn) },
            name: name.startsWith(beginning) ? name.slice(beginning.length) : name,
            told: toldOf(flow, unit),
          };
        }}
      />
      <p class="key">
        <span class="good">—</span> delivers · <span>⋯</span> calls · <span class="bad">┄</span> dead letters
        to
        {beginning !== "" && ` · names without their common beginning ${beginning}`}
      </p>
    </>
  );
}

/** The card has room for the unit as long as nothing is out of the ordinary. */
function toldOf(flow: Flow | undefined, unit: string): string {
  if (flow === undefined) return "";
  const { rate, waiting, errors } = flow;
  const odd = [waiting, errors > 0 ? `✖ ${count(errors)} failed` : ""].filter(Boolean);
  const shown = unit === "" ? [] : [`${count(rate)}${odd.length === 0 ? ` ${unit}` : "/s"}`];
  return [...shown, ...odd].join(" · ");
}

/** What most names of a service begin with, such as `shop-dev-`, says nothing of any of them. */
function sharedBeginning(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    const words = name.split("-");
    for (let taken = 1; taken < Math.min(words.length, 4); taken++) {
      const beginning = `${words.slice(0, taken).join("-")}-`;
      counts.set(beginning, (counts.get(beginning) ?? 0) + 1);
    }
  }
  const shared = Array.from(counts).filter(([, count]) => count >= 3 && count >= names.length / 2);
  return shared
    .map(([beginning]) => beginning)
    .reduce((long, each) => (each.length > long.length ? each : long), "");
}
