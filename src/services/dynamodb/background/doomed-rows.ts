// The rows of tables, indexes and streams that have been deleted.

import type { TableDatabase } from "../store/table-database.ts";

/** So many rows of each kind are removed in one go. */
const atOnce = 50;

/** The values of a key are told apart by an owner: those of the first rows, and with them the rows. */
const removals = [
  ["items", "partition, sort"],
  ["entries", "partition, sort, item_partition, item_sort"],
  ["records", "number"],
].map(
  ([table, key]) =>
    `DELETE FROM ${table} WHERE owner = ?1 AND (${key}) IN (SELECT ${key} FROM ${table} WHERE owner = ?1 LIMIT ${atOnce})`,
);

/** Removes some, and says whether there are more. */
export function removeDoomedRows(database: TableDatabase): boolean {
  const doomed = database.statement("SELECT owner FROM doomed LIMIT 1").get();
  if (doomed === undefined) return false;
  const owner = Number(doomed.owner);
  database.write(() => {
    const removed = removals.map((sql) => Number(database.statement(sql).run(owner).changes));
    if (removed.every((rows) => rows === 0)) {
      database.statement("DELETE FROM doomed WHERE owner = ?").run(owner);
    }
  });
  return true;
}
