import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { Failure } from "../../src/engine/failure.ts";
import { mapRunArnOf } from "../../src/engine/map-run/map-runner.ts";
import type { TaskCall } from "../../src/engine/seams.ts";
import { type Definition, functionArn, outline, settle, startMachine } from "./run-machine.ts";

const task = (fields: object = {}) => ({ Type: "Task", Resource: functionArn, End: true, ...fields });
const machine = (states: Readonly<Record<string, object>>): Definition => ({
  StartAt: Object.keys(states)[0] ?? "",
  States: states,
});

/** Runs until the execution ends, redrives it once the tasks are mended, and runs to the end again. */
async function redrive(definition: Definition, input: Json = {}) {
  const calls: string[] = [];
  let broken = true;
  const run = startMachine(definition, {
    input,
    tasks: ({ stateName, arguments: given }: TaskCall) => {
      calls.push(`${stateName} ${JSON.stringify(given)}`);
      const fails = broken && (given as { readonly fails?: boolean } | null)?.fails === true;
      return fails ? new Failure("Broken") : given;
    },
  });
  const { execution, clock, history } = run;
  const goOn = async () => {
    while (execution.end === undefined) {
      await settle();
      if (execution.end === undefined && !clock.advanceToNextTimer()) throw new Error("The execution hangs.");
    }
  };
  await goOn();
  const first = { end: execution.end, calls: calls.splice(0), events: history.length };
  broken = false;
  execution.redrive();
  await goOn();
  return { first, end: execution.end, calls, history, redriven: history.slice(first.events) };
}

