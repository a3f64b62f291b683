// The workflow summarise-day on virtual time: which day, when, corrections first, counts of the tables, and what is told when it fails.

import { describe, expect, test } from "@jest/globals";
import { type Json, neverAnswers, type RunResult, StateMachine, type TaskStubs } from "../../src/index.ts";

const machine = StateMachine.fromFile("statemachines/summarise-day.asl.json");
const scheduled = { scheduledAt: "2026-01-01T00:05:00Z" };
const startTime = Date.UTC(2026, 0, 1, 0, 5);

const usual: TaskStubs = {
  RunJob: { Return: { Id: "jr_1", JobRunState: "SUCCEEDED" } },
  CountTable: { Return: { Table: { ItemCount: 3 } } },
  Word: { Return: { Payload: { subject: "Weather", message: "Quiet" } } },
  Tell: { Return: { MessageId: "1" } },
};

function summarise(tasks: TaskStubs = {}, input: Json = scheduled): Promise<RunResult> {
  return machine.run(input, { tasks: { ...usual, ...tasks }, startTime });
}

test("the day before is summed up a quarter of an hour after its end", async () => {
  const jobs: Json[] = [];
  const words: Json[] = [];
  const run = await summarise({
    RunJob: (job) => {
      jobs.push(job);
      return { Id: "jr_1" };
    },
    Word: (request) => {
      words.push(request);
      return { Payload: { subject: "Weather", message: "Quiet" } };
    },
  });
  const tables = ["${FindingsTable}", "${AlertLogTable}", "${ApprovalsTable}"].map((table) => ({
    table,
    items: 3,
  }));
  expect(run).toMatchObject({ status: "SUCCEEDED", durationSeconds: 600 });
  expect(run.output).toEqual({ day: "2025-12-31", subject: "Weather", tables });
  const key = "summaries/2025-12-31.json";
  const given = { "--findings_table": "${FindingsTable}", "--bucket": "${ArchiveBucket}", "--key": key };
  expect(jobs).toEqual([{ JobName: "${SummaryJob}", Arguments: { "--day": "2025-12-31", ...given } }]);
  expect(words).toEqual([
    { FunctionName: "${SummariseArn}", Payload: { bucket: "${ArchiveBucket}", key, tables } },
  ]);
});

test.each([
  ["long over", "2025-06-01", 0],
  ["today", "2026-01-01", 86_400 + 600],
])("a day that is given and %s is waited for as long as it lasts", async (_, day, durationSeconds) => {
  expect(await summarise({}, { day })).toMatchObject({ output: { day }, durationSeconds });
});

test("a correction is replayed, and given a minute to be found, before the day is summed up", async () => {
  const started: Json[] = [];
  const run = await summarise(
    {
      ReplayCorrection: (execution) => {
        started.push(execution);
        return { Status: "SUCCEEDED", Output: {} };
      },
    },
    { day: "2025-06-01", correction: "readings/june.jsonl" },
  );
  expect(run).toMatchObject({ status: "SUCCEEDED", durationSeconds: 60 });
  expect(started).toMatchObject([
    { StateMachineArn: "${ReplayArchiveArn}", Input: { key: "readings/june.jsonl" } },
  ]);
  expect(run.path.indexOf("ReplayCorrection")).toBeLessThan(run.path.indexOf("RunJob"));
});

test("whoever knows how fast the service is says how long a correction takes", async () => {
  const replayed: TaskStubs = { ReplayCorrection: { Return: {} } };
  const run = await summarise(replayed, {
    day: "2025-06-01",
    correction: "readings/june.jsonl",
    settleSeconds: 5,
  });
  expect(run).toMatchObject({ status: "SUCCEEDED", durationSeconds: 5 });
});

test("each table is counted by itself", async () => {
  const counts: Readonly<Record<string, number>> = {
    ...{ "${FindingsTable}": 5, "${AlertLogTable}": 1, "${ApprovalsTable}": 4 },
  };
  const run = await summarise({
    CountTable: (asked) => ({
      Table: { ItemCount: counts[(asked as { TableName: string }).TableName] ?? -1 },
    }),
  });
  const tables = Object.entries(counts).map(([table, items]) => ({ table, items }));
  expect(run.output).toMatchObject({ tables });
});

describe("what fails is told, and fails the execution with its error", () => {
  const day = { day: "2025-06-01", correction: "readings/june.jsonl" };
  const replayed: TaskStubs = { ReplayCorrection: { Return: { Status: "SUCCEEDED" } } };
  const broken = { Throw: { Error: "States.TaskFailed", Cause: "it is broken" } };

  async function failing(tasks: TaskStubs): Promise<readonly [RunResult, readonly Json[]]> {
    const told: Json[] = [];
    const TellFailure = (message: Json) => {
      told.push(message);
      return {};
    };
    return [await summarise({ ...replayed, TellFailure, ...tasks }, day), told];
  }

  test.each(["ReplayCorrection", "RunJob", "CountTable", "Word"])("%s", async (state) => {
    const [run, told] = await failing({ [state]: broken });
    expect(run).toMatchObject({ status: "FAILED", error: "States.TaskFailed", cause: "it is broken" });
    expect(told).toEqual([
      {
        TopicArn: "${SummariesTopicArn}",
        Subject: "No summary of 2025-06-01",
        Message: "States.TaskFailed: it is broken",
      },
    ]);
  });

  test("a job that does not end in an hour", async () => {
    const [run, told] = await failing({ RunJob: () => neverAnswers });
    expect(run).toMatchObject({ status: "FAILED", error: "States.Timeout", durationSeconds: 60 + 3600 });
    expect(told).toHaveLength(1);
  });

  test("a message that cannot be sent", async () => {
    expect(await summarise({ Tell: broken })).toMatchObject({ status: "FAILED", error: "States.TaskFailed" });
  });
});

test.each([
  ["ReplayCorrection", "StepFunctions.ExecutionLimitExceededException", { Return: { Status: "SUCCEEDED" } }],
  ["RunJob", "Glue.ConcurrentRunsExceededException", usual.RunJob],
  ["CountTable", "DynamoDb.DynamoDbException", usual.CountTable],
  ["Word", "Lambda.TooManyRequestsException", usual.Word],
  ["Tell", "States.TaskFailed", usual.Tell],
] as const)("%s is tried again after %s", async (state, error, answer) => {
  const throttled = { Throw: { Error: error, Cause: "too many" } };
  const run = await summarise(
    { ReplayCorrection: { Return: {} }, [state]: [throttled, throttled, answer] as never },
    { day: "2025-06-01", correction: "readings/june.jsonl" },
  );
  expect(run.status).toBe("SUCCEEDED");
});

test("an execution that has neither day nor time fails at once", async () => {
  expect(await summarise({}, {})).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
});
