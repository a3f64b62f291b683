// What executions wait for, on a clock that jumps.

import { setImmediate as nextTurn } from "node:timers/promises";
import { beforeEach, expect, test } from "@jest/globals";
import { Deadlines } from "../../src/engine/deadlines.ts";
import { SleepingClock } from "../support/sleeping-clock.ts";

const minute = 60_000;
const hour = 60 * minute;

let clock: SleepingClock;
let deadlines: Deadlines;
let due: string[];
const set = (name: string, delayMs: number) =>
  deadlines.set(clock.now(), delayMs, { comeDue: () => void due.push(name) });

beforeEach(() => {
  clock = new SleepingClock(10 * hour);
  deadlines = new Deadlines(clock);
  due = [];
});

test("what came due while the machine slept is due once that is noticed, and the rest at its time", () => {
  set("minute", minute);
  set("hour", hour);
  set("day", 24 * hour);
  set("cancelled", minute).cancel();
  clock.advanceBy(minute / 2);
  clock.sleep(8 * hour);
  clock.advanceBy(999);
  expect(due).toEqual([]);
  clock.advanceBy(1);
  expect(due).toEqual(["minute", "hour"]);
  clock.advanceBy(15 * hour);
  expect(due).toEqual(["minute", "hour"]);
  clock.advanceBy(hour);
  expect(due).toEqual(["minute", "hour", "day"]);
});

test("a clock that is put back makes nobody wait longer, nor what was set since shorter", () => {
  set("before", minute);
  clock.advanceBy(minute / 2);
  set("later", minute);
  clock.sleep(-hour);
  clock.advanceBy(500);
  set("since", minute);
  clock.advanceBy(minute / 2 - 501);
  expect(due).toEqual([]);
  clock.advanceBy(1);
  expect(due).toEqual(["before"]);
  clock.advanceBy(minute / 2);
  expect(due).toEqual(["before", "later"]);
  clock.advanceBy(499);
  expect(due).toEqual(["before", "later"]);
  clock.advanceBy(1);
  expect(due).toEqual(["before", "later", "since"]);
});

test("a time of the day is waited for, however far the clock is put back", () => {
  deadlines.setAt(11 * hour, { comeDue: () => void due.push("at eleven") });
  clock.sleep(-2 * hour);
  clock.advanceBy(3 * hour - 1);
  expect(due).toEqual([]);
  clock.advanceBy(1);
  expect(due).toEqual(["at eleven"]);
});

test("nobody watches the clock while nothing is waited for", async () => {
  set("cancelled", minute).cancel();
  set("due", 1);
  expect(clock.watchers).toBe(1);
  clock.advanceBy(1);
  await nextTurn();
  expect([due, clock.watchers]).toEqual([["due"], 0]);
});
