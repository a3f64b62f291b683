// TestState through the real client: how a state's outcome, its retriers, its catchers and its data are told.

import { SFNClient, TestStateCommand, type TestStateCommandInput } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../src/aws/arn.ts";
import { Failure } from "../../../../src/engine/failure.ts";
import { slice } from "../../../../src/engine/slice.ts";
import { stepFunctionsApi } from "../../../../src/services/step-functions/api/api.ts";
import { States } from "../../../../src/services/step-functions/states.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";

let server: SdkServer;
let client: SFNClient;
let calls = 0;
beforeAll(async () => {
  const tasks = {
    run: () => {
      calls += 1;
      return calls > 1 ? new Failure("Ran.Twice") : { cents: 990 };
    },
  };
  const states = new States({ clock: systemClock, identity: localIdentity, tasks });
  server = await serve(stepFunctionsApi(states));
  client = new SFNClient({ ...server.clientConfiguration, disableHostPrefix: true });
});
afterAll(async () => {
  client.destroy();
  await server.close();
  expect(server.faults).toEqual([]);
});

type Request = Omit<TestStateCommandInput, "definition" | "input" | "variables"> & {
  readonly state: object;
  readonly input?: unknown;
  readonly variables?: object;
};

async function ask({ state, input = {}, variables, ...rest }: Request) {
  const { $metadata: _, ...answer } = await client.send(
    new TestStateCommand({
      definition: JSON.stringify(state),
      input: JSON.stringify(input),
      ...(variables === undefined ? {} : { variables: JSON.stringify(variables) }),
      ...rest,
    }),
  );
  return answer;
}

const price = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: "price", "Payload.$": "$.order" },
  ResultSelector: { "cents.$": "$.Payload.cents" },
  ResultPath: "$.price",
  Retry: [
    { ErrorEquals: ["Busy"], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 2 },
    { ErrorEquals: ["States.ALL"], MaxAttempts: 0 },
  ],
  Catch: [{ ErrorEquals: ["States.TaskFailed"], ResultPath: "$.problem", Next: "Apologise" }],
  Next: "Charge",
};
const failing = (error: string) => ({ errorOutput: { error, cause: "because" } });

describe("a task", () => {
  test("with a mocked result shows the data's way through the state", async () => {
    const answer = await ask({
      state: price,
      input: { order: { id: 7 } },
      mock: { result: '{"Payload":{"cents":990}}' },
      inspectionLevel: "DEBUG",
    });
    expect(answer).toEqual({
      status: "SUCCEEDED",
      nextState: "Charge",
      output: '{"order":{"id":7},"price":{"cents":990}}',
      inspectionData: {
        input: '{"order":{"id":7}}',
        afterInputPath: '{"order":{"id":7}}',
        afterParameters: '{"FunctionName":"price","Payload":{"id":7}}',
        result: '{"Payload":{"cents":990}}',
        afterResultSelector: '{"cents":990}',
        afterResultPath: '{"order":{"id":7},"price":{"cents":990}}',
      },
    });
  });

  test.each([
    [0, 3],
    [1, 6],
  ])("that fails after %d retries waits %d seconds for the next", async (retrierRetryCount, seconds) => {
    const answer = await ask({
      state: price,
      input: { order: { id: 1 } },
      mock: failing("Busy"),
      stateConfiguration: { retrierRetryCount },
      inspectionLevel: "DEBUG",
    });
    expect(answer).toMatchObject({
      status: "RETRIABLE",
      error: "Busy",
      inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: seconds } },
    });
  });

  test("whose retries are used up is caught", async () => {
    const answer = await ask({
      state: price,
      input: { order: { id: 1 } },
      mock: failing("Busy"),
      stateConfiguration: { retrierRetryCount: 2 },
      inspectionLevel: "DEBUG",
    });
    expect(answer).toMatchObject({
      status: "CAUGHT_ERROR",
      nextState: "Apologise",
      output: '{"order":{"id":1},"problem":{"Error":"Busy","Cause":"because"}}',
      inspectionData: { errorDetails: { retryIndex: 0, catchIndex: 0 } },
    });
  });

  test("that nothing catches fails", async () => {
    const state = { ...price, Retry: undefined, Catch: undefined };
    const answer = await ask({ state, input: { order: { id: 1 } }, mock: failing("Broken") });
    expect(answer).toEqual({ status: "FAILED", error: "Broken", cause: "because" });
  });

  test("without a mock is run for real, once", async () => {
    const state = {
      Type: "Task",
      QueryLanguage: "JSONata",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: "{% $name %}" },
      Output: "{% $states.result.cents %}",
      End: true,
    };
    const roleArn = "arn:aws:iam::000000000000:role/r";
    expect(await ask({ state, roleArn, variables: { name: "price" }, inspectionLevel: "TRACE" })).toEqual({
      status: "SUCCEEDED",
      output: "990",
      inspectionData: {
        input: "{}",
        afterArguments: '{"FunctionName":"price"}',
        result: '{"cents":990}',
        variables: '{"name":"price"}',
      },
    });
    expect(calls).toBe(1);
  });
});

