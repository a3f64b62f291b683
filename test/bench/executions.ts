// Executions for benchmarks: the five-state flow that every engine figure is about, and how a machine is run.

import { compileDefinition } from "../../src/asl/compile/compile-definition.ts";
import type { StateMachineDefinition } from "../../src/asl/definition.ts";
import type { Json } from "../../src/aws/json.ts";
import { type ExecutionEnd, startExecution } from "../../src/engine/execution.ts";
import { seededRandom } from "../../src/engine/random.ts";
import type { ExecutionIdentity, TaskRunner } from "../../src/engine/seams.ts";
import { systemClock } from "../../src/time/clock.ts";

export const identity: ExecutionIdentity = {
  arn: "arn:aws:states:us-east-1:000000000000:express:orders:one:1",
  name: "one",
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:orders",
  stateMachineName: "orders",
  roleArn: "arn:aws:iam::000000000000:role/orders",
  startTime: Date.UTC(2026, 0, 1),
};

export const price = async (): Promise<Json> => ({ cents: 9_900 });

/** Runs the machine on an input; answers with the promise of its end. Any Task gets the price. */
function runnerOf(definition: StateMachineDefinition): (input: Json) => Promise<ExecutionEnd> {
  const machine = compileDefinition(definition);
  const tasks: TaskRunner = { run: price };
  return (input) => {
    const seams = { clock: systemClock, tasks, recorder: undefined, random: seededRandom("one") };
    return startExecution(machine, { identity, type: "EXPRESS", input }, seams).ended;
  };
}

/** The same, having seen that the execution ends as it should: what fails at once is fast. */
export async function provenRunnerOf(
  definition: StateMachineDefinition,
  input: Json,
): Promise<() => Promise<ExecutionEnd>> {
  const run = runnerOf(definition);
  const end = await run(input);
  if (end.status !== "SUCCEEDED")
    throw new Error(`The execution to be measured fails: ${JSON.stringify(end)}`);
  return () => run(input);
}

export const fiveStates: StateMachineDefinition = {
  StartAt: "Prepare",
  States: {
    Prepare: {
      Type: "Pass",
      Parameters: {
        "orderId.$": "$.order.id",
        "total.$": "States.MathAdd($.order.amount, 10)",
        "label.$": "States.Format('{} for {}', $.order.id, $.order.customer.name)",
        "startedAt.$": "$$.Execution.StartTime",
        "context.$": "$$",
        "order.$": "$.order",
      },
      Next: "IsLarge",
    },
    IsLarge: {
      Type: "Choice",
      Choices: [{ Variable: "$.total", NumericGreaterThan: 50, Next: "Price" }],
      Default: "Done",
    },
    Price: {
      Type: "Task",
      Resource: "arn:aws:lambda:us-east-1:000000000000:function:price",
      ResultPath: "$.priced",
      Next: "Mark",
    },
    Mark: { Type: "Pass", Result: { done: true }, ResultPath: "$.status", Next: "Done" },
    Done: { Type: "Succeed" },
  },
};

export const order = {
  order: {
    id: "A-17",
    amount: 99,
    customer: { name: "Ada", city: "Seattle", tags: ["new", "online"] },
    lines: Array.from({ length: 8 }, (_, number) => ({ number, sku: `sku-${number}`, quantity: number + 1 })),
  },
};
