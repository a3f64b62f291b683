import { describe, expect, test } from "@jest/globals";
import { runMachine, startMachine } from "./run-machine.ts";

describe("data flow", () => {
  const task = (fields: object) => ({
    StartAt: "Work",
    States: { Work: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", ...fields, End: true } },
  });
  const cases = [
    { name: "the result takes the place of the input", fields: {}, output: { got: { a: { b: 1 } } } },
    { name: "InputPath narrows what the task sees", fields: { InputPath: "$.a" }, output: { got: { b: 1 } } },
    {
      name: "Parameters see the effective input",
      fields: { InputPath: "$.a", Parameters: { "DelaySeconds.$": "$.b" } },
      output: { got: { DelaySeconds: 1 } },
    },
    {
      name: "ResultSelector sees the result",
      fields: { ResultSelector: { "y.$": "$.got.a.b" } },
      output: { y: 1 },
    },
    {
      name: "ResultPath puts it into the raw input",
      fields: { InputPath: "$.a", ResultPath: "$.r" },
      output: { a: { b: 1 }, r: { got: { b: 1 } } },
    },
    { name: "ResultPath null drops it", fields: { ResultPath: null }, output: { a: { b: 1 } } },
    {
      name: "OutputPath narrows the output",
      fields: { ResultPath: "$.r", OutputPath: "$.a" },
      output: { b: 1 },
    },
    { name: "InputPath null is the empty object", fields: { InputPath: null }, output: { got: {} } },
    { name: "OutputPath null is the empty object", fields: { OutputPath: null }, output: {} },
  ];

  test.each(cases)("$name", async ({ fields, output }) => {
    const tasks = async (call: { arguments: unknown }) => ({ got: call.arguments }) as never;
    const { end } = await runMachine(task(fields), { tasks, input: { a: { b: 1 } } });
    expect(end).toEqual({ status: "SUCCEEDED", output });
  });

  test("a state never changes its input", async () => {
    const input = Object.freeze({ a: Object.freeze({ b: 1 }) });
    const { end } = await runMachine(
      { StartAt: "P", States: { P: { Type: "Pass", Result: 2, ResultPath: "$.a.c", End: true } } },
      { input },
    );
    expect(end).toEqual({ status: "SUCCEEDED", output: { a: { b: 1, c: 2 } } });
  });
});

describe("Wait", () => {
  const wait = (fields: object) => ({ StartAt: "W", States: { W: { Type: "Wait", ...fields, End: true } } });
  const moments = [
    { fields: { Seconds: 30 }, seconds: 30 },
    { fields: { SecondsPath: "$.seconds" }, seconds: 12 },
    { fields: { Timestamp: "2026-01-01T00:01:00Z" }, seconds: 60 },
    { fields: { TimestampPath: "$.at" }, seconds: 90 },
    { fields: { Timestamp: "2020-01-01T00:00:00Z" }, seconds: 0 },
    { fields: { Seconds: 0 }, seconds: 0 },
  ];

  test.each(moments)("$fields takes $seconds s", async ({ fields, seconds }) => {
    const input = { seconds: 12, at: "2026-01-01T01:01:30+01:00" };
    const { end, clock } = await runMachine(wait(fields), { input });
    expect(end.status).toBe("SUCCEEDED");
    expect(clock.now()).toBe(Date.UTC(2026, 0, 1) + seconds * 1000);
  });

  const refused = [
    {
      input: { seconds: -1 },
      cause: "The SecondsPath parameter references a negative value: $.seconds == -1",
    },
    {
      input: { seconds: 1.5 },
      cause: "The SecondsPath parameter cannot be parsed as a long value: $.seconds == 1.5",
    },
    { input: { seconds: 100_000_000 }, cause: "Wait state delay is too long." },
    { input: {}, cause: "The SecondsPath parameter does not reference an input value: $.seconds" },
  ];

  test.each(refused)("refuses $input", async ({ input, cause }) => {
    const { end } = await runMachine(wait({ SecondsPath: "$.seconds" }), { input });
    expect(end).toEqual({
      status: "FAILED",
      error: "States.Runtime",
      cause: `An error occurred while executing the state 'W' (entered at the event id #2). ${cause}`,
    });
  });

  test("of a year takes no time on a virtual clock", () => {
    const { execution, clock } = startMachine(wait({ Seconds: 30_000_000 }));
    clock.advanceToNextTimer();
    expect(execution.end?.status).toBe("SUCCEEDED");
  });
});

describe("Choice", () => {
  const choice = (rule: object, fields: object = {}) => ({
    StartAt: "C",
    States: {
      C: { Type: "Choice", Choices: [rule], ...fields },
      Yes: { Type: "Pass", Result: "yes", End: true },
      No: { Type: "Pass", Result: "no", End: true },
    },
  });

  test("goes where its first matching rule says, or to Default", async () => {
    const machine = choice({ Variable: "$.n", NumericGreaterThan: 5, Next: "Yes" }, { Default: "No" });
    expect((await runMachine(machine, { input: { n: 6 } })).end).toMatchObject({ output: "yes" });
    expect((await runMachine(machine, { input: { n: 5 } })).end).toMatchObject({ output: "no" });
  });

  test("without a match and a Default fails with States.Runtime, in words of AWS", async () => {
    const { end } = await runMachine(choice({ Variable: "$.n", NumericEquals: 5, Next: "Yes" }), {
      input: { n: 1 },
    });
    expect(end).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(end).toHaveProperty("cause", expect.stringMatching(/Failed to transition out of the state/));
  });
});

describe("variables", () => {
  test("assigned inside a branch are not seen outside, and outer ones are seen inside", async () => {
    const inner = {
      StartAt: "I",
      States: { I: { Type: "Pass", Assign: { inner: 1 }, Parameters: { "o.$": "$outer" }, End: true } },
    };
    const { end } = await runMachine({
      StartAt: "Set",
      States: {
        Set: { Type: "Pass", Assign: { outer: "seen" }, Next: "Both" },
        Both: { Type: "Parallel", Branches: [inner], Next: "Use" },
        Use: { Type: "Pass", Parameters: { "b.$": "$", "o.$": "$outer" }, End: true },
      },
    });
    expect(end).toEqual({ status: "SUCCEEDED", output: { b: [{ o: "seen" }], o: "seen" } });
  });

  test("of an iteration start afresh in the next", async () => {
    const processor = {
      StartAt: "A",
      States: {
        A: { Type: "Pass", Assign: { "v.$": "$" }, Next: "B" },
        B: { Type: "Pass", Parameters: { "v.$": "$v" }, End: true },
      },
    };
    const { end } = await runMachine(
      { StartAt: "M", States: { M: { Type: "Map", ItemProcessor: processor, End: true } } },
      { input: [1, 2, 3] },
    );
    expect(end).toMatchObject({ output: [{ v: 1 }, { v: 2 }, { v: 3 }] });
  });
});

describe("JSONata", () => {
  test("Output and Assign see the variables as they were on entry", async () => {
    const { end } = await runMachine({
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: {
        A: { Type: "Pass", Assign: { n: 1 }, Next: "B" },
        B: { Type: "Pass", Assign: { n: "{% $n + 1 %}" }, Output: { seen: "{% $n %}" }, Next: "C" },
        C: { Type: "Succeed", Output: { before: "{% $states.input.seen %}", after: "{% $n %}" } },
      },
    });
    expect(end).toEqual({ status: "SUCCEEDED", output: { before: 1, after: 2 } });
  });

  test("a task's arguments, result and error output", async () => {
    const { end } = await runMachine(
      {
        QueryLanguage: "JSONata",
        StartAt: "T",
        States: {
          T: {
            Type: "Task",
            Resource: "arn:aws:states:::sqs:sendMessage",
            Arguments: { DelaySeconds: "{% $states.input.v * 2 %}" },
            TimeoutSeconds: "{% 5 + 5 %}",
            Output: "{% $states.result.DelaySeconds + 1 %}",
            End: true,
          },
        },
      },
      { input: { v: 4 } },
    );
    expect(end).toEqual({ status: "SUCCEEDED", output: 9 });
  });

  test("a choice's condition must be true or false", async () => {
    const machine = (Condition: string) => ({
      QueryLanguage: "JSONata" as const,
      StartAt: "C",
      States: {
        C: { Type: "Choice", Choices: [{ Condition, Next: "Yes", Output: "chosen" }], Default: "No" },
        Yes: { Type: "Succeed" },
        No: { Type: "Succeed" },
      },
    });
    expect((await runMachine(machine("{% $states.input.n > 1 %}"), { input: { n: 2 } })).end).toMatchObject({
      output: "chosen",
    });
    expect((await runMachine(machine("{% $states.input.n > 1 %}"), { input: { n: 1 } })).end).toMatchObject({
      output: { n: 1 },
    });
    expect((await runMachine(machine("{% 'text' %}"))).end).toMatchObject({
      status: "FAILED",
      error: "States.QueryEvaluationError",
    });
  });

  test("an expression that fails is an event of its own, after the event before the state's entry", async () => {
    const { history } = await runMachine({
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Output: "{% $nothing %}", End: true } },
    });
    expect(
      history.slice(-2).map(({ id, previousEventId, type }) => `${id}<-${previousEventId} ${type}`),
    ).toEqual(["5<-3 EvaluationFailed", "6<-5 ExecutionFailed"]);
  });
});
