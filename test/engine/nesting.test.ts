import { describe, expect, test } from "@jest/globals";
import { runMachine } from "./run-machine.ts";

const tooDeep = {
  status: "FAILED",
  error: "States.Runtime",
  cause:
    "An error occurred while executing the state 'P' (entered at the event id #2). The data is nested more than 1000 levels deep.",
};

describe("data of more than 1,000 levels", () => {
  test.each([
    ["a ResultPath", { Result: 1, ResultPath: `$${".a".repeat(10_000)}` }, {}],
    [
      "an intrinsic function",
      { Parameters: { "x.$": "States.StringToJson($)" } },
      "[".repeat(9_999) + "]".repeat(9_999),
    ],
  ])("is not made by %s", async (_, fields, input) => {
    const definition = { StartAt: "P", States: { P: { Type: "Pass", ...fields, End: true } } };
    expect((await runMachine(definition, { input })).end).toEqual(tooDeep);
  });

  test("is not made by going round and round", async () => {
    const definition = {
      StartAt: "P",
      States: { P: { Type: "Pass", InputPath: "$", ResultPath: "$.deeper", Next: "P" } },
    };
    const { end } = await runMachine(definition, { recorded: false });
    expect(end).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(end).toHaveProperty("cause", expect.stringContaining("nested more than 1000 levels deep"));
  });

  test("is found by as long a path as leads there", async () => {
    const steps = 1000;
    const input = JSON.parse(`${'{"a":'.repeat(steps)}1${"}".repeat(steps)}`);
    const definition = {
      StartAt: "P",
      States: { P: { Type: "Pass", InputPath: `$${".a".repeat(steps)}`, End: true } },
    };
    expect((await runMachine(definition, { input })).end).toEqual({ status: "SUCCEEDED", output: 1 });
  });
});
