import { expect, test } from "@jest/globals";
import { importRings } from "../../tools/import-rings.ts";

const cases: readonly {
  readonly name: string;
  readonly imports: Readonly<Record<string, readonly string[]>>;
  readonly rings: readonly (readonly string[])[];
}[] = [
  { name: "nothing", imports: {}, rings: [] },
  { name: "a line", imports: { a: ["b"], b: ["c"], c: [] }, rings: [] },
  {
    name: "two ways down to the same file",
    imports: { a: ["b", "c"], b: ["d"], c: ["d"], d: [] },
    rings: [],
  },
  { name: "two files", imports: { a: ["b"], b: ["a"] }, rings: [["a", "b"]] },
  { name: "a file that imports itself", imports: { a: ["a"] }, rings: [["a"]] },
  {
    name: "a ring that is come to from outside",
    imports: { z: ["b"], b: ["c"], c: ["b"] },
    rings: [["b", "c"]],
  },
  {
    name: "the files in the order of their names",
    imports: { c: ["a"], a: ["b"], b: ["c"] },
    rings: [["a", "b", "c"]],
  },
  {
    name: "two rings that share a file are one",
    imports: { a: ["b"], b: ["a", "c"], c: ["b"] },
    rings: [["a", "b", "c"]],
  },
  {
    name: "two rings of which one leads to the other",
    imports: { a: ["b"], b: ["a", "c"], c: ["d"], d: ["c"] },
    rings: [
      ["c", "d"],
      ["a", "b"],
    ],
  },
  {
    name: "what leads to a ring that was closed is not in it",
    imports: { a: ["b", "c"], b: ["b"], c: ["b"] },
    rings: [["b"]],
  },
  { name: "what is no key leads nowhere", imports: { a: ["node:fs", "b"], b: ["zod"] }, rings: [] },
];

test.each(cases)("$name", ({ imports, rings }) => {
  expect(importRings(new Map(Object.entries(imports)))).toEqual(rings);
});
