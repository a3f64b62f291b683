// The transforms of the region together: in order, and with the places of what they make.

import { describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../src/aws/arn.ts";
import { isJsonObject, type Json } from "../../../../src/aws/json.ts";
import { placeOf } from "../../../../src/aws/template/places.ts";
import { TemplateError } from "../../../../src/aws/template/template-error.ts";
import { templateInPieces } from "../../../../src/services/cloudformation/template/parse-template.ts";
import { readTemplateText } from "../../../../src/services/cloudformation/template/template-source.ts";
import { templateTransforms } from "../../../../src/services/cloudformation/transforms/template-transforms.ts";
import { atOnce } from "../../../../src/time/time-slice.ts";

const expand = templateTransforms({
  identity: localIdentity,
  stored: () => undefined,
  readIncluded: (location) => `Description: ${location}`,
});

async function expanded(text: string, parameters: Readonly<Record<string, string>> = {}) {
  const source = readTemplateText(text, "template.yaml", "written out");
  const stack = { stackName: "stack", parameters: new Map(Object.entries(parameters)) };
  return expand(source, stack);
}

function member(value: Json, ...keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((found, key) => (isJsonObject(found) ? found[key] : undefined), value);
}

const functions = `Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Parameters:
  Memory: { Type: Number, Default: 256 }
Resources:
  Fn::ForEach::Functions:
    - Name
    - [Hello, Bye]
    - Function\${Name}:
        Type: AWS::Serverless::Function
        Properties:
          CodeUri: s3://bucket/code.zip
          Handler: !Sub "\${Name}.handler"
          Runtime: nodejs22.x
          MemorySize: !Ref Memory
          Environment: { Variables: { QUEUE: !Ref Quue } }
`;

describe("the transforms of a template", () => {
  test("unroll loops before SAM sees what is in them", async () => {
    const { body, transforms } = await expanded(functions);
    expect(transforms).toEqual(["AWS::LanguageExtensions", "AWS::Serverless-2016-10-31"]);
    expect(body.Transform).toBeUndefined();
    expect(Object.keys(member(body, "Resources") ?? {}).sort()).toEqual([
      "FunctionBye",
      "FunctionByeRole",
      "FunctionHello",
      "FunctionHelloRole",
    ]);
    expect(member(body, "Resources", "FunctionBye", "Properties", "Handler")).toEqual({
      "Fn::Sub": "Bye.handler",
    });
  });

  test("keep the places of what was written, and of what is made for it", async () => {
    const { body } = await expanded(functions);
    expect(placeOf(body, "/Resources/FunctionBye/Properties/MemorySize")).toMatchObject({ line: 14 });
    expect(placeOf(body, "/Resources/FunctionByeRole/Properties")).toMatchObject({ line: 10 });
  });

  test("keep the places of what is common to all, unless it is written for one alone", async () => {
    const { body } = await expanded(`Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 900000
    Environment:
      Variables: { TABLE: t, STAGE: s }
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Handler: x
      Runtime: nodejs22.x
      CodeUri: s3://b/k
      Environment:
        Variables:
          STAGE: own
`);
    const line = (path: string) => placeOf(body, `/Resources/Hello/Properties/${path}`)?.line;
    expect(
      ["Timeout", "Handler", "Environment/Variables/TABLE", "Environment/Variables/STAGE"].map(line),
    ).toEqual([4, 11, 6, 16]);
  });

  test("leave what is wrong with its line in the file", async () => {
    const source = await expanded(functions);
    expect(() => atOnce(templateInPieces(source))).toThrow(
      /template\.yaml:15 .*Unresolved resource dependencies \[Quue\] in the Resources block/,
    );
  });

  test("tell all that SAM finds wrong, each with its line, and AWS's text for a client", async () => {
    const wrong = expanded(`Transform: AWS::Serverless-2016-10-31
Resources:
  One:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: x }
  Two:
    Type: AWS::Serverless::StateMachine
    Properties: { Role: arn }
`);
    const error = await wrong.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TemplateError);
    const { problem, problems } = error as TemplateError;
    expect(problem).toMatch(
      /^Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document\. Number of errors found: 2\. /,
    );
    expect(problems.map(({ problem: each, place }) => `${place?.line}: ${each}`)).toEqual([
      expect.stringMatching(/^[345]: Resource with id \[One\] is invalid\./),
      expect.stringMatching(/^[678]: Resource with id \[Two\] is invalid\./),
    ]);
  });

  test("include what the caller reads, with the project's folder", async () => {
    const { body } = await expanded(
      "Fn::Transform: { Name: AWS::Include, Parameters: { Location: ./part.yaml } }",
    );
    expect(body).toEqual({ Description: "./part.yaml" });
  });

  test("resolve SAM's parameters by what is given", async () => {
    const { body } = await expanded(
      `Transform: AWS::Serverless-2016-10-31
Parameters: { Stage: { Type: String } }
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties: { Handler: x, Runtime: nodejs22.x, CodeUri: s3://b/k, AutoPublishAlias: !Ref Stage }
`,
      { Stage: "prod" },
    );
    expect(Object.keys(member(body, "Resources") ?? {})).toContain("HelloAliasprod");
  });

  test("are given the nulls that somebody wrote, which nobody may write where nothing is transformed", async () => {
    const written = `Parameters:
Resources:
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: { StartAt: A, States: { A: { Type: Pass, ResultPath: null, End: true } } }
      Events:
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: } }
`;
    const source = await expanded(`Transform: AWS::Serverless-2016-10-31\n${written}`);
    const flow = member(member(source.body, "Resources") ?? {}, "Flow") ?? {};
    expect(JSON.stringify(member(flow, "Properties"))).toMatch(/\\"ResultPath\\": null/);
    expect(atOnce(templateInPieces(source)).resources.size).toBe(3);
    expect(() => atOnce(templateInPieces({ ...source, transforms: [] }))).toThrow(
      "[/Parameters] 'null' values are not allowed in templates",
    );
  });

  test.each(["AWS::SecretsManager-2020-07-23", "AWS::CodeDeployBlueGreen"])(
    "that have nothing to make here leave the template as it is: %s",
    async (name) => {
      const { body, transforms } = await expanded(
        `Transform: ${name}\nResources: { Q: { Type: AWS::SQS::Queue } }`,
      );
      expect(body).toEqual({ Resources: { Q: { Type: "AWS::SQS::Queue" } } });
      expect(transforms).toEqual([name]);
    },
  );

  test.each([
    ["a name that nobody has", "Shout", "No transform named Shout found."],
    ["one of AWS's own", "AWS::CodeStar", "transform AWS::CodeStar is not supported by the local region"],
  ])("refuse %s", async (_, name, problem) => {
    await expect(expanded(`Transform: ${name}\nResources: {}`)).rejects.toThrow(problem);
  });
});
