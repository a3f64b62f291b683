// What every SQLite file of the region has in common: its mark, its format, and what is said if it can't be used.

import { closeSync, existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DamagedFile, type Repair } from "./damage.ts";
import { makePrivateFolder, openPrivate } from "./private-files.ts";
import type { SqliteFormat } from "./sqlite-format.ts";
import { checkSqliteFile, forgetLog } from "./sqlite-guard.ts";
import { isWhole, type Salvage, salvage } from "./sqlite-salvage.ts";

/** The file cannot be used: the message names it and says what can be done. */
export class SqliteFileError extends Error {
  override readonly name: string = "SqliteFileError";
}

/** A file larger than this is not read through when it is opened; damage is then told when it is met. */
const largestCheckedBytes = 64 * 1024 * 1024;

/**
 * Opens the file, or makes it. Whoever commits tells a SqliteAcknowledgement, and whoever closes the file seals it. Throws
 * SqliteFileError, and DamagedFile unless a repair is under way.
 */
export function openSqliteFile(path: string, format: SqliteFormat, repair?: Repair): DatabaseSync {
  try {
    makePrivateFolder(dirname(path));
    checkSqliteFile(path, repair);
    if (repair !== undefined && existsSync(path)) repairFile({ path, format, repair });
    // Nobody but its owner reads it; SQLite gives the files beside it the same rights.
    closeSync(openPrivate(path, "a"));
    const database = connect(path, format);
    try {
      prepare(database, path, format);
      database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      forgetLog(path);
      return database;
    } catch (problem) {
      database.close();
      throw problem;
    }
  } catch (problem) {
    throw problem instanceof SqliteFileError || problem instanceof DamagedFile
      ? problem
      : new SqliteFileError(sqliteProblem(path, problem), { cause: problem });
  }
}

function repairFile(salvaged: Salvage): void {
  const { path, repair } = salvaged;
  const isTold = repair.hasTaken(path);
  if (statSync(path).size === 0 || (isWhole(path) && !isTold)) return;
  const problem = "it does not have the structure of a database";
  if (!isTold) repair.take({ path, offset: 0, bytes: statSync(path).size, problem, lost: [] });
  salvage(salvaged);
}

/** A connection to a file that has been opened before. */
export function connect(path: string, { settings }: SqliteFormat): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  database.exec(settings);
  return database;
}

function prepare(database: DatabaseSync, path: string, format: SqliteFormat): void {
  const version = pragma(database, "user_version");
  const isEmpty = pragma(database, "schema_version") === 0;
  if (!isEmpty && pragma(database, "application_id") !== format.applicationId) {
    throw new SqliteFileError(`${path} is a database of another program; name another data folder`);
  }
  if (version > format.version) {
    throw new SqliteFileError(
      `${path} was written by a newer Millrace (format ${version}; this one reads up to ${format.version}); ` +
        "start that version, or name another data folder",
    );
  }
  if (isEmpty) database.exec(`PRAGMA page_size = ${format.pageSize}`);
  database.exec("PRAGMA journal_mode = WAL");
  if (isEmpty)
    database.exec(`BEGIN; ${format.schema}; PRAGMA application_id = ${format.applicationId}; COMMIT`);
  else {
    checkForDamage(database, path);
    for (let from = version; from < format.version; from += 1) {
      database.exec(`BEGIN; ${format.upgrades[from] ?? ""}; PRAGMA user_version = ${from + 1}; COMMIT`);
    }
  }
  // A read-only file opens, and fails only when it is written: better now than at the first call.
  database.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${format.version}; COMMIT`);
}

function checkForDamage(database: DatabaseSync, path: string): void {
  if (pragma(database, "page_count") * pragma(database, "page_size") > largestCheckedBytes) return;
  const found = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {})[0];
  if (found !== "ok") throw new SqliteFileError(damaged(path, String(found)));
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

/** SQLite's result codes, https://www.sqlite.org/rescode.html */
const codes = { readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

/** What SQLite's error means for the file. */
export function sqliteProblem(path: string, problem: unknown): string {
  const { errcode, code, message } = problem as {
    readonly errcode?: number;
    readonly code?: string;
    readonly message?: string;
  };
  const why = message ?? String(problem);
  if (code === "EACCES" || code === "EROFS") return `${path} cannot be opened for writing: ${why}`;
  // The lower byte is the primary code.
  switch (errcode === undefined ? undefined : errcode & 0xff) {
    case codes.corrupt:
    case codes.notADatabase:
      return damaged(path, why);
    case codes.full:
    case codes.ioError:
      return `${path} cannot be written: ${why}; make room on the disk and the region goes on by itself`;
    case codes.readOnly:
    case codes.cannotOpen:
      return `${path} cannot be opened for writing: ${why}`;
    default:
      return `${path} cannot be used: ${why}`;
  }
}

function damaged(path: string, why: string): string {
  return `${path} is damaged: ${why}; restore it from a backup, or start with --repair to keep what can be read`;
}
