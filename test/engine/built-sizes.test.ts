// Data that would be far too large is refused while it is built: nobody waits for gigabytes, or keeps them.

import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { StateMachine } from "../../src/index.ts";

const large = { text: "x".repeat(200 * 1024) };
const many = (value: string) =>
  Object.fromEntries(Array.from({ length: 4_000 }, (_, index) => [`k${index}.$`, value]));
const one = (state: object) => ({ StartAt: "S", States: { S: { ...state, End: true } } });
const inner = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };

const values = ["$", "$.text", "States.JsonToString($)", "States.Format('{}!', $.text)"];
const places = {
  "a Pass's Parameters": (template: object) => ({ Type: "Pass", Parameters: template }),
  "a Pass's Parameters, deeper": (template: object) => ({
    Type: "Pass",
    Parameters: { a: [{ b: template }] },
  }),
  "a Parallel's Parameters": (template: object) => ({
    Type: "Parallel",
    Parameters: template,
    Branches: [inner],
  }),
  Assign: (template: object) => ({ Type: "Pass", Assign: { v: template } }),
  ResultSelector: (template: object) => ({
    Type: "Parallel",
    Branches: [inner],
    ResultSelector: { ...template, "all.$": "$$.Execution.Input" },
  }),
  ItemSelector: (template: object) => ({
    Type: "Map",
    ItemsPath: "$.list",
    ItemSelector: template,
    ItemProcessor: inner,
  }),
};
const cases = Object.entries(places).flatMap(([place, stateOf]) =>
  values.map((value) => ({ place, stateOf, value })),
);

describe("a template of 4,000 large values", () => {
  test.each(cases)("in $place: $value", async ({ place, stateOf, value }) => {
    const own = place === "ResultSelector" ? value.replaceAll("$.", "$[0].") : value;
    const input = { ...large, list: [1, 2] } as Json;
    const { error } = await new StateMachine(one(stateOf(many(own)))).run(input);
    expect(error).toBe("States.DataLimitExceeded");
  });
});

test("a Map is ended when its results are too large, not when there are all", async () => {
  const task = { Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:f", End: true };
  const definition = one({
    Type: "Map",
    MaxConcurrency: 1,
    ItemProcessor: { StartAt: "T", States: { T: task } },
    Catch: [{ ErrorEquals: ["States.DataLimitExceeded"], Next: "Caught" }],
  });
  let asked = 0;
  const { output } = await new StateMachine({
    ...definition,
    States: { ...definition.States, Caught: { Type: "Pass", Result: "caught", End: true } },
  }).run(
    Array.from({ length: 2_000 }, (_, index) => index),
    {
      tasks: {
        T: () => {
          asked += 1;
          return `${asked}${large.text.slice(100)}`;
        },
      },
    },
  );
  expect(output).toBe("caught");
  expect(asked).toBeLessThan(200);
});
