import { describe, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../../src/aws/json.ts";
import { Resolver } from "../../../../src/services/cloudformation/template/resolver.ts";

function resolver(sections: JsonObject = {}): Resolver {
  const { Mappings: mappings = {}, Conditions: conditions = {} } = sections as Record<string, JsonObject>;
  const template = { file: "t.json", body: sections, mappings, conditions };
  const refs: Record<string, Json> = {
    Queue: "http://q",
    "AWS::Region": "us-east-1",
    Stage: "dev",
    Count: 3,
  };
  const attributes: Record<string, Json> = { "Queue.Arn": "arn:q", "Table.Stream.Arn": "arn:s" };
  return new Resolver(template, {
    ref: (name) => refs[name],
    attribute: (id, name) => attributes[`${id}.${name}`],
  });
}

const values: readonly { name: string; value: Json; expected: Json }[] = [
  { name: "plain data stays as it is", value: { a: [1, null, "x"] }, expected: { a: [1, null, "x"] } },
  { name: "Ref of a resource", value: { Ref: "Queue" }, expected: "http://q" },
  { name: "Fn::GetAtt as a list", value: { "Fn::GetAtt": ["Queue", "Arn"] }, expected: "arn:q" },
  { name: "Fn::GetAtt as a text", value: { "Fn::GetAtt": "Queue.Arn" }, expected: "arn:q" },
  {
    name: "Fn::GetAtt of a dotted attribute",
    value: { "Fn::GetAtt": ["Table", "Stream.Arn"] },
    expected: "arn:s",
  },
  {
    name: "Fn::Sub of names and attributes",
    value: { "Fn::Sub": "${AWS::Region}/${Queue.Arn}/${Count}" },
    expected: "us-east-1/arn:q/3",
  },
  {
    name: "Fn::Sub with its own variables",
    value: { "Fn::Sub": ["${x}-${Stage}", { x: { Ref: "Queue" } }] },
    expected: "http://q-dev",
  },
  { name: "Fn::Sub leaves ${!literal} as ${literal}", value: { "Fn::Sub": "${!x}" }, expected: "${x}" },
  { name: "Fn::Join", value: { "Fn::Join": ["-", ["a", { Ref: "Stage" }, 1]] }, expected: "a-dev-1" },
  { name: "Fn::Select", value: { "Fn::Select": [1, ["a", { Ref: "Stage" }]] }, expected: "dev" },
  { name: "Fn::Split", value: { "Fn::Split": [",", "a,b"] }, expected: ["a", "b"] },
  { name: "Fn::Base64", value: { "Fn::Base64": "hi" }, expected: "aGk=" },
  { name: "Fn::FindInMap", value: { "Fn::FindInMap": ["Sizes", { Ref: "Stage" }, "memory"] }, expected: 256 },
  { name: "Fn::If chooses by its condition", value: { "Fn::If": ["IsDev", "yes", "no"] }, expected: "yes" },
  { name: "Fn::If by a negated condition", value: { "Fn::If": ["IsProd", "yes", "no"] }, expected: "no" },
  {
    name: "AWS::NoValue drops the member",
    value: { a: { "Fn::If": ["IsProd", 1, { Ref: "AWS::NoValue" }] }, b: 2 },
    expected: { b: 2 },
  },
  {
    name: "an IAM Condition block is data",
    value: { Condition: { StringEquals: { a: "b" } } },
    expected: { Condition: { StringEquals: { a: "b" } } },
  },
  {
    name: "__proto__ is data",
    value: JSON.parse('{"__proto__":{"a":1}}') as Json,
    expected: JSON.parse('{"__proto__":{"a":1}}') as Json,
  },
];

const sections: JsonObject = {
  Mappings: { Sizes: { dev: { memory: 256 } } },
  Conditions: {
    IsDev: { "Fn::Equals": [{ Ref: "Stage" }, "dev"] },
    IsProd: { "Fn::And": [{ "Fn::Not": [{ Condition: "IsDev" }] }, { "Fn::Or": [{ Condition: "IsDev" }] }] },
  },
};

describe("resolving a template", () => {
  test.each(values)("$name", ({ value, expected }) => {
    expect(resolver(sections).resolve(value, "/Resources/X")).toEqual(expected);
  });
});

const faults: readonly { name: string; value: Json; message: RegExp }[] = [
  {
    name: "an unknown name",
    value: { Ref: "Quue" },
    message: /t\.json:\/X\/Ref: .*Unresolved resource dependencies \[Quue\]/,
  },
  {
    name: "an unknown attribute",
    value: { "Fn::GetAtt": ["Queue", "Nope"] },
    message: /resource Queue does not support attribute type Nope in Fn::GetAtt/,
  },
  {
    name: "an unsupported function",
    value: { "Fn::Import": "x" },
    message: /Encountered unsupported function: Fn::Import /,
  },
  {
    name: "an unknown condition",
    value: { "Fn::If": ["Nope", 1, 2] },
    message: /unresolved condition dependency Nope in Fn::If/,
  },
  {
    name: "a circular condition",
    value: { "Fn::If": ["Loop", 1, 2] },
    message: /circular condition dependency: \[Loop\]/,
  },
  {
    name: "an object where a text must stand",
    value: { "Fn::Join": ["", [{ a: 1 }]] },
    message: /every Fn::Join object requires two parameters/,
  },
  {
    name: "a selection past the end",
    value: { "Fn::Select": [5, ["a"]] },
    message: /nonexistent value at index 5/,
  },
];

describe("a template that cannot be resolved", () => {
  test.each(faults)("names the place of $name", ({ value, message }) => {
    const broken = resolver({ Conditions: { Loop: { Condition: "Loop" } } });
    expect(() => broken.resolve(value, "/X")).toThrow(message);
  });
});
