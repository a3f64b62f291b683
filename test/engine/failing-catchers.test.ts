// A state whose own field fails at once, and a catcher whose own field then fails at once: nothing is left to catch that, so
// the execution fails with the catcher's error, as it does when the first failure comes later.

import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { Failure, StateMachine } from "../../src/index.ts";

const invoke = "arn:aws:states:::lambda:invoke";
const all = { ErrorEquals: ["States.ALL"] };
const nothing = "{% $states.input.nope %}";
const oneState = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };
const input = { a: "text", list: [1] };

/** What fails before the state has begun its work. */
const failingStates = {
  JSONata: {
    "a Task's Arguments": {
      Type: "Task",
      Resource: invoke,
      Arguments: { FunctionName: "f", Payload: nothing },
    },
    "a Parallel's Arguments": { Type: "Parallel", Arguments: nothing, Branches: [oneState] },
    "a Map's Items": { Type: "Map", Items: nothing, ItemProcessor: oneState },
    "a Map's ItemSelector": {
      Type: "Map",
      Items: [1],
      ItemSelector: { x: nothing },
      ItemProcessor: oneState,
    },
  },
  JSONPath: {
    "a Task's Parameters": {
      Type: "Task",
      Resource: invoke,
      Parameters: { FunctionName: "f", "Payload.$": "States.StringToJson('oops')" },
    },
    "a Map's ItemSelector": {
      Type: "Map",
      ItemsPath: "$.list",
      ItemSelector: { "x.$": "States.StringToJson('oops')" },
      ItemProcessor: oneState,
    },
    "a Parallel's Parameters": {
      Type: "Parallel",
      Parameters: { "x.$": "States.StringToJson('oops')" },
      Branches: [oneState],
    },
  },
};

const failingCatchers = {
  JSONata: { Output: { Output: { x: nothing } }, Assign: { Assign: { v: nothing } } },
  JSONPath: {
    ResultPath: { ResultPath: "$.a.b" },
    Assign: { Assign: { "v.$": "States.StringToJson('oops')" } },
    "Assign by a path": { Assign: { "v.$": "$.nope" } },
  },
};

const cases = (["JSONata", "JSONPath"] as const).flatMap((language) =>
  Object.entries(failingStates[language]).flatMap(([where, state]) =>
    Object.entries(failingCatchers[language]).map(([field, catcher]) => ({
      language,
      where,
      state,
      field,
      catcher,
    })),
  ),
);

function machineOf(language: string, state: object, catcher: object) {
  return {
    QueryLanguage: language,
    StartAt: "A",
    States: {
      A: { ...state, Catch: [{ ...all, ...catcher, Next: "B" }], End: true },
      B: { Type: "Succeed" },
    },
  };
}

/** Where the first failure comes by a promise. */
async function failureOfCatcher(language: string, catcher: object) {
  const task = {
    Type: "Task",
    Resource: invoke,
    [language === "JSONata" ? "Arguments" : "Parameters"]: { FunctionName: "f" },
  };
  const later = async () => new Failure("Later");
  return new StateMachine(machineOf(language, task, catcher)).run(input, { tasks: { A: later } });
}

/** Which event entered the state, and what the first failure was, differ. */
const comparable = (cause: string | undefined) =>
  cause?.replace(/event id #\d+/, "").replace(/(could not be found in the input|to input) .*/, "");

describe("a failing catcher of a state that failed at once", () => {
  test.each(cases)("$language: $where, then $field", async ({ language, state, catcher }) => {
    const atOnce = await new StateMachine(machineOf(language, state, catcher)).run(input);
    const later = await failureOfCatcher(language, catcher);
    expect(atOnce.status).toBe("FAILED");
    expect(atOnce.error).toBe(later.error);
    expect(comparable(atOnce.cause)).toBe(comparable(later.cause));
    expect(atOnce.history.at(-1)?.type).toBe("ExecutionFailed");
  });

  test.each(["Parallel", "Map"])("fails a branch, whose %s may catch that in its turn", async (type) => {
    const { StartAt, States } = machineOf(
      "JSONata",
      failingStates.JSONata["a Task's Arguments"],
      failingCatchers.JSONata.Output,
    );
    const inner = { StartAt, States };
    const outer: Record<string, Json | object> =
      type === "Map" ? { Items: [1, 2], ItemProcessor: inner } : { Branches: [inner, oneState] };
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "Outer",
      States: {
        Outer: { Type: type, ...outer, Catch: [{ ...all, Next: "Caught" }], End: true },
        Caught: { Type: "Pass", Output: "{% $states.input.Error %}", End: true },
      },
    };
    const { status, output } = await new StateMachine(definition).run(input);
    expect({ status, output }).toEqual({ status: "SUCCEEDED", output: "States.QueryEvaluationError" });
  });
});
