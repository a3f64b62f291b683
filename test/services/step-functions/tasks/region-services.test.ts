// Tasks of the region's own services, as workflows see them: results and errors of the optimized integrations and of `aws-sdk:`.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../../src/aws/json.ts";
import { Region } from "../../../../src/region/region.ts";
import { getRecords, getShardIterator } from "../../../../src/services/kinesis/reading/get-records.ts";
import { endMembers } from "../../../../src/services/step-functions/executions/execution-record.ts";
import { answers, failures } from "./region-service-cases.ts";

let region: Region;

beforeAll(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  const body = {
    Resources: {
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "q" } },
      Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: "t" } },
      DeliveryStream: {
        Type: "AWS::KinesisFirehose::DeliveryStream",
        Properties: {
          DeliveryStreamName: "d",
          S3DestinationConfiguration: {
            BucketARN: "arn:aws:s3:::archive",
            RoleARN: { "Fn::GetAtt": ["Role", "Arn"] },
          },
        },
      },
      Stream: { Type: "AWS::Kinesis::Stream", Properties: { Name: "s", ShardCount: 1 } },
      Table: {
        Type: "AWS::DynamoDB::Table",
        Properties: {
          TableName: "things",
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        },
      },
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
            ],
          },
        },
      },
      Child: {
        Type: "AWS::StepFunctions::StateMachine",
        Properties: {
          StateMachineName: "child",
          StateMachineType: "EXPRESS",
          RoleArn: { "Fn::GetAtt": ["Role", "Arn"] },
          Definition: { StartAt: "P", States: { P: { Type: "Pass", End: true } } },
        },
      },
      Connection: {
        Type: "AWS::Events::Connection",
        Properties: {
          Name: "c",
          AuthorizationType: "API_KEY",
          AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x", ApiKeyValue: "y" } },
        },
      },
    },
    Outputs: { Connection: { Value: { "Fn::GetAtt": ["Connection", "Arn"] } } },
  };
  const { warnings, outputs } = await region.services.cloudformation.deploy({
    template: { file: "t.json", body },
    stackName: "stack",
  });
  expect(warnings).toEqual([]);
  expect(region.services.events.connections.findByArn(String(outputs.Connection))).toMatchObject({
    name: "c",
  });
});
afterAll(() => region.close());

let machines = 0;

async function run(
  resource: string,
  taskArguments: JsonObject,
): Promise<{ output: Json; error?: string; cause?: string }> {
  const task = {
    Type: "Task",
    Resource: `arn:aws:states:::${resource}`,
    Arguments: taskArguments,
    End: true,
  };
  const definition = JSON.stringify({ QueryLanguage: "JSONata", StartAt: "T", States: { T: task } });
  const { arn } = region.services.states.machines.create({
    name: `m${machines++}`,
    type: "EXPRESS",
    definition,
    roleArn: "arn:aws:iam::000000000000:role/r",
  });
  const { end } = await region.services.states.startSyncExecution({ stateMachineArn: arn });
  const { output, error, cause } = endMembers(end);
  return {
    output: output === undefined ? null : JSON.parse(output),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

test.each(answers)("%s answers as AWS does", async (resource, taskArguments, output) => {
  expect(await run(resource, taskArguments)).toEqual({ output: expect.objectContaining(matching(output)) });
});

test("what a task puts into a stream is the text it gave", async () => {
  const { kinesis: streams } = region.services;
  const shard = { shardId: "shardId-000000000000", shardIteratorType: "TRIM_HORIZON" } as const;
  const { records } = await getRecords(streams, getShardIterator(streams, { streamName: "s" }, shard));
  expect(records.map(({ data }) => Buffer.from(data).toString())).toEqual(['{"text":"ü"}']);
});

/** Nested members are matched in part as well. */
function matching(value: JsonObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      Array.isArray(each) ? each.map((item: Json) => partly(item)) : partly(each),
    ]),
  );
}

function partly(value: Json): unknown {
  const isPlain =
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? expect.objectContaining(matching(value as JsonObject)) : value;
}

test.each(failures)("%s with %j fails with %s", async (resource, taskArguments, error, cause) => {
  expect(await run(resource, taskArguments)).toEqual({
    output: null,
    error,
    cause: expect.stringMatching(new RegExp(cause)),
  });
});

test("Lambda's operations by their members, wherever these stand on the wire", async () => {
  const FunctionName = "described";
  await region.services.cloudformation.deploy({
    template: {
      file: "f.json",
      body: {
        Resources: {
          F: {
            Type: "AWS::Lambda::Function",
            Properties: {
              ...{ FunctionName, Runtime: "nodejs24.x", Handler: "index.handler" },
              ...{ Role: "arn:aws:iam::000000000000:role/r", Code: { ZipFile: "exports.handler = 1" } },
            },
          },
        },
      },
    },
    stackName: "functions",
  });
  // A creation, as an update, is over once somebody asks.
  await run("aws-sdk:lambda:getFunction", { FunctionName });
  const change = { FunctionName, Environment: { Variables: { STAGE: "1" } }, MemorySize: 256 };
  expect(await run("aws-sdk:lambda:updateFunctionConfiguration", change)).toMatchObject({
    output: { MemorySize: 256, Environment: { Variables: { STAGE: "1" } } },
  });
  expect(await run("aws-sdk:lambda:publishVersion", { FunctionName })).toMatchObject({
    error: "Lambda.ResourceConflictException",
  });
  await run("aws-sdk:lambda:getFunction", { FunctionName });
  expect(await run("aws-sdk:lambda:publishVersion", { FunctionName })).toMatchObject({
    output: { Version: "1" },
  });
  const alias = { FunctionName, Name: "live", FunctionVersion: "1" };
  expect(await run("aws-sdk:lambda:createAlias", alias)).toMatchObject({ output: { Name: "live" } });
  const asked = { FunctionName, Qualifier: "live" };
  expect(await run("aws-sdk:lambda:getFunctionConfiguration", asked)).toMatchObject({
    output: { Version: "1" },
  });
  expect(await run("aws-sdk:lambda:getAlias", { FunctionName, Name: "none" })).toMatchObject({
    error: "Lambda.ResourceNotFoundException",
  });
  expect(await run("aws-sdk:lambda:deleteFunction", { FunctionName })).toMatchObject({ output: {} });
});
