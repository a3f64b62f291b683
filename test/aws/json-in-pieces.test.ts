// A large JSON text in pieces is what JSON.parse makes of it in one, and no piece holds much of it.

import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { jsonInPieces } from "../../src/aws/wire/json-in-pieces.ts";
import { bytesOfPiece } from "../../src/aws/wire/long-texts.ts";

const large = 300 * 1024;
/** Long enough for a piece of its own. */
const long = "y".repeat(bytesOfPiece + 1);
const filler = JSON.stringify("x".repeat(large));

function outcome(text: string): {
  readonly value?: unknown;
  readonly error?: string;
  readonly yields: number;
} {
  const work = jsonInPieces(Buffer.from(text));
  let yields = 0;
  try {
    for (;;) {
      const next = work.next();
      if (next.done === true) return { value: next.value, yields };
      yields += 1;
    }
  } catch (thrown) {
    return { error: (thrown as Error).name, yields };
  }
}

function parsed(text: string): { readonly value?: unknown; readonly error?: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (thrown) {
    return { error: (thrown as Error).name };
  }
}

/** Values of which some hold what is long enough for a piece of its own. */
const values = fc.letrec<{ readonly any: fc.JsonValue | string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ maxDepth: 1 }),
    fc.constant(long),
    fc.array(tie("any"), { maxLength: 4 }) as fc.Arbitrary<never>,
    fc.dictionary(fc.constantFrom("a", "b", "__proto__", "1", '"\\', "é"), tie("any"), {
      maxKeys: 4,
    }) as fc.Arbitrary<never>,
  ),
})).any;

describe("what it gives", () => {
  test("is the value, whatever it is", () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0, 2), (value, indent) => {
        const text = `${JSON.stringify([value, "x".repeat(large)], null, indent)}`;
        expect(isDeepStrictEqual(outcome(text).value, JSON.parse(text))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test.each(['\\"', "\\\\", "\\u0041", "\\ud83d\\ude00", "é", "€", "😀", "a\\n"])(
    "is a text of many %s, wherever it is cut",
    (unit) => {
      for (let shift = 0; shift < 6; shift++) {
        const text = `["${"z".repeat(shift)}${unit.repeat(long.length / unit.length)}"]`;
        expect(isDeepStrictEqual(outcome(text).value, JSON.parse(text))).toBe(true);
      }
    },
  );

  test("is what JSON.parse gives or refuses, whatever byte is changed", () => {
    const text = `{"a": [["y", 1], {"b": "${long}", "c": {}}, []], "e": [1, {"f": "\\""}]}`;
    const places = [...text.matchAll(/[^y]/g)].map(({ index }) => index);
    for (const [turn, at] of places.entries()) {
      for (const other of turn % 2 === 0 ? [",", ""] : ["]", "1"]) {
        const changed = `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
        const [made, expected] = [outcome(changed), parsed(changed)];
        expect([at, other, made.error]).toEqual([at, other, expected.error]);
        expect(isDeepStrictEqual(made.value, expected.value)).toBe(true);
      }
    }
  });
});

describe("it gives way", () => {
  const items = (item: string, count: number) => Array.from({ length: count }, () => item).join();

  test.each([
    ["in a list of numbers", `{"a":[${items("1", 250_000)}]}`, 10],
    ["in a list of objects", `{"a":[${items("{}", 100_000)}]}`, 15],
    [
      "in an object of many members",
      `{${Array.from({ length: 75_000 }, (_, at) => `"k${at}":1`).join()}}`,
      3,
    ],
    ["in a list of lists", `[${items(`[${items("1", 50_000)}]`, 5)}]`, 10],
    ["in a text", `{"a":["b",{"c":"${"A".repeat(8_000_000)}","d":1}]}`, 6],
    ["in a text of quotes", `{"a":"${'\\"'.repeat(1_000_000)}"}`, 5],
  ])("%s", (_what, text, fewest) => {
    const { value, yields } = outcome(text);
    // As it is written again, since so many values take long to compare one by one.
    expect(JSON.stringify(value) === text).toBe(true);
    expect(yields).toBeGreaterThanOrEqual(fewest);
  });

  test("before it refuses a text without an end", () => {
    const { error, yields } = outcome(`{"a":[${items('"ab"', 250_000)},${filler}`);
    expect(error).toBe("SyntaxError");
    expect(yields).toBeGreaterThan(10);
  });
});

test.each([
  ["more values than anybody would send", `[${"1,".repeat(1_500_000)}1]`, "TooManyValues"],
  ["white space without an end", `[${" ".repeat(3_000_000)}1]`, "SyntaxError"],
  ["a number without an end", `[${"1".repeat(3_000_000)}]`, "SyntaxError"],
])("%s is refused", (_what, text, error) => {
  expect(outcome(text).error).toBe(error);
});
