// What Step Functions refuses in the request of a service integration, when a definition is saved.

import { expect, test } from "@jest/globals";
import { operationsOf, sdkServices } from "../../../src/asl/service-model/operation-names.ts";
import { loadDefinition } from "../../../src/asl/validate/validate.ts";
import type { JsonObject } from "../../../src/aws/json.ts";

function problemsOf(Resource: string, Parameters: JsonObject): readonly string[] {
  const task = { Type: "Task", Resource: `arn:aws:states:::${Resource}`, Parameters, End: true };
  const { diagnostics } = loadDefinition({ StartAt: "S", States: { S: task } }, { type: "STANDARD" });
  return diagnostics
    .filter(({ severity }) => severity === "ERROR")
    .map(({ message, path }) => `${message} at ${path}`);
}

const at = "at /States/S/Parameters";
const message = { QueueUrl: "q", MessageBody: "b" };
const training = {
  TrainingJobName: "t",
  AlgorithmSpecification: {},
  RoleArn: "r",
  OutputDataConfig: {},
  StoppingCondition: {},
};

test.each<[string, JsonObject, readonly string[]]>([
  ["sqs:sendMessage", message, []],
  ["sqs:sendMessage", { ...message, MessageBody: { a: 1 } }, []],
  ["sqs:sendMessage", { ...message, "NoSuchField.$": "$.a" }, []],
  [
    "sqs:sendMessage",
    { ...message, DelaySeconds: "5" },
    [`The value for the field 'DelaySeconds' must be an INTEGER ${at}`],
  ],
  ["sqs:sendMessage", { ...message, foo: 1 }, [`The field "foo" is not supported by Step Functions ${at}`]],
  [
    "events:putEvents",
    { Entries: [{ Source: "a", DetailType: "b", Detail: {}, foo: "x" }] },
    [`The field "foo" is not supported by Step Functions ${at}`],
  ],
  ["events:putEvents", { Entries: {} }, [`The value for the field 'Entries' must be an ARRAY ${at}`]],
  [
    "lambda:invoke",
    { FunctionName: "f", Payload: 5 },
    [`The value for the field 'Payload' must be a STRING ${at}`],
  ],
  ["lambda:invoke", { FunctionName: "f", Payload: [1] }, []],
  [
    "dynamodb:putItem",
    { TableName: "t", Item: { id: { N: 5 } } },
    [`The value for the field 'N' must be a STRING ${at}`],
  ],
  ["dynamodb:putItem", { TableName: "t", Item: { id: "5", m: { M: { a: "b" } } } }, []],
  [
    "dynamodb:putItem",
    { TableName: "t", Item: { id: 5 } },
    [`The value for the field 'id' must be an OBJECT ${at}`],
  ],
  [
    "aws-sdk:dynamodb:putItem",
    { TableName: "t", Item: { id: "5" } },
    [`The value for the field 'id' must be an OBJECT ${at}`],
  ],
  [
    "dynamodb:getItem",
    { TableName: "t", Key: {}, ConsistentRead: "true" },
    [`The value for the field 'ConsistentRead' must be a BOOLEAN ${at}`],
  ],
  [
    "ecs:runTask",
    { TaskDefinition: "t", Count: 2 },
    [`The field "Count" is not supported by Step Functions ${at}`],
  ],
  [
    "batch:submitJob",
    { JobName: "j", JobQueue: "q", JobDefinition: "d", ContainerOverrides: { command: ["a"] } },
    [`The field "command" is not supported by Step Functions ${at}`],
  ],
  ["glue:startJobRun", { JobName: "j", Timeout: 5, Arguments: { "--a": "b" } }, []],
  ["codebuild:startBuild.sync", {}, [`The field 'ProjectName' is required but was missing ${at}`]],
  [
    "sagemaker:createTrainingJob.sync",
    { ...training, Tags: {} },
    [`The value for the field 'Tags' must be an ARRAY ${at}`],
  ],
  ["emr-serverless:startApplication", { ApplicationId: "a" }, []],
  [
    "elasticmapreduce:addStep",
    { ClusterId: "c", Step: { Name: "n" }, Steps: [] },
    [`The field "Steps" is not supported by Step Functions ${at}`],
  ],
  [
    "apigateway:invoke",
    { ApiEndpoint: "a", Method: "GET", QueryParameters: "?a=b" },
    [`The value of the field 'QueryParameters' has an invalid format ${at}`],
  ],
  ["aws-sdk:s3:getObject", { Bucket: "b", Key: "k" }, []],
  [
    "aws-sdk:s3:getObject",
    { Bucket: "b", key: "k" },
    [
      `The field 'Key' is required but was missing ${at}`,
      `The field "key" is not supported by Step Functions ${at}`,
    ],
  ],
  ["aws-sdk:sfn:sendTaskSuccess", { TaskToken: "t", Output: {} }, []],
  // Of a service whose requests are not kept anything is taken.
  ["aws-sdk:translate:translateText", { Text: 5 }, []],
])("%s with %j", (resource, parameters, problems) => {
  expect(problemsOf(resource, parameters)).toEqual(problems);
});

test.each([
  ["aws-sdk:nosuchservice:doIt", false],
  ["aws-sdk:s3:noSuchAction", false],
  ["aws-sdk:s3:GetObject", false],
  ["aws-sdk:s3:toString", false],
  ["aws-sdk:constructor:create", false],
  ["aws-sdk:rds:describeDBInstances", true],
  ["aws-sdk:databasemigration:startReplicationTask", true],
  ["aws-sdk:elasticloadbalancingv2:describeRules", true],
])("%s is an operation of AWS: %s", (resource, isKnown) => {
  const refusals = problemsOf(resource, {}).filter((problem) => problem.includes("is not recognized"));
  expect(refusals).toHaveLength(isKnown ? 0 : 1);
});

test("the names of operations are read as they were written", () => {
  expect(sdkServices().length).toBeGreaterThan(400);
  for (const service of sdkServices()) {
    for (const name of operationsOf(service) ?? []) expect(name).toMatch(/^[A-Z][A-Za-z0-9]+$/);
  }
  expect(operationsOf("sqs")?.has("SendMessageBatch")).toBe(true);
});
