import { describe, expect, test } from "@jest/globals";
import { servedStates } from "../support/served-states.ts";

const service = servedStates();

const invoke = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: "price", "Payload.$": "$" },
  ResultSelector: { "cents.$": "$.Payload.cents" },
  Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 2 }],
  Catch: [{ ErrorEquals: ["States.ALL"], Next: "Rescue" }],
  Next: "Charge",
};

describe("a state alone", () => {
  test("is run, and says where it would go", async () => {
    const pass = { Type: "Pass", Result: { done: true }, ResultPath: "$.result", Next: "After" };
    expect(await service.testState(pass, { input: '{"a":1}' })).toEqual({
      status: "SUCCEEDED",
      output: '{"a":1,"result":{"done":true}}',
      nextState: "After",
    });
  });

  test("tells at DEBUG what became of its data", async () => {
    const pass = {
      Type: "Pass",
      InputPath: "$.a",
      Parameters: { "b.$": "$.b" },
      ResultPath: "$.c",
      End: true,
    };
    const { inspectionData } = await service.testState(pass, {
      input: '{"a":{"b":2}}',
      inspectionLevel: "DEBUG",
    });
    expect(inspectionData).toMatchObject({
      input: '{"a":{"b":2}}',
      afterInputPath: '{"b":2}',
      afterParameters: '{"b":2}',
      afterResultPath: '{"a":{"b":2},"c":{"b":2}}',
    });
  });

  test("fails as it would in an execution", async () => {
    const pass = { Type: "Pass", InputPath: "$.missing", End: true };
    expect(await service.testState(pass, { input: "{}" })).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      cause: expect.stringContaining("$.missing"),
    });
  });

  test("in JSONata sees the variables that it is given", async () => {
    const pass = {
      Type: "Pass",
      QueryLanguage: "JSONata",
      Assign: { total: "{% $total + $states.input.amount %}" },
      Output: "{% $total %}",
      End: true,
    };
    const result = await service.testState(pass, {
      input: '{"amount":5}',
      variables: '{"total":10}',
      inspectionLevel: "DEBUG",
    });
    expect(result).toMatchObject({ status: "SUCCEEDED", output: "10" });
    expect(JSON.parse(result.inspectionData?.variables ?? "{}")).toEqual({ total: 15 });
  });
});

describe("a state with a mock", () => {
  test("goes on with the mocked result", async () => {
    const mock = { result: '{"StatusCode":200,"Payload":{"cents":990}}' };
    expect(await service.testState(invoke, { mock, input: "{}" })).toEqual({
      status: "SUCCEEDED",
      output: '{"cents":990}',
      nextState: "Charge",
    });
  });

  test.each<[retrierRetryCount: number, expected: object]>([
    [0, { status: "RETRIABLE", error: "Busy", cause: "Later" }],
    [1, { status: "RETRIABLE", error: "Busy", cause: "Later" }],
    [2, { status: "CAUGHT_ERROR", nextState: "Rescue" }],
  ])("after %d retries does what its retriers and catchers say", async (retrierRetryCount, expected) => {
    const result = await service.testState(invoke, {
      input: "{}",
      inspectionLevel: "DEBUG",
      mock: { errorOutput: { error: "Busy", cause: "Later" } },
      stateConfiguration: { retrierRetryCount },
    });
    expect(result).toMatchObject(expected);
    if (retrierRetryCount < 2) {
      expect(result.inspectionData?.errorDetails).toMatchObject({
        retryIndex: 0,
        retryBackoffIntervalSeconds: 2 * 2 ** retrierRetryCount,
      });
    }
  });

  test("may be one of a whole machine", async () => {
    const machine = {
      StartAt: "Price",
      States: { Price: invoke, Charge: { Type: "Succeed" }, Rescue: { Type: "Fail" } },
    };
    const mock = { result: '{"Payload":{"cents":1}}', fieldValidationMode: "NONE" as const };
    expect(await service.testState(machine, { stateName: "Price", mock, input: "{}" })).toMatchObject({
      output: '{"cents":1}',
      nextState: "Charge",
    });
  });

  test("that AWS would not answer with is refused", async () => {
    const mock = { result: '{"StatusCode":"two hundred"}' };
    await expect(service.testState(invoke, { mock, input: "{}" })).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("Mock result schema validation error"),
    });
  });
});
