// The workflow handle-alert: every finding's alert goes out, a repeat does not, and a failure leaves the event behind.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { type AlertRequest, wordAlert } from "../../src/weather/alerts.ts";
import { readWorkflow, runWorkflow, TaskError, type Tasks, type WorkflowEnd } from "./run-workflow.ts";

const event = JSON.parse(
  readFileSync(new URL("../fixtures/events/condition-detected.json", import.meta.url), "utf8"),
) as { readonly detail: AlertRequest["finding"] };

interface Run {
  readonly end: WorkflowEnd;
  readonly published: readonly Record<string, unknown>[];
  readonly asked: readonly unknown[];
  readonly marked: readonly unknown[];
  readonly deadLetters: readonly unknown[];
}

interface Circumstances {
  readonly station?: object;
  readonly finding?: object;
  readonly severity?: "warning" | "severe";
  readonly repeated?: boolean;
  readonly broken?: string;
  readonly error?: string;
}

async function handle(circumstances: Circumstances): Promise<Run> {
  const { station, finding, severity = "warning", repeated = false, broken } = circumstances;
  const published: Record<string, unknown>[] = [];
  const asked: unknown[] = [];
  const marked: unknown[] = [];
  const deadLetters: unknown[] = [];
  const tasks: Tasks = {
    LookUpStation: () => (station === undefined ? {} : { Item: station }),
    Notify: ({ Payload }: { readonly Payload: AlertRequest }) => ({
      Payload: { ...wordAlert(Payload), repeated },
    }),
    LookUpFinding: () => ({ Item: finding }),
    AskForApproval: (approval: unknown) => {
      asked.push(approval);
      return { ExecutionArn: "arn" };
    },
    Publish: (message: Record<string, unknown>) => {
      published.push(message);
      return { MessageId: "1" };
    },
    MarkPublished: (update: unknown) => {
      marked.push(update);
      return {};
    },
    KeepAlert: ({ MessageBody }: { readonly MessageBody: unknown }) => {
      deadLetters.push(MessageBody);
      return { MessageId: "1" };
    },
  };
  if (broken !== undefined) {
    Object.assign(tasks, {
      [broken]: () => {
        throw new TaskError(circumstances.error ?? "Service.Broken", "it is broken");
      },
    });
  }
  return {
    end: await runWorkflow(
      readWorkflow("handle-alert"),
      { ...event, detail: { ...event.detail, severity } },
      tasks,
    ),
    published,
    asked,
    marked,
    deadLetters,
  };
}

const cape = {
  stationId: { S: "cape-disappointment" },
  name: { S: "Cape Disappointment" },
  place: { S: "Ilwaco" },
};

test("an alert names the station as the registry does", async () => {
  const { end, published, marked } = await handle({ station: cape });
  expect(end).toMatchObject({ status: "SUCCEEDED", output: { repeated: false } });
  expect(published).toEqual([
    {
      TopicArn: "${AlertsTopicArn}",
      Subject: "[warning] Gale at Cape Disappointment",
      Message: expect.stringContaining("Gale at Cape Disappointment, Ilwaco."),
      MessageAttributes: {
        severity: { DataType: "String", StringValue: "warning" },
        findingId: { DataType: "String", StringValue: expect.any(String) },
      },
    },
  ]);
  expect(marked).toMatchObject([{ Key: { findingId: { S: event.detail.findingId } } }]);
});

test("a station that nobody registered gets its alert out under its id", async () => {
  const { published } = await handle({});
  expect(published).toMatchObject([{ Subject: "[warning] Gale at cape-disappointment" }]);
});

test("a repeat is not published again", async () => {
  const { end, published } = await handle({
    station: cape,
    repeated: true,
    finding: { publishedAt: { S: "2026-11-23T05:00:00.000Z" } },
  });
  expect(end).toMatchObject({ status: "SUCCEEDED", output: { repeated: true } });
  expect(published).toEqual([]);
});

test("a repeat is published if the execution before it stopped short of that", async () => {
  const { published } = await handle({ station: cape, repeated: true, finding: {} });
  expect(published).toHaveLength(1);
});

test("of a severe condition somebody is asked for a public warning, under a name that the finding gives it", async () => {
  expect((await handle({ station: cape })).asked).toEqual([]);
  const { end, asked, published } = await handle({ station: cape, severity: "severe" });
  expect(end.status).toBe("SUCCEEDED");
  expect(published).toHaveLength(1);
  const { findingId, stationId } = event.detail;
  expect(asked).toEqual([
    {
      StateMachineArn: "${ApproveWarningArn}",
      Name: createHash("sha256").update(findingId).digest("hex"),
      Input: {
        AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: "an execution",
        warning: {
          findingId,
          stationId,
          subject: published[0]?.Subject,
          message: published[0]?.Message,
        },
      },
    },
  ]);
});

test("somebody who has been asked already is not asked again, and the alert goes out", async () => {
  const { end, published, deadLetters } = await handle({
    station: cape,
    severity: "severe",
    broken: "AskForApproval",
    error: "StepFunctions.ExecutionAlreadyExistsException",
  });
  expect([end.status, published.length, deadLetters]).toEqual(["SUCCEEDED", 1, []]);
});

test.each(["LookUpStation", "Notify", "AskForApproval", "Publish"])(
  "when %s fails in spite of its retries, the event is kept with the failure",
  async (broken) => {
    const { end, published, deadLetters } = await handle({ station: cape, severity: "severe", broken });
    expect(end).toEqual({ status: "FAILED", error: "Service.Broken" });
    expect(published).toEqual([]);
    expect(deadLetters).toEqual([
      expect.objectContaining({
        ...event,
        detail: { ...event.detail, severity: "severe" },
        failure: { Error: "Service.Broken", Cause: "it is broken" },
      }),
    ]);
  },
);

interface Attempts {
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
}

interface Task {
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Attempts[];
}

/** What a task takes at most that fails until its last attempt, without the calls of services that answer at once. */
function mostSeconds({ TimeoutSeconds = 0, Retry: [retry] = [] }: Task): number {
  if (retry === undefined) return TimeoutSeconds;
  const delays = Array.from({ length: retry.MaxAttempts }, (_, at) =>
    Math.min(retry.MaxDelaySeconds, retry.IntervalSeconds * retry.BackoffRate ** at),
  );
  return delays.reduce((sum, delay) => sum + delay, TimeoutSeconds * (retry.MaxAttempts + 1));
}

test("an alert whose every task needs its last attempt is kept before its execution's time is up, which no Catch would see", () => {
  const { TimeoutSeconds = 0, States } = JSON.parse(
    readFileSync("statemachines/handle-alert.asl.json", "utf8"),
  ) as Task & { readonly States: Readonly<Record<string, Task>> };
  const most = Object.values(States).reduce((sum, state) => sum + mostSeconds(state), 0);
  expect(most).toBeGreaterThan(100);
  expect(most).toBeLessThan(TimeoutSeconds);
  // Express executions have no more.
  expect(TimeoutSeconds).toBeLessThanOrEqual(300);
});
