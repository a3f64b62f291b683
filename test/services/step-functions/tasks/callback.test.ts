import { expect, test } from "@jest/globals";
import { localIdentity } from "../../../../src/aws/arn.ts";
import { ServiceError } from "../../../../src/aws/service-error.ts";
import { Failure } from "../../../../src/engine/failure.ts";
import type { TaskCall, TaskResult } from "../../../../src/engine/seams.ts";
import type { TaskParts } from "../../../../src/services/step-functions/tasks/parts.ts";
import { createTaskRunner } from "../../../../src/services/step-functions/tasks/task-runner.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { until } from "../../../support/until.ts";
import { taskCall } from "./task-call.ts";

const resource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
const request = { QueueUrl: "http://127.0.0.1/0/q", MessageBody: "x" };

/** Tokens that the test answers for by hand. */
function handTokens() {
  const answers = new Map<string, (result: TaskResult) => void>();
  const forgotten: string[] = [];
  const tokens: NonNullable<TaskParts["tokens"]> = {
    wait: ({ taskToken = "" }) => new Promise((resolve) => answers.set(taskToken, resolve)),
    forget: (taskToken) => void forgotten.push(taskToken),
  };
  return { tokens, answers, forgotten };
}

const sent = {
  messageId: "id",
  md5OfMessageBody: "md5",
  md5OfMessageAttributes: undefined,
  sequenceNumber: undefined,
};

function runner(parts: Partial<TaskParts>) {
  return createTaskRunner({ identity: localIdentity, clock: new VirtualClock(), ...parts });
}

test("the request is submitted, and the task's answer is the callback's", async () => {
  const { tokens, answers } = handTokens();
  const call = taskCall(resource, request, { taskToken: "t" });
  const result = runner({ tokens, queues: { sendMessage: async () => sent } }).run(call);
  await until(() => call.noted.submitted.length > 0);
  expect(call.noted.submitted).toMatchObject([{ MessageId: "id", MD5OfMessageBody: "md5" }]);
  answers.get("t")?.({ approved: true });
  expect(await result).toEqual({ approved: true });
});

test("an answer may come before the response to the request", async () => {
  const { tokens, answers } = handTokens();
  const call = taskCall(resource, request, { taskToken: "t" });
  const sendMessage = async () => {
    answers.get("t")?.(new Failure("Rejected", "no"));
    return sent;
  };
  expect(await runner({ tokens, queues: { sendMessage } }).run(call)).toEqual(new Failure("Rejected", "no"));
  expect(call.noted.submitted).toHaveLength(1);
});

test("a request that fails fails the task, and its token is forgotten", async () => {
  const { tokens, forgotten } = handTokens();
  const sendMessage = async () => {
    throw new ServiceError("QueueDoesNotExist", "The specified queue does not exist.");
  };
  const call = taskCall(resource, request, { taskToken: "t" });
  expect(await runner({ tokens, queues: { sendMessage } }).run(call)).toMatchObject({
    error: "SQS.QueueDoesNotExistException",
  });
  expect(forgotten).toEqual(["t"]);
  expect(call.noted.submitted).toEqual([]);
});

test("arguments that are missing fail the task, and its token is forgotten", async () => {
  const { tokens, forgotten } = handTokens();
  const queues = { sendMessage: async () => sent };
  const result = await runner({ tokens, queues }).run(taskCall(resource, {}, { taskToken: "t" }));
  expect(result).toMatchObject({ error: "States.Runtime", cause: expect.stringContaining("'QueueUrl'") });
  expect(forgotten).toEqual(["t"]);
});

test("after a crash a task that was submitted waits on its token again, without a second request", async () => {
  const { tokens, answers } = handTokens();
  const sendMessage = async () => {
    throw new Error("must not be called");
  };
  const call = taskCall(resource, request, { taskToken: "t" });
  const tasks = runner({ tokens, queues: { sendMessage } });
  const resumed = tasks.resume?.(call, { MessageId: "id" });
  await new Promise((resolve) => setImmediate(resolve));
  answers.get("t")?.("done");
  expect(await resumed).toBe("done");
  expect(await tasks.resume?.(call, undefined)).toMatchObject({ error: "SQS.SdkClientException" });
});

test("an activity's task is queued, and queued again after a crash", async () => {
  const queued: string[] = [];
  const queue = async ({ resource }: TaskCall) => {
    queued.push(resource);
    return "worked";
  };
  const activities: NonNullable<TaskParts["activities"]> = { run: queue, resume: queue, has: () => true };
  const arn = "arn:aws:states:us-east-1:000000000000:activity:a";
  const tasks = runner({ activities });
  expect(await tasks.run(taskCall(arn, {}))).toBe("worked");
  expect(await tasks.resume?.(taskCall(arn, {}), undefined)).toBe("worked");
  expect(queued).toEqual([arn, arn]);
});

test.each([
  ["arn:aws:lambda:us-east-1:000000000000:function:f", "Lambda.Unknown"],
  ["arn:aws:states:::lambda:invoke", "Lambda.Unknown"],
  ["arn:aws:states:::dynamodb:putItem", "DynamoDB.SdkClientException"],
  ["arn:aws:states:::aws-sdk:dynamodb:putItem", "DynamoDb.SdkClientException"],
  ["arn:aws:states:::events:putEvents", "EventBridge.SdkClientException"],
])("after a crash %s ends with %s", async (named, error) => {
  const tasks = runner({
    functions: { invoke: () => Promise.reject(new Error("must not be called")) },
    tables: { request: () => Promise.reject(new Error("must not be called")) },
    events: { putEvents: () => Promise.reject(new Error("must not be called")) },
  });
  expect(await tasks.resume?.(taskCall(named, {}), undefined)).toMatchObject({ error });
});

test("a job that is waited for ends with the answer to its token, if that comes first", async () => {
  const { tokens, answers, forgotten } = handTokens();
  const executions: NonNullable<TaskParts["executions"]> = {
    startExecution: async () => ({ executionArn: "arn", startDate: 0 }),
    ended: () => new Promise(() => {}),
    stopExecution: async () => {},
  };
  const call = taskCall(
    "arn:aws:states:::states:startExecution.sync:2",
    { StateMachineArn: "m" },
    { taskToken: "t" },
  );
  const result = runner({ tokens, executions }).run(call);
  await until(() => call.noted.submitted.length > 0);
  answers.get("t")?.({ done: true });
  expect(await result).toEqual({ done: true });
  expect(forgotten).toEqual(["t"]);
});
