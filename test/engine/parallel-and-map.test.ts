import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { Failure } from "../../src/engine/failure.ts";
import type { TaskCall } from "../../src/engine/seams.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import { functionArn, outline, runMachine, startMachine } from "./run-machine.ts";

const task = { Type: "Task", Resource: functionArn, End: true };
const failing = { StartAt: "Bad", States: { Bad: { Type: "Fail", Error: "Oops", Cause: "c" } } };

function mapOver(processor: object, fields: object = {}) {
  const Each = {
    Type: "Map",
    ItemProcessor: { StartAt: "One", States: { One: processor } },
    ...fields,
    End: true,
  };
  return { StartAt: "Each", States: { Each } };
}

function parallelOf(Branches: readonly object[], fields: object = {}) {
  return { StartAt: "Both", States: { Both: { Type: "Parallel", Branches, ...fields, End: true } } };
}

describe("Parallel", () => {
  test("answers in the order of its branches, whichever ends first", async () => {
    const branch = (Seconds: number, Result: string) => ({
      StartAt: `Wait${Result}`,
      States: {
        [`Wait${Result}`]: { Type: "Wait", Seconds, Next: Result },
        [Result]: { Type: "Pass", Result, End: true },
      },
    });
    const { end } = await runMachine(parallelOf([branch(9, "a"), branch(1, "b"), branch(5, "c")]));
    expect(end).toEqual({ status: "SUCCEEDED", output: ["a", "b", "c"] });
  });

  test("aborts the other branches when one fails, and says so", async () => {
    const signals: AbortSignal[] = [];
    const tasks = (call: TaskCall) => {
      signals.push(call.signal);
      return new Promise<never>(() => {});
    };
    const slow = { StartAt: "Slow", States: { Slow: task } };
    const { end, history } = await runMachine(parallelOf([slow, failing]), { tasks });
    expect(end).toEqual({ status: "FAILED", error: "Oops", cause: "c" });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(outline(history).slice(-4)).toEqual([
      "7<-3 FailStateEntered",
      "8<-6 TaskStateAborted",
      "9<-7 ParallelStateFailed",
      "10<-9 ExecutionFailed",
    ]);
  });

  test("begins all its branches again when it is retried, without a Failed event in between", async () => {
    const { history } = await runMachine(
      parallelOf([failing], { Retry: [{ ErrorEquals: ["Oops"], MaxAttempts: 1 }] }),
    );
    expect(outline(history).slice(1)).toEqual([
      "2<-0 ParallelStateEntered",
      "3<-2 ParallelStateStarted",
      "4<-3 FailStateEntered",
      "5<-4 ParallelStateStarted",
      "6<-5 FailStateEntered",
      "7<-6 ParallelStateFailed",
      "8<-7 ExecutionFailed",
    ]);
  });
});

describe("Map", () => {
  test("runs at most MaxConcurrency iterations at a time, and answers in the order of its items", async () => {
    let running = 0;
    let most = 0;
    const clock = new VirtualClock();
    const tasks = async (call: TaskCall): Promise<Json> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => clock.setTimer(1000, resolve));
      running -= 1;
      return Number(call.arguments) * 2;
    };
    const { end } = await runMachine(mapOver(task, { MaxConcurrency: 3 }), {
      tasks,
      clock,
      input: [1, 2, 3, 4, 5, 6, 7],
    });
    expect(end).toEqual({ status: "SUCCEEDED", output: [2, 4, 6, 8, 10, 12, 14] });
    expect(most).toBe(3);
  });

  test("runs 40 at a time if it names no limit", () => {
    let running = 0;
    const tasks = () => {
      running += 1;
      return new Promise<never>(() => {});
    };
    startMachine(mapOver(task), { tasks, input: Array.from({ length: 100 }, () => 0) });
    expect(running).toBe(40);
  });

  test("gives ItemSelector the item, its index and the whole input", async () => {
    const ItemSelector = {
      "index.$": "$$.Map.Item.Index",
      "value.$": "$$.Map.Item.Value",
      "all.$": "$.items",
    };
    const { end } = await runMachine(
      mapOver({ Type: "Pass", End: true }, { ItemSelector, ItemsPath: "$.items" }),
      {
        input: { items: ["a", "b"] },
      },
    );
    expect(end).toMatchObject({
      output: [
        { index: 0, value: "a", all: ["a", "b"] },
        { index: 1, value: "b", all: ["a", "b"] },
      ],
    });
  });

  test("numbers its events as AWS does", async () => {
    const { history } = await runMachine(mapOver({ Type: "Pass", End: true }, { MaxConcurrency: 1 }), {
      input: [1, 2],
    });
    expect(outline(history).slice(1)).toEqual([
      "2<-0 MapStateEntered",
      "3<-2 MapStateStarted",
      "4<-3 MapIterationStarted",
      "5<-4 PassStateEntered",
      "6<-5 PassStateExited",
      "7<-6 MapIterationSucceeded",
      "8<-6 MapIterationStarted",
      "9<-8 PassStateEntered",
      "10<-9 PassStateExited",
      "11<-10 MapIterationSucceeded",
      "12<-11 MapStateSucceeded",
      "13<-11 MapStateExited",
      "14<-13 ExecutionSucceeded",
    ]);
  });

  test("aborts the other iterations when one fails", async () => {
    const tasks = (call: TaskCall) =>
      call.arguments === 2 ? Promise.resolve(new Failure("Oops", "c")) : new Promise<never>(() => {});
    const { end, history } = await runMachine(mapOver(task), { tasks, input: [1, 2] });
    expect(end).toMatchObject({ status: "FAILED", error: "Oops" });
    expect(history.slice(-6).map(({ type }) => type)).toEqual([
      "LambdaFunctionFailed",
      "MapIterationFailed",
      "TaskStateAborted",
      "MapIterationAborted",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
  });

  test("of nothing succeeds with nothing", async () => {
    const { end } = await runMachine(mapOver(task), { input: [] });
    expect(end).toEqual({ status: "SUCCEEDED", output: [] });
  });

  test("of what is no array says which path leads there", async () => {
    const { end } = await runMachine(mapOver(task, { ItemsPath: "$.items" }), { input: { items: 5 } });
    expect(end).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(end).toHaveProperty(
      "cause",
      expect.stringContaining('Reference path "$.items" must point to array.'),
    );
  });

  test("of 1,600 branches in 40 Parallels, and of 20,000 items, neither overflows nor drags", async () => {
    const pass = { Type: "Pass", Result: 1, End: true };
    const branches = Array.from({ length: 40 }, (_, index) => ({
      StartAt: `P${index}`,
      States: { [`P${index}`]: pass },
    }));
    const wide = mapOver({ Type: "Parallel", Branches: branches, End: true });
    const nested = await runMachine(wide, {
      input: Array.from({ length: 40 }, () => 0),
      type: "EXPRESS",
      recorded: false,
    });
    expect(nested.end?.status).toBe("SUCCEEDED");
    const input = Array.from({ length: 20_000 }, (_, index) => index);
    const long = await runMachine(mapOver(pass), { input, type: "EXPRESS", recorded: false });
    expect(long.end?.status).toBe("SUCCEEDED");
  });
});

