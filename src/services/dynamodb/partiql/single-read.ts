// A SELECT of one item, by all of its key: what batches and transactions take.

import { inSlices } from "../../../time/time-slice.ts";
import type { Table } from "../definitions/table.ts";
import { compileCondition } from "../expressions/compile-condition.ts";
import type { Condition } from "../expressions/compiled.ts";
import { requestedKey } from "../operations/items/item-keys.ts";
import type { ItemKey } from "../store/item-key.ts";
import { type TableService, tableNamed } from "../table-service.ts";
import type { Item } from "../values/attribute-value.ts";
import { columnsOf } from "./columns.ts";
import { keyedWhere } from "./key-where.ts";
import { refuseJoinedKey } from "./select-items.ts";
import type { SelectStatement } from "./statement.ts";

export interface SingleRead {
  readonly table: Table;
  readonly key: ItemKey;
  readonly condition: Condition | undefined;
  readonly project: ((item: Item) => Item) | undefined;
}

/** Undefined if the statement isn't one. Throws ResourceNotFoundException. */
export function singleRead(
  service: TableService,
  { table: name, index, where, columns }: SelectStatement,
): SingleRead | undefined {
  const table = tableNamed(service, name);
  const ofIndex = index === undefined ? undefined : table.index(index);
  if (ofIndex !== undefined) refuseJoinedKey(ofIndex);
  const keyed = index !== undefined || where === undefined ? undefined : keyedWhere(where, table.key);
  if (keyed === undefined) return undefined;
  return {
    table,
    key: requestedKey(table, keyed.key),
    condition: keyed.rest && compileCondition(keyed.rest),
    project: columnsOf(columns),
  };
}

export interface SingleItem {
  readonly item: Item | undefined;
  /** Of what was read, whether it is shown or not. */
  readonly bytes: number;
}

export async function readSingle({ database, items }: TableService, read: SingleRead): Promise<SingleItem> {
  const found = database.read(() => items.get(read.table, read.key));
  if (found === undefined) return { item: undefined, bytes: 0 };
  const { bytes } = found;
  if (read.condition !== undefined && !(await inSlices(read.condition.inPieces(found.item))))
    return { item: undefined, bytes };
  return { item: read.project === undefined ? found.item : read.project(found.item), bytes };
}
