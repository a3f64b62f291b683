// The file of Standard executions: its tables, and its version. A start, a turn and an end are one row each.

import type { DatabaseSync } from "node:sqlite";
import { DamagedFile, type Repair } from "../../../storage/damage.ts";
import {
  connect as connectFile,
  openSqliteFile,
  SqliteFileError,
  sqliteProblem,
} from "../../../storage/sqlite-file.ts";
import type { SqliteFormat } from "../../../storage/sqlite-format.ts";
import { StoreError } from "./execution-store.ts";

const marksAndIndex = `
  CREATE TABLE marks (id INTEGER PRIMARY KEY CHECK (id = 0), execution INTEGER NOT NULL, turn INTEGER NOT NULL);
  CREATE TABLE indexed_turns (
    execution INTEGER NOT NULL, first INTEGER NOT NULL, ids TEXT NOT NULL, PRIMARY KEY (execution, first)
  ) WITHOUT ROWID;
`;

/**
 * Rows are added at the end of their tables and, in time, removed, so that a commit writes few pages. Which executions are open
 * and which turns they have had is known up to the mark; a turn after it belongs to the execution that it names, and an
 * execution after it is open if it has no ending. The turns of one that has ended stand with its ending, but for those that were
 * indexed before.
 */
const schema = `
  CREATE TABLE arns (id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE);
  CREATE TABLE revisions (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, text TEXT NOT NULL);
  CREATE TABLE executions (
    id INTEGER PRIMARY KEY, prefix INTEGER NOT NULL, list INTEGER NOT NULL, revision INTEGER NOT NULL,
    started_at INTEGER NOT NULL, name TEXT NOT NULL, facts TEXT, input TEXT NOT NULL,
    UNIQUE (prefix, name)
  );
  CREATE INDEX executions_of_list ON executions (list);
  CREATE TABLE open_executions (execution INTEGER PRIMARY KEY);
  CREATE TABLE turns (
    id INTEGER PRIMARY KEY, execution INTEGER NOT NULL, at INTEGER NOT NULL, kind INTEGER NOT NULL,
    subject INTEGER NOT NULL, events_before INTEGER NOT NULL, data TEXT
  );
  CREATE TABLE endings (
    execution INTEGER PRIMARY KEY, status INTEGER NOT NULL, ended_at INTEGER NOT NULL, events INTEGER NOT NULL,
    output TEXT, error TEXT, cause TEXT, turns TEXT
  );
  CREATE TABLE redrives (execution INTEGER PRIMARY KEY, count INTEGER NOT NULL, at INTEGER NOT NULL, tokens TEXT);
  CREATE TABLE documents (kind TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
  ${marksAndIndex}
  INSERT INTO marks VALUES (0, 0, 0);
`;

/** The first format indexed every turn. */
const upgradeOfFormat1 = `
  ${marksAndIndex}
  INSERT INTO marks SELECT 0, (SELECT coalesce(max(id), 0) FROM executions), (SELECT coalesce(max(id), 0) FROM turns);
  INSERT INTO indexed_turns SELECT execution, min(id), json_group_array(id) FROM turns GROUP BY execution;
  ALTER TABLE endings ADD COLUMN turns TEXT;
  DROP INDEX turns_of_execution;
  DROP INDEX endings_by_time;
`;

const format: SqliteFormat = {
  /** "MILL". */
  applicationId: 0x4d494c4c,
  version: 2,
  // Writing 16 KiB costs the system little more than writing 4 does.
  pageSize: 16_384,
  schema,
  rowChecks: {
    indexed_turns: "json_valid(ids)",
    endings: "turns IS NULL OR json_valid(turns)",
    documents: "json_valid(text)",
  },
  upgrades: { 1: upgradeOfFormat1 },
  // FULL: a commit is on disk when it returns. The last pages of a table change with every commit, so that it pays to gather
  // 32 MiB of changes before they are moved into the file.
  settings: "PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 2000",
};

/** Opens the file, or makes it. Throws StoreError, and DamagedFile unless a repair is under way. */
export function openFile(path: string, repair?: Repair): DatabaseSync {
  return explained(path, () => openSqliteFile(path, format, repair));
}

/** A connection to a file that has been opened before. */
export function connect(path: string): DatabaseSync {
  return connectFile(path, format);
}

/** Runs `use`, and says of SQLite's errors what they mean for the file. */
export function explained<Value>(path: string, use: () => Value): Value {
  try {
    return use();
  } catch (problem) {
    throw problem instanceof DamagedFile ? problem : toStoreError(path, problem);
  }
}

export function toStoreError(path: string, problem: unknown): StoreError {
  if (problem instanceof StoreError) return problem;
  return new StoreError(problem instanceof SqliteFileError ? problem.message : sqliteProblem(path, problem));
}
