import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { planInPieces } from "../../../../src/services/cloudformation/template/creation-order.ts";
import { templateInPieces } from "../../../../src/services/cloudformation/template/parse-template.ts";
import { Resolver } from "../../../../src/services/cloudformation/template/resolver.ts";
import { readTemplateText } from "../../../../src/services/cloudformation/template/template-source.ts";
import { atOnce } from "../../../../src/time/time-slice.ts";

const parsed = (body: JsonObject) => atOnce(templateInPieces({ file: "t.json", body, transforms: [] }));

const faults: readonly { name: string; body: JsonObject; message: RegExp }[] = [
  {
    name: "no resources",
    body: {},
    message: /t\.json:\/Resources: Template format error: At least one Resources member must be defined\./,
  },
  {
    name: "resources that are a text",
    body: { Resources: "" },
    message: /t\.json:\/Resources: Template format error: Any Resources member must be an object\./,
  },
  {
    name: "a resource without a type",
    body: { Resources: { A: {} } },
    message: /\[\/Resources\/A\] Every Resources object must contain a Type member/,
  },
  {
    name: "a resource that is a text",
    body: { Resources: { A: "x" } },
    message: /\[\/Resources\/A\] resource definition is malformed/,
  },
  {
    name: "a transform that there is not",
    body: { Transform: "AWS::Serverless-2016-10-31", Resources: { A: { Type: "X" } } },
    message: /\/Transform/,
  },
];

describe("a template", () => {
  test.each(faults)("with $name is refused, naming the place", ({ body, message }) => {
    expect(() => parsed(body)).toThrow(message);
  });

  test("that is not JSON is refused, naming the file", () => {
    expect(() => readTemplateText("{ nope", "bad.json")).toThrow(
      /bad\.json:1: Template format error: JSON not well-formed\. \(line 1, column 4\)/,
    );
  });
});

describe("the order of creation", () => {
  const orderOf = (resources: JsonObject) => {
    const template = parsed({ Resources: resources });
    const resolver = new Resolver(template, { ref: () => undefined, attribute: () => undefined });
    return atOnce(planInPieces(template, resolver)).resources.map((resource) => resource.logicalId);
  };

  test("puts a resource after all that it refers to", () => {
    expect(
      orderOf({
        A: { Type: "X", Properties: { p: { "Fn::Sub": "${B.Arn}" } } },
        B: { Type: "X", Properties: { p: [{ "Fn::GetAtt": ["C", "Arn"] }] } },
        C: { Type: "X", DependsOn: "D" },
        D: { Type: "X" },
      }),
    ).toEqual(["D", "C", "B", "A"]);
  });

  test("names a circle", () => {
    expect(() =>
      orderOf({
        A: { Type: "X", Properties: { p: { Ref: "B" } } },
        B: { Type: "X", Properties: { p: { Ref: "A" } } },
      }),
    ).toThrow(/Circular dependency between resources: \[A, B\]; A → B → A/);
  });

  test("names a dependency that is not there", () => {
    expect(() => orderOf({ A: { Type: "X", DependsOn: ["Z"] } })).toThrow(
      /\/Resources\/A\/DependsOn: Template format error: Unresolved resource dependencies \[Z\] in the Resources block/,
    );
  });
});
