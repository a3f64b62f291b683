// Where each thing of a picture stands: what hands on is left of what it hands to, as far as there is no way round in a circle; what
// hangs together stands together, the largest part first, and what stands alone is below.

export interface Placeable {
  readonly arn: string;
  readonly name: string;
  /** It stands at the left, whoever calls it. */
  readonly isSource?: boolean;
}

export interface Link {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

export type PlacedThing<Thing extends Placeable> = Thing & { readonly x: number; readonly y: number };

export interface PlacedPicture<Thing extends Placeable> {
  readonly things: readonly PlacedThing<Thing>[];
  readonly width: number;
  readonly height: number;
}

export const box = { width: 170, height: 62 };
export const gap = { x: 30, y: 14 };
/** In how many columns stands what stands alone. */
const columnsAlone = 6;

interface Part<Thing> {
  readonly things: readonly Thing[];
  readonly connections: readonly Link[];
}

/** In columns and rows. */
type Cell<Thing> = { readonly thing: Thing; readonly column: number; readonly row: number };

export function placeThings<Thing extends Placeable>({
  things,
  connections,
}: Part<Thing>): PlacedPicture<Thing> {
  const parts = connectedParts({ things, connections });
  const cells: Cell<Thing>[] = [];
  let row = 0;
  const add = (placed: readonly Cell<Thing>[]) => {
    cells.push(...placed.map((cell) => ({ ...cell, row: cell.row + row })));
    row = Math.max(-1, ...cells.map((cell) => cell.row)) + 1;
  };
  for (const part of parts) if (part.things.length > 1) add(placePart(part));
  const alone = parts.flatMap((part) => (part.things.length === 1 ? part.things : []));
  add(alone.map((thing, at) => ({ thing, column: at % columnsAlone, row: Math.floor(at / columnsAlone) })));
  const columns = Math.max(0, ...cells.map(({ column }) => column + 1));
  return {
    things: cells.map(({ thing, column, row: at }) => ({
      ...thing,
      x: column * (box.width + gap.x),
      y: at * (box.height + gap.y),
    })),
    width: Math.max(0, columns * (box.width + gap.x) - gap.x),
    height: Math.max(0, row * (box.height + gap.y) - gap.y),
  };
}

/** The largest first. */
function connectedParts<Thing extends Placeable>({
  things,
  connections,
}: Part<Thing>): readonly Part<Thing>[] {
  const leaders = new Map(things.map(({ arn }) => [arn, arn]));
  const leaderOf = (arn: string): string => {
    const leader = leaders.get(arn) ?? arn;
    return leader === arn ? arn : leaderOf(leader);
  };
  for (const { from, to } of connections) leaders.set(leaderOf(from), leaderOf(to));
  const parts = Map.groupBy(things, ({ arn }) => leaderOf(arn));
  return Array.from(parts, ([leader, members]) => ({
    things: members,
    connections: connections.filter(({ from }) => leaderOf(from) === leader),
  })).toSorted((one, other) => other.things.length - one.things.length);
}

function placePart<Thing extends Placeable>({ things, connections }: Part<Thing>): readonly Cell<Thing>[] {
  const columns = columnsOf({ things, connections });
  const inColumns = Map.groupBy(things, ({ arn }) => columns.get(arn) ?? 0);
  const rows = new Map<string, number>();
  const cells: Cell<Thing>[] = [];
  for (const column of [...inColumns.keys()].toSorted((one, other) => one - other)) {
    let next = 0;
    for (const { thing, wanted } of sortedByNeighbours(inColumns.get(column) ?? [], connections, rows)) {
      const row = Math.max(next, Math.round(wanted));
      next = row + 1;
      rows.set(thing.arn, row);
      cells.push({ thing, column, row });
    }
  }
  return cells;
}

/**
 * The longest way to a thing by what is delivered, in steps; what is only called stands behind whoever calls it first. So data flows
 * from left to right, even where a machine calls upstream.
 */
function columnsOf<Thing extends Placeable>({
  things,
  connections,
}: Part<Thing>): ReadonlyMap<string, number> {
  const delivered = Map.groupBy(
    connections.filter(({ label }) => label === "delivers"),
    ({ to }) => to,
  );
  const others = Map.groupBy(
    connections.filter(({ label }) => label !== "delivers"),
    ({ to }) => to,
  );
  const columns = new Map(
    things.flatMap(({ arn, isSource }): readonly [string, number][] => (isSource === true ? [[arn, 0]] : [])),
  );
  const visiting = new Set<string>();
  /** Undefined on a way that leads round in a circle: whoever comes by another way decides. */
  const columnOf = (arn: string): number | undefined => {
    const known = columns.get(arn);
    if (known !== undefined || visiting.has(arn)) return known;
    visiting.add(arn);
    const before = delivered.get(arn) ?? others.get(arn) ?? [];
    const found = before.flatMap(({ from }) => columnOf(from) ?? []);
    visiting.delete(arn);
    if (found.length === 0 && before.length > 0) return undefined;
    const column = Math.max(-1, ...found) + 1;
    columns.set(arn, column);
    return column;
  };
  for (const { arn } of things) if (columnOf(arn) === undefined) columns.set(arn, 0);
  return columns;
}

/** In the order in which things are reached from the columns before, so that few lines cross. */
function sortedByNeighbours<Thing extends Placeable>(
  column: readonly Thing[],
  connections: readonly Link[],
  rows: ReadonlyMap<string, number>,
): readonly { readonly thing: Thing; readonly wanted: number }[] {
  const meanRow = ({ arn }: Thing) => {
    const ranks = connections.filter(({ to }) => to === arn).flatMap(({ from }) => rows.get(from) ?? []);
    return ranks.length === 0 ? 0 : ranks.reduce((sum, each) => sum + each, 0) / ranks.length;
  };
  return column
    .map((thing) => ({ thing, wanted: meanRow(thing) }))
    .toSorted((one, other) => one.wanted - other.wanted || one.thing.name.localeCompare(other.thing.name));
}
