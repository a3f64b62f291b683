// One expression is read without a pause: what is too long for that is refused, wherever it stands, before it is read.

import { describe, expect, test } from "@jest/globals";
import { compileDefinition } from "../../src/asl/compile/compile-definition.ts";
import { longestExpression } from "../../src/asl/longest-expression.ts";
import { loadDefinition } from "../../src/asl/validate/validate.ts";
import type { Json, JsonObject } from "../../src/aws/json.ts";

const pass = (fields: JsonObject) => ({ Type: "Pass", Next: "D", ...fields });
const choice = (rule: JsonObject) => ({ Type: "Choice", Choices: [{ Next: "D", ...rule }], Default: "D" });
const load = (state: Json) =>
  loadDefinition({ StartAt: "S", States: { S: state, D: { Type: "Succeed" } } }, { type: "STANDARD" });

/** Of so many characters. */
const path = (length: number) => `$.${"a".repeat(length - 2)}`;
const steps = (length: number) => `$${".a".repeat((length - 1) / 2)}${length % 2 === 0 ? "b" : ""}`;
const filter = (length: number) => `$[?(@.a == ${"1".repeat(length - 13)})]`;
const call = (length: number) => `States.Array(${"1".repeat(length - 14)})`;

const places: readonly (readonly [what: string, stateOf: (length: number) => Json])[] = [
  ["a path of one name", (length) => pass({ InputPath: path(length) })],
  ["a path of many steps", (length) => pass({ OutputPath: steps(length) })],
  ["a filter", (length) => pass({ InputPath: filter(length) })],
  ["a ResultPath", (length) => pass({ ResultPath: steps(length) })],
  ["a path of a template", (length) => pass({ Parameters: { "a.$": path(length) } })],
  ["the call of a template", (length) => pass({ Parameters: { "a.$": call(length) } })],
  ["a path of an item", (length) => ({ ...mapped, ItemsPath: path(length) })],
  ["a rule's variable", (length) => choice({ Variable: path(length), IsNull: true })],
  ["what a rule compares with", (length) => choice({ Variable: "$.a", StringEqualsPath: path(length) })],
  [
    "a JSONata expression",
    (length) => pass({ QueryLanguage: "JSONata", Output: `{%${" ".repeat(length - 1)}1%}` }),
  ],
];
const mapped = {
  Type: "Map",
  Next: "D",
  ItemProcessor: { StartAt: "I", States: { I: { Type: "Pass", End: true } } },
};

describe.each(places)("%s", (_what, stateOf) => {
  test("may be as long as one can be", () => {
    const { definition, diagnostics } = load(stateOf(longestExpression));
    expect(diagnostics).toEqual([]);
    expect(() => definition && compileDefinition(definition)).not.toThrow();
  });

  test("may not be longer, and is told how long it is", () => {
    const { definition, diagnostics } = load(stateOf(longestExpression + 1));
    expect(definition).toBeUndefined();
    expect(diagnostics).toHaveLength(1);
    expect(JSON.stringify(diagnostics)).toContain(String(longestExpression));
  });
});
