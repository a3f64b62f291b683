// When targets are invoked, with what, and what becomes of invocations that fail: on a virtual clock.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { type DeliveryOutcome, type DeliveryRequest, delivered } from "../../../src/aws/delivery.ts";
import type { ScheduleDefinition } from "../../../src/services/scheduler/schedules/schedule.ts";
import {
  definition,
  type OpenedScheduler,
  openScheduler,
  startedAt,
  target,
} from "./support/open-scheduler.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let open: OpenedScheduler | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function started(options: Parameters<typeof openScheduler>[0] = {}): Promise<OpenedScheduler> {
  open = await openScheduler(options);
  open.scheduler.start();
  return open;
}

const minutesOf = ({ asked }: OpenedScheduler) => asked.map(({ at }) => (at - startedAt) / minute);

test.each<[string, Partial<ScheduleDefinition>, number, readonly number[]]>([
  ["a rate begins at once", { expression: "rate(1 minute)" }, 3 * minute, [0, 1, 2, 3]],
  ["a rate of a singular unit", { expression: "rate(2 minute)" }, 4 * minute, [0, 2, 4]],
  [
    "a rate begins with its start",
    { expression: "rate(1 minute)", startDate: startedAt + 2 * minute },
    4 * minute,
    [2, 3, 4],
  ],
  [
    "a rate ends with its end",
    { expression: "rate(1 minute)", endDate: startedAt + minute },
    4 * minute,
    [0, 1],
  ],
  ["a cron", { expression: "cron(0/2 * * * ? *)" }, 5 * minute, [2, 4]],
  [
    "a cron between its dates",
    { expression: "cron(* * * * ? *)", startDate: startedAt + 2 * minute, endDate: startedAt + 3 * minute },
    5 * minute,
    [2, 3],
  ],
  ["a time", { expression: "at(2026-01-01T00:03:00)" }, 5 * minute, [3]],
  ["a time of a zone", { expression: "at(2026-01-01T01:03:00)", timezone: "Europe/Berlin" }, 5 * minute, [3]],
  ["a time that has passed", { expression: "at(2025-01-01T00:00:00)" }, 5 * minute, []],
  ["a disabled schedule", { isEnabled: false }, 5 * minute, []],
  ["a window puts it off", { expression: "at(2026-01-01T00:01:00)", windowMinutes: 4 }, 5 * minute, [3]],
])("%s", async (_, change, passed, due) => {
  const opened = await started({ random: () => 0.5 });
  opened.scheduler.create(definition(change));
  await opened.pass(passed);
  expect(minutesOf(opened)).toEqual(due);
});

// Clocks in Berlin are put forward on 29 March 2026 at 2:00 and back on 25 October at 3:00.
test.each([
  ["cron(30 2 * * ? *)", Date.UTC(2026, 2, 28, 12), ["2026-03-30T00:30:00.000Z"]],
  ["cron(30 2 * * ? *)", Date.UTC(2026, 9, 24, 12), ["2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"]],
])(
  "%s in Berlin after %d: a skipped hour is left out, and one that comes twice counts once",
  async (expression, at, due) => {
    const opened = await started({ at });
    opened.scheduler.create(definition({ expression, timezone: "Europe/Berlin" }));
    await opened.pass(2 * day);
    expect(opened.asked.map((each) => new Date(each.at).toISOString())).toEqual(due);
  },
);

test("the input has the context's attributes, and another attempt has its number", async () => {
  const outcomes: DeliveryOutcome[] = [failed("Throttled", true), delivered];
  const opened = await started({ deliver: () => outcomes.shift() ?? delivered });
  const input =
    '{"arn":"<aws.scheduler.schedule-arn>","at":"<aws.scheduler.scheduled-time>","id":"<aws.scheduler.execution-id>","n":<aws.scheduler.attempt-number>,"x":"<aws.other>"}';
  opened.scheduler.create(definition({ expression: "at(2026-01-01T00:01:00)", target: target({ input }) }));
  await opened.pass(2 * minute);
  const [first, second] = opened.asked.map(({ payload }) => JSON.parse(payload.text));
  expect(first).toEqual({
    arn: "arn:aws:scheduler:us-east-1:000000000000:schedule/default/s",
    at: "2026-01-01T00:01:00Z",
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    n: 1,
    x: "<aws.other>",
  });
  expect(second).toEqual({ ...first, n: 2 });
});

test("without an input a target is told of the schedule", async () => {
  const opened = await started();
  opened.scheduler.create(definition({ expression: "at(2026-01-01T00:01:00)" }));
  await opened.pass(2 * minute);
  expect(JSON.parse(opened.asked[0]?.payload.text ?? "")).toEqual({
    ...{ version: "0", id: expect.stringMatching(/^[0-9a-f-]{36}$/), "detail-type": "Scheduled Event" },
    ...{
      source: "aws.scheduler",
      account: "000000000000",
      region: "us-east-1",
      time: "2026-01-01T00:01:00Z",
    },
    resources: ["arn:aws:scheduler:us-east-1:000000000000:schedule/default/s"],
    detail: "{}",
  });
});

function failed(code: string, isPassing: boolean): DeliveryOutcome {
  return { status: "FAILED", error: { code, message: `because of ${code}`, isPassing } };
}

const deadLetterArn = "arn:aws:sqs:us-east-1:000000000000:dead";

