// Items in order: those of a partition, as a query wants them, or all, as a scan does; by the table's key or by an index's. A
// range is read from its start, or from behind an item, so that a page, or a slice of one, goes on where the last one ended.

import type { Table, TableIndex } from "../definitions/table.ts";
import type { ItemKey } from "./item-key.ts";
import type { ItemColumns } from "./items.ts";
import type { TableDatabase } from "./table-database.ts";

export interface Bound {
  readonly bytes: Uint8Array;
  readonly isInclusive: boolean;
}

/** Of sort keys, if there is a partition, otherwise of partitions. */
export interface Bounds {
  readonly lower?: Bound | undefined;
  readonly upper?: Bound | undefined;
}

export interface Range extends Bounds {
  readonly table: Table;
  readonly index: TableIndex | undefined;
  /** Undefined for all. */
  readonly partition: Uint8Array | undefined;
  readonly isReversed: boolean;
}

/** Where an item stands in a range: its key, and before that the key that its index has for it. */
export interface Position {
  readonly entry: ItemKey | undefined;
  readonly item: ItemKey;
}

export interface RangeRow extends ItemColumns {
  readonly partition: Uint8Array;
  readonly sort: Uint8Array;
  readonly item_partition?: Uint8Array;
  readonly item_sort?: Uint8Array;
}

type Parameter = number | Uint8Array;

/** The rows in order. It must be read through or left before anything else is asked of the database. */
export function rowsOf(
  database: TableDatabase,
  range: Range,
  after: Position | undefined,
): Iterable<RangeRow> {
  const { table, index, partition, isReversed } = range;
  const parameters: Parameter[] = index === undefined ? [table.owner] : [table.owner, index.definition.owner];
  const conditions: string[] = [];
  const require = (condition: string, ...values: readonly Parameter[]) => {
    conditions.push(` AND ${condition}`);
    parameters.push(...values);
  };
  const [forwards, backwards] = isReversed ? ["<", ">"] : [">", "<"];
  const [start, end] = isReversed ? [range.upper, range.lower] : [range.lower, range.upper];
  if (partition !== undefined) require("r.partition = ?", partition);
  const bounded = partition === undefined ? "r.partition" : "r.sort";
  // An item that was read before lies within the bounds: the one behind it is found without counting from the start.
  if (after !== undefined) {
    const places = placesOf(range, after);
    const columns = places.map(([column]) => column).join(", ");
    const marks = places.map(() => "?").join(", ");
    require(`(${columns}) ${forwards} (${marks})`, ...places.map(([, value]) => value));
  } else if (start !== undefined) {
    require(`${bounded} ${forwards}${start.isInclusive ? "=" : ""} ?`, start.bytes);
  }
  if (end !== undefined) require(`${bounded} ${backwards}${end.isInclusive ? "=" : ""} ?`, end.bytes);
  const statement = database.statement(sqlOf(range, conditions.join("")));
  return statement.iterate(...parameters) as Iterable<unknown> as Iterable<RangeRow>;
}

export function positionOf({ index }: Range, row: RangeRow): Position {
  const key = { partition: row.partition, sort: row.sort };
  if (index === undefined) return { entry: undefined, item: key };
  const { item_partition: partition = key.partition, item_sort: sort = key.sort } = row;
  return { entry: key, item: { partition, sort } };
}

/** What comes behind the partition, or all, of a row. */
function placesOf(
  { partition }: Range,
  { entry, item }: Position,
): readonly (readonly [string, Uint8Array])[] {
  const { partition: first, sort } = entry ?? item;
  return [
    ...(partition === undefined ? [["r.partition", first] as const] : []),
    ["r.sort", sort],
    ...(entry === undefined
      ? []
      : [["r.item_partition", item.partition] as const, ["r.item_sort", item.sort] as const]),
  ];
}

function sqlOf({ index, isReversed }: Range, conditions: string): string {
  const columns = index === undefined ? ["partition", "sort"] : entryColumns;
  const order = columns.map((column) => `r.${column}${isReversed ? " DESC" : ""}`).join(", ");
  return index === undefined
    ? `SELECT partition, sort, item, bytes FROM items r WHERE owner = ?${conditions} ORDER BY ${order}`
    : `SELECT r.partition, r.sort, r.item_partition, r.item_sort, i.item, i.bytes
       FROM entries r CROSS JOIN items i ON i.owner = ? AND i.partition = r.item_partition AND i.sort = r.item_sort
       WHERE r.owner = ?${conditions} ORDER BY ${order}`;
}

const entryColumns = ["partition", "sort", "item_partition", "item_sort"];
