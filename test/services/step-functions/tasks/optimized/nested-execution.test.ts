import { afterEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../../src/aws/arn.ts";
import type { Json, JsonObject } from "../../../../../src/aws/json.ts";
import { nestedExecutions } from "../../../../../src/services/step-functions/executions/nested-executions.ts";
import { States } from "../../../../../src/services/step-functions/states.ts";
import { createTaskRunner } from "../../../../../src/services/step-functions/tasks/task-runner.ts";
import { systemClock } from "../../../../../src/time/clock.ts";
import { until } from "../../../../support/until.ts";
import { taskCall } from "../task-call.ts";

const open: States[] = [];
afterEach(async () => {
  for (const states of open.splice(0)) await states.standard.close();
});

/** Step Functions with nothing but itself, and a parent that runs a child by `resource`. */
function openStates() {
  const tied = { states: undefined as unknown as States };
  const tasks = createTaskRunner({
    identity: localIdentity,
    clock: systemClock,
    executions: nestedExecutions(() => tied.states),
  });
  tied.states = new States({ clock: systemClock, identity: localIdentity, tasks });
  open.push(tied.states);
  return { states: tied.states, tasks };
}

async function create(
  states: States,
  name: string,
  state: JsonObject,
  type: "STANDARD" | "EXPRESS" = "STANDARD",
) {
  const definition = JSON.stringify({ StartAt: "Only", States: { Only: state } });
  const role = "arn:aws:iam::000000000000:role/r";
  const created = states.machines.create({ name, definition, roleArn: role, type });
  return created.arn;
}

const ends: Readonly<Record<string, JsonObject>> = {
  works: { Type: "Pass", Result: { made: 1 }, End: true },
  fails: { Type: "Fail", Error: "Broken", Cause: "It broke." },
  waits: { Type: "Wait", Seconds: 3600, End: true },
};

async function run(resource: string, child: keyof typeof ends & string) {
  const { states, tasks } = openStates();
  const stateMachineArn = await create(states, child, ends[child] ?? {});
  const call = taskCall(`arn:aws:states:::states:${resource}`, {
    StateMachineArn: stateMachineArn,
    Input: { a: 1 },
    Name: "n",
  });
  return { states, call, result: tasks.run(call) };
}

const executionOf = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:${name}:n`;

test("a nested execution that is only started answers at once", async () => {
  const { call, result } = await run("startExecution", "waits");
  expect(await result).toMatchObject({
    ExecutionArn: executionOf("waits"),
    StartDate: expect.any(Number),
    SdkHttpMetadata: { HttpStatusCode: 200 },
  });
  expect(call.noted.submitted).toEqual([]);
});

test.each<[string, Json, Json]>([
  ["startExecution.sync", '{"a":1}', '{"made":1}'],
  ["startExecution.sync:2", { a: 1 }, { made: 1 }],
])("%s answers with the described execution", async (resource, input, output) => {
  const { call, result } = await run(resource, "works");
  expect(await result).toEqual({
    ExecutionArn: executionOf("works"),
    Input: input,
    InputDetails: { Included: true },
    Name: "n",
    Output: output,
    OutputDetails: { Included: true },
    StartDate: expect.any(Number),
    StateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:works",
    Status: "SUCCEEDED",
    StopDate: expect.any(Number),
  });
  expect(call.noted.submitted).toMatchObject([{ ExecutionArn: executionOf("works") }]);
});

test("a nested execution that fails is States.TaskFailed with the described execution as its cause", async () => {
  const { result } = await run("startExecution.sync:2", "fails");
  const failure = (await result) as { readonly error: string; readonly cause: string };
  expect(failure.error).toBe("States.TaskFailed");
  expect(JSON.parse(failure.cause)).toMatchObject({
    Cause: "It broke.",
    Error: "Broken",
    Input: { a: 1 },
    Status: "FAILED",
  });
});

test("giving up the task stops the execution it started", async () => {
  const { states, call, result } = await run("startExecution.sync", "waits");
  await until(() => call.noted.submitted.length > 0);
  call.aborter.abort();
  expect(await result).toMatchObject({ error: "States.TaskFailed" });
  expect(states.standard.records.describe(executionOf("waits")).status).toBe("ABORTED");
});

test("an execution that was submitted is waited for again, one that was not has an unknown outcome", async () => {
  const { states, call, result } = await run("startExecution.sync:2", "waits");
  await until(() => call.noted.submitted.length > 0);
  const { tasks } = openStates();
  expect(await tasks.resume?.(call, undefined)).toMatchObject({ error: "StepFunctions.SdkClientException" });
  expect(await tasks.resume?.(call, { ExecutionArn: executionOf("waits") })).toMatchObject({
    error: "StepFunctions.ExecutionDoesNotExistException",
  });
  await states.standard.stop(executionOf("waits"), "Enough", "of it");
  expect(await result).toMatchObject({ error: "States.TaskFailed" });
});

test.each([
  [
    { StateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:none" },
    "StepFunctions.StateMachineDoesNotExistException",
  ],
  [{ StateMachineArn: "express" }, "StepFunctions.StateMachineTypeNotSupportedException"],
  [{ StateMachineArn: "nonsense" }, "StepFunctions.InvalidArnException"],
])("%j cannot be waited for: %s", async (given, error) => {
  const { states, tasks } = openStates();
  const express = await create(states, "quick", { Type: "Succeed" }, "EXPRESS");
  const request = given.StateMachineArn === "express" ? { StateMachineArn: express } : given;
  const result = await tasks.run(taskCall("arn:aws:states:::states:startExecution.sync", request));
  expect(result).toMatchObject({
    error,
    cause: expect.stringContaining("(Service: AWSStepFunctions; Status Code: 400; "),
  });
});

test("an input of null starts the child without one", async () => {
  const { states, tasks } = openStates();
  const stateMachineArn = await create(states, "works", ends.works ?? {});
  const request = { StateMachineArn: stateMachineArn, Input: null, Name: "n" };
  await tasks.run(taskCall("arn:aws:states:::states:startExecution.sync", request));
  expect(states.standard.records.describe(executionOf("works")).input).toBe("{}");
});
