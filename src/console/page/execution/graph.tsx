// The machine's graph, with the path that an execution took: each box says in word, sign and colour what became of its state.

import { useEffect, useMemo, useRef } from "preact/hooks";
import type { StateScope } from "../../../asl/definition.ts";
import { layOut } from "../../../asl/graph/layout.ts";
import { stateGraph } from "../../../asl/graph/state-graph.ts";
import { renderSvg } from "../../../asl/graph/svg.ts";
import { outcomesByState, type Visit } from "../../history/visits.ts";
import { signOf } from "../parts/status.tsx";

export interface GraphProps {
  readonly definition: string;
  readonly visits: readonly Visit[];
  readonly chosen: string | undefined;
  readonly onChoose: (state: string) => void;
}

export function Graph({ definition, visits, chosen, onChoose }: GraphProps) {
  const box = useRef<HTMLDivElement>(null);
  const layout = useMemo(() => layOut(stateGraph(JSON.parse(definition) as StateScope)), [definition]);
  const outcomes = outcomesByState(visits);
  const marks = new Map([...outcomes].map(([state, { outcome }]) => [state, outcome.toLowerCase()]));
  const notes = new Map([...outcomes].map(([state, told]) => [state, noteOf(told)]));
  const svg = renderSvg(layout, { marks, notes });
  useEffect(() => {
    const svg = box.current?.querySelector("svg");
    svg?.setAttribute("role", "group");
    svg?.setAttribute("aria-label", "The states of the machine");
    for (const element of svg?.querySelectorAll<SVGGElement>("[data-state]") ?? []) {
      const { state = "" } = element.dataset;
      element.classList.toggle("chosen", state === chosen);
      // The box alone is the button: what lies within a Map has buttons of its own.
      const button = element.querySelector("rect");
      button?.setAttribute("tabindex", "0");
      button?.setAttribute("role", "button");
      button?.setAttribute("aria-label", `${state}: ${notes.get(state) ?? "not entered"}`);
    }
  });
  useEffect(() => {
    // Where it does not fit it begins in the middle, as the first state does.
    const element = box.current;
    if (element !== null) element.scrollLeft = (element.scrollWidth - element.clientWidth) / 2;
  }, [layout]);
  const choose = (event: Event) => {
    const state = (event.target as Element).closest<SVGGElement>("[data-state]")?.dataset.state;
    if (state !== undefined) onChoose(state);
  };
  return (
    <div
      class="graph"
      ref={box}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        choose(event);
      }}
      dangerouslySetInnerHTML={{ __html: svg }}
    />
  );
}

function noteOf({ outcome, visits, retries }: { outcome: string; visits: number; retries: number }): string {
  const { sign, word } = signOf(outcome);
  const times = visits > 1 ? ` × ${visits}` : "";
  const again = retries > 0 ? `, ${retries} ${retries === 1 ? "retry" : "retries"}` : "";
  return `${sign} ${word}${times}${again}`;
}
