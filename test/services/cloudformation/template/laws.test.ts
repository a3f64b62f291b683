// What holds of every template: how it is written makes no difference, nothing but a TemplateError ends the reading of one, and each
// part of it has its place.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { stringify } from "yaml";
import type { Json, JsonObject } from "../../../../src/aws/json.ts";
import { memberPointer } from "../../../../src/aws/json-pointer.ts";
import { placeOf } from "../../../../src/aws/template/places.ts";
import { TemplateError } from "../../../../src/aws/template/template-error.ts";
import { templateInPieces } from "../../../../src/services/cloudformation/template/parse-template.ts";
import { readTemplateText } from "../../../../src/services/cloudformation/template/template-source.ts";
import { atOnce } from "../../../../src/time/time-slice.ts";
import { workOut } from "./support/dry-stack.ts";

/** Values with every function that needs nothing but the names below. */
const { value } = fc.letrec<{ value: Json; text: Json; list: Json }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 3 },
    fc.string({ maxLength: 8, unit: "grapheme" }),
    fc.constantFrom<Json>({ Ref: "Stage" }, { Ref: "AWS::Region" }, { "Fn::GetAtt": ["Queue", "Arn"] }),
    fc.constantFrom<Json>(
      { "Fn::Sub": "${Stage}-${Queue.Arn}-${!Literal}" },
      { "Fn::FindInMap": ["M", "k", "v"] },
    ),
    tie("list").map((items): Json => ({ "Fn::Join": ["-", items] })),
    fc.tuple(tie("text"), tie("text")).map(([a, b]): Json => ({ "Fn::If": ["Yes", a, b] })),
    tie("text").map((text): Json => ({ "Fn::Base64": text })),
  ),
  list: fc.oneof(
    { maxDepth: 3 },
    fc.array(tie("text"), { maxLength: 3 }),
    tie("text").map((text): Json => ({ "Fn::Split": [",", text] })),
    fc.constantFrom<Json>({ Ref: "Names" }, { "Fn::GetAZs": "" }),
  ),
  value: fc.oneof(
    { maxDepth: 3 },
    tie("text"),
    tie("list"),
    fc.oneof(fc.integer(), fc.boolean()),
    fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }).filter(isName), tie("value"), { maxKeys: 3 }),
  ),
}));

/** Names that are no functions, and that nothing else is read into. */
function isName(name: string): boolean {
  return !/^(?:Fn::|Ref$|Condition$|<<$)/.test(name);
}

function templateWith(property: Json): JsonObject {
  return {
    Parameters: {
      Stage: { Type: "String", Default: "dev" },
      Names: { Type: "CommaDelimitedList", Default: "a,b" },
    },
    Mappings: { M: { k: { v: "mapped" } } },
    Conditions: { Yes: { "Fn::Equals": [{ Ref: "Stage" }, "dev"] } },
    Resources: {
      Queue: { Type: "AWS::SQS::Queue" },
      Topic: { Type: "AWS::SNS::Topic", Properties: { Value: property } },
    },
  };
}

