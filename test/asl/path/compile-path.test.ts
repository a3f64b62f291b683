// Paths: what each step finds, against a slow and obvious reader; what AWS says of those that find nothing; hostile ones.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compilePath } from "../../../src/asl/path/compile-path.ts";
import { compileResultPath } from "../../../src/asl/path/result-path.ts";
import { DefinitionError, EvaluationError, type Scope } from "../../../src/asl/scope.ts";
import { isJsonObject, type Json } from "../../../src/aws/json.ts";

const document: Json = {
  shop: {
    books: [
      { price: 5, title: "a" },
      { price: 15, title: "b", isbn: 1 },
    ],
    bike: { price: 20 },
  },
  list: [1, 2, 3],
};

function scopeOf(input: Json): Scope {
  const variables = { get: (name: string) => (name === "order" ? { id: 7 } : undefined) };
  return { input, context: { Execution: { Name: "e" } }, variables };
}

const found: readonly [path: string, value: Json][] = [
  ["$", document],
  ["$.list[-1]", 3],
  ["$['shop']['bike'].price", 20],
  ["$.shop.books[*].title", ["a", "b"]],
  ["$..price", [5, 15, 20]],
  ["$.list[0,2]", [1, 3]],
  ["$.list[-2:]", [2, 3]],
  ["$.shop.books[*].length()", []],
  ["$.list[:-1]", [1, 2]],
  ["$.list[1:]", [2, 3]],
  ["$.list[0:-1]", []],
  ["$.list[-3:-1]", [1, 2]],
  ["$.list[1:99]", [2, 3]],
  ["$.list[0:3:2]", [1, 2, 3]],
  ["$['list','bike']", { list: [1, 2, 3] }],
  ["$.shop.books[*]['title', 'isbn']", [{ title: "a" }, { title: "b", isbn: 1 }]],
  ['$.shop.books[0]["title"]  ', "a"],
  ["$.shop['none','nothing']", {}],
  ["$.shop.books[?(@.price < 10)].title", ["a"]],
  ["$.shop.books[?(@.isbn && !(@.price == 5))].title", ["b"]],
  ["$.shop.bike[?(@.price == 20)].price", [20]],
  ["$.list[?(@ == 1)]", []],
  ["$.none.items[*].price", []],
  ["$$.Execution.Name", "e"],
  ["$order.id", 7],
];

test.each(found)("%s finds its value", (path, value) => {
  expect(compilePath(path, "OutputPath").evaluate(scopeOf(document))).toEqual(value);
});

const missing: readonly [path: string, field: string, cause: string][] = [
  ["$.no.such", "OutputPath", "Invalid path '$.no.such' : Missing property in path $['no']"],
  ["$.x", "OutputPath", "Invalid path '$.x' : No results for path: $['x']"],
  [
    "$.list.length()",
    "InputPath",
    "Invalid path '$.list.length()' : Property ['length()'] not found in path $['list']",
  ],
  [
    "$.text['a','b']",
    "InputPath",
    "Invalid path '$.text['a','b']' : Property ['a', 'b'] not found in path $['text']",
  ],
  [
    "$.list[5]",
    "OutputPath",
    "Invalid path '$.list[5]' : Index out of bounds when evaluating path $['list'][5]",
  ],
  [
    "$.map[0]",
    "OutputPath",
    "Invalid path '$.map[0]' : Filter: [0] can only be applied to arrays. Current context is: {a=1}",
  ],
  [
    "$['map', 'text'].a",
    "InputPath",
    "Invalid path '$['map', 'text'].a' : Multi properties can only be used as path leafs: $['map', 'text']",
  ],
  [
    "$.x",
    "InputPath",
    'The JSONPath \'$.x\' specified for the field \'InputPath\' could not be found in the input \'{"list":[1],"text":"t","map":{"a":1}}\'',
  ],
];

test.each(missing)("%s of %s that finds nothing is told in AWS's words", (path, field, cause) => {
  const failure = new EvaluationError("States.Runtime", cause);
  expect(() => compilePath(path, field).evaluate(scopeOf({ list: [1], text: "t", map: { a: 1 } }))).toThrow(
    failure,
  );
});

test.each(["x", "$.", "$.a[", "$.a[?(@.b]", "$ .a"])("%s is refused", (path) => {
  expect(() => compilePath(path, "InputPath")).toThrow(DefinitionError);
});

describe("a member chain", () => {
  const names = fc.array(fc.constantFrom("a", "b", "__proto__", "constructor"), { maxLength: 5 });
  test("finds what an obvious reader finds", () => {
    fc.assert(
      fc.property(names, fc.jsonValue({ maxDepth: 4 }), (members, value) => {
        const path = `$${members.map((name) => `.${name}`).join("")}`;
        let expected: Json | undefined = value as Json;
        for (const name of members) {
          expected = Object.entries(isJsonObject(expected) ? expected : {}).find(
            ([key]) => key === name,
          )?.[1];
        }
        expect(compilePath(path, "InputPath").find(scopeOf(value as Json))).toEqual(expected);
      }),
    );
  });

  test("of 10,000 steps through data as deep does not end the stack", () => {
    let deep: Json = 1;
    for (let level = 0; level < 10_000; level++) deep = { a: deep };
    expect(compilePath(`$${".a".repeat(10_000)}`, "InputPath").evaluate(scopeOf(deep))).toBe(1);
    expect(compilePath("$..a", "InputPath").find(scopeOf(deep))).toHaveLength(10_000);
  });
});

test("a result path that was written to reads back what was written, and leaves the input as it was", () => {
  const names = fc.array(fc.constantFrom("a", "b", "__proto__"), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(names, fc.jsonValue(), (members, result) => {
      const path = `$${members.map((name) => `['${name}']`).join("")}`;
      const input = Object.freeze({ other: 1 });
      const output = compileResultPath(path)(input, result as Json);
      expect(compilePath(path, "InputPath").evaluate(scopeOf(output))).toBe(result);
      expect(output).toHaveProperty("other", 1);
    }),
  );
});

test("a result path through what is no object fails", () => {
  expect(() => compileResultPath("$.a.b")({ a: 1 }, 2)).toThrow(EvaluationError);
  expect(() => compileResultPath("$.a[3]")({ a: [] }, 2)).toThrow(EvaluationError);
});
