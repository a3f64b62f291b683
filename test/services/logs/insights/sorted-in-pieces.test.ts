import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { sortedInPieces } from "../../../../src/services/logs/insights/sorted-in-pieces.ts";
import { atOnce } from "../../../../src/time/time-slice.ts";

type Pair = readonly [key: number, place: number];
const byKey = ([one]: Pair, [other]: Pair) => one - other;

test("rows are sorted as the engine sorts them, those that are alike in the order that they had", () => {
  const keys = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 0, maxLength: 6000, size: "max" });
  fc.assert(
    fc.property(keys, (numbers) => {
      const pairs = numbers.map((key, place): Pair => [key, place]);
      expect(atOnce(sortedInPieces(pairs, byKey))).toEqual(pairs.toSorted(byKey));
    }),
    { numRuns: 20 },
  );
});

test("others have their turn between its pieces", () => {
  const work = sortedInPieces(
    Array.from({ length: 10_000 }, (_nothing, at): Pair => [-at, at]),
    byKey,
  );
  let pauses = 0;
  while (work.next().done !== true) pauses += 1;
  expect(pauses).toBeGreaterThan(10_000 / 2048);
});
