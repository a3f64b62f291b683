// JSONata fields: what is constant, what AWS adds and takes away, and its words where an expression gives nothing.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import jsonata from "jsonata";
import { compileJsonata, compileJsonataTemplate } from "../../../src/asl/jsonata/compile-jsonata.ts";
import type { Json } from "../../../src/aws/json.ts";

const bindings = {
  input: { list: [1, 2, 3], items: [{ n: "a" }, { n: "b" }] },
  context: {},
  variables: { get: (name: string) => (name === "order" ? { id: 7 } : undefined) },
  random: { next: () => 0.5, uuid: () => "u" },
};

const values: readonly [expression: string, value: Json][] = [
  ["$states.input.list", [1, 2, 3]],
  ["$states.input.items.n", ["a", "b"]],
  ["$order.id + 1", 8],
  ["$partition([0], 1)", [[0]]],
  ["$range(1, 9, 9)", 1],
  ["$range(3, 1, -1)", [3, 2, 1]],
  ["$hash('input data', 'MD5')", "812f45842bc6d66ee14572ce20db8e86"],
  ["$parse('[1]')", [1]],
  ["$random()", 0.5],
  ["$uuid()", "u"],
];

test.each(values)("%s", async (expression, value) => {
  expect(await compileJsonata(`{% ${expression} %}`, "Output")(bindings)).toEqual(value);
});

const failures: readonly [expression: string, what: string][] = [
  ["$nope", "returned nothing (undefined)."],
  ["$states.input.none", "returned nothing (undefined)."],
  ["function($x){$x}", "returned an unsupported result type."],
  [
    "$ceil('a')",
    'threw an error during evaluation. T0410: Argument 1 of function "ceil" does not match function signature',
  ],
  [
    "1 + 'a'",
    'threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number',
  ],
  ["$number('a')", 'threw an error during evaluation. D3030: Unable to cast value to a number: "a"'],
  ["states", "returned nothing (undefined)."],
  [
    "sum([1])",
    "threw an error during evaluation. T1005: Attempted to invoke a non-function. Did you mean $sum?",
  ],
  ["$eval('1')", "threw an error during evaluation. T1006: Attempted to invoke a non-function"],
  ["($f := function($x){1 + $f($x)}; $f(1))", "threw an error during evaluation. D1011"],
];

test.each(failures)("%s fails in AWS's words", async (expression, what) => {
  const evaluate = async () => compileJsonata(`{% ${expression} %}`, "Output")(bindings);
  await expect(evaluate()).rejects.toThrow(
    `The JSONata expression '${expression}' specified for the field 'Output' ${what}`,
  );
});

test("a template without expressions is handed out as it is; one with them is located by its keys", async () => {
  const constant = { a: ["{", "%}"] };
  expect(compileJsonataTemplate(constant, "Output")(bindings)).toBe(constant);
  const evaluate = async () =>
    compileJsonataTemplate({ a: "{% 1 + 1 %}", result: "{% $nope %}" }, "Output")(bindings);
  await expect(evaluate()).rejects.toMatchObject({ location: "Output/result" });
});

test("a chain of members gives what the package gives", async () => {
  const names = fc.array(fc.constantFrom("a", "b"), { maxLength: 3 });
  const data = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(1, null, "x"),
      fc.dictionary(fc.constantFrom("a", "b"), tie("node"), { noNullPrototype: true }),
      fc.array(tie("node"), { maxLength: 2 }),
    ),
  })).node;
  await fc.assert(
    fc.asyncProperty(names, data, async (members, value) => {
      const expression = ["$states.input", ...members].join(".");
      const input = value as Json;
      const expected: unknown = await jsonata(expression).evaluate(undefined, { states: { input } });
      const evaluate = compileJsonata(`{% ${expression} %}`, "Output");
      const actual = await Promise.resolve()
        .then(() => evaluate({ ...bindings, input }))
        .catch(() => undefined);
      expect(JSON.stringify(actual)).toBe(JSON.stringify(expected));
    }),
  );
});

test("of the items of a list only what they own is found", () => {
  const input = JSON.parse('{"list": [{"a": 1}, {"__proto__": 2, "toString": 3}]}') as Json;
  const found = (name: string) =>
    compileJsonata(`{% $states.input.list.${name} %}`, "Output")({ ...bindings, input });
  expect([found("`__proto__`"), found("toString"), found("a")]).toEqual([2, 3, 1]);
  expect(() => found("constructor")).toThrow("returned nothing (undefined).");
});
