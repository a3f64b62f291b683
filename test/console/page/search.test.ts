// Searches through many rows, piece by piece.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Search, Texts } from "../../../src/console/page/parts/search.ts";

interface Row {
  readonly name: string;
}

const rowsOf = (names: readonly string[]): readonly Row[] => names.map((name) => ({ name }));
const names = fc.array(fc.string({ unit: fc.constantFrom("a", "B", "c") }), { maxLength: 100 });
const always = () => true;

function ended<Found extends Row>(search: Search<Found>): readonly Found[] {
  while (!search.isDone) search.goOn(always);
  return search.found;
}

test("a search finds what a filter finds, in its order, however it is cut in pieces", () => {
  fc.assert(
    fc.property(names, fc.string({ unit: fc.constantFrom("a", "b", "C"), maxLength: 3 }), (all, wanted) => {
      const rows = rowsOf(all);
      const search = new Search(rows, wanted, new Texts(({ name }: Row) => name));
      const meant = rows.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
      expect(ended(search)).toEqual(meant);
    }),
  );
});

test("one piece is not all of many rows, and what it found is there meanwhile", () => {
  const rows = rowsOf(Array.from({ length: 1000 }, (_, at) => `row ${at}`));
  const search = new Search(rows, "row", new Texts(({ name }: Row) => name));
  search.goOn(always);
  expect(search.isDone).toBe(false);
  expect(search.found.length).toBeGreaterThan(0);
  search.goOn(() => false);
  expect(search.found).toHaveLength(1000);
});

test("the text of a row is written once, and who writes on looks through what was found", () => {
  let written = 0;
  const rows = rowsOf(["ab", "abc", "b"]);
  const texts = new Texts(({ name }: Row) => {
    written++;
    return name;
  });
  const first = new Search(rows, "ab", texts);
  ended(first);
  const looked: Row[] = [];
  const of = texts.of.bind(texts);
  texts.of = (row) => {
    looked.push(row);
    return of(row);
  };
  expect(ended(new Search(rows, "ABC", texts, first))).toEqual([{ name: "abc" }]);
  expect(looked).toEqual([{ name: "ab" }, { name: "abc" }]);
  expect(ended(new Search(rows, "b", texts, first))).toHaveLength(3);
  expect(written).toBe(3);
});
