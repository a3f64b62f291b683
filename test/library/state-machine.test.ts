// A state machine in a unit test, by the library's public door.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Failure, InvalidDefinition, neverAnswers, StateMachine } from "../../src/index.ts";

const sendMessage = "arn:aws:states:::sqs:sendMessage";
const order = {
  StartAt: "Price",
  States: {
    Price: {
      Type: "Task",
      Resource: sendMessage,
      Parameters: { "MessageBody.$": "$", QueueUrl: "https://example.com/queue" },
      TimeoutSeconds: 60,
      Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 10, MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Sorry" }],
      Next: "Settle",
    },
    Settle: { Type: "Wait", Seconds: 86_400, End: true },
    Sorry: { Type: "Pass", End: true },
  },
};

class Busy extends Error {
  override readonly name = "Busy";
}

describe("time", () => {
  test("leaps over days, and the path taken is told", async () => {
    const machine = new StateMachine(JSON.stringify(order));
    const run = await machine.run({ id: 1 }, { tasks: { Price: async () => ({ cents: 990 }) } });
    expect(run).toMatchObject({ status: "SUCCEEDED", output: { cents: 990 }, durationMs: 86_400_000 });
    expect(run.path).toEqual(["Price", "Settle"]);
    expect(run.history.at(-1)?.type).toBe("ExecutionSucceeded");
  });

  test("stands still while a stub works, and runs out on one that never answers", async () => {
    const slow = () => new Promise<number>((resolve) => setTimeout(() => resolve(5), 20));
    expect(await new StateMachine(order).run({}, { tasks: { Price: slow } })).toMatchObject({ output: 5 });
    const never = await new StateMachine(order).run({}, { tasks: { Price: () => neverAnswers } });
    expect(never).toMatchObject({ output: { Error: "States.Timeout" }, durationMs: 60_000 });
  });

  test("between retries is jittered by the seed: the same again, another with another", async () => {
    const Retry = [{ ErrorEquals: ["Busy"], JitterStrategy: "FULL", MaxAttempts: 5 }];
    const machine = new StateMachine({
      StartAt: "T",
      States: { T: { ...order.States.Price, Retry, Catch: undefined, Next: undefined, End: true } },
    });
    const durations = await Promise.all(
      ["a", "a", "b"].map(
        async (seed) =>
          (await machine.run({}, { seed, tasks: { T: { Throw: { Error: "Busy" } } } })).durationMs,
      ),
    );
    expect(durations[0]).toBe(durations[1]);
    expect(durations[2]).not.toBe(durations[0]);
  });
});

describe("a stub", () => {
  test("that throws gives the error's name and message, and is called for each retry", async () => {
    let calls = 0;
    const Price = () => {
      calls += 1;
      throw new Busy("try again");
    };
    const run = await new StateMachine(order).run({}, { tasks: { Price } });
    expect(run.output).toEqual({ Error: "Busy", Cause: "try again" });
    expect(run.path).toEqual(["Price", "Sorry"]);
    expect([calls, run.durationMs]).toEqual([3, 30_000]);
  });

  test("may be canned answers, one for each attempt, the last for all that follow", async () => {
    const Price = [{ Throw: { Error: "Busy" } }, { Return: { cents: 5 } }];
    expect(await new StateMachine(order).run({}, { tasks: { Price } })).toMatchObject({
      output: { cents: 5 },
      durationMs: 10_000 + 86_400_000,
    });
  });

  test("may stand for a resource instead of a state", async () => {
    const run = await new StateMachine(order).run({}, { tasks: { [sendMessage]: () => new Failure("No") } });
    expect(run.output).toEqual({ Error: "No", Cause: "" });
  });

  test("that is missing is named", async () => {
    expect(await new StateMachine(order).run()).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      cause: 'There is no stub for the Task state "Price".',
      output: undefined,
    });
  });
});

describe("a definition", () => {
  test("that is none is refused with all that is wrong", () => {
    const wrong = () => new StateMachine({ StartAt: "A", States: { B: { Type: "Pass" } } });
    expect(wrong).toThrow(InvalidDefinition);
    expect(wrong).toThrow(/error\[\w+\] definition/);
  });

  test("may be a file, whose name is the machine's, and whose lines are told", async () => {
    const folder = mkdtempSync(join(tmpdir(), "library-"));
    try {
      const file = join(folder, "greet.asl.json");
      const name = { "name.$": "$$.StateMachine.Name" };
      writeFileSync(
        file,
        JSON.stringify({ StartAt: "P", States: { P: { Type: "Pass", Parameters: name, End: true } } }),
      );
      expect((await StateMachine.fromFile(file).run()).output).toEqual({ name: "greet" });
      writeFileSync(file, '{\n  "StartAt": "P",\n  "States": { "Q": { "Type": "Succeed" } }\n}');
      expect(() => StateMachine.fromFile(file)).toThrow(/greet\.asl\.json:2:14 \/StartAt/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("with a distributed Map runs its children in memory", async () => {
    const machine = new StateMachine({
      StartAt: "Each",
      States: {
        Each: {
          Type: "Map",
          MaxConcurrency: 2,
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
            StartAt: "Price",
            States: { Price: { ...order.States.Price, Catch: undefined, Next: undefined, End: true } },
          },
          End: true,
        },
      },
    });
    const Price = (input: unknown) => ({ priced: (input as { MessageBody: number }).MessageBody });
    const run = await machine.run([1, 2, 3], { tasks: { Price } });
    expect(run.output).toEqual([{ priced: 1 }, { priced: 2 }, { priced: 3 }]);
  });
});