describe("of every template it holds that", () => {
  test("JSON and YAML of it resolve alike", async () => {
    await fc.assert(
      fc.asyncProperty(value, async (property) => {
        const template = templateWith(property);
        const json = await workOut(JSON.stringify(template), "t.json");
        const yaml = await workOut(stringify(template, { version: "1.1" }), "t.yaml", {
          aliases: "written out",
        });
        expect(yaml).toEqual(json);
      }),
      { numRuns: 150 },
    );
  });

  test("a loop comes to what it is when unrolled by hand", async () => {
    const items = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9]{1,6}$/), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(items, value, async (names, property) => {
        const topic = (name: Json, key: string): JsonObject => ({
          Type: "AWS::SNS::Topic",
          Properties: { TopicName: name, Key: key, Value: property },
        });
        const base = templateWith("x");
        const loop = ["Item", names, { "Topic${Item}": topic({ "Fn::Sub": "t-${Item}" }, "${Item}") }];
        const byHand = names.map((name) => [`Topic${name}`, topic(`t-${name}`, name)] as const);
        const looped = await workOut(
          JSON.stringify(withResources(base, { "Fn::ForEach::Topics": loop })),
          "t.json",
        );
        const unrolled = await workOut(
          JSON.stringify(withResources(base, Object.fromEntries(byHand))),
          "t.json",
        );
        expect(looped).toEqual(unrolled);
      }),
      { numRuns: 60 },
    );
  });

  test("resolving one leaves it as it was", async () => {
    await fc.assert(
      fc.asyncProperty(value, async (property) => {
        const text = JSON.stringify(templateWith(property));
        const source = readTemplateText(text, "t.json");
        await workOut(text, "t.json");
        atOnce(templateInPieces(source));
        expect(JSON.stringify(source.body)).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  test("each part of it has its place, in JSON as in YAML", () => {
    fc.assert(
      fc.property(value, (property) => {
        const template = templateWith(property);
        const json = JSON.stringify(template, undefined, 2);
        const lines = json.split("\n");
        const { body } = readTemplateText(json, "t.json");
        for (const pointer of pointersOf(template, "")) {
          const place = placeOf(body, pointer);
          expect(lines[(place?.line ?? 0) - 1]?.length).toBeGreaterThanOrEqual(place?.column ?? Number.NaN);
        }
        const yaml = stringify(template, { version: "1.1", aliasDuplicateObjects: false });
        const read = readTemplateText(yaml, "t.yaml").body;
        for (const pointer of pointersOf(template, "")) expect(placeOf(read, pointer)?.file).toBe("t.yaml");
      }),
      { numRuns: 60 },
    );
  });

  test("nothing but a TemplateError ends the reading of a text", async () => {
    const pieces = fc.constantFrom(
      ..."{}[]:,-!&*?|>'\"#\n \t".split(""),
      ...[
        "!Ref ",
        "!Sub ",
        "!GetAtt ",
        "Resources:",
        "\n  ",
        "Type: A",
        "*a",
        "&a ",
        "<<: ",
        "Fn::If",
        "null",
        "~",
        "\u0000",
      ],
      ...[
        "Fn::ForEach::L",
        "Transform: AWS::LanguageExtensions\n",
        '{"Resources":',
        "__proto__:",
        "${",
        "1e9",
        "%YAML 1.1\n---\n",
      ],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 30 }), async (parts) => {
        const outcome = await workOut(parts.join(""), "t", { aliases: "written out" }).catch(
          (error: unknown) => error,
        );
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(TemplateError);
      }),
      { numRuns: 500 },
    );
  });

  test("nothing but a TemplateError ends the check of a value", async () => {
    const keys = fc.constantFrom(
      "Resources",
      "Parameters",
      "Outputs",
      "Conditions",
      "Mappings",
      "Rules",
      "Type",
      "Properties",
      "A",
      "Ref",
      "Fn::If",
      "Fn::Sub",
      "Fn::Join",
      "Fn::Select",
      "Fn::Cidr",
      "Fn::GetAtt",
      "Fn::FindInMap",
      "Fn::ImportValue",
      "Condition",
      "Assertions",
      "Assert",
      "Value",
      "Transform",
      "Fn::ForEach::L",
      "Fn::Transform",
      "Default",
      "DependsOn",
      "Name",
    );
    const { any } = fc.letrec<{ any: Json }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom<Json>(
          "String",
          "A",
          "AWS::LanguageExtensions",
          "${A.B}",
          "",
          null,
          1,
          true,
          "AWS::Include",
        ),
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(keys, tie("any"), { maxKeys: 4 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(keys, any, { maxKeys: 6 }), async (body) => {
        const outcome = await workOut(JSON.stringify(body), "t").catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(TemplateError);
      }),
      { numRuns: 500 },
    );
  });
});

function withResources(template: JsonObject, more: JsonObject): JsonObject {
  return {
    ...template,
    Transform: "AWS::LanguageExtensions",
    Resources: { ...(template.Resources as JsonObject), ...more },
  };
}

function pointersOf(part: Json, pointer: string): readonly string[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, member]: [string, Json]) => {
    const inner = memberPointer(pointer, key);
    return [inner, ...pointersOf(member, inner)];
  });
}
