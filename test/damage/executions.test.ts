// Files that cannot be used and disks that take nothing: each has its own clear error, and nothing acknowledged is lost.

import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { SqliteStore } from "../../src/services/step-functions/store/sqlite-store.ts";
import { systemClock } from "../../src/time/clock.ts";
import type { StarterLine } from "../services/step-functions/store/support/endless-starter.ts";
import {
  newExecution,
  temporaryFolder,
  turnOf,
} from "../services/step-functions/store/support/open-store.ts";

const starter = new URL("../services/step-functions/store/support/endless-starter.ts", import.meta.url)
  .pathname;
let directory: string;
let path: string;
beforeEach(() => {
  directory = temporaryFolder();
  path = join(directory, "executions.sqlite");
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = () => new SqliteStore({ directory, clock: systemClock });

/** A file with a few hundred executions in it. */
async function fill(): Promise<void> {
  const store = open();
  for (let number = 0; number < 300; number++) {
    store.append(store.add(newExecution(`e${number}`)), turnOf(1, { data: "x".repeat(400) }));
  }
  await store.close();
}

describe("a file is refused by its name", () => {
  test("if a newer Millrace wrote it", async () => {
    await fill();
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 7");
    database.close();
    expect(open).toThrow(
      `${path} was written by a newer Millrace (format 7; this one reads up to 2); start that version, or name another data folder`,
    );
  });

  test("if it is another program's", () => {
    const database = new DatabaseSync(path);
    database.exec("CREATE TABLE notes (text TEXT)");
    database.close();
    expect(open).toThrow(`${path} is a database of another program; name another data folder`);
  });

  test("if it is no database at all", () => {
    writeFileSync(path, "These are not the tables you are looking for. ".repeat(200));
    expect(open).toThrow(`${path} is damaged: file is not a database; restore it from a backup`);
  });

  test("if a page of it is damaged", async () => {
    await fill();
    const file = openSync(path, "r+");
    for (let page = 10; page < 40; page++) writeSync(file, Buffer.alloc(2_000, 0xee), 0, 2_000, page * 4096);
    expect(open).toThrow(`${path} is damaged at byte 40960: `);
  });

  test("if its folder is a file", () => {
    writeFileSync(join(directory, "file"), "");
    const store = () => new SqliteStore({ directory: join(directory, "file"), clock: systemClock });
    expect(store).toThrow(join(directory, "file", "executions.sqlite"));
  });
});

interface Starter {
  readonly lines: AsyncIterable<StarterLine>;
  readonly processId: number;
  kill(): Promise<void>;
}

function start(
  command: string,
  options: { readonly args?: readonly string[]; readonly uid?: number } = {},
): Starter {
  const { args = [], uid } = options;
  const child = spawn(
    "bash",
    [
      "-c",
      `${command} exec "$0" --disable-warning=ExperimentalWarning "$@"`,
      process.execPath,
      starter,
      ...args,
    ],
    { stdio: ["ignore", "pipe", "inherit"], ...(uid === undefined ? {} : { uid, gid: uid }) },
  );
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    lines: parsed(createInterface(child.stdout)),
    processId: child.pid ?? 0,
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

async function* parsed(lines: AsyncIterable<string>): AsyncIterable<StarterLine> {
  for await (const line of lines) yield JSON.parse(line) as StarterLine;
}

async function allOf(lines: AsyncIterable<StarterLine>): Promise<readonly StarterLine[]> {
  const all: StarterLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

async function knownNumbers(): Promise<Set<number>> {
  const store = open();
  const known = store.getAll(store.open()).map(({ arn }) => Number(arn.split(":e").at(-1)));
  for (const id of store.open()) expect(store.turns(id).length).toBeLessThanOrEqual(1);
  await store.close();
  return new Set(known);
}

describe("nothing acknowledged is lost", () => {
  test("over kills, each of which tears the last page that was being written", async () => {
    const acknowledged: number[] = [];
    for (const batches of [3, 40, 150]) {
      const child = start("", { args: [directory, String((acknowledged.at(-1) ?? -1) + 1_000)] });
      let heard = 0;
      for await (const line of child.lines) {
        if ("acknowledged" in line) acknowledged.push(...line.acknowledged);
        if (++heard === batches) break;
      }
      await child.kill();
      const log = `${path}-wal`;
      // Half a frame, as it is when the machine stops in the middle of a write.
      appendFileSync(log, readFileSync(log).subarray(-2_500, -400));
      const known = await knownNumbers();
      expect(acknowledged.filter((number) => !known.has(number))).toEqual([]);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(900);
  }, 180_000);

  test("when the disk is full: starts are refused by the file's name, and go on once there is room", async () => {
    // A limit on the size of a file, in KiB, stands for the end of the disk.
    const child = start("ulimit -S -f 400;", { args: [directory] });
    const acknowledged: number[] = [];
    const refusals: StarterLine[] = [];
    let wentOn = 0;
    for await (const line of child.lines) {
      if ("refused" in line) {
        refusals.push(line);
        const moreRoom = spawnSync("prlimit", ["--pid", String(child.processId), "--fsize=unlimited"]);
        // Where there is no such command the disk stays full.
        if (moreRoom.error !== undefined) break;
      } else {
        acknowledged.push(...line.acknowledged);
        if (refusals.length > 0 && line.acknowledged.length === 5 && ++wentOn === 20) break;
      }
    }
    await child.kill();
    expect(refusals[0]).toMatchObject({ refused: { code: "InternalFailure" } });
    expect(JSON.stringify(refusals[0])).toContain(`${path} cannot be written: `);
    const known = await knownNumbers();
    expect(acknowledged.filter((number) => !known.has(number))).toEqual([]);
  }, 180_000);

  test("when the folder may only be read: the store does not open, and says so", async () => {
    await fill();
    chmodSync(path, 0o444);
    chmodSync(directory, 0o555);
    // The superuser may write everywhere, so the process is nobody's.
    const child = start("", { args: [directory], ...(process.getuid?.() === 0 ? { uid: 65_534 } : {}) });
    const lines = await allOf(child.lines);
    await child.kill();
    chmodSync(directory, 0o755);
    expect(lines).toEqual([
      { refused: { message: expect.stringContaining(`${path} cannot be opened for writing: `) } },
    ]);
    chmodSync(path, 0o644);
    expect((await knownNumbers()).size).toBe(300);
  }, 180_000);

  test("when the folder cannot be made", async () => {
    const locked = join(directory, "locked");
    mkdirSync(locked, { mode: 0o555 });
    const folder = join(locked, "data");
    const child = start("", { args: [folder], ...(process.getuid?.() === 0 ? { uid: 65_534 } : {}) });
    const lines = await allOf(child.lines);
    await child.kill();
    expect(JSON.stringify(lines)).toContain(join(folder, "executions.sqlite"));
  }, 180_000);
});
