// The items of a transaction that reads, as they are at one time. Their texts are read with nothing in between; what they say is
// found out while others may have their turn.

import { TimeSlice } from "../../../../time/time-slice.ts";
import type { Table } from "../../definitions/table.ts";
import { validationError } from "../../refusals.ts";
import type { ItemKey } from "../../store/item-key.ts";
import { readItem, type StoredItem } from "../../store/items.ts";
import type { TableService } from "../../table-service.ts";

const mostBytes = 4 * 1024 * 1024;

/** Throws ValidationException for more than a transaction may read. */
export async function readTogether(
  { database, items }: TableService,
  wanted: readonly { readonly table: Table; readonly key: ItemKey }[],
): Promise<readonly (StoredItem | undefined)[]> {
  let sum = 0;
  const rows = database.read(() =>
    wanted.map(({ table, key }) => {
      const row = items.row(table, key);
      sum += row?.bytes ?? 0;
      if (sum > mostBytes)
        throw validationError(`Transaction size cannot exceed ${mostBytes} bytes: its items have more`);
      return row;
    }),
  );
  const slice = new TimeSlice();
  const found: (StoredItem | undefined)[] = [];
  for (const row of rows) {
    found.push(row && readItem(row));
    if (slice.isOver) await slice.giveWay();
  }
  return found;
}
