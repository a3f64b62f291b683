import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { slice } from "../../../../src/engine/slice.ts";
import { Effects } from "../../../../src/services/step-functions/store/effects.ts";

const portionMs = 1;
const atOnce = 32;

function busy(): void {
  const until = performance.now() + 2 * portionMs;
  while (performance.now() < until);
}

async function untilAllAreDone(effects: Effects): Promise<void> {
  while (effects.areDue) await new Promise(setImmediate);
  await Promise.resolve();
}

afterEach(() => {
  jest.restoreAllMocks();
  slice.longestMs = 10;
});

test("does what waits in its order, and what comes meanwhile after that", async () => {
  const effects = new Effects();
  const done: number[] = [];
  const note = (number: number) => () => void done.push(number);
  const numbers = Array.from({ length: 100 }, (_, number) => number);
  effects.add([() => effects.add([note(100), note(101)]), ...numbers.slice(0, 40).map(note)]);
  effects.add(numbers.slice(40).map(note));
  await untilAllAreDone(effects);
  // The first list's first adds before the second list is given.
  expect(done).toEqual([...numbers.slice(0, 40), 100, 101, ...numbers.slice(40)]);
});

describe("others have their turn", () => {
  test.each<[string, () => void]>([
    ["after a few that take long", busy],
    ["after a few that set off in a promise what takes long", () => void Promise.resolve().then(busy)],
  ])("%s", async (_, effect) => {
    const effects = new Effects();
    let done = 0;
    const one = () => {
      effect();
      done += 1;
    };
    effects.add(Array.from({ length: 3 * atOnce }, () => one));
    const seen: number[] = [];
    while (effects.areDue) {
      await new Promise(setImmediate);
      seen.push(done);
    }
    expect(seen[0]).toBe(atOnce);
  });

  test("but thousands that take no time together are done in one go", async () => {
    jest.spyOn(performance, "now").mockReturnValue(0);
    slice.longestMs = Number.POSITIVE_INFINITY;
    const effects = new Effects();
    let done = 0;
    const one = () => {
      done += 1;
    };
    effects.add(Array.from({ length: 3_000 }, () => one));
    await new Promise(setImmediate);
    expect(done).toBe(3_000);
  });
});

test("what throws ends nothing but itself, and is told", async () => {
  const told = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  const effects = new Effects();
  let isDone = false;
  effects.add([
    () => {
      throw new Error("no such thing");
    },
    () => {
      isDone = true;
    },
  ]);
  await untilAllAreDone(effects);
  expect(isDone).toBe(true);
  expect(told.mock.calls.map(([text]) => String(text)).join("")).toContain(
    "what waited for a commit: Error: no such thing",
  );
});
