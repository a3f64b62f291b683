// Durable functions by the SDK: what they have done stays done, whatever ends between two invocations.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../../../support/until.ts";
import type { Input } from "../support/steps.ts";
import { DurableRegion, handlers } from "./support/durable-region.ts";

const region = new DurableRegion();
beforeAll(async () => {
  await region.open();
  await region.createAll();
});
afterAll(async () => {
  await region.close();
  region.remove();
});

test("steps, another attempt, a wait, a callback and another function lead to a result, each done once", async () => {
  const before = region.lines("callback ").length;
  const arn = await region.start("travels", { n: 1 }, { DurableExecutionName: "journey" });
  expect(arn).toMatch(
    /^arn:aws:lambda:us-east-1:000000000000:function:travels:\$LATEST\/durable-execution\/journey\//,
  );
  const id = (await region.callbackIds(before + 1)).at(-1);
  await region.call("SendDurableExecutionCallbackHeartbeat", { CallbackId: id });
  await region.call("SendDurableExecutionCallbackSuccess", { CallbackId: id, Result: '"yes"' });
  const told = await region.ended(arn);
  expect(told).toMatchObject({
    ...{ Status: "SUCCEEDED", DurableExecutionName: "journey", Version: "$LATEST", InputPayload: '{"n":1}' },
    Result: '{"first":2,"tried":2,"told":"yes","doubled":4}',
  });
  expect(region.lines("first runs")).toHaveLength(1);
  const types = (await region.typesOf(arn)).filter((type) => type !== "InvocationCompleted");
  expect(types).toEqual([
    ...["ExecutionStarted", "StepStarted", "StepSucceeded"],
    ...["StepStarted", "StepFailed", "StepStarted", "StepFailed", "StepStarted", "StepSucceeded"],
    ...["WaitStarted", "WaitSucceeded", "CallbackStarted", "CallbackSucceeded"],
    ...["ChainedInvokeStarted", "ChainedInvokeSucceeded", "ExecutionSucceeded"],
  ]);
  const late = { CallbackId: id, Result: '"again"' };
  await expect(region.call("SendDurableExecutionCallbackSuccess", late)).rejects.toMatchObject({
    name: "CallbackTimeoutException",
  });
});

test("a history tells of attempts, waits and payloads, the latter to who wants them, in pages and in either order", async () => {
  const [{ DurableExecutionArn } = {}] = (
    await region.call("ListDurableExecutionsByFunction", {
      FunctionName: "travels",
      DurableExecutionName: "journey",
    })
  ).DurableExecutions as readonly Input[];
  const history = async (more: Input) =>
    (await region.call("GetDurableExecutionHistory", { DurableExecutionArn, ...more })) as never as {
      readonly Events: readonly Input[];
      readonly NextMarker?: string;
    };
  const { Events } = await history({});
  const of = (type: string) => Events.filter(({ EventType }) => EventType === type);
  expect(of("StepFailed")).toMatchObject([
    {
      Name: "tried",
      StepFailedDetails: {
        Error: { Payload: { ErrorType: "RangeError", ErrorMessage: "attempt 0" } },
        RetryDetails: { CurrentAttempt: 1, NextAttemptDelaySeconds: 1 },
      },
    },
    { StepFailedDetails: { RetryDetails: { CurrentAttempt: 2 } } },
  ]);
  expect(of("WaitStarted")).toMatchObject([
    { WaitStartedDetails: { Duration: 1, ScheduledEndTimestamp: expect.any(Date) } },
  ]);
  expect(of("ExecutionStarted")).toMatchObject([
    { ExecutionStartedDetails: { Input: { Payload: '{"n":1}' }, ExecutionTimeout: 600 } },
  ]);
  const [first] = (await history({ IncludeExecutionData: false, MaxItems: 1 })).Events;
  expect(first).toMatchObject({ ExecutionStartedDetails: { Input: { Truncated: false } } });
  expect(JSON.stringify(first)).not.toContain("Payload");
  const ids: unknown[] = [];
  let Marker: string | undefined;
  do {
    const page = await history({ MaxItems: 3, ReverseOrder: true, Marker });
    ids.push(...page.Events.map(({ EventId }) => EventId));
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  expect(ids).toEqual(Events.map(({ EventId }) => EventId).reverse());
});

test("who waits for a durable function has its result, or its error", async () => {
  const asked = { FunctionName: "chains", Qualifier: "$LATEST" };
  const decoded = ({ Payload }: Input) => JSON.parse(Buffer.from(Payload as Uint8Array).toString());
  const invoked = async (other: string) =>
    region.call("Invoke", { ...asked, Payload: JSON.stringify({ other }) });
  const durable = await invoked("waits:$LATEST");
  expect(durable).toMatchObject({
    StatusCode: 200,
    ExecutedVersion: "$LATEST",
    DurableExecutionArn: expect.any(String),
  });
  expect(decoded(durable)).toBe(7);
  const failed = await invoked("fails");
  expect(failed).toMatchObject({ FunctionError: "Unhandled" });
  expect(decoded(failed)).toMatchObject({ errorMessage: "FAILED: TypeError: no number" });
  expect(decoded(await invoked("none"))).toMatchObject({
    errorMessage: expect.stringContaining("FAILED: ResourceNotFoundException"),
  });
});

test("what an invocation that ends its process had done is done, and it is invoked again", async () => {
  const arn = await region.start("stumbles");
  expect(await region.ended(arn)).toMatchObject({ Status: "SUCCEEDED", Result: '"got up"' });
  const types = await region.typesOf(arn);
  expect(types.filter((type) => type === "StepSucceeded")).toHaveLength(1);
  expect(types.filter((type) => type === "InvocationCompleted").length).toBeGreaterThan(1);
});

test("a function that can't be run is tried three times again, and then whoever waits for it has its error", async () => {
  await region.createAs("broken", "export const other = 1;");
  const answer = await region.call("Invoke", { FunctionName: "broken", Qualifier: "$LATEST" });
  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: "Unhandled" });
  expect(JSON.parse(Buffer.from(answer.Payload as Uint8Array).toString())).toMatchObject({
    errorType: "Runtime.HandlerNotFound",
    errorMessage: "index.handler is undefined or not exported",
  });
  expect(await region.typesOf(String(answer.DurableExecutionArn))).toEqual([
    ...["ExecutionStarted", "InvocationCompleted", "InvocationCompleted"],
    ...["InvocationCompleted", "InvocationCompleted", "ExecutionFailed"],
  ]);
});

