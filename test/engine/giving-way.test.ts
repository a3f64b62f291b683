// Work without a pause gives way to others, whatever states it is made of, and can be stopped meanwhile.

import { describe, expect, test } from "@jest/globals";
import { slice } from "../../src/engine/slice.ts";
import { type Definition, settle, startMachine } from "./run-machine.ts";

const all = [{ ErrorEquals: ["States.ALL"], Next: "Again" }];
const again = { Type: "Pass", Next: "Work" };
const inner = { StartAt: "I", States: { I: { Type: "Pass", End: true } } };
const failing = { StartAt: "F", States: { F: { Type: "Fail", Error: "Oops" } } };
const endless = { StartAt: "A", States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } } };

/** So many times two iterations as it is deep. */
function nestedMaps(depth: number): Definition {
  const map = (processor: object) => ({
    StartAt: "M",
    States: { M: { Type: "Map", InputPath: "$$.Execution.Input", ItemProcessor: processor, End: true } },
  });
  let machine: Definition = map(inner);
  for (let level = 1; level < depth; level++) machine = map(machine);
  return machine;
}

const loop = (work: object): Definition => ({ StartAt: "Work", States: { Work: work, Again: again } });

const machines: Readonly<Record<string, Definition>> = {
  "Pass states in a circle": endless,
  "Maps in Maps, 2^60 iterations": nestedMaps(60),
  "a Parallel that fails and is caught": loop({
    Type: "Parallel",
    Branches: [failing, inner],
    Catch: all,
    Next: "Again",
  }),
  "a Map that fails and is caught": loop({
    Type: "Map",
    InputPath: "$$.Execution.Input",
    ItemProcessor: failing,
    Catch: all,
    Next: "Again",
  }),
  "a Task whose Parameters fail and are caught": loop({
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "f", "Payload.$": "States.StringToJson('oops')" },
    Catch: all,
    Next: "Again",
  }),
  "a Parallel of endless branches": loop({ Type: "Parallel", Branches: [endless, endless], Next: "Again" }),
  "JSONata in a circle": {
    QueryLanguage: "JSONata",
    StartAt: "A",
    States: { A: { Type: "Pass", Output: "{% $count([1..10]) %}", Next: "A" } },
  },
};

describe("an execution that never waits", () => {
  test.each(Object.keys(machines))("%s", async (name) => {
    slice.mostLooks = 500;
    const machine = machines[name] as Definition;
    const { execution, clock } = startMachine(machine, { type: "EXPRESS", recorded: false, input: [1, 2] });
    for (let turn = 0; turn < 20; turn++) {
      await settle();
      if (!execution.isUnsettled) clock.advanceToNextTimer();
      expect(execution.end).toBeUndefined();
    }
    execution.stop();
    expect(execution.end).toMatchObject({ status: "ABORTED" });
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });
});

test("a branch that never ends leaves others theirs", async () => {
  const fails = {
    StartAt: "First",
    States: {
      First: { Type: "Pass", Next: "Second" },
      Second: { Type: "Pass", Next: "Last" },
      Last: { Type: "Fail", Error: "Enough" },
    },
  };
  const { execution, clock } = startMachine(
    {
      StartAt: "Both",
      States: { Both: { Type: "Parallel", Branches: [endless, endless, fails], End: true } },
    },
    { type: "EXPRESS", recorded: false },
  );
  while (execution.end === undefined) {
    await settle();
    if (!execution.isUnsettled) clock.advanceToNextTimer();
  }
  expect(execution.end).toMatchObject({ status: "FAILED", error: "Enough" });
});

test("where an execution gives way makes no difference to its history", async () => {
  const outcomes = [];
  for (const looks of [1, 7, Number.POSITIVE_INFINITY]) {
    slice.mostLooks = looks;
    const { execution, history, clock } = startMachine(nestedMaps(6), { input: [1, 2] });
    while (execution.end === undefined) {
      await settle();
      if (!execution.isUnsettled) clock.advanceToNextTimer();
    }
    outcomes.push(history);
  }
  expect(outcomes[0]?.length).toBeGreaterThan(500);
  expect(outcomes[1]).toEqual(outcomes[0]);
  expect(outcomes[2]).toEqual(outcomes[0]);
});
