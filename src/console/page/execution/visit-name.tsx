// A visit by its state, indented by what it lies in, with the item of a Map that it belongs to.

import type { Visit } from "../../history/visits.ts";

export interface VisitNameProps {
  readonly visit: Visit;
  readonly depth: number;
  readonly onChoose: (visit: Visit) => void;
}

export function VisitName({ visit, depth, onChoose }: VisitNameProps) {
  return (
    <button type="button" class="link" onClick={() => onChoose(visit)}>
      <span class={`depth depth-${Math.min(depth, 6)}`} />
      {visit.iteration === undefined ? "" : `#${visit.iteration} `}
      {visit.state}
    </button>
  );
}

/** A visit lies after what it lies in. */
export function depthsOf(visits: readonly Visit[]): ReadonlyMap<number, number> {
  const depths = new Map<number, number>();
  for (const { id, parent } of visits)
    depths.set(id, parent === undefined ? 0 : (depths.get(parent) ?? 0) + 1);
  return depths;
}
