import { expect, test } from "@jest/globals";
import { localIdentity } from "../../../../src/aws/arn.ts";
import type { Json } from "../../../../src/aws/json.ts";
import { ServiceError } from "../../../../src/aws/service-error.ts";
import { Failure } from "../../../../src/engine/failure.ts";
import type { TaskCall } from "../../../../src/engine/seams.ts";
import type {
  FunctionAnswer,
  FunctionInvocation,
  FunctionInvoker,
  TaskParts,
} from "../../../../src/services/step-functions/tasks/parts.ts";
import { createTaskRunner } from "../../../../src/services/step-functions/tasks/task-runner.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

const execution = {
  arn: "arn:aws:states:us-east-1:000000000000:execution:m:e",
  name: "e",
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:m",
  stateMachineName: "m",
  roleArn: "arn:aws:iam::000000000000:role/r",
  startTime: 0,
};

function run(resource: string, taskArguments: Json, parts: Partial<TaskParts>) {
  const runner = createTaskRunner({ identity: localIdentity, clock: new VirtualClock(), ...parts });
  const call = { resource, arguments: taskArguments, execution } as TaskCall;
  return runner.run(call);
}

function answering(answer: Partial<FunctionAnswer>): Partial<TaskParts> {
  const whole: FunctionAnswer = {
    requestId: "5a1f9a0e-0000-4000-8000-000000000000",
    statusCode: 200,
    executedVersion: "$LATEST",
    payload: "null",
    functionError: undefined,
    logTail: undefined,
    ...answer,
  };
  return { functions: { invoke: async () => whole } };
}

const invoke = "arn:aws:states:::lambda:invoke";
const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:f";

test("lambda:invoke answers with the payload parsed", async () => {
  const result = await run(
    invoke,
    { FunctionName: "f", Payload: { a: 1 } },
    answering({ payload: '{"b":2}' }),
  );
  expect(result).toMatchObject({ ExecutedVersion: "$LATEST", Payload: { b: 2 }, StatusCode: 200 });
});

test.each<[Json, string]>([
  ["0.0", "0.0"],
  ['{"a":1}', '{"a":1}'],
  ['"Hello"', '"Hello"'],
  [null, "{}"],
  [[1], "[1]"],
])("lambda:invoke sends %j as %s", async (Payload, sent) => {
  let received: FunctionInvocation["payload"] | undefined;
  const { functions } = answering({});
  const invokeNoted = async (invocation: FunctionInvocation) => {
    received = invocation.payload;
    return (functions as FunctionInvoker).invoke(invocation);
  };
  await run(invoke, { FunctionName: "f", Payload }, { functions: { invoke: invokeNoted } });
  expect(received).toBe(sent);
});

test("lambda:invoke with a text that is no JSON is refused in Lambda's words", async () => {
  const result = await run(invoke, { FunctionName: "f", Payload: "plain" }, answering({}));
  expect(result).toMatchObject({
    error: "Lambda.InvalidRequestContentException",
    cause: expect.stringMatching(/^Could not parse request body into json: .*Unrecognized token 'plain'/),
  });
});

test("lambda:invoke shows the end of the log as Lambda's API does", async () => {
  const result = await run(invoke, { FunctionName: "f", LogType: "Tail" }, answering({ logTail: "END\n" }));
  expect(result).toMatchObject({
    LogResult: "RU5ECg==",
    SdkHttpMetadata: { HttpHeaders: { "X-Amz-Log-Result": "RU5ECg==" } },
  });
});

test("a bare function ARN answers with the payload only", async () => {
  expect(await run(functionArn, {}, answering({ payload: "[1]" }))).toEqual([1]);
});

test("a handler's error is named by its type, and the cause is the payload", async () => {
  const payload = '{"errorType":"TypeError","errorMessage":"x"}';
  const result = await run(functionArn, {}, answering({ payload, functionError: "Unhandled" }));
  expect(result).toEqual(new Failure("TypeError", payload));
});

test("an error without a type is Lambda.Unknown", async () => {
  const result = await run(functionArn, {}, answering({ payload: "{}", functionError: "Unhandled" }));
  expect(result).toMatchObject({ error: "Lambda.Unknown" });
});

test("a missing function is worded as AWS words it", async () => {
  const refuse = async () => {
    throw new ServiceError("ResourceNotFoundException", `Function not found: ${functionArn}`, {
      status: 404,
    });
  };
  const result = await run(functionArn, {}, { functions: { invoke: refuse } });
  expect(result).toMatchObject({
    error: "Lambda.ResourceNotFoundException",
    cause: expect.stringMatching(
      /^Function not found: .*:f:\$LATEST \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: .*; Proxy: null\)$/,
    ),
  });
});

test.each([
  [
    "arn:aws:states:::dynamodb:putItem",
    "ConditionalCheckFailedException",
    "DynamoDB.ConditionalCheckFailedException",
  ],
  ["arn:aws:states:::dynamodb:putItem", "ValidationException", "DynamoDB.AmazonDynamoDBException"],
  [
    "arn:aws:states:::aws-sdk:dynamodb:putItem",
    "ConditionalCheckFailedException",
    "DynamoDb.ConditionalCheckFailedException",
  ],
  ["arn:aws:states:::aws-sdk:dynamodb:putItem", "ValidationException", "DynamoDb.DynamoDbException"],
])("%s failing with %s is %s", async (resource, code, error) => {
  const request = async () => {
    throw new ServiceError(code, "The conditional request failed");
  };
  expect(await run(resource, {}, { tables: { request } })).toMatchObject({ error });
});

test("putEvents adds the execution to the resources, and fails if an entry fails", async () => {
  const seen: unknown[] = [];
  const events: NonNullable<TaskParts["events"]> = {
    putEvents: async (entries) => {
      seen.push(...entries);
      return {
        failedEntryCount: 1,
        entries: [{ errorCode: "MalformedDetail", errorMessage: "Detail is malformed." }],
      };
    },
  };
  const result = await run(
    "arn:aws:states:::events:putEvents",
    { Entries: [{ Source: "s", Detail: { a: 1 } }] },
    { events },
  );
  expect(seen).toMatchObject([{ detail: '{"a":1}', resources: [execution.arn, execution.stateMachineArn] }]);
  expect(result).toEqual(
    new Failure(
      "EventBridge.FailedEntry",
      '{"Entries":[{"ErrorCode":"MalformedDetail","ErrorMessage":"Detail is malformed."}],"FailedEntryCount":1}',
    ),
  );
});

test.each(["arn:aws:states:::glue:startJobRun.sync", "arn:aws:states:::ecs:runTask", "nonsense"])(
  "%s fails and names itself",
  async (resource) => {
    const result = await run(resource, {}, {});
    expect(result).toMatchObject({
      error: "States.Runtime",
      cause: expect.stringContaining(resource.replace("arn:aws:states:::", "")),
    });
  },
);

test("arguments that are missing are named", async () => {
  const result = await run(invoke, {}, answering({}));
  expect(result).toMatchObject({ error: "States.Runtime", cause: expect.stringContaining("'FunctionName'") });
});
