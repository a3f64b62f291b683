// What a pattern matches by definition: the event is laid out as values by path, each with the entries of lists that it
// stands in, and one value is chosen for each field so that no two of them stand in different entries of one list.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Json } from "../../src/aws/json.ts";
import { isJsonObject } from "../../src/aws/json.ts";
import { compileEventPattern } from "../../src/event-patterns/compile-pattern.ts";
import { MatchIndex } from "../../src/event-patterns/match-index.ts";
import { atOnce } from "../../src/time/time-slice.ts";

interface PlacedValue {
  readonly path: string;
  readonly value: Json;
  /** By list, the index of the entry that the value stands in. */
  readonly entries: ReadonlyMap<Json, number>;
}

function layOut(value: Json, path = "", entries: ReadonlyMap<Json, number> = new Map()): PlacedValue[] {
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) =>
      layOut(
        entry,
        path,
        typeof entry === "object" && entry !== null
          ? new Map<Json, number>([...entries, [value, index]])
          : entries,
      ),
    );
  }
  if (!isJsonObject(value)) return [{ path, value, entries }];
  return Object.entries(value).flatMap(([name, member]) =>
    layOut(member, path === "" ? name : `${path}.${name}`, entries),
  );
}

interface Field {
  readonly path: string;
  readonly wanted: readonly Json[];
  readonly mayBeAbsent: boolean;
}

function matchesByDefinition(fields: readonly Field[], placed: readonly PlacedValue[]): boolean {
  // A field is absent if it has no value anywhere, whatever entries are chosen for the others.
  const isThere = (field: Field) => placed.some(({ path }) => path === field.path);
  return canChoose(
    fields.filter((field) => !field.mayBeAbsent || isThere(field)),
    placed,
  );
}

function canChoose([first, ...others]: readonly Field[], placed: readonly PlacedValue[]): boolean {
  if (first === undefined) return true;
  return placed.some(
    ({ path, value, entries }) =>
      path === first.path &&
      first.wanted.includes(value) &&
      canChoose(
        others,
        placed.filter((each) => agree(each.entries, entries)),
      ),
  );
}

function agree(left: ReadonlyMap<Json, number>, right: ReadonlyMap<Json, number>): boolean {
  return [...left].every(([list, index]) => !right.has(list) || right.get(list) === index);
}

const names = ["a", "b", "c"] as const;
const value = fc.constantFrom<Json>(1, "x", null);
const event = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    value,
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie("json"), { maxKeys: 3 }),
  ),
})).json;
const field = fc.record({
  path: fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }).map((steps) => steps.join(".")),
  wanted: fc.uniqueArray(value, { minLength: 1, maxLength: 2 }),
  mayBeAbsent: fc.boolean(),
});
const fields = fc.uniqueArray(field, { minLength: 1, maxLength: 4, selector: ({ path }) => path });

function patternOf(asked: readonly Field[]): string {
  return JSON.stringify(
    Object.fromEntries(
      asked.map(({ path, wanted, mayBeAbsent }) => [
        path,
        [...wanted, ...(mayBeAbsent ? [{ exists: false }] : [])],
      ]),
    ),
  );
}

test("a pattern matches exactly what it does by definition", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...names), event, { minKeys: 1, maxKeys: 3 }),
      fields,
      (given, asked) => {
        const expected = matchesByDefinition(asked, layOut(given));
        const pattern = compileEventPattern(patternOf(asked));
        expect(pattern.matches(given)).toBe(expected);
        expect(atOnce(pattern.inPieces(given))).toBe(expected);
      },
    ),
    { numRuns: 1000 },
  );
});

test("names with dots in an event stand for the steps of a path", () => {
  const dotted = fc.constantFrom("a", "b", "a.b", "b.c", "a.b.c");
  const flat = fc.dictionary(dotted, fc.oneof(value, fc.dictionary(dotted, value, { maxKeys: 2 })), {
    minKeys: 1,
    maxKeys: 3,
  });
  fc.assert(
    fc.property(flat, fields, (given, asked) => {
      const expected = matchesByDefinition(asked, layOut(given));
      const pattern = compileEventPattern(patternOf(asked));
      expect(pattern.matches(given)).toBe(expected);
      expect(atOnce(pattern.inPieces(given))).toBe(expected);
    }),
    { numRuns: 1000 },
  );
});

test("an index of patterns finds what trying each of them finds", () => {
  const name = fc.constantFrom("a", "b", "a.b", "source");
  const literal = fc.constantFrom<Json>("x", "y", 1, true, null, "10.0.0.1", "2001:db8::1");
  const alternative = fc.oneof(
    { weight: 4, arbitrary: literal },
    fc.constantFrom<Json>({ prefix: "x" }, { exists: false }, { exists: true }, { "anything-but": ["x"] }),
  );
  const fields = fc.dictionary(name, fc.array(alternative, { minLength: 1, maxLength: 3 }), { minKeys: 1 });
  const pattern = fc.oneof(
    fields,
    fc.record({ a: fields }),
    fc.tuple(fields, fields).map(([one, other]) => ({ $or: [one, other], source: ["x", "y"] })),
  );
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      literal,
      fc.constant("2001:0db8::1"),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(name, tie("value"), { maxKeys: 4 }),
    ),
  }));
  const event = fc.dictionary(name, value, { maxKeys: 4 });
  fc.assert(
    fc.property(
      fc.array(pattern, { maxLength: 8 }),
      fc.array(event, { maxLength: 4 }),
      (patterns, events) => {
        const all = patterns.flatMap((each, item) => {
          try {
            return [{ item, pattern: compileEventPattern(JSON.stringify(each)) }];
          } catch {
            return [];
          }
        });
        const index = new MatchIndex(all);
        for (const each of events) {
          const naive = all.filter(({ pattern }) => pattern.matches(each)).map(({ item }) => item);
          const ways = [
            index.matching(each, 0),
            atOnce(index.inPieces(each, 0)),
            atOnce(index.inPieces(each, Number.POSITIVE_INFINITY)),
          ];
          for (const matching of ways) expect(matching?.toSorted((one, other) => one - other)).toEqual(naive);
        }
      },
    ),
    { numRuns: 500 },
  );
});
