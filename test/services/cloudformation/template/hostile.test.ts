// Templates that would take a reader's time, memory or stack: each is answered, or refused as a template is.

import { describe, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../../src/aws/json.ts";
import { TemplateError } from "../../../../src/aws/template/template-error.ts";
import { workOut } from "./support/dry-stack.ts";

function nested(depth: number, around: (inner: string) => string, core = '"x"'): string {
  return Array.from({ length: depth }).reduce<string>((inner) => around(inner), core);
}

function withProperty(property: string): string {
  return `{"Transform": "AWS::LanguageExtensions", "Conditions": {"C": {"Fn::Equals": ["a", "a"]}},
    "Resources": {"A": {"Type": "T", "Properties": {"P": ${property}}}}}`;
}

function loop(items: Json, body: JsonObject): string {
  return JSON.stringify({
    Transform: "AWS::LanguageExtensions",
    Resources: { "Fn::ForEach::L": ["N", items, body] },
  });
}

const topic = (property: Json): JsonObject => ({ Type: "T", Properties: { P: property } });
const tenTimes = JSON.stringify("${a}".repeat(10));
const many = Array.from({ length: 900 }, (_, index) => `i${index}`);

const hostile: readonly { name: string; text: string; refused: RegExp | undefined }[] = [
  {
    name: "objects in objects",
    text: withProperty(nested(900, (inner) => `{"k": ${inner}}`)),
    refused: undefined,
  },
  {
    name: "choices in choices",
    text: withProperty(nested(400, (inner) => `{"Fn::If": ["C", ${inner}, "y"]}`)),
    refused: undefined,
  },
  {
    name: "texts that are ten times as long at each level",
    text: withProperty(nested(12, (inner) => `{"Fn::Sub": [${tenTimes}, {"a": ${inner}}]}`)),
    refused: /texts that functions make are too long/,
  },
  {
    name: "Base64 of Base64",
    text: withProperty(nested(80, (inner) => `{"Fn::Base64": ${inner}}`)),
    refused: /texts that functions make are too long/,
  },
  {
    name: "JSON of JSON",
    text: withProperty(nested(80, (inner) => `{"Fn::ToJsonString": [${inner}]}`, '"\\\\"')),
    refused: /texts that functions make are too long/,
  },
  {
    name: "braces that are never closed",
    text: withProperty(JSON.stringify({ "Fn::Sub": "${".repeat(200_000) })),
    refused: undefined,
  },
  {
    name: "references that are never closed",
    text: withProperty(JSON.stringify("{{resolve:".repeat(90_000))),
    refused: undefined,
  },
  {
    name: "a loop that makes too much",
    text: loop(many, { "A${N}": topic(Array.from({ length: 9_000 }, () => "${N}")) }),
    refused: /more than a template can hold/,
  },
  {
    name: "a loop over long texts",
    text: loop(["x".repeat(400_000)], { A: topic("${N}".repeat(90_000)) }),
    refused: /more than a template can hold/,
  },
  {
    name: "loops in loops",
    text: loop(many, {
      "Fn::ForEach::M": ["M", many, { "Fn::ForEach::K": ["K", many, { "A${N}${M}${K}": topic("x") }] }],
    }),
    refused: /more than a template can hold/,
  },
  {
    name: "a pattern that repeats too much",
    text: JSON.stringify({
      Parameters: {
        P: { Type: "String", Default: "a".repeat(4_000), AllowedPattern: "(a{500}b?)".repeat(300) },
      },
      Resources: { A: { Type: "T" } },
    }),
    refused: /must be a valid regular expression\.; it repeats too much/,
  },
  {
    name: "a pattern that would go back and forth",
    text: JSON.stringify({
      Parameters: { P: { Type: "String", Default: "a".repeat(4_000), AllowedPattern: "(a+)+b" } },
      Resources: { A: { Type: "T" } },
    }),
    refused: /must match pattern/,
  },
  {
    name: "ten thousand references to nothing",
    text: JSON.stringify({
      Resources: Object.fromEntries(
        many
          .slice(0, 400)
          .map((name) => [name, topic(many.slice(0, 25).map((each) => ({ Ref: `${each}x` })))]),
      ),
    }),
    refused: /Unresolved resource dependencies/,
  },
];

describe("a template", () => {
  test.each(hostile)("of $name is answered", async ({ text, refused }) => {
    const outcome = await workOut(text, "t").catch((error: unknown) => error);
    if (refused === undefined) {
      expect(outcome).toMatchObject({ resources: { A: {} } });
    } else {
      expect(outcome).toBeInstanceOf(TemplateError);
      expect((outcome as TemplateError).message).toMatch(refused);
    }
  });
});
