// The schema check itself: it finds the faults that it is there to find.

import { expect, test } from "@jest/globals";
import { checkAgainstSchema } from "./resource-schema.ts";

test.each([
  ["AWS::SQS::Queue", { QueueName: "queue" }, []],
  ["AWS::SQS::Heap", {}, ["It: no resource type AWS::SQS::Heap"]],
  ["AWS::SQS::Queue", { Name: "queue" }, ["It.Name: unknown property"]],
  ["AWS::SQS::Queue", { DelaySeconds: "soon" }, ["It.DelaySeconds: expected an integer"]],
  ["AWS::SQS::Queue", { QueueName: { Ref: "Nothing" } }, ["no resource Nothing"]],
  [
    "AWS::SQS::Queue",
    { QueueName: { "Fn::GetAtt": ["It", "Colour"] } },
    ["It: AWS::SQS::Queue has no attribute Colour"],
  ],
  [
    "AWS::SQS::Queue",
    { QueueName: { "Fn::Sub": "${It.Colour}-${AWS::Region}" } },
    ["It: AWS::SQS::Queue has no attribute Colour"],
  ],
  [
    "AWS::Kinesis::Stream",
    { StreamEncryption: { EncryptionType: "KMS" } },
    ["It.StreamEncryption: KeyId is required"],
  ],
  [
    "AWS::StepFunctions::StateMachine",
    { RoleArn: "arn", StateMachineType: "FAST" },
    ["It.StateMachineType: FAST is not one of STANDARD, EXPRESS"],
  ],
  [
    "AWS::DynamoDB::Table",
    { KeySchema: [{ KeyType: "HASH" }] },
    ["It.KeySchema: fits none of its allowed types"],
  ],
])("of %s %j it reports %j", async (Type, Properties, offences) => {
  const template = { Resources: { It: { Type, Properties } }, Outputs: {} };
  expect(await checkAgainstSchema(template)).toEqual(offences);
});
