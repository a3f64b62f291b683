import { describe, expect, test } from "@jest/globals";
import { InvalidDefinition, neverAnswers, StateMachine } from "../../src/engine/state-machine.ts";

const order = {
  StartAt: "Price",
  States: {
    Price: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage",
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

describe("a state machine in a test", () => {
  test("waits for days in no time", async () => {
    const machine = new StateMachine(JSON.stringify(order));
    const { end, durationMs, history } = await machine.run(
      { id: 1 },
      { tasks: { Price: async () => ({ cents: 990 }) } },
    );
    expect(end).toEqual({ status: "SUCCEEDED", output: { cents: 990 } });
    expect(durationMs).toBe(86_400_000);
    expect(history.at(-1)?.type).toBe("ExecutionSucceeded");
  });

  test("takes what a stub throws for the task's error, and retries", async () => {
    let calls = 0;
    const Price = () => {
      calls += 1;
      throw new Busy("try again");
    };
    const { end, durationMs } = await new StateMachine(order).run({}, { tasks: { Price } });
    expect(end).toEqual({ status: "SUCCEEDED", output: { Error: "Busy", Cause: "try again" } });
    expect(calls).toBe(3);
    expect(durationMs).toBe(30_000);
  });

  test("lets time stand still while a stub works, and times out one that never answers", async () => {
    const slow = () => new Promise<number>((resolve) => setTimeout(() => resolve(5), 20));
    expect((await new StateMachine(order).run({}, { tasks: { Price: slow } })).end).toMatchObject({
      output: 5,
    });
    const never = await new StateMachine(order).run({}, { tasks: { Price: () => neverAnswers } });
    expect(never.end).toMatchObject({ output: { Error: "States.Timeout" } });
  });

  test("says which stub is missing", async () => {
    const { end } = await new StateMachine(order).run({});
    expect(end).toMatchObject({
      error: "States.Runtime",
      cause: 'The test has no stub for the Task state "Price".',
    });
  });

  test("refuses a definition that is none, with all that is wrong", () => {
    expect(() => new StateMachine({ StartAt: "A", States: { B: { Type: "Pass" } } })).toThrow(
      InvalidDefinition,
    );
  });
});
