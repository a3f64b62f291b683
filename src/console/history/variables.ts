// The variables that a state saw when it was entered: what was assigned before it in its own line of states, and in those that it lies
// in. Lines within a Map or a Parallel assign for themselves alone.

import type { Visit } from "./visits.ts";

/** As JSON values. */
export function variablesBefore(visits: readonly Visit[], visit: Visit): Readonly<Record<string, unknown>> {
  const byId = new Map(visits.map((each) => [each.id, each]));
  const outer = visit.parent === undefined ? undefined : byId.get(visit.parent);
  const inherited = outer === undefined ? [] : Object.entries(variablesBefore(visits, outer));
  const own = visits
    .filter(
      ({ id, parent, iteration }) =>
        id < visit.id && parent === visit.parent && iteration === visit.iteration,
    )
    .flatMap(({ assigned }) => Object.entries(assigned ?? {}))
    .map(([name, text]): [string, unknown] => [name, JSON.parse(text)]);
  return Object.fromEntries([...inherited, ...own]);
}
