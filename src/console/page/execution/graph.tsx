// The machine's graph, with the path that an execution took: each box says in word, sign and colour what became of its state.

import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { StateScope } from "../../../asl/definition.ts";
import { layOut } from "../../../asl/graph/layout.ts";
import { stateGraph } from "../../../asl/graph/state-graph.ts";
import { renderSvg } from "../../../asl/graph/svg.ts";
import { outcomesByState, type Visit } from "../../history/visits.ts";
import { signOf } from "../parts/status.tsx";

export interface GraphProps {
  readonly definition: string;
  readonly visits: readonly Visit[];
  readonly chosen?: string | undefined;
  /** @default its boxes are only to be looked at */
  readonly onChoose?: (state: string) => void;
}

export function Graph({ definition, visits, chosen, onChoose }: GraphProps) {
  const box = useRef<HTMLDivElement>(null);
  const layout = useMemo(() => layOut(stateGraph(JSON.parse(definition) as StateScope)), [definition]);
  const outcomes = useMemo(() => outcomesByState(visits), [visits]);
  const svg = useMemo(() => {
    const marks = new Map([...outcomes].map(([state, { outcome }]) => [state, outcome.toLowerCase()]));
    const notes = new Map([...outcomes].map(([state, told]) => [state, noteOf(told)]));
    return renderSvg(layout, { marks, notes });
  }, [layout, outcomes]);
  // What happens meanwhile draws the boxes anew: the one with the focus keeps it.
  const focused = stateAt(document.activeElement, box.current);
  useLayoutEffect(() => {
    const svg = box.current?.querySelector("svg");
    svg?.setAttribute("role", onChoose === undefined ? "img" : "group");
    svg?.setAttribute("aria-label", "The states of the machine");
    for (const element of svg?.querySelectorAll<SVGGElement>("[data-state]") ?? []) {
      const { state = "" } = element.dataset;
      element.classList.toggle("chosen", state === chosen);
      if (onChoose === undefined) continue;
      // The box alone is the button: what lies within a Map has buttons of its own.
      const button = element.querySelector("rect");
      button?.setAttribute("tabindex", "0");
      button?.setAttribute("role", "button");
      const told = outcomes.get(state);
      button?.setAttribute("aria-label", `${state}: ${told === undefined ? "not entered" : noteOf(told)}`);
      if (state === focused && document.activeElement !== button) button?.focus({ preventScroll: true });
    }
  });
  useEffect(() => {
    // Where it does not fit it begins in the middle, as the first state does.
    const element = box.current;
    if (element !== null) element.scrollLeft = (element.scrollWidth - element.clientWidth) / 2;
  }, [layout]);
  useEffect(() => {
    if (box.current !== null) showChosen(box.current);
  }, [layout, chosen]);
  const choose = ({ target }: Event) => {
    const state = stateAt(target as Element, box.current);
    if (state !== undefined) onChoose?.(state);
  };
  return (
    <div
      class={onChoose === undefined ? "graph" : "graph chooses"}
      ref={box}
      {...(onChoose === undefined
        ? { tabIndex: 0, role: "region", "aria-label": "The machine's graph, which scrolls" }
        : {})}
      onClick={choose}
      onKeyDown={(event) => {
        if (onChoose === undefined || (event.key !== "Enter" && event.key !== " ")) return;
        event.preventDefault();
        choose(event);
      }}
      dangerouslySetInnerHTML={{ __html: svg }}
    />
  );
}

/** A state that failed may lie far from the first ones: the graph moves to it, and the page stays where it is. */
function showChosen(graph: Element): void {
  const state = graph.querySelector(".chosen > rect")?.getBoundingClientRect();
  const frame = graph.getBoundingClientRect();
  if (state === undefined) return;
  if (state.top < frame.top || state.bottom > frame.bottom)
    graph.scrollTop += state.top - frame.top - Math.max(0, (frame.height - state.height) / 2);
  if (state.left < frame.left || state.right > frame.right)
    graph.scrollLeft += state.left - frame.left - Math.max(0, (frame.width - state.width) / 2);
}

/** The state whose box it is, or is in. */
function stateAt(element: Element | null, graph: Element | null): string | undefined {
  if (element === null || graph?.contains(element) !== true) return undefined;
  return element.closest<SVGGElement>("[data-state]")?.dataset.state;
}

function noteOf({ outcome, visits, retries }: { outcome: string; visits: number; retries: number }): string {
  const { sign, word } = signOf(outcome);
  const times = visits > 1 ? ` × ${visits}` : "";
  const again = retries > 0 ? `, ${retries} ${retries === 1 ? "retry" : "retries"}` : "";
  return `${sign} ${word}${times}${again}`;
}
