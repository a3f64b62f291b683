// What is too much to be written or acknowledged at once is done in turns, and all of it is there after a restart.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Journal } from "../../src/storage/journal.ts";
import { portions } from "../../src/storage/journal-portions.ts";
import { turnsMeanwhile } from "../support/turns-meanwhile.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "millrace-large-journal-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const entryOf = (number: number) => ({ name: `n${number}` });

/** One that is never written anew. */
async function open() {
  const names: string[] = [];
  const state = {
    replay: (entry: { readonly name: string }) => void names.push(entry.name),
    snapshot: () => [],
  };
  const path = join(directory, "notes.journal");
  const journal = await Journal.open({ path, state, compactAboveBytes: Number.POSITIVE_INFINITY });
  return { journal, names };
}

describe("what is too much to be written at once", () => {
  test("is acknowledged as a whole, while others have their turn", async () => {
    const { journal } = await open();
    const numbers = Array.from({ length: 3_000 }, (_, number) => number);
    const large = function* () {
      for (const number of numbers) yield { ...entryOf(number), text: "\\".repeat(20_000) };
    };
    let others = 0;
    const { turns } = await turnsMeanwhile(async () => {
      const all = journal.appendAll(large());
      while (others < 2) {
        await new Promise((resolve) => setImmediate(resolve));
        await journal.append({ name: `other${others++}` });
      }
      await all;
    });
    expect(turns).toBeGreaterThan(5);
    await journal.close();
    const { journal: again, names } = await open();
    const isOther = (name: string) => name.startsWith("other");
    expect(names.filter(isOther)).toEqual(["other0", "other1"]);
    expect(names.filter((name) => !isOther(name))).toEqual(numbers.map((number) => entryOf(number).name));
    await again.close();
  });

  test("is told in turns to the thousands who waited for it", async () => {
    const { journal } = await open();
    const told: number[] = [];
    let turn = 0;
    let next = setImmediate(function another() {
      turn++;
      next = setImmediate(another);
    });
    await Promise.all(
      Array.from({ length: 2_000 }, async (_, number) => {
        await journal.append(entryOf(number));
        told.push(turn);
      }),
    );
    clearImmediate(next);
    const together = [...Map.groupBy(told, (each) => each).values()].map(({ length }) => length);
    expect(Math.max(...together)).toBeLessThan(1_000);
    await journal.close();
    const { journal: again, names } = await open();
    expect(names).toHaveLength(2_000);
    await again.close();
  });

  test("goes to the disk in portions", () => {
    const lines = [5, 400_000, 700_000, 1, 2_000_000, 3].map((length) => "x".repeat(length));
    const written = [...portions(lines)];
    expect(written.map(({ length }) => length)).toEqual([1_100_005, 2_000_001, 3]);
    expect([...portions([])]).toEqual([]);
  });
});
