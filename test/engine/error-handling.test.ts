import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { CompiledRetrier } from "../../src/asl/compile/compiled-machine.ts";
import { HeartbeatTimeout, matchesError } from "../../src/engine/error-names.ts";
import { Failure } from "../../src/engine/failure.ts";
import { seededRandom } from "../../src/engine/random.ts";
import { backoffMs } from "../../src/engine/retry.ts";
import type { TaskCall } from "../../src/engine/seams.ts";
import { functionArn, outline, runMachine } from "./run-machine.ts";

const always = (error: string) => () => new Failure(error, "because");

function taskWith(fields: object) {
  return {
    StartAt: "Price",
    States: {
      Price: { Type: "Task", Resource: functionArn, ...fields, End: true },
      Caught: { Type: "Pass", End: true },
      CaughtAll: { Type: "Pass", Parameters: { all: true }, End: true },
    },
  };
}

describe("which names match an error", () => {
  const cases = [
    { names: ["Oops"], failure: new Failure("Oops"), matches: true },
    { names: ["oops"], failure: new Failure("Oops"), matches: false },
    { names: ["States.ALL"], failure: new Failure("Oops"), matches: true },
    { names: ["States.ALL"], failure: new Failure("States.Timeout"), matches: true },
    { names: ["States.ALL"], failure: new Failure("States.DataLimitExceeded"), matches: true },
    { names: ["States.ALL"], failure: new Failure("States.Runtime"), matches: false },
    { names: ["States.Runtime"], failure: new Failure("States.Runtime"), matches: false },
    { names: ["States.TaskFailed"], failure: new Failure("Oops"), matches: true },
    { names: ["States.TaskFailed"], failure: new Failure("States.Timeout"), matches: false },
    { names: ["States.Timeout"], failure: new HeartbeatTimeout(), matches: true },
    { names: ["States.HeartbeatTimeout"], failure: new HeartbeatTimeout(), matches: true },
    { names: ["States.HeartbeatTimeout"], failure: new Failure("States.Timeout"), matches: false },
    { names: ["A", "B"], failure: new Failure("B"), matches: true },
  ];

  test.each(cases)("$names and $failure.error: $matches", ({ names, failure, matches }) => {
    expect(matchesError(names, failure)).toBe(matches);
  });
});

describe("Retry", () => {
  test("waits longer each time, up to MaxDelaySeconds", async () => {
    const times: number[] = [];
    const retry = {
      ErrorEquals: ["Oops"],
      IntervalSeconds: 2,
      BackoffRate: 3,
      MaxAttempts: 4,
      MaxDelaySeconds: 10,
    };
    const tasks = (_task: TaskCall) => {
      times.push(clockNow());
      return new Failure("Oops");
    };
    const clock = new (await import("../../src/time/virtual-clock.ts")).VirtualClock(0);
    const clockNow = () => clock.now();
    await runMachine(taskWith({ Retry: [retry] }), { tasks, clock });
    expect(times.map((at) => at / 1000)).toEqual([0, 2, 8, 18, 28]);
  });

  test("with MaxAttempts 0 never retries, and shadows the retriers after it", async () => {
    let attempts = 0;
    const tasks = () => {
      attempts += 1;
      return new Failure("Oops");
    };
    const Retry = [
      { ErrorEquals: ["Oops"], MaxAttempts: 0 },
      { ErrorEquals: ["States.ALL"], MaxAttempts: 3 },
    ];
    await runMachine(taskWith({ Retry }), { tasks });
    expect(attempts).toBe(1);
  });

  test("counts its attempts in the context object, and the parameters see it", async () => {
    const seen: unknown[] = [];
    const tasks = (task: TaskCall) => {
      seen.push(task.arguments);
      return new Failure("Oops");
    };
    const Parameters = { "count.$": "$$.State.RetryCount" };
    await runMachine(taskWith({ Parameters, Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }] }), {
      tasks,
    });
    expect(seen).toEqual([{ count: 0 }, { count: 1 }, { count: 2 }]);
  });

  test("does not enter the state again in history", async () => {
    const { history } = await runMachine(taskWith({ Retry: [{ ErrorEquals: ["Oops"], MaxAttempts: 1 }] }), {
      tasks: always("Oops"),
    });
    expect(outline(history).slice(1)).toEqual([
      "2<-0 TaskStateEntered",
      "3<-2 LambdaFunctionScheduled",
      "4<-3 LambdaFunctionStarted",
      "5<-4 LambdaFunctionFailed",
      "6<-5 LambdaFunctionScheduled",
      "7<-6 LambdaFunctionStarted",
      "8<-7 LambdaFunctionFailed",
      "9<-8 ExecutionFailed",
    ]);
  });

  test("delays stay within their bounds, with jitter and without", () => {
    const retriers = fc.record({
      intervalSeconds: fc.integer({ min: 1, max: 1000 }),
      backoffRate: fc.double({ min: 1, max: 4, noNaN: true }),
      maxDelaySeconds: fc.integer({ min: 1, max: 5000 }),
      fullJitter: fc.boolean(),
    });
    fc.assert(
      fc.property(retriers, fc.nat(30), fc.string(), (fields, retried, seed) => {
        const retrier: CompiledRetrier = { errorEquals: [], maxAttempts: 99, ...fields };
        const delayMs = backoffMs(retrier, retried, seededRandom(seed));
        expect(delayMs).toBeGreaterThanOrEqual(
          fields.fullJitter ? 0 : Math.min(fields.intervalSeconds, fields.maxDelaySeconds) * 1000,
        );
        expect(delayMs).toBeLessThanOrEqual(fields.maxDelaySeconds * 1000);
      }),
    );
  });
});

describe("Catch", () => {
  test("hands on the error output in the place of the input", async () => {
    const { end } = await runMachine(taskWith({ Catch: [{ ErrorEquals: ["Oops"], Next: "Caught" }] }), {
      tasks: always("Oops"),
      input: { a: 1 },
    });
    expect(end).toEqual({ status: "SUCCEEDED", output: { Error: "Oops", Cause: "because" } });
  });

  test("puts the error output into the raw input at ResultPath", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Caught", ResultPath: "$.error" }];
    const { end } = await runMachine(taskWith({ Catch, Parameters: { b: 2 } }), {
      tasks: always("Oops"),
      input: { a: 1 },
    });
    expect(end).toMatchObject({ output: { a: 1, error: { Error: "Oops", Cause: "because" } } });
  });

  test("takes the first catcher that matches, after the retries", async () => {
    const fields = {
      Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }],
      Catch: [
        { ErrorEquals: ["Other"], Next: "Caught" },
        { ErrorEquals: ["States.ALL"], Next: "CaughtAll" },
      ],
    };
    const { end, history } = await runMachine(taskWith(fields), { tasks: always("Oops") });
    expect(end).toMatchObject({ output: { all: true } });
    expect(history.filter(({ type }) => type === "LambdaFunctionFailed")).toHaveLength(2);
  });

  test("whose own output is too large fails the execution instead of catching that too", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Caught", ResultPath: "$.error" }];
    const { end } = await runMachine(taskWith({ Catch, Parameters: {} }), {
      tasks: () => new Failure("Oops", "c".repeat(200_000)),
      input: { text: "t".repeat(200_000) },
    });
    expect(end).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
  });
});
