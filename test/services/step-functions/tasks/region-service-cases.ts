// What tasks ask of the region's own services, with the results and the errors that workflows see.

import { expect } from "@jest/globals";
import type { Json, JsonObject } from "../../../../src/aws/json.ts";

const account = "us-east-1:000000000000";
const machineArn = `arn:aws:states:${account}:stateMachine:`;
const queueUrl = "http://127.0.0.1:4566/000000000000/q";
const topicArn = `arn:aws:sns:${account}:t`;
const any = expect.any(String) as unknown as Json;
const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown as Json;
const metadata = { SdkHttpMetadata: { HttpStatusCode: 200 }, SdkResponseMetadata: { RequestId: any } };

export const answers: readonly (readonly [resource: string, given: JsonObject, output: JsonObject])[] = [
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
  [
    "aws-sdk:sqs:sendMessage",
    {
      QueueUrl: queueUrl,
      MessageBody: { a: 1 },
      MessageAttributes: { Message: { DataType: "String", StringValue: "a name like a text's" } },
    },
    { MessageId: any, MD5OfMessageBody: "bb6cb5c68df4652941caf652a366f2d8", MD5OfMessageAttributes: any },
  ],
  ["aws-sdk:lambda:listFunctions", {}, { Functions: [] }],
  ["aws-sdk:s3:createBucket", { Bucket: "of-a-task" }, { Location: "/of-a-task" }],
  ["aws-sdk:s3:getBucketLocation", { Bucket: "of-a-task" }, { LocationConstraint: "" }],
  [
    "aws-sdk:s3:createBucket",
    {
      Bucket: "elsewhere-of-a-task",
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1", Tags: [{ Key: "k", Value: "v" }] },
    },
    {
      Location: "http://elsewhere-of-a-task.s3.amazonaws.com/",
      BucketArn: "arn:aws:s3:::elsewhere-of-a-task",
    },
  ],
  ["aws-sdk:s3:getBucketLocation", { Bucket: "elsewhere-of-a-task" }, { LocationConstraint: "eu-west-1" }],
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
  [
    "aws-sdk:eventbridge:putEvents",
    { Entries: [{ Source: "s", DetailType: "d", Detail: { a: 1 } }] },
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
    "aws-sdk:firehose:putRecord",
    { DeliveryStreamName: "d", Record: { Data: { text: "ü" } } },
    { RecordId: any, Encrypted: false },
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
];

const requestId = "[0-9A-Za-z-]{36,}";
const optimized = (service: string, status: number, code: string) =>
  ` \\(Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null\\)$`;
const sdk = (service: string, status: number) =>
  ` \\(Service: ${service}, Status Code: ${status}, Request ID: ${requestId}\\) \\(SDK Attempt Count: 1\\)$`;

export const failures: readonly (readonly [
  resource: string,
  given: JsonObject,
  error: string,
  cause: string,
])[] = [
  [
    "aws-sdk:sfn:sendTaskSuccess",
    { TaskToken: "none", Output: { a: 1 } },
    "Sfn.InvalidTokenException",
    "Invalid Token",
  ],
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
    "sqs:sendMessage",
    { QueueUrl: queueUrl, MessageBody: null },
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
];
