// Schedules on a clock that jumps, and ten thousand of them due at once for a target that throttles.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { type DeliveryOutcome, delivered } from "../../../src/aws/delivery.ts";
import { SleepingClock } from "../../support/sleeping-clock.ts";
import { settled, until } from "../../support/until.ts";
import { definition, openScheduler, startedAt, target } from "./support/open-scheduler.ts";

const minute = 60_000;
const hour = 60 * minute;
const throttled: DeliveryOutcome = {
  status: "THROTTLED",
  error: { code: "ThrottlingException", message: "Rate exceeded", isPassing: true },
};
const at = (ms: number) => `at(${new Date(startedAt + ms).toISOString().slice(0, 19)})`;

test("ten thousand due at once are each taken once by a target that takes five hundred a second", async () => {
  const count = 10_000;
  let second = 0;
  let room = 0;
  const taken: string[] = [];
  const opened = await openScheduler({
    deliver({ payload }) {
      const now = Math.floor(opened.clock.now() / 1000);
      if (now !== second) [second, room] = [now, 500];
      if (room-- <= 0) return throttled;
      taken.push(payload.text);
      return delivered;
    },
    random: Math.random,
  });
  opened.scheduler.start();
  for (let index = 0; index < count; index++)
    opened.scheduler.create(
      definition({ name: `s${index}`, expression: at(minute), target: target({ input: `"${index}"` }) }),
    );
  await opened.pass(minute - 1000);
  expect(taken).toEqual([]);
  await opened.pass(1000);
  await until(() => opened.asked.length >= count);
  for (let second = 0; second < 1200 && taken.length < count; second++) {
    await opened.pass(1000);
    await settled();
  }
  expect(taken).toHaveLength(count);
  expect(new Set(taken).size).toBe(count);
  expect(opened.dropped).toEqual([]);
  await opened.close();
}, 60_000);

test("what is due while the machine sleeps is carried out a second after it woke up", async () => {
  const clock = new SleepingClock(startedAt);
  const opened = await openScheduler({ clock, random: () => 0.5 });
  opened.scheduler.start();
  const inputs = (input: string) => ({ target: target({ input: `"${input}"` }) });
  opened.scheduler.create(definition({ name: "once", expression: at(hour), ...inputs("once") }));
  opened.scheduler.create(
    definition({ name: "window", expression: at(2 * hour), windowMinutes: 30, ...inputs("window") }),
  );
  opened.scheduler.create(definition({ name: "late", expression: at(9 * hour), ...inputs("late") }));
  await opened.pass(10 * minute);
  expect(opened.asked).toEqual([]);
  clock.sleep(7 * hour);
  await opened.pass(1000);
  expect(opened.asked.map(({ payload }) => payload.text).toSorted()).toEqual(['"once"', '"window"']);
  await opened.pass(2 * hour);
  expect(opened.asked.map(({ payload }) => payload.text).slice(2)).toEqual(['"late"']);
  await opened.close();
});

/**
 * Put at 0:00 and running until the clock is put back; then all the times by the clock at which it is carried out, and how long the
 * machine has been awake by then. In minutes.
 */
test.each([
  ["waits for what is planned", "rate(10 minutes)", { until: 15, by: 8, for: 20 }, [[20, 28]]],
  ["waits twice as long at most", "rate(10 minutes)", { until: 19, by: 9, for: 15 }, [[20, 29]]],
  [
    "counts anew",
    "rate(10 minutes)",
    { until: 15, by: 12, for: 21 },
    [
      [13, 25],
      [23, 35],
    ],
  ],
  [
    "counts anew",
    "rate(10 minutes)",
    { until: 15, by: 600, for: 21 },
    [
      [-575, 25],
      [-565, 35],
    ],
  ],
  ["waits for what is planned", "cron(0/10 * * * ? *)", { until: 15, by: 8, for: 14 }, [[20, 28]]],
  [
    "comes again",
    "cron(0/10 * * * ? *)",
    { until: 15, by: 20, for: 16 },
    [
      [0, 20],
      [10, 30],
    ],
  ],
  ["is over", "at(2026-01-01T00:10:00)", { until: 15, by: 60, for: 80 }, []],
  ["waits for its time", "at(2026-01-01T00:20:00)", { until: 15, by: 60, for: 70 }, [[20, 80]]],
] as const)("where the clock is put back a schedule %s: %s, %j", async (_, expression, given, times) => {
  const clock = new SleepingClock(startedAt);
  const opened = await openScheduler({ clock });
  opened.scheduler.start();
  opened.scheduler.create(definition({ expression }));
  await opened.pass(given.until * minute);
  const before = opened.asked.length;
  clock.sleep(-given.by * minute);
  for (let left = given.for; left > 0; left -= 30) await opened.pass(Math.min(left, 30) * minute);
  const asked = opened.asked.slice(before).map((each) => {
    const shown = Math.floor((each.at - startedAt) / minute);
    return [shown, shown + given.by];
  });
  expect(asked).toEqual(times);
  await opened.close();
});

