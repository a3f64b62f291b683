// What holds for SAM's transform whatever the template.

import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../../../src/aws/json.ts";
import { readTemplateText } from "../../../../../src/services/cloudformation/template/template-source.ts";
import {
  isSam,
  samInPieces,
} from "../../../../../src/services/cloudformation/transforms/sam/sam-transform.ts";
import { atOnce } from "../../../../../src/time/time-slice.ts";
import { templateFiles } from "../../template/support/template-files.ts";

const files = ["suite", "wrong"].flatMap((folder) => templateFiles(join(import.meta.dirname, folder)));
const region = "eu-central-1";

function fn(properties: JsonObject = {}): JsonObject {
  return {
    Type: "AWS::Serverless::Function",
    Properties: { InlineCode: "x", Handler: "a.b", Runtime: "nodejs22.x", ...properties },
  };
}

function expanded(template: JsonObject, parameters: JsonObject = {}): JsonObject {
  const outcome = atOnce(samInPieces({ template, parameters, region }));
  if (!("template" in outcome)) throw new Error(outcome.message);
  return outcome.template;
}

describe("SAM's transform", () => {
  test.each(files)("leaves the template $name as it was", ({ name, text }) => {
    const { body } = readTemplateText(text, name);
    const before = JSON.stringify(body);
    atOnce(samInPieces({ template: body, region }));
    expect(JSON.stringify(body)).toBe(before);
  });

  test.each(files)("expands $name to the same twice", ({ name, text }) => {
    const { body } = readTemplateText(text, name);
    const [one, other] = [1, 2].map(() => JSON.stringify(atOnce(samInPieces({ template: body, region }))));
    expect(one).toBe(other);
  });

  test("leaves what is not SAM's own alone", () => {
    const template = JSON.parse(
      `{"Resources":{"__proto__":{"Type":"AWS::SNS::Topic"},"toString":{"Type":"Custom::X","Properties":{"__proto__":1}}}}`,
    ) as JsonObject;
    expect(JSON.stringify(expanded(template))).toBe(JSON.stringify(template));
  });

  test("takes the names of an object's own members as names like any other", () => {
    const events = JSON.parse(`{"__proto__":{"Type":"Schedule","Properties":{"Schedule":"rate(1 minute)"}}}`);
    const { Resources } = expanded({ Resources: { constructor: fn({ Events: events }) } });
    expect(Object.keys(Resources as JsonObject).sort()).toEqual([
      "constructor",
      "constructorRole",
      "constructor__proto__",
      "constructor__proto__Permission",
    ]);
  });

  test("keeps other transforms for those who do them", () => {
    const template = { Transform: ["AWS::Serverless-2016-10-31", "Own"], Resources: { A: fn() } };
    expect(expanded(template).Transform).toEqual(["Own"]);
    expect(expanded({ ...template, Transform: "AWS::Serverless-2016-10-31" }).Transform).toBeUndefined();
    expect(isSam("AWS::Serverless-2016-10-31")).toBe(true);
    expect(isSam("Own")).toBe(false);
  });

  test("looks at the values of parameters where what it makes depends on them", () => {
    const template = {
      Parameters: { Stage: { Type: "String", Default: "live" } },
      Resources: { A: fn({ AutoPublishAlias: { Ref: "Stage" } }) },
    };
    expect(Object.keys(expanded(template).Resources as JsonObject)).toContain("AAliaslive");
    expect(Object.keys(expanded(template, { Stage: "next" }).Resources as JsonObject)).toContain(
      "AAliasnext",
    );
  });

  test("tells all problems at once, in the words and the order of AWS", () => {
    const Resources = { B: fn({ Strange: 1 }), A: fn({ Environment: [] }), C: fn() };
    expect(atOnce(samInPieces({ template: { Resources }, region }))).toEqual({
      message:
        "Invalid Serverless Application Specification document. Number of errors found: 2. Resource with id [A] is invalid. Type of property 'Environment' is invalid. Resource with id [B] is invalid. property Strange not defined for resource of type AWS::Serverless::Function",
      problems: [
        {
          message: "Resource with id [A] is invalid. Type of property 'Environment' is invalid.",
          path: ["Resources", "A", "Properties", "Environment"],
        },
        {
          message:
            "Resource with id [B] is invalid. property Strange not defined for resource of type AWS::Serverless::Function",
          path: ["Resources", "B", "Properties", "Strange"],
        },
      ],
    });
  });

  test("makes a new version under a new id when the code changes, and only then", () => {
    const version = (properties: JsonObject) =>
      Object.keys(
        expanded({ Resources: { A: fn({ AutoPublishAlias: "live", ...properties }) } })
          .Resources as JsonObject,
      ).find((id) => id.startsWith("AVersion"));
    expect(version({})).toBe(version({ Timeout: 5 }));
    expect(version({})).not.toBe(version({ InlineCode: "y" }));
    expect(version({ AutoPublishAliasAllProperties: true })).not.toBe(
      version({ AutoPublishAliasAllProperties: true, Timeout: 5 }),
    );
  });

  test("knows where AWS keeps its managed policies in each partition", () => {
    const template = { Resources: { A: fn({ Policies: "AWSLambdaRole" }) } };
    const arnsIn = (place: string) => {
      const outcome = atOnce(samInPieces({ template, region: place }));
      return JSON.stringify("template" in outcome ? outcome.template : outcome);
    };
    expect(arnsIn("cn-north-1")).toContain("arn:aws-cn:iam::aws:policy/service-role/AWSLambdaRole");
    expect(arnsIn("us-gov-west-1")).toContain("arn:aws-us-gov:iam::aws:policy/service-role/AWSLambdaRole");
  });
});
