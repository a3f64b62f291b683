// The file of the tables: items, entries of indexes, records of streams, and what describes them.

import { DatabaseSync } from "node:sqlite";
import type { Repair } from "../../../storage/damage.ts";
import { connect, openSqliteFile } from "../../../storage/sqlite-file.ts";
import type { SqliteFormat } from "../../../storage/sqlite-format.ts";

const destinations = "CREATE TABLE destinations (owner INTEGER PRIMARY KEY, description TEXT NOT NULL)";

/**
 * Everything that rows belong to (a table, an index, a stream) has a number of its own, and with it a row of `owners` that counts
 * what there is. The rows of an owner that is gone are removed little by little; `doomed` says whose.
 *
 * A key is its bytes: `partition` is a hash of the partition key, which spreads and orders the items as a scan goes through them,
 * followed by the key itself; `sort` is the sort key, ordered as DynamoDB orders it, or empty. An entry of an index says which
 * item it stands for.
 */
const schema = `
  CREATE TABLE owners (id INTEGER PRIMARY KEY AUTOINCREMENT, items INTEGER NOT NULL, bytes INTEGER NOT NULL);
  CREATE TABLE doomed (owner INTEGER PRIMARY KEY);
  CREATE TABLE tables (owner INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL);
  CREATE TABLE items (
    owner INTEGER NOT NULL, partition BLOB NOT NULL, sort BLOB NOT NULL, item TEXT NOT NULL, bytes INTEGER NOT NULL,
    expires INTEGER, PRIMARY KEY (owner, partition, sort)
  ) WITHOUT ROWID;
  CREATE INDEX expiring_items ON items (owner, expires) WHERE expires IS NOT NULL;
  CREATE TABLE entries (
    owner INTEGER NOT NULL, partition BLOB NOT NULL, sort BLOB NOT NULL,
    item_partition BLOB NOT NULL, item_sort BLOB NOT NULL,
    PRIMARY KEY (owner, partition, sort, item_partition, item_sort)
  ) WITHOUT ROWID;
  CREATE TABLE streams (owner INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, description TEXT NOT NULL);
  CREATE TABLE records (
    owner INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (owner, number)
  ) WITHOUT ROWID;
  CREATE TABLE tokens (token TEXT PRIMARY KEY, at INTEGER NOT NULL, request BLOB NOT NULL, answer TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX tokens_by_time ON tokens (at);
  ${destinations}
`;

const format: SqliteFormat = {
  /** "MLTB". */
  applicationId: 0x4d4c5442,
  version: 2,
  // A put changes a page or two at random places: small ones.
  pageSize: 4096,
  schema,
  rowChecks: {
    tables: "json_valid(definition)",
    items: "json_valid(item)",
    streams: "json_valid(description)",
    destinations: "json_valid(description)",
    records: "json_valid(record)",
  },
  upgrades: { 1: destinations },
  // NORMAL: a commit is handed to the system and returns; WriteAheadLog sees to it that it is on disk before it is acknowledged.
  // Pages go from the log into the file in a thread of their own.
  settings: "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 0",
};

/** Opens the file, or makes it; without a path in memory. Throws SqliteFileError, DamagedFile. */
export function openTableFile(path: string | undefined, repair: Repair | undefined): DatabaseSync {
  if (path !== undefined) return openSqliteFile(path, format, repair);
  const database = new DatabaseSync(":memory:");
  database.exec(schema);
  return database;
}

/** Another connection to a file that has been opened. */
export function connectTableFile(path: string): DatabaseSync {
  return connect(path, format);
}