test("a schedule with a start that is to come again begins there", async () => {
  const clock = new SleepingClock(startedAt);
  const opened = await openScheduler({ clock });
  opened.scheduler.start();
  opened.scheduler.create(definition({ expression: "rate(10 minutes)", startDate: startedAt + 20 * minute }));
  await opened.pass(35 * minute);
  expect(opened.asked).toHaveLength(2);
  clock.sleep(-30 * minute);
  await opened.pass(14 * minute);
  expect(opened.asked).toHaveLength(2);
  await opened.pass(2 * minute);
  expect(opened.asked.slice(2).map((each) => each.at)).toEqual([startedAt + 20 * minute]);
  await opened.close();
});

test("a time that had come, and was put off within its window, is carried out before the schedule begins anew", async () => {
  const clock = new SleepingClock(startedAt);
  const opened = await openScheduler({ clock, random: () => 0.5 });
  opened.scheduler.start();
  opened.scheduler.create(definition({ expression: "cron(0 1 * * ? *)", windowMinutes: 60 }));
  await opened.pass(70 * minute);
  expect(opened.asked).toEqual([]);
  clock.sleep(-48 * hour);
  await opened.pass(1000);
  expect(opened.asked).toHaveLength(1);
  await opened.close();
});

test("a time that comes again is another execution", async () => {
  const clock = new SleepingClock(startedAt);
  const opened = await openScheduler({ clock });
  opened.scheduler.start();
  opened.scheduler.create(
    definition({
      expression: "cron(0/10 * * * ? *)",
      target: target({ input: "<aws.scheduler.execution-id>" }),
    }),
  );
  await opened.pass(15 * minute);
  clock.sleep(-10 * minute);
  await opened.pass(6 * minute);
  const [first, again] = opened.asked.map(({ payload }) => payload.text);
  expect(again).toMatch(/^[0-9a-f]{16}$/);
  expect(again).not.toBe(first);
  await opened.close();
});

test("a clock that was put back while the region was down is noticed when it is up, and kept", async () => {
  const directory = await mkdtemp(join(tmpdir(), "schedules-"));
  try {
    const opened = async (at: number) => {
      const next = await openScheduler({ directory, at });
      next.scheduler.start();
      return next;
    };
    const first = await opened(startedAt);
    first.scheduler.create(definition({ expression: "rate(10 minutes)" }));
    await first.pass(15 * minute);
    expect(first.asked).toHaveLength(2);
    await first.close();
    const second = await opened(startedAt - 5 * hour);
    await second.pass(9 * minute);
    expect(second.asked).toEqual([]);
    await second.pass(2 * minute);
    expect(second.asked.map((each) => each.at)).toEqual([startedAt - 5 * hour + 10 * minute]);
    await second.close();
    const third = await opened(startedAt - 5 * hour + 12 * minute);
    await third.pass(10 * minute);
    expect(third.asked.map((each) => each.at)).toEqual([startedAt - 5 * hour + 20 * minute]);
    await third.close();
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("a retry waits no longer than retries do, though the clock is put back", async () => {
  const clock = new SleepingClock(startedAt);
  const opened = await openScheduler({ clock, deliver: () => throttled, random: () => 0.5 });
  opened.scheduler.start();
  opened.scheduler.create(definition({ expression: at(minute) }));
  await opened.pass(minute + 500);
  expect(opened.asked).toHaveLength(1);
  clock.sleep(-5 * hour);
  await opened.pass(10 * minute + 2000);
  expect(opened.asked.length).toBeGreaterThan(1);
  await opened.close();
});
