// Patterns of policies, held against what a regular expression of the same meaning says.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { compilePattern } from "../../src/policies/pattern.ts";

const of = (characters: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...characters), maxLength });

test("stars and question marks mean what they mean in a regular expression, however long the pieces are", () => {
  fc.assert(
    fc.property(of("aab?*", 12), fc.integer({ min: 1, max: 9 }), of("ab", 40), (unit, times, text) => {
      const pattern = unit.slice(0, 4).repeat(times) + unit.slice(4);
      const meant = new RegExp(`^${pattern.replaceAll(/\*+/g, ".*").replaceAll("?", ".")}$`);
      const options = { hasWildcards: true, hasVariables: false };
      for (const each of [text, text.repeat(3), pattern.replaceAll(/[*?]/g, "b")])
        expect(compilePattern(pattern, options)(each, new Map())).toBe(meant.test(each));
    }),
  );
});

test.each([
  ["a piece of more than 64 characters", `*?${"a".repeat(70)}?c*`, `xx${"a".repeat(75)}bc!`, true],
  ["the same, which stands nowhere", `*?${"a".repeat(70)}?c*`, `xx${"a".repeat(75)}bb!`, false],
  ["a piece of 32 characters", `*${"?".repeat(31)}c*`, `${"a".repeat(40)}c`, true],
])("%s", (_what, pattern, text, isMatch) => {
  const matches = compilePattern(pattern, { hasWildcards: true, hasVariables: false });
  expect(matches(text, new Map())).toBe(isMatch);
});
