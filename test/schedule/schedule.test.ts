import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { nextTime, parseRuleSchedule, parseSchedulerSchedule } from "../../src/schedule/schedule.ts";
import { isTimeZone } from "../../src/schedule/time-zone.ts";

interface NextTimes {
  readonly expression: string;
  readonly after: string;
  /** Each the next after the one before it; null where there is none any more. */
  readonly times: readonly (string | null)[];
  readonly startedAt?: string;
  readonly zone?: string;
  readonly service?: "scheduler";
}

function cases<Cases>(name: string): Cases {
  return JSON.parse(readFileSync(new URL(`../cases/schedules/${name}.json`, import.meta.url), "utf8"));
}

describe("a schedule", () => {
  test.each(cases<readonly NextTimes[]>("next-times"))("$expression is due at $times", (row) => {
    const { expression, after, times, startedAt = after, zone = "UTC", service } = row;
    const schedule = (service === "scheduler" ? parseSchedulerSchedule : parseRuleSchedule)(expression);
    if (schedule === undefined) throw new Error(`${expression} is refused`);
    let at = Date.parse(after);
    const due = times.map(() => {
      const next = nextTime(schedule, at, { startedAt: Date.parse(startedAt), zone });
      if (next === undefined) return null;
      at = next;
      return new Date(next).toISOString().replace(".000Z", "Z");
    });
    expect(due).toEqual(times);
  });

  const refused = cases<{ readonly rule: readonly string[]; readonly scheduler: readonly string[] }>(
    "refused",
  );

  test.each(refused.rule)("a rule refuses %p", (expression) => {
    expect(parseRuleSchedule(expression)).toBeUndefined();
  });

  test.each(refused.scheduler)("Scheduler refuses %p", (expression) => {
    expect(parseSchedulerSchedule(expression)).toBeUndefined();
  });

  test("names of time zones are told from others", () => {
    expect(["UTC", "Europe/Berlin", "Asia/Kolkata"].filter(isTimeZone)).toHaveLength(3);
    expect(["Mars/Base", "", "Europe/"].filter(isTimeZone)).toEqual([]);
  });
});
