// A state machine in a unit test, by the library's public door.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  Failure,
  InvalidDefinition,
  InvalidStub,
  type Json,
  type JsonObject,
  neverAnswers,
  StateMachine,
  type TaskFunction,
  type TaskStubs,
} from "../../src/index.ts";

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
    expect(run).toMatchObject({ status: "SUCCEEDED", output: { cents: 990 }, durationSeconds: 86_400 });
    expect(run.path).toEqual(["Price", "Settle"]);
    expect(run.history.at(-1)?.type).toBe("ExecutionSucceeded");
  });

  test("stands still while a stub works, and runs out on one that never answers", async () => {
    const slow = () => new Promise<number>((resolve) => setTimeout(() => resolve(5), 20));
    expect(await new StateMachine(order).run({}, { tasks: { Price: slow } })).toMatchObject({ output: 5 });
    const never = await new StateMachine(order).run({}, { tasks: { Price: () => neverAnswers } });
    expect(never).toMatchObject({ output: { Error: "States.Timeout" }, durationSeconds: 60 });
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
          (await machine.run({}, { seed, tasks: { T: { Throw: { Error: "Busy" } } } })).durationSeconds,
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
    expect([calls, run.durationSeconds]).toEqual([3, 30]);
  });

  test("may be canned answers, one for each attempt, the last for all that follow", async () => {
    const Price = [{ Throw: { Error: "Busy" } }, { Return: { cents: 5 } }];
    expect(await new StateMachine(order).run({}, { tasks: { Price } })).toMatchObject({
      output: { cents: 5 },
      durationSeconds: 10 + 86_400,
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

describe("a stub that is none", () => {
  const forms = 'a function, {"Return": …}';
  test.each<[what: string, stub: unknown, message: string]>([
    ["the symbol itself", neverAnswers, `The stub "Price" must be ${forms}`],
    ["undefined", undefined, `The stub "Price" must be ${forms}`],
    ["a slip of the pen", { Retrn: 1 }, 'The stub "Price" has the member "Retrn" (did you mean "Return"?)'],
    ["empty", {}, `The stub "Price" has no answer: it must be ${forms}`],
    ["an empty list", [], 'The stub "Price" is an empty list: it must hold an answer'],
    ["a list with a number", [{ Return: 1 }, 2], 'The stub "Price"/1 must be a JSON object with "Return"'],
    [
      "a Map's items as they are",
      [{ a: 1 }, { a: 2 }],
      'a result that is a list, such as the items of a Map, is given as {"Return": […]}',
    ],
    ["a result as it is", { cents: 990 }, 'a result that is an object is given as {"Return": {…}}'],
    ["an error without a name", { Throw: {} }, 'The stub "Price"/Throw/Error must be a text'],
    ["a range that goes back", { "2-1": { Return: 1 } }, 'The stub "Price"/2-1 must be an attempt'],
  ])("is refused before the run: %s", async (_what, stub, message) => {
    const running = new StateMachine(order).run({}, { tasks: { Price: stub } as TaskStubs });
    await expect(running).rejects.toThrow(InvalidStub);
    await expect(running).rejects.toThrow(message);
  });

  const ring: { self?: unknown } = {};
  ring.self = ring;
  test.each<[what: string, stub: unknown, problem: RegExp]>([
    ["a bigint", () => 1n, /a bigint/],
    ["a bigint within", async () => ({ cents: 1n }), /a bigint at \/cents/],
    ["a bigint that is canned", { Return: 1n }, /a bigint/],
    ["a ring", () => ring, /circular/],
    ["a symbol in the end", async () => neverAnswers, /a symbol/],
    ["nothing", () => undefined, /\(undefined\)/],
    ["nothing, later", async () => undefined, /\(undefined\)/],
    ["nothing within", () => ({ "a/b": [1, undefined] }), /undefined at \/a~1b\/1/],
    ["a hole", () => Array(2), /undefined at \/0/],
    ["no number", () => ({ cents: Number.NaN }), /NaN at \/cents/],
    ["too large a number", () => [Number.POSITIVE_INFINITY], /Infinity at \/0/],
    ["a map", () => new Map([["cents", 990]]), /an instance of Map/],
    ["a time", () => ({ at: new Date(0) }), /an instance of Date at \/at/],
    ["a function within", () => ({ f: () => 1 }), /a function at \/f/],
    ["a canned one", { Return: { cents: -Infinity } }, /-Infinity at \/cents/],
  ])("or answers with what is no JSON fails the execution: %s", async (_what, stub, problem) => {
    const run = await new StateMachine(order).run({}, { tasks: { Price: stub } as TaskStubs });
    expect(run).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(run.cause).toMatch(/^The stub "Price" answered the state "Price" with what is not JSON/);
    expect(run.cause).toMatch(problem);
  });
});

describe("a definition", () => {
  test.each([undefined, null, () => order])("that is no object is refused: %p", (definition) => {
    const made = () => new StateMachine(definition as unknown as object);
    expect(made).toThrow(InvalidDefinition);
    expect(made).toThrow("Definition must be a valid JSON object");
  });

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
    const Price = (input: unknown) => ({ priced: Number((input as { MessageBody: string }).MessageBody) });
    const run = await machine.run(["1", "2", "3"], { tasks: { Price } });
    expect(run.output).toEqual([{ priced: 1 }, { priced: 2 }, { priced: 3 }]);
  });

  describe("with a Map over a dataset", () => {
    const getObject = "arn:aws:states:::s3:getObject";
    const putObject = "arn:aws:states:::s3:putObject";
    const readings = (fields: object = {}) =>
      new StateMachine({
        StartAt: "Days",
        States: {
          Days: {
            Type: "Map",
            Label: "Days",
            ItemReader: {
              Resource: getObject,
              ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW", MaxItems: 2 },
              Parameters: { Bucket: "weather", "Key.$": "$.key" },
            },
            ItemProcessor: {
              ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
              StartAt: "Date",
              States: { Date: { Type: "Pass", InputPath: "$.date", End: true } },
            },
            End: true,
            ...fields,
          },
        },
      });
    const days = [{ date: "2012-01-01" }, { date: "2012-01-02" }, { date: "2012-01-03" }];
    const input = { key: "days.csv" };

    test.each(["Days", getObject])("takes its items from the stub %s", async (name) => {
      const { output } = await readings().run(input, { tasks: { [name]: { Return: days } } });
      expect(output).toEqual(["2012-01-01", "2012-01-02"]);
    });

    test("tells a stub what is to be read, and fails as it does", async () => {
      const missing: TaskFunction = (call) => {
        throw new Failure("States.ItemReaderFailed", `There is no ${(call as JsonObject).Key}.`);
      };
      const run = await readings().run(input, { tasks: { Days: missing } });
      expect(run).toMatchObject({ error: "States.ItemReaderFailed", cause: "There is no days.csv." });
    });

    test.each<[what: string, tasks: TaskStubs, error: string, cause: string]>([
      ["no stub", {}, "States.Runtime", 'no stub for the ItemReader of the Map state "Days"'],
      ["no items", { Days: { Return: 5 } }, "States.ItemReaderFailed", "an array or an object, not 5"],
    ])("fails clearly with %s", async (_what, tasks, error, cause) => {
      const run = await readings().run(input, { tasks });
      expect(run).toMatchObject({ status: "FAILED", error, cause: expect.stringContaining(cause) });
    });

    test("answers as if its results had been written, and shows a stub where to", async () => {
      const machine = readings({
        ResultWriter: { Resource: putObject, Parameters: { Bucket: "results", Prefix: "out/" } },
      });
      const Days = { Return: days };
      const { output } = await machine.run(input, { tasks: { Days } });
      expect(output).toEqual({
        MapRunArn: expect.stringMatching(/:mapRun:test\/Days:/),
        ResultWriterDetails: {
          Bucket: "results",
          Key: expect.stringMatching(/^out\/[0-9a-f-]{36}\/manifest\.json$/),
        },
      });
      const seen: unknown[] = [];
      const see = (call: Json) => seen.push(call);
      await machine.run(input, { tasks: { Days, [putObject]: see } });
      expect(seen).toEqual([{ Bucket: "results", Prefix: "out/" }]);
    });
  });
});
