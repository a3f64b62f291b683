// What a journal acknowledged is there after a restart, or its loss is told: whatever happened to the file meanwhile.

import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Damage, Repair } from "../../src/storage/damage.ts";
import { Journal } from "../../src/storage/journal.ts";

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "millrace-journal-"));
  path = join(directory, "notes.journal");
});
afterEach(() => rmSync(directory, { recursive: true }));

interface Note {
  readonly type: string;
  readonly name: string;
  readonly text?: string;
}

const entryOf = (number: number): Note => ({
  type: "note",
  name: `n${String(number).padStart(2, "0")}`,
  text: "x".repeat(28),
});

interface Opened {
  readonly journal: Journal<Note>;
  readonly names: string[];
}

/** A part that keeps the names of its entries. */
async function open(repair?: Repair, compactAboveBytes?: number): Promise<Opened> {
  const names: string[] = [];
  const state = {
    replay: ({ name }: Note) => void names.push(name),
    snapshot: () => names.map((name) => ({ type: "note", name })),
  };
  const more = compactAboveBytes === undefined ? {} : { compactAboveBytes };
  return { journal: await Journal.open({ path, state, repair, ...more }), names };
}

async function fill(count: number): Promise<void> {
  const { journal } = await open();
  for (let number = 0; number < count; number++) await journal.append(entryOf(number));
  await journal.close();
}

const namesUpTo = (count: number) => Array.from({ length: count }, (_, number) => entryOf(number).name);

function change(at: number, to = 0x58): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8(to, at);
  writeFileSync(path, bytes);
}

const lineBytes = 76;

interface Case {
  readonly what: string;
  readonly damage: () => void;
  readonly refusal: RegExp;
  readonly left: readonly string[];
  readonly told: readonly Partial<Damage>[];
}

const without = (...numbers: readonly number[]) =>
  namesUpTo(30).filter((name) => !numbers.includes(Number(name.slice(1))));

const cases: readonly Case[] = [
  {
    what: "a byte in its middle is changed",
    damage: () => change(10 * lineBytes + 60),
    refusal: /notes\.journal is damaged at byte 760: what stands there is no line/,
    left: without(10),
    told: [{ offset: 760, bytes: 75, lost: ["what was written as type note, name n10"] }],
  },
  {
    what: "four bytes over the end of a line are changed",
    damage: () => {
      for (const by of [-2, -1, 0, 1]) change(11 * lineBytes + by);
    },
    refusal: /notes\.journal is damaged at byte 760: /,
    left: without(10, 11),
    told: [{ offset: 760 }],
  },
  {
    what: "the end of a line is changed, and nothing is lost but it",
    damage: () => change(11 * lineBytes - 1),
    refusal: /notes\.journal is damaged at byte 835: /,
    left: namesUpTo(30),
    told: [{ offset: 835, bytes: 1 }],
  },
  {
    what: "its last line is changed",
    damage: () => change(30 * lineBytes - 10),
    refusal: /notes\.journal is damaged at byte 2204: .* and was acknowledged/,
    left: namesUpTo(29),
    told: [{ offset: 2204, bytes: 76, lost: ["the last entry"] }],
  },
  {
    what: "its tail is cut within a line",
    damage: () => truncateSync(path, 20 * lineBytes + 11),
    refusal: /notes\.journal is damaged at byte 1520: it ends after 1531 bytes, and 2280 were acknowledged/,
    left: namesUpTo(20),
    told: [{ offset: 1520, bytes: 760, lost: ["the last 10 entries"] }],
  },
  {
    what: "it is emptied",
    damage: () => truncateSync(path, 0),
    refusal: /notes\.journal is damaged at byte 0: it ends after 0 bytes/,
    left: [],
    told: [{ offset: 0, bytes: 2280, lost: ["the last 30 entries"] }],
  },
  {
    what: "it is filled with noise",
    damage: () => writeFileSync(path, Buffer.alloc(2280, "\u0007noise\n é")),
    refusal: /notes\.journal is damaged at byte 0: what stands there to its end/,
    left: [],
    told: [{ offset: 0, bytes: 2280, lost: ["the last 30 entries"] }],
  },
  {
    what: "it is missing",
    damage: () => rmSync(path),
    refusal: /notes\.journal is damaged at byte 0: the file is missing, and 2280 bytes of it were/,
    left: [],
    told: [{ offset: 0, bytes: 2280, lost: ["the last 30 entries"] }],
  },
];

describe.each(cases)("if $what", ({ damage, refusal, left, told }) => {
  test("it is not opened, and not touched", async () => {
    await fill(30);
    damage();
    const before = existsSync(path) ? readFileSync(path) : undefined;
    await expect(open()).rejects.toThrow(refusal);
    expect(existsSync(path) ? readFileSync(path) : undefined).toEqual(before);
    expect(readdirSync(directory).filter((name) => name.includes("damaged"))).toEqual([]);
  });

  test("a repair keeps what is whole, tells the rest, and sets the file aside; then all goes on", async () => {
    await fill(30);
    damage();
    const before = existsSync(path) ? readFileSync(path) : undefined;
    const heard: Damage[] = [];
    const copies: (string | undefined)[] = [];
    const repair = new Repair((damage, copy) => {
      heard.push(damage);
      copies.push(copy);
    });
    const { journal, names } = await open(repair);
    expect(names).toEqual(left);
    expect(heard).toMatchObject(told);
    if (before !== undefined) expect(readFileSync(copies[0] ?? "")).toEqual(before);
    await journal.append(entryOf(99));
    await journal.close();
    expect((await reopened()).names).toEqual([...left, "n99"]);
  });
});

