// Each kind of file that a region keeps, damaged in each way: whatever was acknowledged is there, or its loss is told by its file;
// a start that is refused has changed nothing, and a repair keeps everything else.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Damage, DamagedFile, Repair } from "../../src/storage/damage.ts";
import type { StoredPart } from "./stored-part.ts";
import { storedParts } from "./stored-parts.ts";
import { storedServices } from "./stored-services.ts";

const size = (path: string) => readFileSync(path).length;

function change(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x15, at);
  writeFileSync(path, bytes);
}

/** Noise that is the same in every run. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let seed = 1;
  for (let at = 0; at < length; at++) {
    seed = (seed * 48_271) % 2_147_483_647;
    bytes[at] = seed & 0xff;
  }
  return bytes;
}

const damages: readonly (readonly [string, (path: string) => void])[] = [
  ["its tail cut", (path) => truncateSync(path, Math.floor((size(path) * 2) / 3))],
  ["a byte of its middle changed", (path) => change(path, Math.floor(size(path) / 2))],
  ["a byte of its beginning changed", (path) => change(path, Math.min(12, size(path) - 1))],
  ["a byte of its end changed", (path) => change(path, size(path) - 3)],
  ["nothing in it", (path) => truncateSync(path, 0)],
  ["noise in it", (path) => writeFileSync(path, noise(size(path)))],
  [
    "zeros after its end",
    (path) => writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(777)])),
  ],
  ["no name any more", (path) => rmSync(path)],
];

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "millrace-damage-"));
});
afterAll(() => rmSync(root, { recursive: true }));

interface Look {
  readonly inventory: readonly string[];
  readonly problem: unknown;
  readonly told: readonly Damage[];
}

async function look(part: StoredPart, directory: string, isRepairing: boolean): Promise<Look> {
  const told: Damage[] = [];
  const repair = isRepairing ? new Repair((damage) => told.push(damage)) : undefined;
  let opened: Awaited<ReturnType<StoredPart["open"]>>;
  try {
    opened = await part.open(directory, repair);
  } catch (problem) {
    return { inventory: [], problem, told };
  }
  try {
    return { inventory: await opened.inventory(), problem: undefined, told };
  } catch (problem) {
    return { inventory: [], problem, told };
  } finally {
    await opened.close();
  }
}

/** What the files are, without what SQLite makes afresh whenever it opens one. */
function filesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
}

const contentsOf = (directory: string) =>
  filesIn(directory)
    .filter((name) => !name.endsWith("-shm"))
    .map((name) => `${name} ${readFileSync(join(directory, name), "latin1")}`);

/** Whatever names the file that was damaged, or stands in its place if that cannot be: an error of SQLite or of the service. */
function names(problem: unknown, path: string): boolean {
  if (problem instanceof DamagedFile) return problem.damage.path === path;
  return problem instanceof Error && problem.message.includes(path);
}

describe.each([...storedParts, ...storedServices])("$name", (part) => {
  test("every file of theirs, damaged in every way", async () => {
    const whole = join(root, part.name);
    await part.fill(whole);
    const { inventory: all } = await look(part, whole, false);
    expect(all.length).toBeGreaterThanOrEqual(3);
    const written = filesIn(whole).filter((file) => size(join(whole, file)) > 0);
    const cases = written.flatMap((file) => damages.map(([what, damage]) => ({ file, what, damage })));
    const wrong: string[] = [];
    for (const { file, what, damage } of cases) {
      const directory = join(root, "case");
      const path = join(directory, file);
      rmSync(directory, { recursive: true, force: true });
      cpSync(whole, directory, { recursive: true });
      damage(path);
      const before = contentsOf(directory);
      const refused = await look(part, directory, false);
      const isRefused = refused.problem !== undefined;
      const say = (problem: string) => wrong.push(`${file} with ${what}: ${problem}`);
      if (isRefused && !names(refused.problem, path)) say(`refused with ${refused.problem}`);
      if (!isRefused && String(refused.inventory) !== String(all))
        say("opened, and something is gone without a word");
      if (!isRefused) continue;
      if (String(contentsOf(directory)) !== String(before)) say("changed by an opening that was refused");
      const repaired = await look(part, directory, true);
      const lost = all.filter((each) => !repaired.inventory.includes(each));
      if (repaired.problem !== undefined) say(`not repaired: ${repaired.problem}`);
      if (repaired.inventory.some((each) => !all.includes(each))) say("repaired to something that never was");
      if (!repaired.told.some((each) => each.path === path)) say("repaired without a word of the file");
      if (lost.length > 0 && repaired.told.every((each) => each.lost.length === 0))
        say(`lost without a word: ${lost}`);
      if (what.startsWith("a byte") && lost.length > 2) say(`one byte lost ${lost.length} things`);
      const again = await look(part, directory, false);
      if (String(again.inventory) !== String(repaired.inventory))
        say(`another after the repair: ${again.problem}`);
      if (
        !filesIn(directory).some((name) => basename(name).startsWith(`${basename(file)}.damaged`)) &&
        what !== "no name any more"
      )
        say("not set aside");
    }
    expect(wrong).toEqual([]);
  });
});
