// Choice rules: every operator against an oracle that compares in the most naive way, and the edges that AWS defines.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { compileChoiceRule } from "../../../src/asl/choice/compile-choice-rule.ts";
import { operators, pathOperators } from "../../../src/asl/choice/operators.ts";
import type { Json, JsonObject } from "../../../src/aws/json.ts";

function holds(rule: JsonObject, input: Json): boolean {
  return compileChoiceRule(rule)({ input, context: {}, variables: { get: () => undefined } });
}

test("there are 39 data tests", () => {
  expect(operators.size + pathOperators.size).toBe(39);
});

const naive: Readonly<Record<string, (first: number | string, second: number | string) => boolean>> = {
  Equals: (first, second) => first === second,
  LessThan: (first, second) => first < second,
  GreaterThan: (first, second) => first > second,
  LessThanEquals: (first, second) => first <= second,
  GreaterThanEquals: (first, second) => first >= second,
};
const times = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z", "2026-06-01T12:30:00Z"];
const values = fc.constantFrom<Json>(null, true, false, 0, 1, 2.5, "", "a", "b", ...times, [], {});

test.each(Object.keys(naive))("…%s agrees with the naive oracle, literal and by path", (ordering) => {
  fc.assert(
    fc.property(values, values, fc.constantFrom("String", "Numeric", "Timestamp"), (first, second, type) => {
      const of = (value: Json) => {
        if (type === "Numeric") return typeof value === "number" ? value : undefined;
        if (typeof value !== "string") return undefined;
        return type === "String" ? value : times.includes(value) ? Date.parse(value) : undefined;
      };
      const [a, b] = [of(first), of(second)];
      const expected = a !== undefined && b !== undefined && naive[ordering]?.(a, b) === true;
      const input = { first, second };
      expect(holds({ Variable: "$.first", [`${type}${ordering}`]: second }, input)).toBe(expected);
      expect(holds({ Variable: "$.first", [`${type}${ordering}Path`]: "$.second" }, input)).toBe(expected);
    }),
  );
});

const kinds: readonly [operator: string, value: Json][] = [
  ["IsNull", null],
  ["IsNumeric", 1],
  ["IsString", "a"],
  ["IsBoolean", false],
  ["IsTimestamp", "2026-01-01T00:00:00+02:00"],
  ["IsPresent", null],
];

test.each(kinds)("%s has both polarities", (operator, value) => {
  const input = { value, other: [] };
  for (const flag of [true, false]) {
    expect(holds({ Variable: "$.value", [operator]: flag }, input)).toBe(flag);
    const other = operator === "IsPresent" ? "$.none" : "$.other";
    expect(holds({ Variable: other, [operator]: flag }, input)).toBe(!flag);
  }
});

test.each([
  ["log-*.txt", "log-1.txt", true],
  ["log-*.txt", "log-.txt.gz", false],
  ["a*a", "a", false],
  ["\\*", "*", true],
  ["\\*", "x", false],
  ["*", "", true],
] as const)("StringMatches %s on %s is %s", (pattern, text, expected) => {
  expect(holds({ Variable: "$", StringMatches: pattern }, text)).toBe(expected);
});

test("a pattern made to be slow is not", () => {
  expect(holds({ Variable: "$", StringMatches: `${"*a".repeat(500)}b` }, "a".repeat(50_000))).toBe(false);
});

test("And, Or and Not combine, and stop when the answer is known", () => {
  const yes = { Variable: "$.a", IsPresent: true };
  const broken = { Variable: "$.none", IsNull: true };
  expect(holds({ Or: [yes, broken] }, { a: 1 })).toBe(true);
  expect(holds({ And: [{ Not: yes }, broken] }, { a: 1 })).toBe(false);
  expect(() => holds(broken, {})).toThrow(
    "Invalid path '$.none': The choice state's condition path references an invalid value.",
  );
});
