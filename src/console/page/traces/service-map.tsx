// The service graph of the latest traces, drawn.

import { useMemo } from "preact/hooks";
import { Trouble } from "../parts/trouble.tsx";
import { count, duration } from "../parts/words.ts";
import { Cards } from "../picture/cards.tsx";
import { placeThings } from "../picture/place-things.ts";
import { shortNames } from "../picture/short-names.ts";
import { useLive } from "../region/live.ts";
import { readSegments, type TraceSummary } from "./segments.ts";
import { serviceGraph } from "./service-graph.ts";

const mostTraces = 50;

/** A handler's segment of Powertools is called after its file, such as `## dist/functions/ask.handler`. */
function fileName(name: string): string {
  return name.replace(/^## (?:.*\/)?/, "");
}

/** `StepFunctions StateMachine` is more than a card is wide. */
function shownType(type: string): string {
  const last = type.split(" ").at(-1) ?? type;
  return last.replace(
    /([a-z])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}

export function ServiceMap({ traces }: { readonly traces: readonly TraceSummary[] }) {
  const ids = traces.slice(0, mostTraces).map(({ Id }) => Id);
  const { value: segments, problem } = useLive(ids.join(), () => readSegments(ids), 0);
  const graph = useMemo(() => (segments === undefined ? undefined : serviceGraph(segments)), [segments]);
  if (graph === undefined || graph.nodes.length === 0) return <Trouble problem={problem} />;
  const { shortName } = shortNames(graph.nodes.map(({ name }) => name));
  const placed = placeThings({
    things: graph.nodes.map((node) => ({ ...node, arn: node.name })),
    connections: graph.calls.map((each) => ({ ...each, label: "calls" as const })),
  });
  return (
    <section aria-label="Service graph">
      <h2>Service graph of the latest {ids.length} traces</h2>
      <Cards
        label="What calls what"
        placed={placed}
        lines={graph.calls.map((each) => ({ ...each, kind: "delivers" }))}
        cardOf={({ type, name, requests, failed, average }) => ({
          ...{ title: shownType(type), name: shortName(fileName(name)), isFailing: failed > 0 },
          told: [
            `${count(requests)} × ${duration(average)}`,
            ...(failed > 0 ? [`✖ ${count(failed)} failed`] : []),
          ].join(" · "),
        })}
      />
    </section>
  );
}
