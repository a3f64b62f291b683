// Time to live: items whose time is over are deleted, as by the service itself.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html

import type { Table } from "../definitions/table.ts";
import { applyChange } from "../operations/items/write-item.ts";
import { readItem } from "../store/items.ts";
import type { TableService } from "../table-service.ts";

/** So many are deleted in one go. */
const atOnce = 20;
/** A time that lies further back is taken for a mistake. */
const longestAgoSeconds = 5 * 365 * 24 * 60 * 60;

/** Deletes some, and says whether there may be more. */
export function deleteExpiredItems(service: TableService): boolean {
  const tables = service.catalog.all.filter(({ definition }) => definition.timeToLive !== undefined);
  return tables.map((table) => deleteFrom(service, table)).some(Boolean);
}

function deleteFrom(service: TableService, table: Table): boolean {
  const { database, clock } = service;
  const now = Math.floor(clock.now() / 1000);
  const rows = database.read(() =>
    database
      .statement(
        `SELECT partition, sort, item, bytes FROM items
         WHERE owner = ? AND expires IS NOT NULL AND expires < ? AND expires > ? LIMIT ${atOnce}`,
      )
      .all(table.owner, now, now - longestAgoSeconds),
  );
  if (rows.length === 0) return false;
  database.write(() => {
    for (const row of rows) {
      const key = { partition: row.partition as Uint8Array, sort: row.sort as Uint8Array };
      const before = readItem({ item: String(row.item), bytes: Number(row.bytes) });
      applyChange(service, table, { key, before, after: undefined }, "time to live");
    }
  });
  return rows.length === atOnce;
}