test("a Map over paths shows its items, each as its iteration would get it, and its limits", async () => {
  const state = {
    Type: "Map",
    ItemsPath: "$.orders",
    ItemSelector: { "order.$": "$$.Map.Item.Value", "shop.$": "$.shop" },
    MaxConcurrency: 3,
    ItemProcessor: { StartAt: "P", States: { P: { Type: "Pass", End: true } } },
    End: true,
  };
  const input = { shop: "s", orders: [1, 2] };
  const answer = await ask({ state, input, mock: { result: "[10,20]" }, inspectionLevel: "DEBUG" });
  expect(answer).toMatchObject({
    status: "SUCCEEDED",
    output: "[10,20]",
    inspectionData: {
      afterItemsPath: "[1,2]",
      afterItemSelector: '[{"order":1,"shop":"s"},{"order":2,"shop":"s"}]',
      maxConcurrency: 3,
    },
  });
});

test.each([
  [{}, "$"],
  [{ ItemsPath: "$.orders" }, "$.orders"],
  [{ ItemsPath: "$$.Execution.Input" }, "$$.Execution.Input"],
])("a Map whose items are no list fails: %j", async (fields, path) => {
  const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" };
  const state = {
    Type: "Map",
    ...fields,
    ItemProcessor: { ProcessorConfig, StartAt: "P", States: { P: { Type: "Pass", End: true } } },
    End: true,
  };
  const input = { orders: { a: 1 } };
  const answer = await ask({ state, input, mock: { result: "[1]" }, inspectionLevel: "DEBUG" });
  expect(answer).toMatchObject({
    status: "FAILED",
    error: "States.Runtime",
    cause: expect.stringContaining(`Reference path "${path}" must point to array.`),
    inspectionData: { afterInputPath: JSON.stringify(input) },
  });
  expect(answer.inspectionData).not.toHaveProperty("afterItemsPath");
});

test("what is passed on as it is keeps the text that it was given as", async () => {
  const answer = await ask({
    state: {
      Type: "Task",
      Resource: "arn:aws:lambda:us-east-1:000000000000:function:f",
      End: true,
    },
    input: { a: 1 },
    mock: { result: "[1, 2, 0.0]", fieldValidationMode: "NONE" },
    inspectionLevel: "DEBUG",
  });
  expect(answer.output).toBe("[1, 2, 0.0]");
  expect(answer.inspectionData).toMatchObject({ result: "[1, 2, 0.0]", afterResultPath: "[1, 2, 0.0]" });
});

test("what a state assigns is among the variables after it", async () => {
  const state = { Type: "Pass", Assign: { "total.$": "$.sum", rate: 2 }, Next: "StateName" };
  const answer = await ask({
    state,
    input: { sum: 5 },
    variables: { rate: 1, kept: true },
    inspectionLevel: "DEBUG",
  });
  expect(answer.nextState).toBe("StateName");
  expect(JSON.parse(answer.inspectionData?.variables ?? "")).toEqual({ total: 5, rate: 2, kept: true });
});

const map = {
  Type: "Map",
  ItemProcessor: { StartAt: "P", States: { P: { Type: "Pass", End: true } } },
  End: true,
};

test("others have their turn between two items of a Map, and what has no room in an answer is left out", async () => {
  const items = Array.from({ length: 200 }, (_, id) => id);
  const input = { items, large: "x".repeat(10_000) };
  slice.mostLooks = 1;
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  try {
    const answer = await ask({
      state: {
        ...map,
        ItemsPath: "$.items",
        ItemSelector: { "all.$": "$", "item.$": "$$.Map.Item.Value" },
      },
      input,
      mock: { result: "[]" },
      inspectionLevel: "DEBUG",
    });
    expect(answer).toMatchObject({ status: "SUCCEEDED", output: "[]" });
    expect(answer.inspectionData).toMatchObject({ afterItemsPath: JSON.stringify(items) });
    expect(answer.inspectionData).not.toHaveProperty("afterItemSelector");
    // A slice has one look at the clock before the one that ends it.
    expect(turns).toBeGreaterThan(items.length / 4);
  } finally {
    isOver = true;
    slice.mostLooks = Number.POSITIVE_INFINITY;
  }
});

const refused: readonly (readonly [string, Request, string])[] = [
  [
    "a task for real without a role",
    { state: { ...price } },
    "RoleArn must be specified when testing a Task state",
  ],
  [
    "more failed iterations than there are",
    { state: map, input: [1], mock: { result: "[1]" }, stateConfiguration: { mapIterationFailureCount: 2 } },
    "Map iteration failure count must be less than or equal to the number of Map iterations",
  ],
  [
    "a context object with a Map",
    { state: price, mock: { result: "{}" }, context: '{"Map":{}}' },
    "Invalid Context object provided: 'Map' field is not supported when mocking a Context object",
  ],
  [
    "a context object with a field of another type",
    { state: price, mock: { result: "{}" }, context: '{"Execution":{"Id":7}}' },
    "Invalid Context object provided: Execution.Id must be a string",
  ],
  [
    "a context object with a field that there is not",
    { state: price, mock: { result: "{}" }, context: '{"Elsewhere":{}}' },
    "Invalid Context object provided: Field 'Elsewhere' is not allowed",
  ],
  [
    "a level of inspection that there is not",
    { state: price, inspectionLevel: "ALL" as "INFO" },
    "1 validation error detected: Value 'ALL' at 'inspectionLevel' failed to satisfy constraint: Member must satisfy enum value set: [INFO, DEBUG, TRACE]",
  ],
];

test.each(refused)("%s is refused", async (_, request, message) => {
  await expect(ask(request)).rejects.toMatchObject({ name: "ValidationException", message });
});
