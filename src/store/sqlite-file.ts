// The file of Standard executions: its tables, its version, and what is wrong with it if it cannot be used. A start, a turn
// and an end are one row each.

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "./execution-store.ts";

/** "MILL": tells the file from those of other programs. */
const applicationId = 0x4d494c4c;
/** Grows with every change that an older Millrace could not read. */
const formatVersion = 2;

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
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${formatVersion};
`;

/** The first format indexed every turn. */
const upgradeOfFormat1 = `
  ${marksAndIndex}
  INSERT INTO marks SELECT 0, (SELECT coalesce(max(id), 0) FROM executions), (SELECT coalesce(max(id), 0) FROM turns);
  INSERT INTO indexed_turns SELECT execution, min(id), json_group_array(id) FROM turns GROUP BY execution;
  ALTER TABLE endings ADD COLUMN turns TEXT;
  DROP INDEX turns_of_execution;
  DROP INDEX endings_by_time;
  PRAGMA user_version = ${formatVersion};
`;

/** A file larger than this is not read through when it is opened; damage is then told when it is met. */
const largestCheckedBytes = 64 * 1024 * 1024;

/** Opens the file, or makes it. Throws StoreError. */
export function openFile(path: string): DatabaseSync {
  return explained(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    const database = connect(path);
    try {
      prepareFile(database, path);
      return database;
    } catch (problem) {
      database.close();
      throw problem;
    }
  });
}

/** A connection to a file that has been opened before. */
export function connect(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  // FULL: a commit is on disk when it returns. The last pages of a table change with every commit, so that it pays to gather
  // 32 MiB of changes before they are moved into the file.
  database.exec("PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 2000");
  return database;
}

function prepareFile(database: DatabaseSync, path: string): void {
  const version = pragma(database, "user_version");
  const isEmpty = pragma(database, "schema_version") === 0;
  if (!isEmpty && pragma(database, "application_id") !== applicationId) {
    throw new StoreError(`${path} is a database of another program; name another data folder`);
  }
  if (version > formatVersion) {
    throw new StoreError(
      `${path} was written by a newer Millrace (format ${version}; this one reads up to ${formatVersion}); ` +
        "start that version, or name another data folder",
    );
  }
  // Writing 16 KiB costs the system little more than writing 4 does.
  if (isEmpty) database.exec("PRAGMA page_size = 16384");
  database.exec("PRAGMA journal_mode = WAL");
  if (isEmpty) database.exec(`BEGIN; ${schema} COMMIT`);
  else {
    checkForDamage(database, path);
    if (version === 1) database.exec(`BEGIN; ${upgradeOfFormat1} COMMIT`);
  }
  // A read-only file opens, and fails only when it is written: better now than at the first execution.
  database.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${formatVersion}; COMMIT`);
}

function checkForDamage(database: DatabaseSync, path: string): void {
  if (pragma(database, "page_count") * pragma(database, "page_size") > largestCheckedBytes) return;
  const found = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {})[0];
  if (found !== "ok") throw damaged(path, String(found));
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

/** Runs `use`, and says of SQLite's errors what they mean for the file. */
export function explained<Value>(path: string, use: () => Value): Value {
  try {
    return use();
  } catch (problem) {
    throw toStoreError(path, problem);
  }
}

/** SQLite's result codes, https://www.sqlite.org/rescode.html */
const codes = { readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

export function toStoreError(path: string, problem: unknown): StoreError {
  if (problem instanceof StoreError) return problem;
  const { errcode, message } = problem as { readonly errcode?: number; readonly message?: string };
  const why = message ?? String(problem);
  // The lower byte is the primary code.
  switch (errcode === undefined ? undefined : errcode & 0xff) {
    case codes.corrupt:
    case codes.notADatabase:
      return damaged(path, why);
    case codes.full:
    case codes.ioError:
      return new StoreError(
        `${path} cannot be written: ${why}; make room on the disk and the region goes on by itself`,
      );
    case codes.readOnly:
    case codes.cannotOpen:
      return new StoreError(`${path} cannot be opened for writing: ${why}`);
    default:
      return new StoreError(`${path} cannot be used: ${why}`);
  }
}

function damaged(path: string, why: string): StoreError {
  return new StoreError(
    `${path} is damaged: ${why}; restore it from a backup, or move it away to start afresh`,
  );
}
