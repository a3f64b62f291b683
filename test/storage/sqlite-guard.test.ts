// What was committed to a SQLite file is there when it is opened again, or its loss is told: SQLite takes a damaged log for its end.

import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type Damage, Repair } from "../../src/storage/damage.ts";
import { openSqliteFile } from "../../src/storage/sqlite-file.ts";
import type { SqliteFormat } from "../../src/storage/sqlite-format.ts";
import { SqliteAcknowledgement, sealSqliteFile } from "../../src/storage/sqlite-guard.ts";

const format: SqliteFormat = {
  applicationId: 0x4d494c4c,
  version: 1,
  pageSize: 4096,
  schema: "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
  upgrades: {},
  settings: "PRAGMA synchronous = FULL",
};
const rows = 40;
let live: string;
let folder: string;
let path: string;
let told: Damage[];
beforeEach(() => {
  live = mkdtempSync(join(tmpdir(), "millrace-sqlite-"));
  folder = `${live}-after`;
  path = join(folder, "notes.sqlite");
  told = [];
});
afterEach(() => {
  for (const each of [live, folder]) rmSync(each, { recursive: true, force: true });
});

function fill(file: string): {
  readonly database: DatabaseSync;
  readonly acknowledgement: SqliteAcknowledgement;
} {
  const database = openSqliteFile(file, format);
  const acknowledgement = new SqliteAcknowledgement(file);
  const insert = database.prepare("INSERT INTO notes VALUES (?, ?)");
  for (let id = 1; id <= rows; id++) {
    insert.run(id, `note ${id} `.repeat(100));
    acknowledgement.acknowledge();
  }
  return { database, acknowledgement };
}

/** The files as a kill leaves them: with all that was committed still in the log. */
function leaveKilled(): void {
  const { database, acknowledgement } = fill(join(live, "notes.sqlite"));
  cpSync(live, folder, { recursive: true });
  acknowledgement.close();
  database.close();
}

function leaveClosed(): void {
  const { database, acknowledgement } = fill(join(live, "notes.sqlite"));
  acknowledgement.close();
  database.close();
  sealSqliteFile(join(live, "notes.sqlite"));
  cpSync(live, folder, { recursive: true });
}

function ids(repair?: Repair): readonly number[] {
  const database = openSqliteFile(path, format, repair);
  try {
    return database
      .prepare("SELECT id FROM notes ORDER BY id")
      .all()
      .map(({ id }) => Number(id));
  } finally {
    database.close();
  }
}

const all = Array.from({ length: rows }, (_, index) => index + 1);
const repair = () => new Repair((damage) => told.push(damage));

function change(file: string, at: number, bytes = 1): void {
  const content = readFileSync(file);
  for (let index = at; index < at + bytes; index++) content[index] = (content[index] ?? 0) ^ 0x5a;
  writeFileSync(file, content);
}

const log = () => `${path}-wal`;
const frame = (number: number) => 32 + (number - 1) * (24 + 4096);

test("a kill loses nothing, and nothing is told", () => {
  leaveKilled();
  expect(ids()).toEqual(all);
});

test("what a kill left half written at the end of the log was never acknowledged", () => {
  leaveKilled();
  appendFileSync(log(), readFileSync(log()).subarray(-3_000));
  expect(ids()).toEqual(all);
});

describe.each<readonly [string, () => void, RegExp, number]>([
  [
    "changed in the middle",
    () => change(log(), frame(20) + 1_000),
    /-wal is damaged at byte \d+: what stands/,
    rows,
  ],
  [
    "changed in its last frame",
    () => change(log(), statSync(log()).size - 4_000, 8),
    /-wal is damaged at/,
    rows,
  ],
  ["cut", () => truncateSync(log(), frame(30) + 100), /-wal is damaged at byte 119512: /, 15],
  ["emptied", () => truncateSync(log(), 0), /-wal is damaged at byte 0: the log is missing or empty/, 0],
  [
    "noise",
    () => writeFileSync(log(), Buffer.alloc(99_999, "noise")),
    /-wal is damaged at byte 0: it does not/,
    0,
  ],
  ["missing", () => rmSync(log()), /-wal is damaged at byte 0: the log is missing or empty/, 0],
])("a log that is %s", (_, damage, refusal, least) => {
  test("is refused, by its file and place", () => {
    leaveKilled();
    damage();
    expect(() => ids()).toThrow(refusal);
  });

  test("is repaired: what can be read is there, what is lost is told", () => {
    leaveKilled();
    damage();
    const found = ids(repair());
    expect(found).toEqual(all.slice(0, found.length));
    expect(found.length).toBeGreaterThanOrEqual(least);
    expect(told.map(({ path: file }) => file)).toEqual([log()]);
    if (found.length < rows)
      expect(told[0]?.lost.join()).toMatch(/what was acknowledged in the last \d+ pages/);
    expect(ids()).toEqual(found);
  });
});

describe.each<readonly [string, () => void, RegExp]>([
  [
    "emptied",
    () => truncateSync(path, 0),
    /notes.sqlite is damaged at byte 0: the file is empty, and it held/,
  ],
  ["missing", () => rmSync(path), /notes.sqlite is damaged at byte 0: the file is missing, and it held/],
])("a file that is %s", (_, damage, refusal) => {
  test.each([
    ["after a kill", leaveKilled],
    ["after it was closed", leaveClosed],
  ])("%s is never begun afresh without a word", (_name, leave) => {
    leave();
    damage();
    expect(() => ids()).toThrow(refusal);
    expect(ids(repair())).toEqual([]);
    expect(told[0]).toMatchObject({ path, lost: ["everything that the file held"] });
    expect(ids()).toEqual([]);
  });
});

test("a byte that is changed in a file that was closed is told, also where SQLite sees no harm in it", () => {
  leaveClosed();
  const at = readFileSync(path).indexOf("note 20 ");
  change(path, at);
  const page = at - (at % 4096);
  expect(() => ids()).toThrow(
    `${path} is damaged at byte ${page}: what stands there does not have its checksum`,
  );
  expect(ids(repair())).toEqual(all);
  expect(told[0]).toMatchObject({ path, offset: page, bytes: 4096 });
});

test("zeros after the end of a file that was closed are no part of it", () => {
  leaveClosed();
  appendFileSync(path, Buffer.alloc(5_000));
  expect(ids()).toEqual(all);
});

test("what another program changed by way of SQLite is no damage", () => {
  leaveClosed();
  const database = openSqliteFile(path, format);
  database.exec("DELETE FROM notes WHERE id > 3");
  database.close();
  expect(existsSync(`${path}.seal`)).toBe(false);
  expect(ids()).toEqual([1, 2, 3]);
});

test("noise instead of a closed file is set aside by a repair and told, and a file is begun that is used", () => {
  leaveClosed();
  writeFileSync(path, Buffer.alloc(8192, "noise "));
  expect(() => ids()).toThrow(/damaged/);
  expect(ids(repair())).toEqual([]);
  expect(readFileSync(`${path}.damaged`).subarray(0, 6).toString()).toBe("noise ");
  expect(told.flatMap(({ lost }) => lost)).toContain("all rows of notes, if it had any");
  expect(ids()).toEqual([]);
});

test("noise instead of a file whose log has all of it loses nothing", () => {
  leaveKilled();
  writeFileSync(path, Buffer.alloc(8192, "noise "));
  expect(ids(repair())).toEqual(all);
  expect(ids()).toEqual(all);
});
