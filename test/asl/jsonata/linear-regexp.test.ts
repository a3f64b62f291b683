// Regular expressions in JSONata match what RegExp matches, and no pattern can hold the process.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compileJsonata } from "../../../src/asl/jsonata/compile-jsonata.ts";
import { LinearRegExp } from "../../../src/asl/jsonata/linear-regexp.ts";
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
          const linear = new LinearRegExp(new RegExp(source, "g")).exec(text);
          expect(linear && [linear.index, ...linear]).toEqual(match && [match.index, ...match]);
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

  test.each(["(?=a)b", "(a)\\1"])("/%s/ is refused where it is evaluated", async (source) => {
    await expect(evaluate(`$contains($states.input, /${source}/)`, "a")).rejects.toMatchObject({
      error: "States.QueryEvaluationError",
      message: expect.stringContaining("cannot be matched in linear time"),
    });
  });
});
