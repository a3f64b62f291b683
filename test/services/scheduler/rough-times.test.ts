// Schedules on a clock that jumps, and ten thousand of them due at once for a target that throttles.

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

test("what is due while the machine sleeps is carried out within a minute of its waking up", async () => {
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
  await opened.pass(minute);
  expect(opened.asked.map(({ payload }) => payload.text).toSorted()).toEqual(['"once"', '"window"']);
  await opened.pass(2 * hour);
  expect(opened.asked.map(({ payload }) => payload.text).slice(2)).toEqual(['"late"']);
  await opened.close();
});

test("what has been carried out is not due again when the clock is put back", async () => {
  const clock = new SleepingClock(startedAt);
  const opened = await openScheduler({ clock });
  opened.scheduler.start();
  opened.scheduler.create(definition({ name: "once", expression: at(10 * minute) }));
  opened.scheduler.create(definition({ name: "rate", expression: "rate(10 minutes)" }));
  await opened.pass(15 * minute);
  const before = opened.asked.length;
  clock.sleep(-8 * minute);
  await opened.pass(7 * minute);
  expect(opened.asked).toHaveLength(before);
  await opened.pass(10 * minute);
  expect(opened.asked).toHaveLength(before + 1);
  await opened.close();
});
