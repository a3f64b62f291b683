// Where each thing of the picture stands: what hands on is left of what it hands to, as far as there is no way round in a circle.

import type { Connections, Thing } from "./connections.ts";

export interface PlacedThing extends Thing {
  readonly x: number;
  readonly y: number;
}

export interface PlacedPicture {
  readonly things: readonly PlacedThing[];
  readonly width: number;
  readonly height: number;
}

export const box = { width: 184, height: 64 };
const gap = { x: 52, y: 18 };

export function placeThings({ things, connections }: Connections): PlacedPicture {
  const columns = columnsOf({ things, connections });
  const rows: Thing[][] = [];
  for (const thing of things) {
    const column = columns.get(thing.arn) ?? 0;
    rows[column] ??= [];
    rows[column]?.push(thing);
  }
  const filled = rows.filter((column) => column !== undefined);
  sortByNeighbours(filled, connections);
  const placed = filled.flatMap((column, x) =>
    column.map((thing, y) => ({ ...thing, x: x * (box.width + gap.x), y: y * (box.height + gap.y) })),
  );
  const most = Math.max(0, ...filled.map((column) => column.length));
  return {
    things: placed,
    width: Math.max(0, filled.length * (box.width + gap.x) - gap.x),
    height: Math.max(0, most * (box.height + gap.y) - gap.y),
  };
}

/** The longest way to a thing, in steps. Whoever is on the way already does not count again. */
function columnsOf({ things, connections }: Connections): ReadonlyMap<string, number> {
  const before = Map.groupBy(connections, ({ to }) => to);
  const columns = new Map<string, number>();
  const visiting = new Set<string>();
  const columnOf = (arn: string): number => {
    const known = columns.get(arn);
    if (known !== undefined || visiting.has(arn)) return known ?? -1;
    visiting.add(arn);
    const column = Math.max(0, ...(before.get(arn) ?? []).map(({ from }) => columnOf(from) + 1));
    visiting.delete(arn);
    columns.set(arn, column);
    return column;
  };
  for (const { arn } of things) columnOf(arn);
  return columns;
}

/** Each column in the order in which its things are reached from the one before it, so that few lines cross. */
function sortByNeighbours(columns: Thing[][], connections: Connections["connections"]): void {
  for (const [index, column] of columns.entries()) {
    const former = columns.slice(0, index).flat();
    const rank = new Map(former.map(({ arn }, at) => [arn, at]));
    const mean = ({ arn }: Thing) => {
      const ranks = connections.filter(({ to }) => to === arn).flatMap(({ from }) => rank.get(from) ?? []);
      return ranks.length === 0
        ? Number.POSITIVE_INFINITY
        : ranks.reduce((sum, each) => sum + each, 0) / ranks.length;
    };
    column.sort((one, other) => mean(one) - mean(other) || one.name.localeCompare(other.name));
  }
}
