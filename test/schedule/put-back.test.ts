import { expect, test } from "@jest/globals";
import { beginsAnew } from "../../src/schedule/put-back.ts";
import { parseSchedulerSchedule } from "../../src/schedule/schedule.ts";

const minute = 60_000;

/** What was due at 10:00 and is planned for 10:10, or at another time that is given. In minutes since 10:00. */
test.each([
  ["rate(10 minutes)", { putBack: 9, now: -4, next: 10 }, false],
  ["rate(10 minutes)", { putBack: 10, now: -5, next: 10 }, true],
  ["rate(10 minutes)", { putBack: 0, now: -9, next: 10 }, false],
  ["rate(10 minutes)", { putBack: 0, now: -11, next: 10 }, true],
  ["cron(0/10 * * * ? *)", { putBack: 9, now: -4, next: 10 }, false],
  ["cron(0/10 * * * ? *)", { putBack: 11, now: -4, next: 10 }, true],
  ["cron(0 10 ? * MON-FRI *)", { putBack: 24 * 60, now: -23 * 60, next: 3 * 24 * 60 }, false],
  ["cron(0 10 ? * MON-FRI *)", { putBack: 4 * 24 * 60, now: -3 * 24 * 60, next: 3 * 24 * 60 }, true],
  ["at(2026-01-01T10:10:00)", { putBack: 24 * 60, now: -23 * 60, next: 10 }, false],
])("%s, %j: begins anew: %p", (expression, { putBack, now, next }, begins) => {
  const schedule = parseSchedulerSchedule(expression);
  if (schedule === undefined) throw new Error(expression);
  const planned = { schedule, last: 0, next: next * minute };
  expect(beginsAnew(planned, { now: now * minute, putBackMs: putBack * minute })).toBe(begins);
});
