// The workflow of the fault test: so many rounds of a Task with retries, a Wait, a Parallel, a Map and a callback. What comes
// out depends on the input alone, however often the machine dies meanwhile.

import type { Json } from "../../src/aws/json.ts";
import type { HistoryEvent } from "../../src/engine/history/event.ts";

const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

/** A kill in the middle of an attempt ends it with Lambda.Unknown, which is for the workflow to try again. */
const retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 1_000 }];
const task = (fields: object) => ({ Type: "Task", Resource: functionArn("work"), Retry: retry, ...fields });
const only = (name: string, state: object) => ({
  StartAt: name,
  States: { [name]: { ...state, End: true } },
});

export const workflow = {
  StartAt: "Charge",
  States: {
    Charge: task({ ResultPath: "$.charged", Next: "Rest" }),
    Rest: { Type: "Wait", SecondsPath: "$.waitSeconds", Next: "Both" },
    Both: {
      Type: "Parallel",
      Branches: [only("Left", task({})), only("Right", { Type: "Wait", Seconds: 1 })],
      ResultSelector: { "left.$": "$[0].value" },
      ResultPath: "$.both",
      Next: "Each",
    },
    Each: {
      Type: "Map",
      ItemsPath: "$.items",
      ItemSelector: {
        "name.$": "$.name",
        "round.$": "$.round",
        "item.$": "$$.Map.Item.Value",
      },
      ItemProcessor: only("Item", task({})),
      ResultSelector: { "values.$": "$[*].value" },
      ResultPath: "$.each",
      Next: "Approve",
    },
    Approve: task({
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Parameters: {
        FunctionName: "approve",
        Payload: { "name.$": "$.name", "round.$": "$.round", "token.$": "$$.Task.Token" },
      },
      ResultPath: "$.approved",
      Next: "Count",
    }),
    Count: {
      Type: "Pass",
      QueryLanguage: "JSONata",
      Output:
        "{% $merge([$states.input, {'round': $states.input.round - 1, 'total': $states.input.total + $states.input.charged.value + $states.input.both.left + $sum($states.input.each.values) + $states.input.approved.value}]) %}",
      Next: "IsDone",
    },
    IsDone: {
      Type: "Choice",
      Choices: [{ Variable: "$.round", NumericGreaterThan: 0, Next: "Charge" }],
      Default: "Done",
    },
    Done: { Type: "Succeed", OutputPath: "$.total" },
  },
};

export interface Campaign {
  readonly executions: number;
  readonly rounds: number;
  readonly waitSeconds: number;
}

export function inputOf(number: number, { rounds, waitSeconds }: Campaign): Json {
  return { name: nameOf(number), number, round: rounds, waitSeconds, items: [1, 2, 3], total: 0 };
}

export function nameOf(number: number): string {
  return `e${number}`;
}

/** What a task of this state, round and item answers. */
export function answerOf({ name, round, item }: TaskArguments): number {
  return Number(name.slice(1)) + 1_000 * round + 10 * (item ?? 0);
}

export interface TaskArguments {
  readonly name: string;
  readonly round: number;
  readonly item?: number;
}

export function rightOutput(number: number, { rounds }: Campaign): number {
  let total = 0;
  for (let round = rounds; round > 0; round--) {
    const plain = answerOf({ name: nameOf(number), round });
    const items = [1, 2, 3].map((item) => answerOf({ name: nameOf(number), round, item }));
    total += 3 * plain + items.reduce((sum, value) => sum + value, 0);
  }
  return total;
}

/** The visits of task states in one execution: in each round three tasks and three items. */
export function tasksOf({ rounds }: Campaign): number {
  return rounds * 6;
}

/** What is wrong with the history of an execution that succeeded. */
export function historyProblems(history: readonly HistoryEvent[], campaign: Campaign): string[] {
  const problems: string[] = [];
  history.forEach(({ id, timestamp, previousEventId }, index) => {
    if (id !== index + 1) problems.push(`event ${index + 1} has id ${id}`);
    if (timestamp < (history[index - 1]?.timestamp ?? 0))
      problems.push(`event ${id} is earlier than the one before`);
    if (previousEventId >= id) problems.push(`event ${id} follows event ${previousEventId}`);
  });
  if (history[0]?.type !== "ExecutionStarted") problems.push("it does not begin with ExecutionStarted");
  if (history.at(-1)?.type !== "ExecutionSucceeded") problems.push(`it ends with ${history.at(-1)?.type}`);
  const count = (pattern: RegExp) => history.filter(({ type }) => pattern.test(type)).length;
  const tasks = tasksOf(campaign);
  if (count(/^TaskStateExited$/) !== tasks)
    problems.push(`${count(/^TaskStateExited$/)} tasks were left, not ${tasks}`);
  if (count(/Succeeded$/) < tasks) problems.push("tasks succeeded without an event");
  const scheduled = count(/^(Task|LambdaFunction)Scheduled$/);
  const ended = count(/^(Task|LambdaFunction)(Succeeded|Failed|TimedOut)$/);
  if (scheduled !== ended) problems.push(`${scheduled} attempts were scheduled and ${ended} ended`);
  return problems;
}
