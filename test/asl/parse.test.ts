import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseDefinition } from "../../src/asl/parse.ts";
import type { Json } from "../../src/aws/json.ts";

describe("parseDefinition", () => {
  test("gives the definition of a text, and of JSON that was parsed already", () => {
    const definition = { StartAt: "A", States: { A: { Type: "Succeed" } } };
    expect(parseDefinition(JSON.stringify(definition))).toEqual({ definition, diagnostics: [] });
    expect(parseDefinition(definition)).toEqual({ definition, diagnostics: [] });
  });

  test("takes __proto__ for data", () => {
    const { definition } = parseDefinition('{"__proto__":{"polluted":true},"States":{}}');
    expect(Object.keys(definition ?? {})).toEqual(["__proto__", "States"]);
    expect(Object.getPrototypeOf(definition)).toBe(Object.prototype);
  });

  test.each([
    ["blank", " \n"],
    ["a list", "[]"],
    ["null", "null"],
    ["a text in quotes", '"{}"'],
  ])("refuses %s: a definition is an object", (_name, text) => {
    const { definition, diagnostics } = parseDefinition(text);
    expect(definition).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: "SCHEMA_VALIDATION_FAILED", path: "", message: "Definition must be a valid JSON object" },
    ]);
  });

  test("reports every key that stands twice, not only the first", () => {
    const { diagnostics } = parseDefinition('{"a":1,"a":2,\n"b":{"c":1,"c":2}}');
    expect(diagnostics.map(({ message }) => message.split("\n")[0])).toEqual([
      "Duplicate field 'a'",
      "Duplicate field 'c'",
    ]);
  });

  test("reports parsed JSON that is nested too deeply", () => {
    let value: Json = {};
    for (let depth = 0; depth < 100_000; depth++) value = { a: value };
    expect(parseDefinition(value).diagnostics).toMatchObject([{ code: "TOO_DEEPLY_NESTED" }]);
  });

  test("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: "binary" })), (text) => {
        const { definition, diagnostics } = parseDefinition(text);
        expect(definition === undefined).toBe(diagnostics.length > 0);
      }),
    );
  });
});
