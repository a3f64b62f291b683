import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../../../src/aws/json.ts";
import { creationPlan } from "../../../../src/services/cloudformation/template/creation-order.ts";
import {
  parseTemplate,
  readTemplate,
} from "../../../../src/services/cloudformation/template/parse-template.ts";
import { Resolver } from "../../../../src/services/cloudformation/template/resolver.ts";

const faults: readonly { name: string; body: Json; message: RegExp }[] = [
  {
    name: "no resources",
    body: {},
    message: /t\.json:\/Resources: Template format error: At least one Resources member must be defined\./,
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
    expect(() => parseTemplate("t.json", body)).toThrow(message);
  });

  test("that is not JSON or not there is refused, naming the file", () => {
    const folder = mkdtempSync(join(tmpdir(), "template-"));
    writeFileSync(join(folder, "bad.json"), "{ nope");
    expect(() => readTemplate(join(folder, "bad.json"))).toThrow(
      /bad\.json:1: Template format error: JSON not well-formed\. \(line 1, column 4\)/,
    );
    expect(() => readTemplate(join(folder, "none.json"))).toThrow(/none\.json: cannot be read/);
    rmSync(folder, { recursive: true });
  });
});

describe("the order of creation", () => {
  const orderOf = (resources: Json) => {
    const template = parseTemplate("t.json", { Resources: resources });
    const resolver = new Resolver(template, { ref: () => undefined, attribute: () => undefined });
    return creationPlan(template, resolver).resources.map((resource) => resource.logicalId);
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