describe("a redriven execution", () => {
  test("reschedules the task that failed, and goes on in the same history", async () => {
    const definition = machine({
      Before: { Type: "Pass", Next: "Work" },
      Work: task({ Retry: [{ ErrorEquals: ["Broken"], MaxAttempts: 1 }] }),
    });
    const { first, end, calls, history, redriven } = await redrive(definition, { fails: true });
    expect(first.end).toEqual({ status: "FAILED", error: "Broken", cause: undefined });
    expect(first.calls).toHaveLength(2);
    expect(end).toEqual({ status: "SUCCEEDED", output: { fails: true } });
    expect(calls).toHaveLength(1);
    expect(history.map(({ id }) => id)).toEqual(history.map((_, index) => index + 1));
    expect(outline(redriven)).toEqual([
      "12<-11 ExecutionRedriven",
      "13<-12 LambdaFunctionScheduled",
      "14<-13 LambdaFunctionStarted",
      "15<-14 LambdaFunctionSucceeded",
      "16<-15 TaskStateExited",
      "17<-16 ExecutionSucceeded",
    ]);
    expect(redriven[0]?.executionRedrivenEventDetails).toEqual({ redriveCount: 1 });
  });

  test("runs only the branches of a Parallel that did not succeed", async () => {
    const definition = machine({
      Both: {
        Type: "Parallel",
        Branches: [
          machine({ Good: task({ Parameters: { good: true } }) }),
          machine({ Bad: task({ Parameters: { fails: true } }) }),
          machine({
            Slow: { Type: "Wait", Seconds: 5, Next: "AfterSlow" },
            AfterSlow: { Type: "Pass", End: true },
          }),
        ],
        End: true,
      },
    });
    const { end, calls } = await redrive(definition);
    expect(calls).toEqual(['Bad {"fails":true}']);
    expect(end).toEqual({ status: "SUCCEEDED", output: [{ good: true }, { fails: true }, {}] });
  });

  test("runs only the iterations of a Map that did not succeed, and those that had not begun", async () => {
    const definition = machine({
      Each: {
        Type: "Map",
        MaxConcurrency: 1,
        ItemSelector: { "id.$": "$$.Map.Item.Value.id", "fails.$": "$$.Map.Item.Value.fails" },
        ItemProcessor: machine({ Work: task() }),
        End: true,
      },
    });
    const items = [0, 1, 2].map((id) => ({ id, fails: id === 1 }));
    const { first, end, calls } = await redrive(definition, items);
    expect(first.calls).toEqual(['Work {"id":0,"fails":false}', 'Work {"id":1,"fails":true}']);
    expect(calls).toEqual(['Work {"id":1,"fails":true}', 'Work {"id":2,"fails":false}']);
    expect(end).toEqual({ status: "SUCCEEDED", output: items });
  });

  test("goes into a Parallel inside a Map inside a Parallel", async () => {
    const inner = {
      Type: "Parallel",
      Branches: [machine({ Work: task() }), machine({ Same: task() })],
      End: true,
    };
    const definition = machine({
      Outer: {
        Type: "Parallel",
        Branches: [machine({ Each: { Type: "Map", ItemProcessor: machine({ Inner: inner }), End: true } })],
        End: true,
      },
    });
    const { first, end, calls } = await redrive(definition, [{ id: 1 }, { id: 2, fails: true }]);
    expect(first.calls).toEqual(['Work {"id":1}', 'Same {"id":1}', 'Work {"id":2,"fails":true}']);
    expect(calls).toEqual(['Work {"id":2,"fails":true}', 'Same {"id":2,"fails":true}']);
    const bothOf = (item: Json) => [item, item];
    expect(end).toEqual({
      status: "SUCCEEDED",
      output: [[bothOf({ id: 1 }), bothOf({ id: 2, fails: true })]],
    });
  });

  test("runs only the children of a distributed Map that did not succeed, in the same Map Run", async () => {
    const calls: Json[] = [];
    const redriveCounts: number[] = [];
    let broken = true;
    const { execution, history } = startMachine(
      machine({
        Each: {
          Type: "Map",
          MaxConcurrency: 2,
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
            ...machine({ Work: task() }),
          },
          End: true,
        },
      }),
      {
        input: [1, 2, 3, 4],
        mapRuns: {
          startMapRun: (start) => ({
            mapRunArn: mapRunArnOf(start),
            readItems: async () => new Failure("none"),
            async runChild({ input }) {
              calls.push(input);
              return broken && input === 2 ? new Failure("Broken") : input;
            },
            writeResults: async () => null,
            counted() {},
            ended() {},
            redriven: (count) => void redriveCounts.push(count),
          }),
        },
      },
    );
    await settle();
    expect(execution.end).toMatchObject({ status: "FAILED" });
    expect(calls.splice(0)).toEqual([1, 2, 3]);
    broken = false;
    execution.redrive();
    await settle();
    expect(calls).toEqual([2, 3, 4]);
    expect(execution.end).toEqual({ status: "SUCCEEDED", output: [1, 2, 3, 4] });
    expect(redriveCounts).toEqual([1]);
    const redriven = history.find(({ type }) => type === "MapRunRedriven");
    const started = history.find(({ type }) => type === "MapRunStarted");
    expect(redriven?.mapRunRedrivenEventDetails).toEqual({
      mapRunArn: started?.mapRunStartedEventDetails?.mapRunArn,
      redriveCount: 1,
    });
  });

  test("runs a Parallel anew whose branches all succeeded", async () => {
    const large = "x".repeat(200_000);
    const branch = machine({ Work: task({ Parameters: { large } }) });
    const definition = machine({ Both: { Type: "Parallel", Branches: [branch, branch], End: true } });
    const { first, end, calls } = await redrive(definition);
    expect(first.end).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
    expect(calls).toHaveLength(2);
    expect(end).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
  });

  test.each([
    ["Parallel", { Branches: Array.from({ length: 12 }, () => machine({ Work: task() })) }],
    ["Map", { ItemsPath: "$.items", MaxConcurrency: 1, ItemProcessor: machine({ Work: task() }) }],
  ])("runs a %s anew whose outputs were too large before all had succeeded", async (Type, fields) => {
    const large = { large: "x".repeat(100_000) };
    let answer: Json = large;
    const calls: Json[] = [];
    const { execution } = startMachine(
      machine({
        Many: { Type, ...fields, ResultSelector: { "first.$": "$[0]" }, End: true },
      }),
      {
        input: { items: Array.from({ length: 12 }, (_, number) => number) },
        tasks: ({ arguments: given }) => {
          calls.push(given);
          return answer;
        },
      },
    );
    await settle();
    expect(execution.end).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
    expect(calls.splice(0).length).toBeGreaterThan(2);
    answer = "small";
    execution.redrive();
    await settle();
    expect(execution.end).toEqual({ status: "SUCCEEDED", output: { first: "small" } });
    expect(calls).toHaveLength(12);
  });

  test("begins another Map Run where one succeeded whose results were too large", async () => {
    const calls: Json[] = [];
    let result = "x".repeat(200_000);
    const { execution, history } = startMachine(
      machine({
        Each: {
          Type: "Map",
          ToleratedFailureCount: 1,
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
            ...machine({ Work: task() }),
          },
          End: true,
        },
      }),
      {
        input: [1, 2, 3],
        mapRuns: {
          startMapRun: (start) => ({
            mapRunArn: mapRunArnOf(start),
            readItems: async () => new Failure("none"),
            async runChild({ input }) {
              calls.push(input);
              return input === 2 ? new Failure("Broken") : result;
            },
            writeResults: async () => null,
            counted() {},
            ended() {},
          }),
        },
      },
    );
    await settle();
    expect(execution.end).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
    result = "small";
    execution.redrive();
    await settle();
    expect(execution.end).toEqual({ status: "SUCCEEDED", output: ["small", "small"] });
    expect(calls).toEqual([1, 2, 3, 1, 2, 3]);
    const types = history.map(({ type }) => type).filter((type) => type.startsWith("MapRun"));
    expect(types).toEqual(["MapRunStarted", "MapRunSucceeded", "MapRunStarted", "MapRunSucceeded"]);
  });

  test("enters a Fail state again, and fails again", async () => {
    const { end, redriven } = await redrive(machine({ No: { Type: "Fail", Error: "No" } }));
    expect(end).toMatchObject({ status: "FAILED", error: "No" });
    expect(outline(redriven)).toEqual([
      "4<-3 ExecutionRedriven",
      "5<-4 FailStateEntered",
      "6<-5 ExecutionFailed",
    ]);
  });

  test("that was stopped in a Wait waits again, under a machine timeout of its own", async () => {
    const definition = { ...machine({ Rest: { Type: "Wait", Seconds: 50, End: true } }), TimeoutSeconds: 60 };
    const { execution, clock, history } = startMachine(definition);
    clock.advanceBy(40_000);
    execution.stop();
    execution.redrive();
    clock.advanceBy(49_000);
    expect(execution.end).toBeUndefined();
    clock.advanceBy(1_000);
    expect(execution.end).toMatchObject({ status: "SUCCEEDED" });
    expect(outline(history).slice(2)).toEqual([
      "3<-0 ExecutionAborted",
      "4<-3 ExecutionRedriven",
      "5<-4 WaitStateExited",
      "6<-5 ExecutionSucceeded",
    ]);
  });

  test("shows its count and time in the context object", async () => {
    const definition = machine({
      Work: task({ Parameters: { "fails.$": "$.fails", "context.$": "$$.Execution" } }),
    });
    const { end } = await redrive(definition, { fails: true });
    expect(end).toMatchObject({
      output: { context: { RedriveCount: 1, RedriveTime: "2026-01-01T00:00:00Z" } },
    });
  });

  test("does nothing if the execution runs or has succeeded", async () => {
    const { execution, history } = startMachine(machine({ Only: { Type: "Pass", End: true } }));
    const before = history.length;
    execution.redrive();
    expect(history).toHaveLength(before);
    expect(execution.end).toMatchObject({ status: "SUCCEEDED" });
  });
});
