// A page of a query or a scan: items in order until there are enough of them, or a megabyte was read. It is read in slices, so
// that a long page does not hold up the region.

import { inSlices, TimeSlice } from "../../../../time/time-slice.ts";
import type { Table, TableIndex } from "../../definitions/table.ts";
import type { Condition } from "../../expressions/compiled.ts";
import { projectedBytes, type StoredItem } from "../../store/items.ts";
import { projectItem } from "../../store/project-item.ts";
import { type Position, positionOf, type Range, rowsOf } from "../../store/ranges.ts";
import type { TableDatabase } from "../../store/table-database.ts";
import { type AttributeMap, attributeOf, type Item } from "../../values/attribute-value.ts";
import { readUnits } from "../capacity.ts";

const mostBytes = 1024 * 1024;

export interface PageRequest {
  readonly range: Range;
  readonly after: Position | undefined;
  readonly limit: number | undefined;
  readonly filter: Condition | undefined;
  /** All attributes are wanted from an index that hasn't got them all: each item is fetched from the table. */
  readonly isFetched: boolean;
  /** Only to be counted. */
  readonly isCounted: boolean;
  readonly project: ((item: Item) => Item) | undefined;
}

export interface Page {
  readonly items: readonly Item[];
  readonly count: number;
  readonly scannedCount: number;
  /** The key of the last item that was read, if the page ended before its range did. */
  readonly lastKey: AttributeMap | undefined;
  /** Of what was read, as the table or the index has it. */
  readonly bytes: number;
  /** Of 4 KB, for items that were fetched from the table: each is counted by itself. */
  readonly fetchedUnits: number;
}

interface Reading {
  readonly items: Item[];
  count: number;
  scanned: number;
  bytes: number;
  fetchedUnits: number;
  last: { readonly position: Position; readonly item: Item } | undefined;
}

/** Read, but what the filter says of it takes long to find out. */
interface Undecided {
  readonly item: Item;
  readonly filter: Condition;
}

export async function readPage(database: TableDatabase, request: PageRequest): Promise<Page> {
  const reading: Reading = {
    items: [],
    count: 0,
    scanned: 0,
    bytes: 0,
    fetchedUnits: 0,
    last: undefined,
  };
  const slice = new TimeSlice();
  const goOn = () => database.read(() => readSlice(database, request, { reading, slice }));
  let outcome = goOn();
  while (outcome !== "end" && outcome !== "full") {
    if (outcome !== "more") {
      const { item, filter } = outcome;
      if (await inSlices(filter.inPieces(item))) show(request, reading, item);
    }
    await slice.giveWay();
    outcome = isFull(request, reading) ? "full" : goOn();
  }
  const { table, index } = request.range;
  return {
    items: reading.items,
    count: reading.count,
    scannedCount: reading.scanned,
    lastKey: outcome === "full" && reading.last ? lastKeyOf(table, index, reading.last.item) : undefined,
    bytes: reading.bytes,
    fetchedUnits: reading.fetchedUnits,
  };
}

/** Reads on: until the range ends, the page is full, or it is somebody else's turn. */
function readSlice(
  database: TableDatabase,
  request: PageRequest,
  { reading, slice }: { readonly reading: Reading; readonly slice: TimeSlice },
): "end" | "full" | "more" | Undecided {
  const { range } = request;
  for (const row of rowsOf(database, range, reading.last?.position ?? request.after)) {
    const stored = { item: JSON.parse(row.item) as Item, bytes: row.bytes };
    const undecided = take(request, reading, stored);
    reading.last = { position: positionOf(range, row), item: stored.item };
    if (undecided !== undefined) return undecided;
    if (isFull(request, reading)) return "full";
    if (slice.isOver) return "more";
  }
  return "end";
}

function isFull({ limit = Number.POSITIVE_INFINITY }: PageRequest, { scanned, bytes }: Reading): boolean {
  return scanned >= limit || bytes >= mostBytes;
}

function take(request: PageRequest, reading: Reading, stored: StoredItem): Undecided | undefined {
  const projected = request.range.index?.projected;
  reading.scanned += 1;
  reading.bytes += projectedBytes(stored, projected);
  if (request.isFetched) reading.fetchedUnits += readUnits(stored.bytes, true);
  const item =
    request.isFetched || projected === undefined ? stored.item : projectItem(stored.item, projected);
  const { filter } = request;
  if (filter?.isLongFor(stored.bytes) === true) return { item, filter };
  if (filter === undefined || filter.matches(item)) show(request, reading, item);
  return undefined;
}

function show(request: PageRequest, reading: Reading, item: Item): void {
  reading.count += 1;
  if (!request.isCounted) reading.items.push(request.project === undefined ? item : request.project(item));
}

function lastKeyOf(table: Table, index: TableIndex | undefined, item: Item): AttributeMap {
  const names = index?.positionAttributes ?? table.key.attributes.map(({ name }) => name);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = attributeOf(item, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
