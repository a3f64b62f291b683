import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { boundWithin } from "../../src/asl/json-bytes.ts";
import type { Scope } from "../../src/asl/scope.ts";
import { compileSizedTemplate } from "../../src/asl/template/compile-template.ts";
import type { Json } from "../../src/aws/json.ts";

const text = fc.string({ unit: "binary", maxLength: 20 });
const data = fc.record({ a: fc.jsonValue() as fc.Arbitrary<Json>, text, list: fc.array(fc.double()) });

const templates: readonly Json[] = [
  { "x.$": "$" },
  { "x.$": "$.a", y: [{ "z.$": "$.a" }, "constant\u0000", { "w.$": "$$" }] },
  { "sum.$": "States.MathAdd(States.ArrayLength($.list), 1)", "id.$": "States.UUID()" },
  { "label.$": "States.Format('{} is \\{not\\} {} for {}', $.text, $.a, $$.text)" },
  { "label.$": "States.Format('{}', States.Format('<{}>', $.list))" },
  ["constant", { "x.$": "$$.a", "y.$": "$.list" }],
];

test.each(templates.map((template) => [template]))(
  "what %j makes is no larger than its growth says",
  (template) => {
    const { evaluate, growth } = compileSizedTemplate(template, "Parameters");
    fc.assert(
      fc.property(data, data, (input, context) => {
        const scope: Scope = { input, context, variables: { get: () => undefined } };
        const most = growth.bytes + growth.inputs * jsonBytes(input) + growth.contexts * jsonBytes(context);
        expect(jsonBytes(evaluate(scope))).toBeLessThanOrEqual(most);
      }),
    );
  },
);

test.each([
  ["a variable", { "x.$": "$name" }],
  ["a path that branches", { "x.$": "$..*" }],
  ["a function that may make anything of its text", { "x.$": "States.StringToJson($.text)" }],
])("nothing is known of %s", (_what, template) => {
  expect(compileSizedTemplate(template, "Parameters").growth.bytes).toBe(Number.POSITIVE_INFINITY);
});

test("the bound of a value is no less than its JSON takes", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(boundWithin(value as Json, 1_000_000)).toBeGreaterThanOrEqual(jsonBytes(value as Json));
    }),
  );
});

test("data nested more than 1,000 levels deep has no bound", () => {
  let deep: Json = 1;
  for (let level = 0; level < 1001; level++) deep = [deep];
  expect(boundWithin(deep, 1_000_000)).toBeNaN();
});

function jsonBytes(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}
