// What is made of definitions of the most that a definition may have.

import type { Target } from "../../hostile/target.ts";
import { type LargeRequest, states, times, told } from "./large-request.ts";

export const roleArn = "arn:aws:iam::000000000000:role/r";
export const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
export const one = (state: object, more: object = {}) =>
  JSON.stringify({ ...more, StartAt: "A", States: { A: { ...state, End: true } } });

export async function run(target: Target, name: string, definition: string, input: unknown): Promise<string> {
  await states(target, "CreateStateMachine", { name, definition, roleArn });
  const started = await states(target, "StartExecution", {
    stateMachineArn: arnOf(name),
    input: JSON.stringify(input),
  });
  if (started.status !== 200) return told(started);
  const { executionArn } = JSON.parse(started.body);
  for (;;) {
    const { body } = await states(target, "DescribeExecution", { executionArn });
    const { status, error, cause } = JSON.parse(body);
    if (status !== "RUNNING") return [status, error, cause?.slice(0, 100)].filter(Boolean).join(" ");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const expression = (text: string) =>
  one({ Type: "Pass", Output: `{% ${text} %}` }, { QueryLanguage: "JSONata" });

const manyExpressions = (count: number, text: string) =>
  one(
    { Type: "Pass", Output: times(count, (n) => `{% $states.input.a[b > ${n}] & "${text}${n}" %}`) },
    { QueryLanguage: "JSONata" },
  );
export const manyPaths = (count: number) => ({
  Type: "Pass",
  Parameters: Object.fromEntries(times(count, (n) => [`a${n}.$`, `$.a[?(@.b > ${n})].c`])),
  ResultPath: null,
});

const longExpressions: readonly (readonly [what: string, state: object])[] = [
  ["a path of 1 MB", { Type: "Pass", InputPath: `$${".a".repeat(500_000)}` }],
  ["the longest path", { Type: "Pass", InputPath: `$${".a".repeat(65_000)}` }],
  ["the longest filter", { Type: "Pass", InputPath: `$[?(${"@.a==1 && ".repeat(13_000)}@.b)]` }],
  ["the longest call", { Type: "Pass", Parameters: { "a.$": `States.Array(${"1,".repeat(65_000)}1)` } }],
  ["90,000 variables", { Type: "Pass", Assign: Object.fromEntries(times(90_000, (n) => [`v${n}`, 1])) }],
];

export const definitions: readonly LargeRequest[] = [
  {
    name: "Step Functions CreateStateMachine of 1 MB",
    ask: (target) => {
      const names = times(9_000, (n) => `S${n}`);
      const all = Object.fromEntries(
        names.map((name, at) => [
          name,
          at === names.length - 1
            ? { Type: "Pass", End: true }
            : { Type: "Pass", Parameters: { "a.$": "$.a[?(@.b > 5)]" }, Next: names[at + 1] },
        ]),
      );
      return told(
        states(target, "CreateStateMachine", {
          name: "huge",
          roleArn,
          definition: JSON.stringify({ StartAt: "S0", States: all }),
        }),
      );
    },
  },
  {
    name: "Step Functions CreateStateMachine of 1 MB of JSONata",
    ask: (target) =>
      told(
        states(target, "CreateStateMachine", {
          name: "huge-jsonata",
          roleArn,
          definition: manyExpressions(15_000, "x"),
        }),
      ),
  },
  {
    name: "Step Functions CreateStateMachine of one expression of 900 KB",
    ask: (target) =>
      told(
        states(target, "CreateStateMachine", {
          name: "huge-expression",
          roleArn,
          definition: expression(`$sum([${times(150_000, (n) => n % 1000).join(", ")}])`),
        }),
      ),
  },
  {
    name: "Step Functions ValidateStateMachineDefinition of 1 MB of faults",
    ask: (target) =>
      told(
        states(target, "ValidateStateMachineDefinition", {
          definition: JSON.stringify({
            StartAt: "S0",
            States: Object.fromEntries(times(20_000, (n) => [`S${n}`, { Type: "Pass", Next: `T${n}` }])),
          }),
        }),
      ),
  },
  {
    name: "Step Functions UpdateStateMachine of 1 MB of JSONata",
    ask: (target) =>
      told(
        states(target, "UpdateStateMachine", {
          stateMachineArn: arnOf("huge-jsonata"),
          definition: manyExpressions(15_000, "y"),
        }),
      ),
  },
  {
    name: "Step Functions DescribeStateMachine of 1 MB of JSONata with variables",
    ask: async (target) => {
      const definition = one(
        {
          Type: "Pass",
          Assign: { v: 1 },
          Output: times(15_000, (n) => `{% $v + ${n} + $states.input.a[b > ${n}] %}`),
        },
        { QueryLanguage: "JSONata" },
      );
      await states(target, "CreateStateMachine", { name: "huge-variables", definition, roleArn });
      return told(states(target, "DescribeStateMachine", { stateMachineArn: arnOf("huge-variables") }));
    },
  },
  ...longExpressions.map(
    ([what, state]): LargeRequest => ({
      name: `Step Functions ValidateStateMachineDefinition of ${what}`,
      ask: (target) => told(states(target, "ValidateStateMachineDefinition", { definition: one(state) })),
    }),
  ),
  {
    name: "Step Functions an execution of 15,000 JSONata expressions",
    ask: (target) => run(target, "huge-run", manyExpressions(15_000, "r"), { a: [] }),
  },
  {
    name: "Step Functions an execution of 1 MB of paths",
    ask: (target) => run(target, "huge-paths", one(manyPaths(20_000)), { a: [{ b: 30_000, c: 1 }] }),
  },
  {
    name: "Step Functions TestState of 1 MB of JSONata",
    ask: (target) =>
      told(
        states(target, "TestState", {
          definition: manyExpressions(15_000, "t"),
          stateName: "A",
          roleArn,
          input: "{}",
        }),
      ),
  },
  {
    name: "Step Functions ValidateStateMachineDefinition of 1 MB of JSONata faults",
    ask: (target) =>
      told(
        states(target, "ValidateStateMachineDefinition", {
          definition: one(
            { Type: "Pass", Output: times(30_000, (n) => `{% a${n} + ) %}`) },
            { QueryLanguage: "JSONata" },
          ),
        }),
      ),
  },
  {
    name: "Step Functions ValidateStateMachineDefinition of 1 MB of Tasks that there are not",
    ask: (target) =>
      told(
        states(target, "ValidateStateMachineDefinition", {
          definition: JSON.stringify({
            StartAt: "S0",
            States: Object.fromEntries(
              times(8_000, (n) => [
                `S${n}`,
                { Type: "Task", Resource: `arn:aws:states:::aws-sdk:s${n}:get`, Next: `S${n + 1}` },
              ]),
            ),
          }),
        }),
      ),
  },
  {
    name: "Step Functions CreateStateMachine of 1 MB of rules",
    ask: (target) => {
      const Choices = times(14_000, (n) => ({
        Variable: `$.a${n}`,
        NumericEqualsPath: `$.b${n}`,
        Next: "E",
      }));
      return told(
        states(target, "CreateStateMachine", {
          name: "huge-rules",
          roleArn,
          definition: JSON.stringify({
            StartAt: "C",
            States: { C: { Type: "Choice", Choices, Default: "E" }, E: { Type: "Succeed" } },
          }),
        }),
      );
    },
  },
  {
    name: "Step Functions StartExecution of what is no JSON",
    ask: (target) =>
      told(
        states(target, "StartExecution", {
          stateMachineArn: arnOf("huge-rules"),
          input: `{"a":[${'{"b":1},'.repeat(30_000)}]`,
        }),
      ),
  },
];
