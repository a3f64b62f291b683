// Tasks of the region's own services, as workflows see them: results and errors of the optimized integrations and of `aws-sdk:`.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../../src/aws/json.ts";
import { Region } from "../../../../src/region/region.ts";
import { parseTemplate } from "../../../../src/services/cloudformation/template/parse-template.ts";
import { endMembers } from "../../../../src/services/step-functions/executions/execution-record.ts";

let region: Region;
const account = "us-east-1:000000000000";
const machineArn = `arn:aws:states:${account}:stateMachine:`;

beforeAll(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  const template = parseTemplate("t.json", {
    Resources: {
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "q" } },
      Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: "t" } },
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
  });
  const { warnings, outputs } = await region.services.cloudformation.deploy({
    template,
    stackName: "stack",
    codeRoot: ".",
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

const queueUrl = "http://127.0.0.1:4566/000000000000/q";
const topicArn = `arn:aws:sns:${account}:t`;
const any = expect.any(String) as unknown as Json;
const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown as Json;
const metadata = { SdkHttpMetadata: { HttpStatusCode: 200 }, SdkResponseMetadata: { RequestId: any } };

test.each<[string, JsonObject, JsonObject]>([
  [
    "sqs:sendMessage",
    { QueueUrl: queueUrl, MessageBody: { a: 1 } },
    { MessageId: any, MD5OfMessageBody: any, ...metadata },
  ],
  [
    "aws-sdk:sqs:sendMessage",
    { QueueUrl: queueUrl, MessageBody: "x" },
    { MessageId: any, MD5OfMessageBody: any },
  ],
  ["aws-sdk:lambda:listFunctions", {}, { Functions: [] }],
  ["aws-sdk:s3:createBucket", { Bucket: "of-a-task" }, { Location: "/of-a-task" }],
  ["aws-sdk:s3:getBucketLocation", { Bucket: "of-a-task" }, { LocationConstraint: "" }],
  ["aws-sdk:pipes:listPipes", { NamePrefix: "p" }, { Pipes: [] }],
  ["sns:publish", { TopicArn: topicArn, Message: "x" }, { MessageId: any, ...metadata }],
  ["aws-sdk:sns:publish", { TopicArn: topicArn, Message: "x" }, { MessageId: any }],
  [
    "events:putEvents",
    { Entries: [{ Source: "s", DetailType: "d", Detail: { a: 1 } }] },
    { FailedEntryCount: 0, Entries: [{ EventId: any }] },
  ],
  [
    "aws-sdk:eventbridge:putEvents",
    { Entries: [{ Source: "s", DetailType: "d", Detail: "{}" }] },
    { FailedEntryCount: 0 },
  ],
  ["aws-sdk:eventbridge:listConnections", {}, { Connections: [{ Name: "c", CreationTime: date }] }],
  ["dynamodb:putItem", { TableName: "things", Item: { id: { S: "1" } } }, metadata],
  ["aws-sdk:dynamodb:putItem", { TableName: "things", Item: { id: { S: "1" } } }, {}],
  [
    "aws-sdk:dynamodb:query",
    {
      TableName: "things",
      KeyConditionExpression: "id = :i",
      ExpressionAttributeValues: { ":i": { S: "1" } },
    },
    { Count: 1, Items: [{ id: { S: "1" } }] },
  ],
  [
    "aws-sdk:kinesis:putRecord",
    { StreamName: "s", Data: { text: "ü" }, PartitionKey: "p" },
    { ShardId: "shardId-000000000000" },
  ],
  [
    "states:startExecution",
    { StateMachineArn: `${machineArn}child`, Input: { a: 1 } },
    { ExecutionArn: any, StartDate: expect.any(Number) as unknown as Json, ...metadata },
  ],
  [
    "aws-sdk:sfn:startSyncExecution",
    { StateMachineArn: `${machineArn}child`, Input: '{"a":1}' },
    { Output: '{"a":1}', Status: "SUCCEEDED", StartDate: date, BillingDetails: { BilledMemoryUsedInMB: 64 } },
  ],
  [
    "aws-sdk:sfn:describeStateMachine",
    { StateMachineArn: `${machineArn}child` },
    { Name: "child", Type: "EXPRESS", CreationDate: date },
  ],
  ["aws-sdk:cloudwatchlogs:createLogGroup", { LogGroupName: "/g" }, {}],
  ["aws-sdk:sts:getCallerIdentity", {}, { Account: "000000000000" }],
])("%s answers as AWS does", async (resource, taskArguments, output) => {
  expect(await run(resource, taskArguments)).toEqual({ output: expect.objectContaining(matching(output)) });
});

test("what a task puts into a stream is the text it gave", async () => {
  const { kinesis: streams } = region.services;
  const shard = { shardId: "shardId-000000000000", shardIteratorType: "TRIM_HORIZON" } as const;
  const { records } = await streams.getRecords(streams.getShardIterator({ streamName: "s" }, shard));
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

const requestId = "[0-9A-Za-z-]{36,}";
const optimized = (service: string, status: number, code: string) =>
  ` \\(Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null\\)$`;
const sdk = (service: string, status: number) =>
  ` \\(Service: ${service}, Status Code: ${status}, Request ID: ${requestId}\\) \\(SDK Attempt Count: 1\\)$`;

test.each<[string, JsonObject, string, string]>([
  [
    "sqs:sendMessage",
    { QueueUrl: "http://127.0.0.1:4566/000000000000/none", MessageBody: "x" },
    "SQS.QueueDoesNotExistException",
    optimized("AmazonSQS", 400, "AWS.SimpleQueueService.NonExistentQueue"),
  ],
  [
    "sqs:sendMessage",
    { QueueUrl: queueUrl, MessageBody: "" },
    "SQS.AmazonSQSException",
    `^The request must contain the parameter MessageBody.${optimized("AmazonSQS", 400, "MissingParameter")}`,
  ],
  [
    "aws-sdk:sqs:sendMessage",
    { QueueUrl: "http://127.0.0.1:4566/000000000000/none", MessageBody: "x" },
    "Sqs.QueueDoesNotExistException",
    sdk("Sqs", 400),
  ],
  [
    "sns:publish",
    { TopicArn: `${topicArn}none`, Message: "x" },
    "SNS.NotFoundException",
    optimized("AmazonSNS", 404, "NotFound"),
  ],
  [
    "sns:publish",
    { TopicArn: topicArn, Message: "" },
    "SNS.InvalidParameterException",
    optimized("AmazonSNS", 400, "InvalidParameter"),
  ],
  [
    "aws-sdk:sns:publish",
    { TopicArn: `${topicArn}none`, Message: "x" },
    "Sns.NotFoundException",
    sdk("Sns", 404),
  ],
  [
    "dynamodb:putItem",
    { TableName: "none", Item: {} },
    "DynamoDB.ResourceNotFoundException",
    optimized("AmazonDynamoDBv2", 400, "ResourceNotFoundException"),
  ],
  [
    "dynamodb:putItem",
    { TableName: "things", Item: {} },
    "DynamoDB.AmazonDynamoDBException",
    optimized("AmazonDynamoDBv2", 400, "ValidationException"),
  ],
  [
    "dynamodb:putItem",
    { TableName: "things", Item: { id: { S: "1" } }, ConditionExpression: "attribute_not_exists(id)" },
    "DynamoDB.ConditionalCheckFailedException",
    optimized("AmazonDynamoDBv2", 400, "ConditionalCheckFailedException"),
  ],
  [
    "aws-sdk:dynamodb:putItem",
    { TableName: "things", Item: { id: { S: "1" } }, ConditionExpression: "attribute_not_exists(id)" },
    "DynamoDb.ConditionalCheckFailedException",
    sdk("DynamoDb", 400),
  ],
  [
    "aws-sdk:dynamodb:putItem",
    { TableName: "things", Item: {} },
    "DynamoDb.DynamoDbException",
    sdk("DynamoDb", 400),
  ],
  [
    "aws-sdk:dynamodb:putItem",
    { TableName: "none", Item: {} },
    "DynamoDb.ResourceNotFoundException",
    sdk("DynamoDb", 400),
  ],
  [
    "lambda:invoke",
    { FunctionName: "none" },
    "Lambda.ResourceNotFoundException",
    `^Function not found: arn:aws:lambda:${account}:function:none:\\$LATEST${optimized("AWSLambda", 404, "ResourceNotFoundException")}`,
  ],
  [
    "lambda:invoke",
    { FunctionName: "n o" },
    "Lambda.AWSLambdaException",
    optimized("AWSLambda", 400, "ValidationException"),
  ],
  ["aws-sdk:lambda:invoke", { FunctionName: "none" }, "Lambda.ResourceNotFoundException", sdk("Lambda", 404)],
  ["aws-sdk:lambda:invoke", { FunctionName: "n o" }, "Lambda.LambdaException", sdk("Lambda", 400)],
  [
    "states:startExecution",
    { StateMachineArn: `${machineArn}none` },
    "StepFunctions.StateMachineDoesNotExistException",
    optimized("AWSStepFunctions", 400, "StateMachineDoesNotExist"),
  ],
  [
    "aws-sdk:sfn:startExecution",
    { StateMachineArn: `${machineArn}none` },
    "Sfn.StateMachineDoesNotExistException",
    sdk("Sfn", 400),
  ],
  [
    "aws-sdk:kinesis:putRecord",
    { StreamName: "none", Data: "", PartitionKey: "p" },
    "Kinesis.ResourceNotFoundException",
    sdk("Kinesis", 400),
  ],
])("%s with %j fails with %s", async (resource, taskArguments, error, cause) => {
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
    ...{ stackName: "functions", codeRoot: undefined },
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