test("a States.Runtime failure deep inside ends the execution at once, whatever outer states would catch", async () => {
  const bad = { StartAt: "Bad", States: { Bad: { Type: "Pass", InputPath: "$.nope", End: true } } };
  const slow = { StartAt: "Slow", States: { Slow: { Type: "Wait", Seconds: 9, End: true } } };
  const machine = parallelOf([slow, bad], { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Both" }] });
  const { end, history, clock } = await runMachine(machine);
  expect(end).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  expect(outline(history).slice(3)).toEqual([
    "4<-3 WaitStateEntered",
    "5<-3 PassStateEntered",
    "6<-5 ExecutionFailed",
  ]);
  await nextTurn();
  expect(clock.pendingTimers).toBe(0);
});

describe("what one after the other is run on the same strand", () => {
  const processor = {
    StartAt: "Pick",
    States: {
      Pick: {
        Type: "Choice",
        Choices: [
          { Condition: "{% $states.input.waits %}", Next: "Slow" },
          { Condition: "{% $states.input.assigns %}", Assign: { v: "{% $states.input.id %}" }, Next: "Show" },
        ],
        Default: "Show",
      },
      Slow: { ...task, Arguments: "{% $states.input %}", End: undefined, Next: "Show" },
      Show: {
        Type: "Pass",
        Output: { id: "{% $states.input.id %}", v: "{% $v %}", chance: "{% $uuid() %}" },
        End: true,
      },
    },
  };
  const items = Array.from({ length: 9 }, (_, id) => ({ id, assigns: id % 2 === 0, waits: id % 4 === 1 }));
  const expected = items.map(({ id, assigns }) => ({ id, v: assigns ? id : "outer" }));
  const over = (state: object) => ({
    QueryLanguage: "JSONata" as const,
    StartAt: "Begin",
    States: {
      Begin: { Type: "Pass", Assign: { v: "outer" }, Next: "Each" },
      Each: { ...state, End: true },
    },
  });
  const branches = items.map((item) => ({
    StartAt: "Give",
    States: { Give: { Type: "Pass", Output: item, Next: "Pick" }, ...processor.States },
  }));

  test.each([
    ["iterations", over({ Type: "Map", ItemProcessor: processor })],
    ["iterations in a row", over({ Type: "Map", MaxConcurrency: 1, ItemProcessor: processor })],
    ["branches", over({ Type: "Parallel", Branches: branches })],
  ])("%s have variables and chance of their own, whichever of them wait", async (_what, definition) => {
    const tasks = async ({ arguments: given }: TaskCall): Promise<Json> => given;
    const { end } = await runMachine(definition, { input: items, tasks });
    const { output } = end as never as { readonly output: readonly { readonly chance: string }[] };
    expect(output.map(({ chance: _, ...rest }) => rest)).toEqual(expected);
    expect(new Set(output.map(({ chance }) => chance)).size).toBe(items.length);
    const atOnce = await runMachine(definition, { input: items, tasks: ({ arguments: given }) => given });
    expect(atOnce.end).toEqual(end);
  });
});
