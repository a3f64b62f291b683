// A template with mistakes of every kind tells all of them in one go, each with its place in the file that was written.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { DevSession } from "../../../src/cli/dev/dev-session.ts";
import { findProject } from "../../../src/projects/find-project.ts";
import { Region } from "../../../src/region/region.ts";
import { type ProjectFolder, projectFolder } from "../../projects/support/project-folder.ts";

const files = {
  "template.yaml": `Parameters:
  Owner: { Type: String }
  Size: { Type: Number, Default: 3, MaxValue: 2 }
Conditions:
  Never: !Equals [a, b]
Resources:
  Topic: { Type: AWS::SNS::Topicc }
  Absent: { Type: AWS::SNS::Topicc, Condition: Never }
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      DelaySecond: 3
      MessageRetention: 60
      KmsMasterKeyId: !Ref Key
  Greet:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: ./nowhere
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::000000000000:role/any
      DefinitionS3Location: flow.asl.json
  Inline:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::000000000000:role/any
      Definition:
        StartAt: A
        States:
          A: { Type: Pass, Next: B }
Outputs:
  Url: { Value: !Ref Quue }
`,
  "flow.asl.json": `{
  "StartAt": "A",
  "States": { "A": { "Type": "Wait", "End": true } }
}
`,
};

let folder: ProjectFolder;
let region: Region;
beforeAll(async () => {
  folder = projectFolder(files);
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
});
afterAll(async () => {
  await region.close();
  folder.remove();
});

async function told(): Promise<readonly string[]> {
  const project = findProject(folder.path, {
    ...{ stackName: "dev", parameters: {}, environment: process.env },
  });
  const session = new DevSession(project, region.services, { allowMissing: false });
  return session.deploy().then(
    () => [],
    (problem: Error) => problem.message.split("\n"),
  );
}

test("all of them, and before anything is made", async () => {
  const all = await told();
  const expected = [
    expect.stringMatching(/^flow\.asl\.json:3 \(\/States\/A\): \w+: .*SecondsPath/),
    expect.stringMatching(/^template\.yaml:3 \(\/Parameters\/Size\): .*not greater than 2/),
    expect.stringMatching(
      /^template\.yaml:7 .*AWS::SNS::Topicc is not supported .*did you mean AWS::SNS::Topic\?/,
    ),
    expect.stringMatching(
      /^template\.yaml:12 .*\[DelaySecond\] is not permitted; did you mean "DelaySeconds"/,
    ),
    expect.stringMatching(/^template\.yaml:13 .*\[MessageRetention\] is not permitted/),
    expect.stringMatching(/^template\.yaml:14 .*Unresolved .*there is no "Key"/),
    expect.stringMatching(/^template\.yaml:20 .*undefined resource Role/),
    expect.stringMatching(/^template\.yaml:21 .*there is no .*nowhere/),
    expect.stringMatching(/^template\.yaml:31 .*MISSING_END_STATE: /),
    expect.stringMatching(/^template\.yaml:34 .*MISSING_TRANSITION_TARGET: .*B/),
    expect.stringMatching(/^template\.yaml:36 .*there is no "Quue", did you mean "Queue"/),
  ];
  for (const one of expected) expect(all).toContainEqual(one);
  expect(all.slice(expected.length)).toEqual([]);
  expect(region.services.sqs.listQueues()).toEqual([]);
});

test("names of properties alone are told of all resources before any is made", async () => {
  folder.write({
    "template.yaml": `Resources:
  First: { Type: AWS::SQS::Queue }
  One: { Type: AWS::SQS::Queue, Properties: { Delay: 1 } }
  Two: { Type: AWS::SNS::Topic, Properties: { Name: two } }
  Three: { Type: AWS::SNS::Topic, Properties: { Name: !Ref AWS::NoValue } }
`,
  });
  expect(await told()).toEqual([
    expect.stringMatching(/^template\.yaml:3 .*\[Delay\] is not permitted/),
    expect.stringMatching(/^template\.yaml:4 .*\[Name\] is not permitted/),
  ]);
  expect(region.services.sqs.listQueues()).toEqual([]);
});
