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

/** States of many expressions, each with a look at what chance and the order of events make of them. */
const draws = (count: number) => Array.from({ length: count }, () => "{% $random() %}");
const manyExpressions: Readonly<Record<string, object>> = {
  "an Output": { Type: "Pass", Output: { all: draws(20), deep: [{ more: draws(20) }] } },
  "an Output and an Assign": {
    Type: "Pass",
    Output: draws(20),
    Assign: { a: draws(20), b: "{% $random() %}" },
  },
  "a Choice": {
    Type: "Choice",
    Choices: [
      ...Array.from({ length: 30 }, () => ({ Condition: "{% $random() > 1 %}", Next: "End" })),
      { Condition: "{% $random() >= 0 %}", Next: "End", Output: draws(10) },
    ],
  },
  "the Arguments of a Task": {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Arguments: { FunctionName: "f", Payload: draws(20) },
    TimeoutSeconds: "{% 5 + $floor($random()) %}",
    Credentials: { RoleArn: "{% 'arn:aws:iam::000000000000:role/r' & $string($floor($random())) %}" },
  },
  "a Catch": {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Arguments: { FunctionName: "f", Payload: [...draws(20), "{% $error('oops') %}"] },
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "End", Output: draws(20), Assign: { a: draws(20) } }],
  },
  "the iterations of a Map": {
    Type: "Map",
    Items: [1, 2, 3],
    ItemSelector: { item: "{% $states.context.Map.Item.Value %}", draws: draws(20) },
    ItemProcessor: {
      StartAt: "I",
      States: { I: { Type: "Pass", Output: [...draws(5), "{% $states.input %}"], End: true } },
    },
  },
};

/** The same of templates of paths and calls, of which only large ones have pieces. */
const drawn = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`d${n}.$`, "States.MathRandom(0, 1000000000)"]),
  );
const manyCalls: Readonly<Record<string, object>> = {
  "the Parameters of a Pass": { Type: "Pass", Parameters: { ...drawn(40), deep: [1, { more: drawn(40) }] } },
  "the Parameters and Credentials of a Task": {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "f", Payload: drawn(70) },
    Credentials: { RoleArn: "arn:aws:iam::000000000000:role/r" },
  },
  "the ItemSelector of a Map": {
    Type: "Map",
    Parameters: { ...drawn(70), "index.$": "$$.Map.Item.Index" },
    ItemsPath: "$$.Execution.Input",
    ItemProcessor: { StartAt: "I", States: { I: { Type: "Pass", Parameters: drawn(70), End: true } } },
  },
  "the Parameters of a Parallel": { Type: "Parallel", Parameters: drawn(70), Branches: [inner, inner] },
  "the ResultSelector and Assign of a Parallel": {
    ...{ Type: "Parallel", Branches: [inner, inner], ResultSelector: drawn(70), Assign: drawn(70) },
    ResultPath: "$",
  },
  "the Assign of a Wait": { Type: "Wait", Seconds: 1, Assign: drawn(70) },
  "the Assign of a Choice's rule": {
    Type: "Choice",
    Choices: [{ Variable: "$[0]", IsPresent: true, Assign: drawn(70), Next: "End" }],
    Default: "End",
  },
  "the Assign of a Catch": {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "f", "Payload.$": "States.StringToJson('oops')" },
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "End", Assign: drawn(70) }],
  },
  "Parameters that fail": {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "f", Payload: { ...drawn(70), "oops.$": "States.StringToJson('oops')" } },
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "End" }],
  },
};

const cases = [
  ...Object.keys(manyExpressions).map((name) => [name, "JSONata"] as const),
  ...Object.keys(manyCalls).map((name) => [name, "JSONPath"] as const),
];
const ends = {
  JSONata: { Type: "Pass", Output: "{% [$random(), $states.input] %}", End: true },
  JSONPath: {
    Type: "Pass",
    Parameters: { "drawn.$": "States.MathRandom(0, 1000000000)", "input.$": "$" },
    End: true,
  },
};

describe("a state of many expressions gives way between them, which makes no difference", () => {
  test.each(cases)("%s in %s", async (name, language) => {
    const state = { ...manyExpressions, ...manyCalls }[name] as { readonly Type: string };
    const work = state.Type === "Choice" ? state : { ...state, Next: "End" };
    const branch = {
      StartAt: "Work",
      States: { Work: work, End: ends[language] },
    };
    const machine: Definition = {
      QueryLanguage: language,
      StartAt: "Both",
      States: { Both: { Type: "Parallel", Branches: [branch, branch], End: true } },
    };
    const outcomes = [];
    let pauses = 0;
    for (const looks of [1, 3, Number.POSITIVE_INFINITY]) {
      slice.mostLooks = looks;
      // Of what was run before, steps may be left that nobody looks at the clock after.
      slice.lookSoon();
      pauses = 0;
      const { execution, history, clock } = startMachine(machine, { input: [1, 2] });
      while (execution.end === undefined) {
        await settle();
        pauses += 1;
        if (!execution.isUnsettled) clock.advanceToNextTimer();
      }
      expect(execution.end.status).toBe("SUCCEEDED");
      outcomes.push({ history, pauses });
    }
    const [often, sometimes, never] = outcomes;
    expect(often?.pauses).toBeGreaterThan(never?.pauses ?? Number.POSITIVE_INFINITY);
    expect(often?.history).toEqual(never?.history);
    expect(sometimes?.history).toEqual(never?.history);
  });

  test("and can be stopped there", async () => {
    slice.mostLooks = 1;
    const { execution, history } = startMachine({
      QueryLanguage: "JSONata",
      StartAt: "Work",
      States: { Work: { Type: "Pass", Output: draws(1000), End: true } },
    });
    await settle();
    expect(execution.isUnsettled).toBe(true);
    execution.stop();
    await settle();
    expect(history.map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "PassStateEntered",
      "ExecutionAborted",
    ]);
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
