import { expect, test } from "@jest/globals";
import type { BenchRow } from "./bench-row.ts";
import { pairRows, verdictOn } from "./paired-figures.ts";

function row(name: string, millrace: number): BenchRow {
  return {
    name,
    millrace,
    peer: 1,
    peerName: "a peer",
    ratio: millrace,
    spread: [millrace, millrace],
    unit: "calls/s",
  };
}

test("a row is paired where both revisions measured it in every turn", () => {
  const here = [
    [row("puts", 10), row("new here", 1)],
    [row("puts", 12), row("new here", 1)],
  ];
  const there = [[row("puts", 20), row("gone here", 1)], [row("puts", 24)]];
  expect(pairRows(here, there)).toEqual([{ name: "puts", unit: "calls/s", here: [10, 12], there: [20, 24] }]);
});

test("a row beside two peers is one row of ours", () => {
  const twice = [[row("puts", 10), { ...row("puts", 10), peerName: "another" }]];
  expect(pairRows(twice, twice)).toHaveLength(1);
});

const hundred = Array.from({ length: 7 }, () => 100);
test.each([
  { title: "as fast", unit: "calls/s", here: [99, 100, 101, 100, 98, 102, 100], slower: false },
  {
    title: "slower by a fifth, every time",
    unit: "calls/s",
    here: [80, 81, 79, 80, 82, 78, 80],
    slower: true,
  },
  { title: "slower by a twelfth", unit: "calls/s", here: [92, 93, 91, 92, 92, 91, 93], slower: false },
  {
    title: "slower in the median, and as fast in a turn",
    unit: "calls/s",
    here: [70, 75, 80, 85, 85, 88, 100],
    slower: false,
  },
  { title: "larger by a fifth", unit: "MB", here: [120, 121, 119, 120, 122, 118, 120], slower: true },
  { title: "longer by a fifth", unit: "ns/state", here: [120, 121, 119, 120, 122, 118, 120], slower: true },
  { title: "smaller by a fifth", unit: "MB", here: [80, 81, 79, 80, 82, 78, 80], slower: false },
])("$title: slower is $slower", ({ unit, here, slower }) => {
  expect(verdictOn({ name: "any", unit, here, there: hundred }).slower).toBe(slower);
});

test("with many turns the outermost do not widen the spread", () => {
  const here = [10, ...Array.from({ length: 19 }, (_, turn) => 100 + turn), 1_000];
  const there = here.map(() => 100);
  const { ratio, spread } = verdictOn({ name: "any", unit: "calls/s", here, there });
  expect(ratio).toBeCloseTo(1.09);
  expect(spread[0]).toBeGreaterThan(1);
  expect(spread[1]).toBeLessThan(1.2);
});
