// Places of a packaged template's parts in the files that were written.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/aws/json.ts";
import { placeOf } from "../../src/aws/template/places.ts";
import { definitionProblems } from "../../src/projects/definition-files.ts";
import { withServerlessPlaces } from "../../src/projects/serverless-places.ts";

const files = {
  "serverless.yml": `service: things
functions:
  greet-all:
    handler: greet.handler
resources:
  - Resources:
      Queue:
        Type: AWS::SQS::Queue
      Table: \${file(parts.yml):tables.Table}
  - \${file(more.yml)}
  - \${file(serverless.yml)}
`,
  "parts.yml": `tables:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: things
`,
  "more.yml": `Resources:
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition: \${file(flow.asl.json)}
`,
  "flow.asl.json": `{
  "StartAt": "A",
  "States": { "A": { "Type": "Pass",
    "Next": "Nowhere" }, "B": { "Type": "Succeed" } }
}
`,
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "places-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

const packaged = (): JsonObject => ({
  Resources: {
    GreetDashallLambdaFunction: { Type: "AWS::Lambda::Function", Properties: { Handler: "greet.handler" } },
    Queue: { Type: "AWS::SQS::Queue" },
    Table: { Type: "AWS::DynamoDB::Table", Properties: { TableName: "things" } },
    Flow: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: { Definition: JSON.parse(files["flow.asl.json"]) as JsonObject },
    },
    Other: { Type: "AWS::SNS::Topic" },
  },
});

test.each([
  ["/Resources/Queue/Type", "serverless.yml", 8],
  ["/Resources/GreetDashallLambdaFunction", "serverless.yml", 4],
  ["/Resources/Table/Properties/TableName", "parts.yml", 5],
  ["/Resources/Flow/Type", "more.yml", 3],
  ["/Resources/Flow/Properties/Definition/States/A/Next", "flow.asl.json", 4],
])("%s stands in %s:%d", (pointer, file, line) => {
  const template = withServerlessPlaces(packaged(), folder, "serverless.yml");
  expect(placeOf(template, pointer)).toMatchObject({ file, line });
});

test.each([["serverless.ts"], ["not-there.yml"]])(
  "a configuration in %s has no places, and is no error",
  (file) => {
    const template = withServerlessPlaces(packaged(), folder, file);
    expect(placeOf(template, "/Resources/Queue/Type")).toBeUndefined();
  },
);

test("what is wrong with a definition is told with its line", () => {
  const [problem, ...others] = definitionProblems(folder, [join(folder, "flow.asl.json")]);
  expect(problem).toContain("error[MISSING_TRANSITION_TARGET] flow.asl.json:4:13 /States/A/Next");
  expect(others).toEqual([]);
});
