// What a mocked result of TestState is held to: the answer of the call, as AWS's service models have it.

import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../../../src/aws/json.ts";
import { checkMockResult } from "../../../../src/services/step-functions/test-state/mock-schema.ts";

const problemOf = (resource: string, result: Json, mode: "STRICT" | "PRESENT" | "NONE" = "STRICT") => {
  try {
    checkMockResult(`arn:aws:states:::${resource}`, result, mode);
    return undefined;
  } catch (problem) {
    return (problem as Error).message.replace("Mock result schema validation error: ", "");
  }
};

const started = { ExecutionArn: "a", StartDate: "2026-01-01T00:00:00Z" };
const described = { ...started, StateMachineArn: "m", Status: "SUCCEEDED" };

describe("a mocked result", () => {
  test.each<[resource: string, result: Json]>([
    ["states:startExecution", started],
    ["aws-sdk:sfn:startExecution", { ...started, Unknown: 1 }],
    ["states:startExecution.sync:2", described],
    ["lambda:invoke", { StatusCode: 200, Payload: [1] }],
    ["aws-sdk:s3:getObject", { Body: { any: "thing" }, Metadata: { a: "b" } }],
    ["dynamodb:getItem", { Item: { a: { M: { b: { L: [{ S: "x" }] } } } } }],
    ["ecs:runTask.sync", { Tasks: [{ LastStatus: "STOPPED" }] }],
    ["sqs:sendMessage.waitForTaskToken", 5],
    ["apigateway:invoke", 5],
    ["http:invoke", 5],
    ["eks:call", 5],
    ["eks:runJob.sync", 5],
    ["aws-sdk:constructor:toString", 5],
  ])("of %s that fits is taken", (resource, result) => {
    expect(problemOf(resource, result)).toBeUndefined();
  });

  test.each<[resource: string, result: Json, problem: string]>([
    ["states:startExecution", { ExecutionArn: "a" }, "Required field 'StartDate' is missing"],
    ["states:startExecution.sync", started, "Required field 'StateMachineArn' is missing"],
    [
      "states:startExecution.sync",
      { ...described, Status: "DONE" },
      "Field 'Status' is not an expected value",
    ],
    ["sqs:sendMessage", { MessageId: 5 }, "Field 'MessageId' must be a string"],
    ["aws-sdk:sqs:receiveMessage", { Messages: {} }, "Field 'Messages' must be an array"],
    [
      "aws-sdk:secretsmanager:getSecretValue",
      { Name: "" },
      "Field 'Name' is smaller than the minimum length",
    ],
    ["aws-sdk:ssm:getParameter", { Parameter: { Version: "1" } }, "Field 'Version' must be a number"],
    ["aws-sdk:kinesis:putRecord", { ShardId: "s" }, "Required field 'SequenceNumber' is missing"],
    ["aws-sdk:s3:headObject", { DeleteMarker: "no" }, "Field 'DeleteMarker' must be a boolean"],
    [
      "aws-sdk:lambda:getFunctionConfiguration",
      { MemorySize: 10_241 },
      "Field 'MemorySize' exceeds the maximum value",
    ],
    ["aws-sdk:lambda:getFunction", { Configuration: [] }, "Field 'Configuration' must be an object"],
    ["dynamodb:getItem", { Item: { a: { M: { b: { S: 5 } } } } }, "Field 'S' must be a string"],
    ["glue:startJobRun.sync", { JobRun: { Attempt: "one" } }, "Field 'Attempt' must be a number"],
    ["lambda:invoke", [], "Mocked result must be a JSON object"],
  ])("of %s as %j is refused", (resource, result, problem) => {
    expect(problemOf(resource, result)).toBe(problem);
    expect(problemOf(resource, result, "NONE")).toBeUndefined();
  });

  test("need not have what is required, if only what is present is looked at", () => {
    expect(problemOf("states:startExecution", {}, "PRESENT")).toBeUndefined();
    expect(problemOf("states:startExecution", { StartDate: 5 }, "PRESENT")).toBe(
      "Field 'StartDate' must be a string",
    );
  });
});