test("an error of the handler itself may pass: it is invoked again, later", async () => {
  await region.createAs(
    "passing",
    `let count = 0;
    export const handler = async () => {
      if (++count < 2) throw new TypeError("not yet");
      return { Status: "SUCCEEDED", Result: String(count) };
    };`,
  );
  const arn = await region.start("passing");
  expect(await region.ended(arn)).toMatchObject({ Status: "SUCCEEDED", Result: "2" });
});

test("an execution goes on after a restart of the region, and what it had done is not done again", async () => {
  const arn = await region.start("waits", { seconds: 10 });
  await until(async () => (await region.typesOf(arn)).includes("WaitStarted"));
  const ran = region.lines("step runs").length;
  await region.close();
  await region.open();
  expect(await region.ended(arn)).toMatchObject({ Status: "SUCCEEDED", Result: "7" });
  expect(region.lines("step runs")).toHaveLength(0);
  expect(ran).toBeGreaterThan(0);
  expect((await region.typesOf(arn)).filter((type) => type === "StepSucceeded")).toHaveLength(1);
});

test("one name is one execution; with another payload it is refused", async () => {
  const named = { DurableExecutionName: "only" };
  const first = await region.start("waits", { seconds: 1 }, named);
  expect(await region.start("waits", { seconds: 1 }, named)).toBe(first);
  await expect(region.start("waits", { seconds: 2 }, named)).rejects.toMatchObject({
    name: "DurableExecutionAlreadyStartedException",
  });
  await region.ended(first);
  expect(await region.start("waits", { seconds: 1 }, named)).toBe(first);
});

describe("what ends an execution, or one of its callbacks", () => {
  test("is whoever stops it, once", async () => {
    const arn = await region.start("waits", { seconds: 500 });
    const failure = { ErrorType: "Tired", ErrorMessage: "enough" };
    const { StopTimestamp } = await region.call("StopDurableExecution", {
      DurableExecutionArn: arn,
      Error: failure,
    });
    expect(await region.ended(arn)).toMatchObject({
      Status: "STOPPED",
      Error: failure,
      EndTimestamp: StopTimestamp,
    });
    expect(await region.call("StopDurableExecution", { DurableExecutionArn: arn })).toMatchObject({
      StopTimestamp,
    });
  });

  test("is its time", async () => {
    await region.create("hurried", handlers.waits, { DurableConfig: { ExecutionTimeout: 1 } });
    expect(await region.ended(await region.start("hurried", { seconds: 500 }))).toMatchObject({
      Status: "TIMED_OUT",
    });
  });

  test.each([
    ["its timeout", { TimeoutSeconds: 1 }, "TIMED_OUT: Callback.Timeout: Callback timed out"],
    [
      "no heartbeat",
      { HeartbeatTimeoutSeconds: 1, TimeoutSeconds: 100 },
      "TIMED_OUT: Callback.Heartbeat: Callback timed out on heartbeat",
    ],
  ])("is %s", async (_, options, ErrorMessage) => {
    const told = await region.ended(await region.start("asks", { options }));
    expect(told).toMatchObject({ Status: "FAILED", Error: { ErrorMessage } });
  });

  test("is a failure that is sent", async () => {
    const before = region.lines("callback ").length;
    const arn = await region.start("asks", { options: {} });
    const CallbackId = (await region.callbackIds(before + 1)).at(-1);
    const failure = { ErrorType: "Refused", ErrorMessage: "by hand" };
    await region.call("SendDurableExecutionCallbackFailure", { CallbackId, Error: failure });
    expect(await region.ended(arn)).toMatchObject({ Error: { ErrorMessage: "FAILED: Refused: by hand" } });
  });
});
