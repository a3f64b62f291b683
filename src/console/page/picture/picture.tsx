// The service as one picture: what is deployed, what hands on to what, and how much of it goes through now.

import { useMemo } from "preact/hooks";
import { Trouble } from "../parts/trouble.tsx";
import { count } from "../parts/words.ts";
import { useLive } from "../region/live.ts";
import { addressOfArn } from "../route.ts";
import { Answers } from "./answers.tsx";
import { Cards } from "./cards.tsx";
import { type Connections, readConnections } from "./connections.ts";
import type { Kind } from "./part.ts";
import { placeThings } from "./place-things.ts";
import { type Flow, readFlows } from "./rates.ts";
import { shortNames } from "./short-names.ts";

const kinds: Readonly<Record<Kind, readonly [title: string, unit: string]>> = {
  stream: ["Stream", "records/s"],
  "delivery stream": ["Delivery stream", "records/s"],
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
      {value !== undefined && things.length > 0 && <Drawing connections={value} flows={flows.value} />}
    </section>
  );
}

function Drawing({
  connections,
  flows,
}: {
  readonly connections: Connections;
  /** Undefined until they are known. */
  readonly flows: ReadonlyMap<string, Flow> | undefined;
}) {
  const placed = useMemo(
    () =>
      placeThings({
        ...connections,
        things: connections.things.map((each) => ({ ...each, isSource: sources.has(each.kind) })),
      }),
    [connections],
  );
  const { beginning, shortName } = shortNames(connections.things.map(({ name }) => name));
  return (
    <>
      {flows && <Answers {...{ connections, flows, shortName }} />}
      <Cards
        label="What hands on to what"
        placed={placed}
        lines={connections.connections.map(({ from, to, label }) => ({
          ...{ from, to, kind: label.replace(" ", "-") },
        }))}
        cardOf={({ kind, name, arn, halted }) => {
          const [title, unit] = kinds[kind];
          const flow = flows?.get(arn);
          const isFailing = (flow?.errors ?? 0) + (flow?.throttled ?? 0) > 0;
          return {
            ...{ title, isFailing, address: addressOfArn(arn) },
            name: shortName(name),
            told: halted === undefined ? toldOf(flow, unit) : `■ ${halted}`,
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
  const { rate, waiting, errors, throttled } = flow;
  const odd = [
    waiting,
    errors > 0 ? `✖ ${count(errors)} failed` : "",
    throttled > 0 ? `⏱ ${count(throttled)} throttled` : "",
  ].filter(Boolean);
  const shown = unit === "" ? [] : [`${count(rate)}${odd.length === 0 ? ` ${unit}` : "/s"}`];
  return [...shown, ...odd].join(" · ");
}
