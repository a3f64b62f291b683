// A part whose files are all gone, with what was beside them, is told from one that never had any.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Region } from "../../src/region/region.ts";
import { type Damage, Repair } from "../../src/storage/damage.ts";

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "held-files-"));
  await opened();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function opened(repair?: Repair): Promise<void> {
  const region = await Region.open({ directory: folder, endpoint: "http://127.0.0.1:1", repair });
  await region.close();
}

function removeAllOf(file: string): void {
  const [part, name = ""] = [join(folder, dirname(file)), file.slice(file.indexOf("/") + 1)];
  for (const each of readdirSync(part)) if (each.startsWith(name)) rmSync(join(part, each));
}

test.each([
  "executions/executions.sqlite",
  "tables/tables.sqlite",
  "queues/queues.journal",
  "topics/topics.journal",
  "events/events.journal",
  "events/connections.journal",
  "objects/catalogue.journal",
  "objects/settings.journal",
])("%s with all beside it", async (file) => {
  removeAllOf(file);
  const path = join(folder, file);
  for (let start = 0; start < 2; start++) {
    await expect(opened()).rejects.toThrow(`${path} is damaged at byte 0: the file is missing`);
    // Nothing was made in its place, so the next start is refused as well.
    expect(existsSync(path)).toBe(false);
  }
  const told: Damage[] = [];
  await opened(new Repair((damage) => told.push(damage)));
  expect(told).toEqual([
    expect.objectContaining({ path, lost: [expect.stringMatching(/^(all|the list of all) /)] }),
  ]);
  await opened();
});

test("a part's folder", async () => {
  rmSync(join(folder, "executions"), { recursive: true });
  await expect(opened()).rejects.toThrow("executions.sqlite is damaged");
});

test("the list itself, damaged, is told and made again; missing, as before there was one, it is made", async () => {
  const list = join(folder, "held-files.json");
  const before = readFileSync(list);
  writeFileSync(list, Buffer.alloc(40, 7));
  await expect(opened()).rejects.toThrow(`${list} is damaged`);
  const told: Damage[] = [];
  await opened(new Repair((damage) => told.push(damage)));
  expect(told).toMatchObject([{ path: list }]);
  expect(readFileSync(list)).toEqual(before);
  rmSync(list);
  await opened();
  expect(readFileSync(list)).toEqual(before);
});
