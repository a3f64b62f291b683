import { expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { type Definition, runMachine } from "./run-machine.ts";

/** The first state leaves data whose size the engine knows; the second hands out more than all of it. */
function twoStates(second: Json): Definition {
  return {
    StartAt: "First",
    States: {
      First: { Type: "Pass", Result: "known", ResultPath: "$.known", Next: "Second" },
      Second: { Type: "Pass", ...(second as object), End: true },
    },
  };
}

const text = "x".repeat(90 * 1024);

test.each<[string, Json]>([
  ["InputPath finds the same data many times", { InputPath: "$..*", Parameters: { "all.$": "$" } }],
  ["a template takes all of it three times", { Parameters: { "a.$": "$", "b.$": "$", "c.$": "$" } }],
  [
    "the context object holds the input, too",
    { Parameters: { "a.$": "$", "b.$": "$$", "c.$": "$$", "d.$": "$" } },
  ],
  [
    "a text is made of it",
    { Parameters: { "t.$": "States.Format('{}{}{}{}{}', $.a.b.c, $.a, $.a.b, $, $)" } },
  ],
])("data over 256 KiB is refused where %s", async (_where, second) => {
  const { end } = await runMachine(twoStates(second), { input: { a: { b: { c: text } } } });
  expect(end).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
});

test("what is known to be small is never refused", async () => {
  const second = { InputPath: "$.a", Parameters: { "a.$": "$", "b.$": "$.b", "c.$": "$$.State.Name" } };
  const { end } = await runMachine(twoStates(second), { input: { a: { b: text } } });
  expect(end).toMatchObject({ status: "SUCCEEDED", output: { c: "Second" } });
});
