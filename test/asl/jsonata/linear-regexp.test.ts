// Regular expressions in JSONata match what RegExp matches, and no pattern can hold the process.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Budget } from "../../../src/asl/jsonata/budget.ts";
import { compileJsonata } from "../../../src/asl/jsonata/compile-jsonata.ts";
import { linearPattern } from "../../../src/asl/jsonata/linear-regexp.ts";
import type { Json } from "../../../src/aws/json.ts";

const noVariables = { get: () => undefined };
const evaluate = (expression: string, input: Json) =>
  compileJsonata(`{% ${expression} %}`, "Output")({ input, context: {}, variables: noVariables });

describe("a pattern", () => {
  const functions: readonly (readonly [string, Json, Json])[] = [
    ["$contains($states.input, /b+/)", "abba", true],
    ["$match($states.input, /a(b)/).groups", "a ab", ["b"]],
    ["$replace($states.input, /(\\w+) (\\w+)/i, '$2 $1')", "Hello World", "World Hello"],
    ["$split($states.input, /[,;] */)", "a, b;c", ["a", "b", "c"]],
    ["$contains($states.input, /^b$/m)", "a\nb", true],
    ["$contains($states.input, /\\u00e9/)", "café", true],
  ];
  test.each(functions)("%s of %j", async (expression, input, value) => {
    expect(await evaluate(expression, input)).toEqual(value);
  });

  const pattern = fc
    .array(fc.constantFrom("a", "b", ".", "\\d", "[ab]", "(a|b)", "^", "$", "a*", "b+?", "(a)?", "\\w"), {
      maxLength: 5,
    })
    .map((parts) => parts.join("") || "a");

  test("matches where RegExp matches, with the same groups", () => {
    fc.assert(
      fc.property(
        pattern,
        fc.string({ unit: fc.constantFrom("a", "b", "1", " "), maxLength: 12 }),
        (source, text) => {
          const match = new RegExp(source, "g").exec(text);
          const linear = linearPattern(new RegExp(source))(text, 0, new Budget());
          expect(linear && [linear.start, linear.match, ...linear.groups]).toEqual(
            match ? [match.index, ...match] : undefined,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("a pattern made to be slow", () => {
  test.each(["(a+)+$", "(a|a)*!!", "(.*a){20}$", "^(([a-z])+.)+[A-Z]([a-z])+$"])(
    "/%s/ is not",
    async (source) => {
      expect(await evaluate(`$contains($states.input, /${source}/)`, `${"a".repeat(2_000)}!`)).toBe(false);
    },
  );

  test.each(["(?=a)b", "(a)\\1"])("/%s/ is refused where it is evaluated", (source) => {
    expect(() => evaluate(`$contains($states.input, /${source}/)`, "a")).toThrow(
      expect.objectContaining({
        error: "States.QueryEvaluationError",
        message: expect.stringContaining("cannot be matched in linear time"),
      }),
    );
  });
});
