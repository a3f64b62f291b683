// What durable executions refuse, how they are listed, and what is told of functions that have them.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
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

test.each([
  [
    "an end of what has not begun",
    [{ Id: "w", Type: "WAIT", Action: "SUCCEED" }],
    "Invalid WAIT action SUCCEED.",
  ],
  [
    "a wait of no length",
    [{ Id: "w", Type: "WAIT", Action: "START" }],
    "WaitOptions.WaitSeconds is required",
  ],
  [
    "a second end",
    ["SUCCEED", "FAIL"].map((Action) => ({ Id: "s", Type: "STEP", Action })),
    "Invalid current STEP state SUCCEEDED for the action FAIL.",
  ],
  [
    "another type",
    [
      { Id: "s", Type: "STEP", Action: "START" },
      { Id: "s", Type: "CONTEXT", Action: "SUCCEED" },
    ],
    "Operation s is of the type STEP, not CONTEXT.",
  ],
  [
    "a parent that there is not",
    [{ Id: "s", ParentId: "p", Type: "STEP", Action: "START" }],
    "Invalid parent",
  ],
  ["an id that is none", [{ Id: "a b", Type: "STEP", Action: "START" }], "'updates.1.member.id'"],
])("a checkpoint with %s is refused as a whole", async (_, updates, words) => {
  const told = await region.ended(await region.start("misuses", { updates }));
  expect(told).toMatchObject({ Status: "FAILED", Error: { ErrorMessage: expect.stringContaining(words) } });
  expect(await region.typesOf(String(told.DurableExecutionArn))).not.toContain("StepStarted");
});

test("executions are listed by status, name and time, in pages", async () => {
  const list = async (more: Input) => {
    const told = await region.call("ListDurableExecutionsByFunction", { FunctionName: "waits", ...more });
    return told as never as { readonly DurableExecutions: readonly Input[]; readonly NextMarker?: string };
  };
  for (const seconds of [1, 1]) await region.ended(await region.start("waits", { seconds }));
  const DurableExecutionArn = await region.start("waits", { seconds: 500 });
  await region.call("StopDurableExecution", { DurableExecutionArn });
  const { DurableExecutions: all } = await list({});
  expect(new Set(all.map(({ Status }) => Status))).toEqual(new Set(["SUCCEEDED", "STOPPED"]));
  const stopped = (await list({ Statuses: ["STOPPED"] })).DurableExecutions;
  expect(stopped.map(({ Status }) => Status)).toEqual(["STOPPED"]);
  expect((await list({ StartedAfter: new Date(Date.now() + 86_400_000) })).DurableExecutions).toEqual([]);
  const page = await list({ MaxItems: 1, ReverseOrder: true });
  expect(page).toMatchObject({ DurableExecutions: [all.at(-1)], NextMarker: "1" });
  await expect(list({ Statuses: ["ASLEEP"] })).rejects.toMatchObject({ name: "ValidationException" });
  await expect(list({ FunctionName: "no-function" })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test.each([
  [
    "without a qualifier",
    "Invoke",
    { FunctionName: "waits" },
    "You cannot invoke a durable function using an unqualified ARN.",
  ],
  [
    "for longer than anybody waits",
    "Invoke",
    { FunctionName: "patient:$LATEST" },
    "You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.",
  ],
  [
    "by a name, of a function that is not durable",
    "Invoke",
    { FunctionName: "plain", DurableExecutionName: "n" },
    "DurableExecutionName is for durable functions, and this function is none.",
  ],
  [
    "afterwards",
    "UpdateFunctionConfiguration",
    { FunctionName: "plain", DurableConfig: { ExecutionTimeout: 60 } },
    "DurableConfig can be changed only of a function that was created with one.",
  ],
] as const)("a function is not durable %s", async (_, operation, input, message) => {
  const { Functions } = await region.call("ListFunctions");
  if (!(Functions as readonly Input[]).some(({ FunctionName }) => FunctionName === "patient"))
    await region.create("patient", handlers.waits, { DurableConfig: {} });
  await region.call("GetFunctionConfiguration", { FunctionName: "plain" });
  await expect(region.call(operation, input)).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message,
  });
});

test("a function tells how durable it is, with what was not said", async () => {
  const told = async () =>
    (await region.call("GetFunctionConfiguration", { FunctionName: "patient" })).DurableConfig;
  expect(await told()).toEqual({ ExecutionTimeout: 86_400, RetentionPeriodInDays: 14 });
  const DurableConfig = { ExecutionTimeout: 60 };
  await region.call("UpdateFunctionConfiguration", { FunctionName: "patient", DurableConfig });
  expect(await told()).toEqual({ ExecutionTimeout: 60, RetentionPeriodInDays: 14 });
});
