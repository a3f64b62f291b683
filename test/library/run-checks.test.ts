// Inputs that no execution has, and options that there are not, each told with what was expected.

import { describe, expect, test } from "@jest/globals";
import {
  InvalidInput,
  InvalidOption,
  type Json,
  type RunOptions,
  StateMachine,
  type StateMachineOptions,
} from "../../src/index.ts";

const definition = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };

describe("what no execution is given", () => {
  const machine = new StateMachine(definition);

  test.each<[what: string, input: unknown, problem: string]>([
    ["a function", () => 1, "The input must be JSON, and holds a function"],
    ["nothing within", { id: undefined }, "holds undefined at /id"],
    ["no number", { e: JSON.parse("1e400") }, "holds Infinity at /e"],
    ["a set", { ids: new Set([1]) }, "holds an instance of Set at /ids"],
    ["more than an input may be", "é".repeat(131_072), "takes 262146 bytes as JSON"],
  ])("as an input: %s", async (_what, input, problem) => {
    const running = machine.run(input as Json);
    await expect(running).rejects.toThrow(InvalidInput);
    await expect(running).rejects.toThrow(problem);
  });

  test("the largest input is one", async () => {
    expect(await machine.run("é".repeat(131_071))).toMatchObject({ status: "SUCCEEDED" });
  });

  test.each<[what: string, options: object, problem: string]>([
    ["one that there is not", { task: {} }, 'no option "task" of a run: did you mean "tasks"?'],
    ["a seed that is a number", { seed: 1 }, '"seed" of a run must be a text, not a value of type number'],
    ["a time that is a text", { startTime: "2026" }, '"startTime" of a run must be a time in milliseconds'],
    ["stubs that are nothing", { tasks: null }, '"tasks" of a run must be an object, not null'],
    ["a variable that is no JSON", { variables: { n: Number.NaN } }, '"variables" of a run must be a JSON'],
    ["a name of another type", { name: 7 }, '"name" of a run must be a text'],
  ])("as an option: %s", async (_what, options, problem) => {
    const running = machine.run({}, options as RunOptions);
    await expect(running).rejects.toThrow(InvalidOption);
    await expect(running).rejects.toThrow(problem);
  });

  test.each<[what: string, options: object, problem: string]>([
    ["a type that there is not", { type: "express" }, 'must be "STANDARD" or "EXPRESS", not "express"'],
    ["an option that there is not", { Type: "EXPRESS" }, 'did you mean "type"?'],
  ])("of a machine: %s", (_what, options, problem) => {
    const make = () => new StateMachine(definition, options as StateMachineOptions);
    expect(make).toThrow(InvalidOption);
    expect(make).toThrow(problem);
  });
});
