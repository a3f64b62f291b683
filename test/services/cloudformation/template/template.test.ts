import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../../../src/aws/json.ts";
import { creationOrder } from "../../../../src/services/cloudformation/template/creation-order.ts";
import { parseTemplate, readTemplate } from "../../../../src/services/cloudformation/template/template.ts";

const faults: readonly { name: string; body: Json; message: RegExp }[] = [
  { name: "no resources", body: {}, message: /t\.json:\/Resources: expected at least one resource/ },
  { name: "a resource without a type", body: { Resources: { A: {} } }, message: /\/Resources\/A\/Type/ },
  {
    name: "a resource that is a text",
    body: { Resources: { A: "x" } },
    message: /\/Resources\/A: expected an object, got "x"/,
  },
  {
    name: "a transform",
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
    expect(() => readTemplate(join(folder, "bad.json"))).toThrow(/bad\.json: is not JSON/);
    expect(() => readTemplate(join(folder, "none.json"))).toThrow(/none\.json: cannot be read/);
    rmSync(folder, { recursive: true });
  });
});

describe("the order of creation", () => {
  const orderOf = (resources: Json) => {
    const template = parseTemplate("t.json", { Resources: resources });
    return creationOrder(template, [...template.resources.values()]).map((resource) => resource.logicalId);
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
    ).toThrow(/depends on itself: A → B → A/);
  });

  test("names a dependency that is not there", () => {
    expect(() => orderOf({ A: { Type: "X", DependsOn: ["Z"] } })).toThrow(
      /\/Resources\/A\/DependsOn: there is no resource "Z"/,
    );
  });
});