test.each([
  [
    "attempts",
    { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 86_400 },
    true,
    { EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts", RETRY_ATTEMPTS: "2" },
  ],
  [
    "age",
    { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 60 },
    true,
    { EXHAUSTED_RETRY_CONDITION: "MaximumEventAgeInSeconds", RETRY_ATTEMPTS: "7" },
  ],
  [
    "trying again would not help",
    { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 60 },
    false,
    { RETRY_ATTEMPTS: "0" },
  ],
])("what is given up for %s is a dead letter", async (_, retryPolicy, isPassing, attributes) => {
  const deliver = ({ arn }: DeliveryRequest) =>
    arn === deadLetterArn ? delivered : failed("Away", isPassing);
  const opened = await started({ deliver });
  const own = target({ input: "payload", retryPolicy, deadLetterArn });
  opened.scheduler.create(definition({ expression: "at(2026-01-01T00:01:00)", target: own }));
  await opened.pass(10 * minute);
  const letters = opened.asked.filter(({ arn }) => arn === deadLetterArn);
  expect(letters.map(({ payload }) => payload.text)).toEqual(["payload"]);
  const told = Object.fromEntries(
    Array.from(letters[0]?.attributes ?? [], ([name, { stringValue }]) => [name, stringValue]),
  );
  expect(told).toEqual({
    ...{ ERROR_CODE: "Away", ERROR_MESSAGE: "because of Away", IS_PAYLOAD_TRUNCATED: "false" },
    ...{ EXECUTION_ID: expect.stringMatching(/^[0-9a-f]{16}$/), SCHEDULED_TIME: "2026-01-01T00:01:00Z" },
    SCHEDULE_ARN: "arn:aws:scheduler:us-east-1:000000000000:schedule/default/s",
    TARGET_ARN: own.arn,
    ...attributes,
  });
  expect(Object.fromEntries(opened.counted)).toMatchObject({
    "default InvocationDroppedCount": 1,
    "default InvocationsSentToDeadLetterCount": 1,
  });
});

test("without a dead-letter queue that takes it an invocation is dropped, and told of", async () => {
  const opened = await started({ deliver: () => failed("Away", false) });
  const own = target({ deadLetterArn });
  opened.scheduler.create(definition({ expression: "at(2026-01-01T00:01:00)", target: own }));
  await opened.pass(2 * minute);
  expect(opened.dropped.map(({ scheduledAt }) => scheduledAt - startedAt)).toEqual([minute]);
  const metric = "default InvocationsFailedToBeSentToDeadLetterCount";
  expect(opened.counted.get(metric)).toBe(1);
  expect(opened.counted.get(`${metric}_Away`)).toBe(1);
});

test.each([
  ["at(2026-01-01T00:02:00)", {}],
  ["rate(1 minute)", { endDate: startedAt + 2 * minute }],
])("%s is deleted with its last invocation", async (expression, dates) => {
  const opened = await started();
  opened.scheduler.create(definition({ expression, ...dates, isDeletedAfterCompletion: true }));
  await opened.pass(1.5 * minute);
  expect(opened.scheduler.schedules.all()).toHaveLength(1);
  await opened.pass(minute);
  expect(opened.scheduler.schedules.all()).toEqual([]);
});

test("a schedule that is changed or deleted is not due at its former time", async () => {
  const opened = await started();
  opened.scheduler.create(definition({ name: "changed", expression: "at(2026-01-01T00:01:00)" }));
  opened.scheduler.create(definition({ name: "deleted", expression: "at(2026-01-01T00:01:00)" }));
  opened.scheduler.update(definition({ name: "changed", expression: "at(2026-01-01T00:02:00)" }));
  opened.scheduler.schedules.delete("deleted");
  await opened.pass(3 * minute);
  expect(minutesOf(opened)).toEqual([2]);
});

test("times that pass while the region is down are made up for, unless their events are too old", async () => {
  const directory = mkdtempSync(join(tmpdir(), "scheduler-"));
  try {
    const before = await started({ directory });
    const recent = target({ retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 150 } });
    before.scheduler.create(definition({ name: "once", expression: "at(2026-01-01T00:05:00)" }));
    before.scheduler.create(definition({ name: "often", target: recent }));
    await before.pass(1.5 * minute);
    expect(before.asked).toHaveLength(2);
    await before.close();
    const after = await started({ directory, at: startedAt + 3 * day });
    await after.pass(1);
    expect(after.asked.map(({ caller }) => caller.arn.split("/").at(-1)).sort()).toEqual([
      "often",
      "often",
      "often",
      "once",
    ]);
  } finally {
    await open?.close();
    open = undefined;
    rmSync(directory, { recursive: true });
  }
});

test("what was due and not carried out when the region went down is carried out when it is up", async () => {
  const directory = mkdtempSync(join(tmpdir(), "scheduler-"));
  try {
    const before = await started({ directory, deliver: () => failed("Away", true) });
    before.scheduler.create(
      definition({ expression: "at(2026-01-01T00:01:00)", isDeletedAfterCompletion: true }),
    );
    await before.pass(1.01 * minute);
    expect(before.asked.length).toBeGreaterThan(0);
    await before.close();
    const after = await started({ directory, at: startedAt + hour });
    await after.pass(1);
    expect(after.asked).toHaveLength(1);
    expect(after.scheduler.schedules.all()).toEqual([]);
  } finally {
    await open?.close();
    open = undefined;
    rmSync(directory, { recursive: true });
  }
});
