// Histories of the engine, told by states.

import { expect, test } from "@jest/globals";
import type { HistoryEvent } from "../../../src/console/history/events.ts";
import { outcomesByState, type Visit, visitsOf } from "../../../src/console/history/visits.ts";
import { Failure } from "../../../src/engine/failure.ts";
import { type Definition, functionArn, type RunOptions, runMachine } from "../../engine/run-machine.ts";

async function visitsIn(definition: Definition, options: RunOptions = {}): Promise<readonly Visit[]> {
  const { history } = await runMachine(definition, options);
  return visitsOf(history as unknown as readonly HistoryEvent[]);
}

/** `Each#1/Price SUCCEEDED`: where it lies, what it is, what became of it. */
function outline(visits: readonly Visit[]): readonly string[] {
  const byId = new Map(visits.map((visit) => [visit.id, visit]));
  const pathOf = ({ state, parent, iteration }: Visit): string => {
    const outer = byId.get(parent ?? 0);
    if (outer === undefined) return state;
    return `${pathOf(outer)}${iteration === undefined ? "" : `#${iteration}`}/${state}`;
  };
  return visits.map((visit) => `${pathOf(visit)} ${visit.outcome}`);
}

const pass = { Type: "Pass", End: true };
const task = (more: object = { End: true }) => ({ Type: "Task", Resource: functionArn, ...more });
const refuse = () => new Failure("Odd", "it is odd");

test.each<[string, Definition, RunOptions, readonly string[]]>([
  [
    "one after the other",
    { StartAt: "A", States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Succeed" } } },
    {},
    ["A SUCCEEDED", "B SUCCEEDED"],
  ],
  [
    "the items of a Map",
    {
      StartAt: "Each",
      States: {
        Each: { Type: "Map", ItemProcessor: { StartAt: "P", States: { P: pass } }, Next: "Z" },
        Z: pass,
      },
    },
    { input: [1, 2] },
    ["Each SUCCEEDED", "Each#0/P SUCCEEDED", "Each#1/P SUCCEEDED", "Z SUCCEEDED"],
  ],
  [
    "a Map in a branch",
    {
      StartAt: "Both",
      States: {
        Both: {
          Type: "Parallel",
          Branches: [
            { StartAt: "L", States: { L: pass } },
            {
              StartAt: "Each",
              States: {
                Each: {
                  Type: "Map",
                  ItemProcessor: { StartAt: "P", States: { P: { Type: "Pass", Next: "Q" }, Q: pass } },
                  End: true,
                },
              },
            },
          ],
          Next: "Z",
        },
        Z: pass,
      },
    },
    { input: ["x"] },
    [
      "Both SUCCEEDED",
      "Both/L SUCCEEDED",
      "Both/Each SUCCEEDED",
      "Both/Each#0/P SUCCEEDED",
      "Both/Each#0/Q SUCCEEDED",
      "Z SUCCEEDED",
    ],
  ],
  ["a task that fails", { StartAt: "A", States: { A: task() } }, { tasks: refuse }, ["A FAILED"]],
  [
    "a failure that is caught",
    {
      StartAt: "A",
      States: { A: task({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }], End: true }), B: pass },
    },
    { tasks: refuse },
    ["A CAUGHT", "B SUCCEEDED"],
  ],
  [
    "a failing item, which ends its Map and the other items",
    {
      StartAt: "Each",
      States: {
        Each: {
          Type: "Map",
          ItemProcessor: { StartAt: "P", States: { P: { Type: "Fail", Error: "E" } } },
          End: true,
        },
      },
    },
    { input: [1] },
    ["Each FAILED", "Each#0/P FAILED"],
  ],
])("%s", async (_, definition, options, expected) => {
  expect(outline(await visitsIn(definition, options))).toEqual(expected);
});

test("attempts are told one by one, with their errors", async () => {
  let attempts = 0;
  const tasks = () => (++attempts < 3 ? refuse() : { price: 1 });
  const Retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 5 }];
  const [visit] = await visitsIn({ StartAt: "A", States: { A: task({ Retry, End: true }) } }, { tasks });
  expect(visit?.outcome).toBe("SUCCEEDED");
  expect(visit?.attempts.map(({ outcome, error }) => [outcome, error])).toEqual([
    ["FAILED", "Odd"],
    ["FAILED", "Odd"],
    ["SUCCEEDED", undefined],
  ]);
  const [first, second] = visit?.attempts ?? [];
  expect((second?.scheduledAt ?? 0) - (first?.endedAt ?? 0)).toBe(5000);
  expect(outcomesByState(visit === undefined ? [] : [visit]).get("A")).toEqual({
    outcome: "SUCCEEDED",
    visits: 1,
    retries: 2,
  });
});

