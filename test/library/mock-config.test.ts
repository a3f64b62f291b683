// Step Functions Local's mock file: what is one, what is wrong with others, and what it answers.

import { resolve } from "node:path";
import { expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { mockedTasks, readMockConfig, StateMachine } from "../../src/index.ts";
import { checkMockConfig } from "../../src/library/mock-config.ts";

const fixtures = resolve(import.meta.dirname, "../fixtures/definitions");
const config = readMockConfig(resolve(fixtures, "MockConfigFile.json"));

test("answers each attempt by its number or its range", async () => {
  const machine = StateMachine.fromFile(resolve(fixtures, "order.asl.json"));
  const run = await machine.run({ id: 7 }, { tasks: mockedTasks(config, "order", "BusyThenCharged") });
  expect(run).toMatchObject({ output: { receipt: "r1" }, durationSeconds: 30 });
});

test("fails an attempt that it has no answer for", async () => {
  const machine = new StateMachine({
    StartAt: "T",
    States: { T: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:f", End: true } },
  });
  expect(await machine.run({}, { tasks: { T: { "1": { Return: 1 } } } })).toMatchObject({
    status: "FAILED",
    cause: 'The stub "T" has no answer for attempt 0.',
  });
});

test("names the test cases that there are", () => {
  expect(() => mockedTasks(config, "order", "Happy")).toThrow(
    '/StateMachines/order/TestCases has no "Happy": there are BusyThenCharged',
  );
});

const step = { Return: 1 };
const withResponse = (response: Json) => ({ StateMachines: {}, MockedResponses: { R: response } });

const wrong: readonly (readonly [string, Json, string])[] = [
  ["no object", [], "the file must be a JSON object"],
  ["no machines", { MockedResponses: {} }, "/StateMachines must be a JSON object"],
  [
    "a state without the name of a response",
    { StateMachines: { M: { TestCases: { C: { S: 1 } } } }, MockedResponses: {} },
    "/StateMachines/M/TestCases/C/S must be the name of a mocked response",
  ],
  [
    "attempts that are no number",
    withResponse({ first: step }),
    "/MockedResponses/R/first must be an attempt",
  ],
  ["a range that goes back", withResponse({ "2-1": step }), "/MockedResponses/R/2-1 must be an attempt"],
  [
    "ranges that overlap",
    withResponse({ "0-2": step, "2": step }),
    "/MockedResponses/R answers attempt 2 twice",
  ],
  ["a step with neither", withResponse({ "0": {} }), 'must have exactly one of "Return" and "Throw"'],
  [
    "a step with both",
    withResponse({ "0": { ...step, Throw: {} } }),
    'must have exactly one of "Return" and "Throw"',
  ],
  [
    "an error without a name",
    withResponse({ "0": { Throw: {} } }),
    "/MockedResponses/R/0/Throw/Error must be a text",
  ],
];

test.each(wrong)("%s is refused, naming the place", (_, file, message) => {
  expect(() => checkMockConfig(file)).toThrow(message);
});
