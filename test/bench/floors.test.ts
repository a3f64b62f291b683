import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import type { BenchRow } from "./bench-row.ts";
import { type Floors, lostRows } from "./floors.ts";
import { suites } from "./suites.ts";

function row(name: string, [low, high]: readonly [number, number]): BenchRow {
  const spread = [low, high] as const;
  return { name, millrace: 1, peer: 1, peerName: "a peer", ratio: (low + high) / 2, spread, unit: "calls/s" };
}

test.each<[string, readonly [number, number], boolean]>([
  ["as good as ever", [0.95, 1.05], false],
  ["better", [2, 3], false],
  ["a little worse", [0.8, 0.85], false],
  ["worse, but not all of its spread", [0.5, 0.81], false],
  ["worse by more than a fifth, beyond its spread", [0.6, 0.79], true],
])("a row that is %s has lost: %#", (_, spread, isLost) => {
  const lost = lostRows([row("puts", spread), row("gets", [0.1, 0.2])], { "puts, beside a peer": 1 });
  expect(lost).toEqual(isLost ? ["puts, beside a peer"] : []);
});

test("a floor of which nothing was measured is told, not passed", () => {
  expect(() => lostRows([row("puts", [1, 1])], { "gets, beside a peer": 1 })).toThrow(/gets, beside a peer/);
});

test("there is a suite for each group of floors, and each floor can be lost", () => {
  const floors = JSON.parse(readFileSync(new URL("floors.json", import.meta.url), "utf8")) as Floors;
  expect(Object.keys(suites)).toEqual(expect.arrayContaining(Object.keys(floors)));
  for (const [name, floor] of Object.values(floors).flatMap(Object.entries))
    expect({ name, canBeLost: floor > 0 }).toEqual({ name, canBeLost: true });
});
