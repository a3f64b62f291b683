import { describe, expect, test } from "@jest/globals";
import { compileDefinition, compileInPieces } from "../../../src/asl/compile/compile-definition.ts";
import { resourceName } from "../../../src/asl/compile/task-state.ts";

describe("a Resource taken apart", () => {
  const resources = [
    {
      arn: "arn:aws:lambda:us-east-1:1:function:f:live",
      family: "lambda",
      service: "lambda",
      action: "",
      pattern: "requestResponse",
    },
    {
      arn: "arn:aws:states:us-east-1:1:activity:pick",
      family: "activity",
      service: "",
      action: "",
      pattern: "requestResponse",
    },
    {
      arn: "arn:aws:states:::lambda:invoke",
      family: "service",
      service: "lambda",
      action: "invoke",
      pattern: "requestResponse",
    },
    {
      arn: "arn:aws:states:::ecs:runTask.sync",
      family: "service",
      service: "ecs",
      action: "runTask.sync",
      pattern: "sync",
    },
    {
      arn: "arn:aws:states:::states:startExecution.sync:2",
      family: "service",
      service: "states",
      action: "startExecution.sync:2",
      pattern: "sync",
    },
    {
      arn: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      family: "service",
      service: "sqs",
      action: "sendMessage.waitForTaskToken",
      pattern: "waitForTaskToken",
    },
    {
      arn: "arn:aws:states:::aws-sdk:dynamodb:putItem",
      family: "service",
      service: "aws-sdk:dynamodb",
      action: "putItem",
      pattern: "requestResponse",
    },
  ];

  test.each(resources)("$arn", (expected) => {
    expect(resourceName(expected.arn)).toEqual(expected);
  });
});

describe("a compiled machine", () => {
  const machine = compileDefinition({
    StartAt: "A",
    TimeoutSeconds: 7,
    States: {
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Choice", Choices: [{ Variable: "$.n", NumericEquals: 1, Next: "A" }], Default: "C" },
      C: {
        Type: "Parallel",
        Branches: [{ StartAt: "D", States: { D: { Type: "Pass", Assign: { x: 1 }, End: true } } }],
        End: true,
      },
    },
  });

  test("points from each state to the next, in circles too", () => {
    const [first, choice] = [machine.startAt, machine.startAt.next];
    expect(choice?.name).toBe("B");
    expect(choice?.type === "Choice" && choice.rules[0]?.next).toBe(first);
    expect(choice?.type === "Choice" && choice.otherwise?.name).toBe("C");
  });

  test("knows which scopes assign variables", () => {
    const parallel = machine.startAt.next?.type === "Choice" ? machine.startAt.next.otherwise : undefined;
    expect(machine.assigns).toBe(false);
    expect(parallel?.type === "Parallel" && parallel.branches.map(({ assigns }) => assigns)).toEqual([true]);
  });

  test("keeps its time limit", () => {
    expect(machine.timeoutSeconds).toBe(7);
  });
});

test("the expressions of a large template are compiled one by one", () => {
  const Parameters = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`a${n}.$`, `$.b${n}`]));
  const work = compileInPieces({
    StartAt: "A",
    States: { A: { Type: "Pass", Parameters: { list: [Parameters] }, End: true } },
  });
  let pieces = 0;
  while (work.next().done !== true) pieces += 1;
  expect(pieces).toBeGreaterThanOrEqual(500);
});
