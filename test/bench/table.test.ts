import { expect, test } from "@jest/globals";
import type { BenchRow } from "./bench-row.ts";
import { foremostTable, wholeTable, withTable } from "./table.ts";

const rows: readonly BenchRow[] = [
  {
    ...{ name: "five states, one async task", millrace: 386_320, peer: 5_410, ratio: 71.4 },
    ...{ peerName: "a peer 3.0.0", spread: [65.25, 80.5], unit: "executions/s" },
  },
  {
    ...{ name: "heap after a while", millrace: 14, peer: 13.9, ratio: 0.993 },
    ...{ peerName: "before", spread: [0.993, 0.993], unit: "MB" },
  },
];

test("every row is a line of the whole table", () => {
  expect(wholeTable(rows).split("\n")).toEqual([
    "| what | Millrace | peer | ratio | spread | unit | beside |",
    "| --- | ---: | ---: | ---: | ---: | --- | --- |",
    "| five states, one async task | 386,320 | 5,410 | 71.4 x | 65.3..80.5 | executions/s | a peer 3.0.0 |",
    "| heap after a while | 14.0 | 13.9 | 0.993 x |  | MB | before |",
  ]);
});

test("a few rows are the foremost, with figures that can be read", () => {
  expect(foremostTable(rows).split("\n")).toEqual([
    "| what | Millrace | beside | ratio |",
    "| --- | ---: | --- | ---: |",
    "| five states, one async task | 386,000 executions/s | a peer 3.0.0: 5,410 | 71.4 x |",
  ]);
});

test("a table takes the place of the one that begins like it, whatever columns that has, and nothing else changes", () => {
  const text =
    "Before.\n\n| other |\n| --- |\n\n| what | Millrace | x |\n| --- | ---: | --- |\n| old | 1 | 2 |\n\nAfter.\n";
  const table = foremostTable(rows);
  expect(withTable(text, table)).toBe(`Before.\n\n| other |\n| --- |\n\n${table}\n\nAfter.\n`);
  expect(() => withTable("No table.\n", table)).toThrow(/\| what \| Millrace/);
});