test("what goes on is running, at any event of the way", async () => {
  const { history } = await runMachine({
    StartAt: "A",
    States: { A: { Type: "Wait", Seconds: 5, Next: "B" }, B: pass },
  });
  const events = history as unknown as readonly HistoryEvent[];
  expect(outline(visitsOf(events.slice(0, 2)))).toEqual(["A RUNNING"]);
  expect(outline(visitsOf(events.slice(0, 4)))).toEqual(["A SUCCEEDED", "B RUNNING"]);
});

test("ten thousand items are read in a straight line", async () => {
  const Each = { Type: "Map", ItemProcessor: { StartAt: "P", States: { P: pass } }, End: true };
  const visits = await visitsIn(
    { StartAt: "Each", States: { Each } },
    { input: Array.from({ length: 6_000 }, (_, at) => at), type: "EXPRESS" },
  );
  expect(visits).toHaveLength(6_001);
});

test.each<[string, RunOptions, readonly string[], string]>([
  ["the Map itself", { input: {} }, ["Each FAILED"], "Each"],
  ["a state within it", { input: [1] }, ["Each FAILED", "Each#0/A FAILED"], "A"],
])("a field of %s that cannot be evaluated is told of that state", async (_, options, outlined, culprit) => {
  const within = { A: { Type: "Pass", Parameters: { "x.$": "$.nowhere" }, End: true } };
  const visits = await visitsIn(
    {
      StartAt: "Each",
      States: { Each: { Type: "Map", ItemProcessor: { StartAt: "A", States: within }, End: true } },
    },
    options,
  );
  expect(outline(visits)).toEqual(outlined);
  expect(visits.findLast(({ state }) => state === culprit)).toMatchObject({ error: "States.Runtime" });
});

const bad = "{% $error('no') %}";
const catching = (more: object) =>
  task({ ...more, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Z" }], Next: "Z" });
const query = "States.QueryEvaluationError";

test.each<[string, Definition, readonly [string, string | undefined][]]>([
  ["the first state", { StartAt: "A", States: { A: { ...pass, Output: bad } } }, [["A FAILED", query]]],
  [
    "a later state",
    { StartAt: "Init", States: { Init: { Type: "Pass", Next: "Sum" }, Sum: { ...pass, Output: bad } } },
    [
      ["Init SUCCEEDED", undefined],
      ["Sum FAILED", query],
    ],
  ],
  [
    "a task before it is called, which is caught",
    {
      StartAt: "P",
      States: { P: { Type: "Pass", Next: "T" }, T: catching({ Arguments: bad }), Z: pass },
    },
    [
      ["P SUCCEEDED", undefined],
      ["T CAUGHT", query],
      ["Z SUCCEEDED", undefined],
    ],
  ],
  [
    "a task after it has answered, which is caught",
    { StartAt: "T", States: { T: catching({ Output: bad }), Z: pass } },
    [
      ["T CAUGHT", query],
      ["Z SUCCEEDED", undefined],
    ],
  ],
  [
    "a branch, beside another that begins after the same event",
    {
      StartAt: "Both",
      States: {
        Both: {
          Type: "Parallel",
          Branches: [
            { StartAt: "L", States: { L: pass } },
            { StartAt: "R", States: { R: { ...pass, Output: bad } } },
          ],
          End: true,
        },
      },
    },
    [
      ["Both FAILED", undefined],
      ["Both/L SUCCEEDED", undefined],
      ["Both/R FAILED", query],
    ],
  ],
])("an expression of %s that fails is told of that state", async (_, definition, expected) => {
  const visits = await visitsIn(
    { QueryLanguage: "JSONata", ...definition },
    { input: {}, tasks: () => ({ price: 1 }) },
  );
  const lines = outline(visits);
  expect(visits.map(({ state, error }, at) => [lines[at], state === "Both" ? undefined : error])).toEqual(
    expected,
  );
});

test("a Map that fails and goes well when it is tried again has not been caught", async () => {
  let attempts = 0;
  const Each = {
    Type: "Map",
    ItemProcessor: { StartAt: "T", States: { T: task() } },
    Retry: [{ ErrorEquals: ["States.ALL"] }],
    End: true,
  };
  const visits = await visitsIn(
    { StartAt: "Each", States: { Each } },
    { input: [1], tasks: () => (++attempts < 2 ? refuse() : 1) },
  );
  expect(outline(visits)).toEqual(["Each SUCCEEDED", "Each#0/T FAILED", "Each#0/T SUCCEEDED"]);
});
