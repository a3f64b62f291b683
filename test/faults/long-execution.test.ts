// An execution that stays open while very many others come and go: the index of turns by execution is written as it grows.

import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Ending } from "../../src/services/step-functions/store/execution-store.ts";
import { SqliteStore } from "../../src/services/step-functions/store/sqlite-store.ts";
import { systemClock } from "../../src/time/clock.ts";
import {
  newExecution,
  temporaryFolder,
  turnOf,
} from "../services/step-functions/store/support/open-store.ts";

const failed: Ending = {
  status: "FAILED",
  endedAt: 5_000,
  output: null,
  error: "E",
  cause: null,
  events: 2,
};

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (directory: string) => new SqliteStore({ directory, clock: systemClock });

test("it has all its turns, redriven or not, and leaves nothing behind when it is forgotten", async () => {
  const thousands = Array.from({ length: 70 }, (_, index) => (index + 1) * 1_000);
  let store = open(folder);
  const long = store.add(newExecution("long"));
  const subjects = () => store.turns(long).map(({ subject }) => subject);
  for (let number = 1; number <= 70_000; number++) {
    if (number % 1_000 === 0) {
      store.append(long, turnOf(number));
      await store.committed();
    }
    if (number % 1_000 === 600) expect(subjects()).toEqual(thousands.slice(0, Math.floor(number / 1_000)));
    const id = store.add(newExecution(`e${number}`));
    store.append(id, turnOf(number));
    store.end(id, failed);
  }
  await store.committed();
  const crashed = join(folder, "crashed");
  cpSync(store.location, join(crashed, "executions.sqlite"));
  cpSync(`${store.location}-wal`, join(crashed, "executions.sqlite-wal"));
  await store.close();
  store = open(crashed);
  expect(store.open()).toEqual([long]);
  expect(subjects()).toEqual(thousands);
  store.end(long, failed);
  await store.committed();
  store.reopen(long, { count: 1, at: 6_000, tokens: null });
  store.append(long, turnOf(71_000));
  await store.committed();
  expect(subjects()).toEqual([...thousands, 71_000]);
  store.end(long, failed);
  await store.committed();
  expect(await store.prune(6_000)).toBe(70_001);
  await store.close();
  expect(rowsLeft(join(crashed, "executions.sqlite"))).toEqual({
    executions: 0,
    open_executions: 0,
    turns: 0,
    indexed_turns: 0,
    endings: 0,
    redrives: 0,
  });
}, 180_000);

function rowsLeft(path: string): Record<string, unknown> {
  const database = new DatabaseSync(path);
  const tables = ["executions", "open_executions", "turns", "indexed_turns", "endings", "redrives"];
  const counts = tables.map((table) => [
    table,
    database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.rows,
  ]);
  database.close();
  return Object.fromEntries(counts) as Record<string, unknown>;
}