async function reopened(): Promise<Opened> {
  const opened = await open();
  await opened.journal.close();
  return opened;
}

test.each([
  ["zeros", Buffer.alloc(500)],
  ["half a line", Buffer.from("0badc0de {")],
])("%s after its end were never acknowledged, and are left out without a word", async (_, tail) => {
  await fill(5);
  appendFileSync(path, tail);
  expect((await reopened()).names).toEqual(namesUpTo(5));
  expect(statSync(path).size).toBe(5 * lineBytes);
});

test("a damaged extent hides nothing that is there, and is made again", async () => {
  await fill(5);
  writeFileSync(`${path}.extent`, "noise that is no extent at all");
  expect((await reopened()).names).toEqual(namesUpTo(5));
  truncateSync(path, 100);
  await expect(open()).rejects.toThrow("and 380 were acknowledged");
});

test("an entry that cannot be taken up is named, and the others are kept by a repair", async () => {
  await fill(3);
  const state = {
    replay({ name }: Note) {
      if (name === "n01") throw new Error("it is of another kind");
    },
    snapshot: () => [],
  };
  await expect(Journal.open({ path, state })).rejects.toThrow(
    `${path} is damaged at byte 76: its entry cannot be taken up: it is of another kind`,
  );
  const heard: Damage[] = [];
  await (await Journal.open({ path, state, repair: new Repair((damage) => heard.push(damage)) })).close();
  expect(heard).toMatchObject([{ offset: 76, lost: ["what was written as type note, name n01"] }]);
  expect((await reopened()).names).toEqual(["n00", "n02"]);
});

test("a file of an older Millrace, without an extent, is taken up", async () => {
  await fill(3);
  rmSync(`${path}.extent`);
  expect((await reopened()).names).toEqual(namesUpTo(3));
});

test("a compaction leaves a file that is whole to its extent", async () => {
  const { journal, names } = await open(undefined, 500);
  for (let number = 0; number < 60; number++) {
    names.push(`n${number}`);
    if (names.length > 4) names.shift();
    await journal.append({ type: "note", name: `n${number}` });
  }
  await journal.close();
  expect(statSync(path).size).toBeLessThan(1_000);
  expect((await reopened()).names.slice(-4)).toEqual(["n56", "n57", "n58", "n59"]);
});

test("files are their owner's alone, also if they were there with wider rights", async () => {
  await fill(1);
  for (const name of [path, `${path}.extent`]) chmodSync(name, 0o644);
  await reopened();
  for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o077).toBe(0);
});

test("whatever bytes are changed or cut, every entry is there or a damage is told before it", async () => {
  await fill(12);
  const [whole, extent] = [readFileSync(path), readFileSync(`${path}.extent`)];
  const law = fc.asyncProperty(
    fc.nat(1_000_000),
    fc.nat(255),
    fc.boolean(),
    async (position, value, isCut) => {
      writeFileSync(path, whole);
      writeFileSync(`${path}.extent`, extent);
      const at = position % whole.length;
      const same = whole[at] === value;
      if (isCut) truncateSync(path, at);
      else change(at, value);
      const heard: Damage[] = [];
      const { journal, names } = await open(new Repair((damage) => heard.push(damage)));
      await journal.close();
      const lost = namesUpTo(12).filter((name) => !names.includes(name));
      expect(names).toEqual(namesUpTo(12).filter((name) => !lost.includes(name)));
      if (!isCut) expect(lost.length).toBeLessThanOrEqual(2);
      expect(heard.length > 0).toBe(isCut || !same);
    },
  );
  await fc.assert(law, { numRuns: 60 });
}, 180_000);

interface Numbered {
  readonly number: number;
}

test("a compaction of much lets others have their turn, and what they append meanwhile is kept", async () => {
  const numbers = Array.from({ length: 2000 }, (_, number) => number);
  const turns: string[] = [];
  const slowly = (number: number) => () => {
    const until = performance.now() + (number === 1000 ? 20 : 0);
    while (performance.now() < until);
    if (number === 1999) turns.push("written");
    return { number };
  };
  const state = { replay: () => undefined, snapshot: () => numbers.map(slowly) };
  const journal = await Journal.open<Numbered>({ path, state, compactAboveBytes: 0 });
  const compacted = journal.append({ number: -1 });
  let late: Promise<void> | undefined;
  const tick = () => {
    if (turns.length > 0) return;
    // The snapshot is under way once its file is there.
    if (!existsSync(`${path}.next`)) return void setImmediate(tick);
    turns.push("another");
    numbers.push(2000);
    late = journal.append({ number: 2000 });
  };
  setImmediate(tick);
  await compacted;
  await late;
  await journal.close();
  expect(turns).toEqual(["another", "written"]);
  const found: number[] = [];
  const reopened = await Journal.open<Numbered>({
    path,
    state: { replay: ({ number }) => found.push(number), snapshot: () => [] },
  });
  await reopened.close();
  expect(found).toEqual(numbers);
});
