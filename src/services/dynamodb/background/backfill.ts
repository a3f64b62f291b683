// Makes the entries of a new index for items that were there before it, and tells items when they expire, a little at a time. While
// that goes on, whatever is written is in the index already.

import { TimeSlice } from "../../../time/time-slice.ts";
import type { Table, TableIndex } from "../definitions/table.ts";
import type { TableDefinition } from "../definitions/table-definition.ts";
import { readItem } from "../store/items.ts";
import { type Position, positionOf, rowsOf } from "../store/ranges.ts";
import type { TableService } from "../table-service.ts";

/** So many items are gone through at once, if they don't take too long. */
const mostItems = 500;

export class Backfill {
  readonly #service: TableService;
  /** How far it has come, by owner: of an index, or of a table whose items are told when they expire. */
  readonly #positions = new Map<number, Position>();

  constructor(service: TableService) {
    this.#service = service;
  }

  /** Goes on with one table. Says whether there is more. */
  readonly work = (): boolean => {
    const { catalog } = this.#service;
    const table = catalog.all.find(({ definition }) => isUnfinished(definition));
    if (table === undefined) return false;
    const index = table.indexes.find(({ definition }) => definition.isBackfilling);
    if (index === undefined) this.#expire(table);
    else this.#fill(table, index);
    return true;
  };

  #fill(table: Table, index: TableIndex): void {
    const { items, catalog } = this.#service;
    const { owner } = index.definition;
    const isDone = this.#go(table, owner, ({ item: key }, stored) => items.addEntry(index, key, stored));
    if (!isDone) return;
    const indexes = table.definition.indexes.map((each) =>
      each.owner === owner ? { ...each, isBackfilling: false } : each,
    );
    catalog.save(table.owner, () => ({ ...table.definition, indexes }));
  }

  #expire(table: Table): void {
    const { items, catalog } = this.#service;
    const { timeToLive } = table.definition;
    if (timeToLive === undefined) return;
    const isDone = this.#go(table, table.owner, ({ item: key }, { item }) =>
      items.setExpiry(table, key, item),
    );
    if (!isDone) return;
    catalog.save(table.owner, () => ({
      ...table.definition,
      timeToLive: { ...timeToLive, isBackfilling: false },
    }));
  }

  /** Goes through some of a table's items, from where it stopped. True once it has seen all. */
  #go(
    table: Table,
    owner: number,
    visit: (position: Position, stored: ReturnType<typeof readItem>) => void,
  ): boolean {
    const { database } = this.#service;
    const range = { table, index: undefined, partition: undefined, isReversed: false };
    const time = new TimeSlice();
    const rows = database.read(() => {
      const slice = [];
      for (const row of rowsOf(database, range, this.#positions.get(owner))) {
        slice.push({ position: positionOf(range, row), stored: readItem(row) });
        if (slice.length === mostItems || time.isOver) return slice;
      }
      return slice;
    });
    database.write(() => {
      for (const { position, stored } of rows) visit(position, stored);
    });
    const last = rows.at(-1);
    if (last !== undefined) {
      this.#positions.set(owner, last.position);
      return false;
    }
    this.#positions.delete(owner);
    return true;
  }
}

function isUnfinished({ indexes, timeToLive }: TableDefinition): boolean {
  return timeToLive?.isBackfilling === true || indexes.some(({ isBackfilling }) => isBackfilling);
}
