import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { matchesGlob, parseGlob } from "../../src/asl/glob.ts";
import {
  includesText,
  indexOfText,
  lastIndexOfText,
  piecesOf,
  replaceText,
} from "../../src/aws/find-text.ts";
import { compileWildcard } from "../../src/event-patterns/wildcard.ts";
import { containsValue } from "../../src/services/dynamodb/values/compare.ts";

/** Of two letters, so that much is nearly alike. */
const letters = (length: fc.IntegerConstraints) =>
  fc
    .tuple(fc.integer(length), fc.integer({ min: 1, max: 2 ** 30 }))
    .map(([count, seed]) =>
      Array.from({ length: count }, (_, at) => ((seed >> (at % 29)) & 1 ? "b" : "a")).join(""),
    );

test("what is long is found where JavaScript's own search finds it", () => {
  const texts = letters({ min: 60_000, max: 80_000 });
  const parts = letters({ min: 20, max: 200 });
  fc.assert(
    fc.property(texts, parts, fc.integer({ min: 0, max: 3_000 }), (text, part, from) => {
      expect(indexOfText(text, part, from)).toBe(text.indexOf(part, from));
      expect(lastIndexOfText(text, part)).toBe(text.lastIndexOf(part));
      expect(piecesOf(text, part)).toEqual(text.split(part));
      expect(piecesOf(text, part, 3)).toEqual(text.split(part, 3));
      expect(replaceText(text, part, "$&")).toBe(text.replaceAll(part, () => "$&"));
    }),
    { numRuns: 50 },
  );
});

test("what is short, too", () => {
  expect(indexOfText("abc", "")).toBe(0);
  expect(includesText("abc", "bc")).toBe(true);
  expect(piecesOf("abc", "")).toEqual(["a", "b", "c"]);
  expect(piecesOf("a,b,c", ",", 2)).toEqual(["a", "b"]);
  expect(replaceText("ab", "", "-")).toBe("-a-b-");
});

/** JavaScript's own search takes a minute for each of them. */
describe("texts that are nearly alike are done with at once", () => {
  const many = "a".repeat(200_000);
  const [text, part] = ["a".repeat(1_000_000), `${many}b${many}`];
  test.each<readonly [string, () => unknown, unknown]>([
    ["sought", () => includesText(text, part), false],
    ["sought from behind", () => lastIndexOfText(text, part), -1],
    ["cut", () => piecesOf(text, part).length, 1],
    ["replaced", () => replaceText(text, part, "") === text, true],
    ["in a Choice rule", () => matchesGlob(parseGlob(`*${part}*`), text), false],
    ["in an event pattern", () => compileWildcard(`*${part}*`)(text), false],
    ["in a condition", () => containsValue({ S: text }, { S: part }), false],
  ])("%s", (_, work, answer) => {
    expect(work()).toBe(answer);
  });
});
