// A file that cannot be used is named; a disk that takes nothing refuses what is not on it, and goes on once there is room.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { openTables, tableOf } from "./support/open-tables.ts";

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tables-"));
  path = join(directory, "tables.sqlite");
});
afterEach(() => rmSync(directory, { recursive: true }));

async function fill(): Promise<void> {
  const tables = await openTables({ directory });
  await tables.request("CreateTable", tableOf("things", "id"));
  for (let number = 0; number < 60; number += 1) {
    const Item = { id: { S: String(number) }, text: { S: "x".repeat(2_000) } };
    await tables.request("PutItem", { TableName: "things", Item });
  }
  await tables.close();
}

describe("a file is refused by its name", () => {
  test("if a newer Millrace wrote it", async () => {
    await fill();
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 9");
    database.close();
    await expect(openTables({ directory })).rejects.toThrow(
      `${path} was written by a newer Millrace (format 9`,
    );
  });

  test("if it is another program's", async () => {
    const database = new DatabaseSync(path);
    database.exec("CREATE TABLE notes (text TEXT)");
    database.close();
    await expect(openTables({ directory })).rejects.toThrow(`${path} is a database of another program`);
  });

  test.each([
    ["noise", () => writeFileSync(path, "These are not the tables you are looking for. ".repeat(500))],
    ["nothing", () => truncateSync(path)],
    ["half of it", () => truncateSync(path, 4096 * 10)],
    ["no file", () => rmSync(path)],
  ])("if there is %s where it was", async (_, damage) => {
    await fill();
    damage();
    await expect(openTables({ directory })).rejects.toThrow(path);
  });
});

test("its files are their owner's alone", async () => {
  const tables = await openTables({ directory });
  await tables.request("CreateTable", tableOf("things", "id"));
  for (const name of ["tables.sqlite", "tables.sqlite-wal", "tables.sqlite-shm"]) {
    expect(statSync(join(directory, name)).mode & 0o077).toBe(0);
  }
  await tables.close();
  expect(existsSync(`${path}-wal`)).toBe(false);
});

interface Answer {
  readonly counter: string;
  readonly value: number;
  readonly refused?: { readonly code: string; readonly status: number; readonly message: string };
}

test("a full disk refuses writes with a server's error, and is written again once there is room", async () => {
  // A limit on the size of a file, in KiB, stands for the end of the disk.
  const script = new URL("support/endless-counter.ts", import.meta.url).pathname;
  const child: ChildProcess = spawn(
    "bash",
    [
      "-c",
      'ulimit -S -f 300; exec "$0" --disable-warning=ExperimentalWarning "$@"',
      process.execPath,
      script,
      directory,
    ],
    { stdio: ["ignore", "ignore", "inherit", "ipc"] },
  );
  const last = new Map<string, number>();
  const refusals: NonNullable<Answer["refused"]>[] = [];
  let wentOn = 0;
  child.on("message", ({ counter, value, refused }: Answer) => {
    if (refused !== undefined) {
      refusals.push(refused);
      const moreRoom = spawnSync("prlimit", ["--pid", String(child.pid), "--fsize=unlimited"]);
      // Where there is no such command the disk stays full.
      if (moreRoom.error !== undefined) child.kill("SIGKILL");
      return;
    }
    last.set(counter, value);
    if (refusals.length > 0) wentOn += 1;
    if (wentOn === 100) child.kill("SIGKILL");
  });
  await once(child, "exit");
  expect(refusals[0]).toMatchObject({ code: "InternalServerError", status: 500 });
  expect(refusals[0]?.message).toContain(`${path} cannot be written: `);
  const tables = await openTables({ directory });
  for (const [counter, value] of last) {
    const { Item: item } = await tables.request("GetItem", {
      TableName: "counters",
      Key: { id: { S: `${counter} one` } },
    });
    expect(Number(((item as JsonObject).value as JsonObject).N)).toBeGreaterThanOrEqual(value);
  }
  await tables.close();
}, 180_000);
