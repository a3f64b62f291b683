// A part whose files are all gone, with what was beside them, is told from one that never had any.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../src/aws/arn.ts";
import { Region } from "../../src/region/region.ts";
import { type Damage, Repair } from "../../src/storage/damage.ts";
import { readSealed, saveSealed } from "../../src/storage/sealed-file.ts";

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

test.each([
  [{ region: "eu-west-1" }, "eu-west-1 of 000000000000"],
  [{ accountId: "123456789012" }, "us-east-1 of 123456789012"],
])("a folder is not taken by another region or account: %j", async (own, name) => {
  const other = { ...localIdentity, ...own };
  const open = () => Region.open({ directory: folder, endpoint: "http://127.0.0.1:1", identity: other });
  await expect(open()).rejects.toMatchObject({
    message: `the data folder ${folder} holds what is of account 000000000000 in us-east-1, and this region is ${name}`,
    hint: expect.stringContaining("--region us-east-1 --account 000000000000"),
  });
  // A list of before there were other regions.
  const list = join(folder, "held-files.json");
  const held = readSealed<{ readonly files: readonly string[] }>(list);
  expect(held).toMatchObject({ state: "sound", value: { region: "us-east-1" } });
  await saveSealed(list, held.state === "sound" ? held.value.files : []);
  await expect(open()).rejects.toThrow("000000000000 in us-east-1");
  await opened();
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
