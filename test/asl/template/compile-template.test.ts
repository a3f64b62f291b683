// Payload templates and intrinsic functions as templates call them.

import { expect, test } from "@jest/globals";
import { compileTemplate } from "../../../src/asl/template/compile-template.ts";
import type { Json } from "../../../src/aws/json.ts";

const scope = {
  input: { a: [1, 2, 2], o: { Arg1: 1, Arg2: [] }, n: null },
  context: {},
  variables: { get: () => undefined },
  random: { next: () => 0.5, uuid: () => "u" },
};

test("a constant template is handed out as it is", () => {
  const template = { a: [{ b: "$.a" }] };
  expect(compileTemplate(template, "Parameters")(scope)).toBe(template);
});

test("keys that end with .$ are evaluated at any depth; __proto__ is data", () => {
  const template = JSON.parse('{"x":[{"y.$":"$.a[0]"}],"__proto__.$":"$.a"}');
  expect(JSON.stringify(compileTemplate(template, "Parameters")(scope))).toBe(
    '{"x":[{"y":1}],"__proto__":[1,2,2]}',
  );
});

test("a missing path names the field", () => {
  expect(() => compileTemplate({ "x.$": "$.zz" }, "Parameters")(scope)).toThrow(
    "The JSONPath '$.zz' specified for the field 'x.$' could not be found in the input",
  );
});

test("what is no expression is refused", () => {
  for (const value of [1, "x", "States.Nope()", "States.UUID(1)"]) {
    expect(() => compileTemplate({ "x.$": value }, "Parameters")).toThrow(Error);
  }
});

const calls: readonly [call: string, value: Json][] = [
  ["States.Format('{} \\{} {}', $.o, $.n)", "{Arg1=1, Arg2=[]} {} null"],
  ["States.StringToJson('')", null],
  ["States.JsonToString($.o)", '{"Arg1":1,"Arg2":[]}'],
  ["States.Array(1, 'a', States.Array())", [1, "a", []]],
  ["States.ArrayPartition($.a, 2)", [[1, 2], [2]]],
  ["States.ArrayContains($.a, 2)", true],
  ["States.ArrayRange(9, 1, -4)", [9, 5, 1]],
  ["States.ArrayGetItem($.a, 1)", 2],
  ["States.ArrayLength($.a)", 3],
  ["States.ArrayUnique($.a)", [1, 2]],
  [
    "States.ArrayUnique(States.Array($.o, States.StringToJson('\\{\"Arg2\":[],\"Arg1\":1\\}'), 1, '1'))",
    [{ Arg1: 1, Arg2: [] }, 1, "1"],
  ],
  ["States.Base64Decode(States.Base64Encode('ä'))", "ä"],
  ["States.Hash('input data', 'MD5')", "812f45842bc6d66ee14572ce20db8e86"],
  ["States.JsonMerge($.o, $.o, false)", { Arg1: 1, Arg2: [] }],
  ["States.MathRandom(0, 10)", 5],
  ["States.MathAdd(-1.5, 0)", -1],
  ["States.StringSplit('a.b+c', '.+')", ["a", "b", "c"]],
  ["States.UUID()", "u"],
];

test.each(calls)("%s", (call, value) => {
  expect(compileTemplate({ "x.$": call }, "Parameters")(scope)).toEqual({ x: value });
});

test.each([
  "States.ArrayRange(1, 2001, 1)",
  "States.ArrayRange(1, 2, 0)",
  "States.ArrayGetItem($.a, 3)",
  "States.ArrayPartition($.a, 0)",
  "States.JsonMerge($.o, $.o, true)",
  "States.Format('{}')",
  "States.Hash('a', 'MD6')",
  "States.MathAdd(2147483648, 0)",
  "States.StringToJson('{')",
])("%s fails with States.IntrinsicFailure", (call) => {
  expect(() => compileTemplate({ "x.$": call }, "Parameters")(scope)).toThrow(
    expect.objectContaining({ error: "States.IntrinsicFailure" }),
  );
});
