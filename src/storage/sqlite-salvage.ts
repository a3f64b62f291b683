// Makes a SQLite file of what can be read of a damaged one: every table is read from its beginning up to what cannot be read, and
// from its end back to that. The damaged file itself has been set aside before.

import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { type Damage, met, type Repair } from "./damage.ts";
import type { SqliteFormat } from "./sqlite-format.ts";

export interface Salvage {
  readonly path: string;
  readonly format: SqliteFormat;
  readonly repair: Repair;
}

/** Whether the file has the structure of a database of this format. */
export function isWhole(path: string): boolean {
  try {
    const database = new DatabaseSync(path);
    try {
      return Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {})[0] === "ok";
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

/** Tells what is lost, table by table, and puts a whole file in the damaged one's place. */
export function salvage({ path, format, repair }: Salvage): void {
  restoreHeader(path, format);
  const draft = `${path}.salvaged`;
  for (const beside of ["", "-wal", "-shm"]) rmSync(`${draft}${beside}`, { force: true });
  const target = new DatabaseSync(draft);
  const lost: string[] = [];
  try {
    target.exec(`PRAGMA page_size = ${format.pageSize}; ${format.schema};
      PRAGMA application_id = ${format.applicationId}; PRAGMA user_version = ${format.version}`);
    const source = openDamaged(path);
    target.exec("BEGIN");
    for (const table of tablesOf(target)) lost.push(...copyTable({ source, target, table, format }));
    target.exec("COMMIT");
    source?.close();
  } finally {
    target.close();
  }
  const damage: Damage = {
    path,
    offset: 0,
    bytes: 0,
    problem: "what can be read of it was put into a new file",
    lost,
  };
  met(damage, repair);
  renameSync(draft, path);
  for (const beside of ["-wal", "-shm"]) rmSync(`${path}${beside}`, { force: true });
}

/** What every such file begins with, without which none of it can be read: https://www.sqlite.org/fileformat2.html#the_database_header */
function restoreHeader(path: string, { pageSize }: SqliteFormat): void {
  const header = Buffer.alloc(24);
  header.write("SQLite format 3\0", "latin1");
  header.writeUInt16BE(pageSize, 16);
  header.set([2, 2, 0, 64, 32, 32], 18);
  const file = openSync(path, "r+");
  try {
    writeSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
}

/** Undefined if nothing of it can be read. What stays open would meet the new file's log when it is let go. */
function openDamaged(path: string): DatabaseSync | undefined {
  let source: DatabaseSync | undefined;
  try {
    source = new DatabaseSync(path);
    source.prepare("SELECT count(*) FROM sqlite_master").get();
    return source;
  } catch {
    source?.close();
    return undefined;
  }
}

function tablesOf(database: DatabaseSync): readonly string[] {
  const sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
  return database
    .prepare(sql)
    .all()
    .map(({ name }) => String(name));
}

interface TableCopy {
  readonly source: DatabaseSync | undefined;
  readonly target: DatabaseSync;
  readonly table: string;
  readonly format: SqliteFormat;
}

/** What of the table is lost. */
function copyTable({ source, target, table, format }: TableCopy): readonly string[] {
  const columns = target.prepare(`SELECT name, pk FROM pragma_table_info(?) ORDER BY cid`).all(table);
  const names = columns.map(({ name }) => String(name));
  const keys = columns.filter(({ pk }) => Number(pk) > 0).map(({ name }) => String(name));
  const order = keys.length > 0 ? keys : ["rowid"];
  const insert = target.prepare(
    `INSERT OR REPLACE INTO ${table} (${names.join()}) VALUES (${names.map(() => "?").join()})`,
  );
  const isSound = format.rowChecks?.[table] ?? "1";
  const read = (direction: "ASC" | "DESC") => {
    let last = "";
    const unsound: string[] = [];
    try {
      const by = order.map((key) => `${key} ${direction}`).join();
      const sql = `SELECT ${names.join()}, (${isSound}) AS is_sound FROM ${table} NOT INDEXED ORDER BY ${by}`;
      if (source === undefined) return { last, unsound, isAll: false };
      for (const row of source.prepare(sql).iterate()) {
        const key = order.map((name) => String(row[name])).join(" ");
        if (row.is_sound === 1) insert.run(...names.map((name) => row[name] as SQLInputValue));
        else unsound.push(`the row ${key} of ${table}`);
        last = key;
      }
      return { last, unsound, isAll: true };
    } catch {
      return { last, unsound, isAll: false };
    }
  };
  const forwards = read("ASC");
  if (forwards.isAll) return forwards.unsound;
  const backwards = read("DESC");
  if (forwards.last === "" && backwards.last === "") return [`all rows of ${table}, if it had any`];
  const between = `the rows of ${table} after ${forwards.last || "its beginning"} and before ${backwards.last || "its end"}`;
  return [...new Set([...forwards.unsound, ...backwards.unsound]), between];
}
