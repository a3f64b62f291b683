import { expect, test } from "@jest/globals";
import { setTimerAt } from "../../src/schedule/timer-at.ts";
import { Timetable } from "../../src/schedule/timetable.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import { SleepingClock } from "../support/sleeping-clock.ts";

const minute = 60_000;
const hour = 60 * minute;

function timetableOn(clock: SleepingClock | VirtualClock) {
  const due: [key: string, at: number, now: number][] = [];
  const faults: unknown[] = [];
  const putBack: number[] = [];
  const timetable = new Timetable<string>({
    clock,
    due: (key, at) => {
      due.push([key, at, clock.now()]);
      if (key === "broken") throw new Error("broken");
    },
    fault: (fault) => faults.push(fault),
    putBack: (byMs) => putBack.push(byMs),
  });
  return { timetable, due, faults, putBack };
}

test("each key is due once, at the time that it was put for last, in order of time", () => {
  const clock = new VirtualClock(0);
  const { timetable, due, faults } = timetableOn(clock);
  for (const [key, at] of [
    ["late", 5],
    ["moved", 1],
    ["broken", 2],
    ["gone", 3],
    ["moved", 4],
  ] as const)
    timetable.put(key, at);
  timetable.remove("gone");
  clock.advanceBy(10);
  expect(due.map(([key, at]) => [key, at])).toEqual([
    ["broken", 2],
    ["moved", 4],
    ["late", 5],
  ]);
  expect(faults).toEqual([new Error("broken")]);
  expect([timetable.size, clock.pendingTimers]).toEqual([0, 0]);
});

test("what is due while the machine sleeps is due when it has noticed that it is awake", () => {
  const clock = new SleepingClock(0);
  const { timetable, due } = timetableOn(clock);
  timetable.put("in the night", 2 * hour);
  timetable.put("in the morning", 9 * hour);
  clock.advanceBy(hour);
  clock.sleep(7 * hour);
  clock.advanceBy(1000);
  expect(due).toEqual([["in the night", 2 * hour, 8 * hour + 1000]]);
  clock.advanceBy(hour);
  expect(due[1]).toEqual(["in the morning", 9 * hour, 9 * hour]);
});

test("a clock that is put back is told of, and what is not put anew waits for its time", () => {
  const clock = new SleepingClock(0);
  const { timetable, due, putBack } = timetableOn(clock);
  timetable.put("kept", 2 * hour);
  timetable.put("brought forward", 3 * hour);
  clock.advanceBy(hour);
  clock.sleep(-10 * hour);
  clock.advanceBy(1000);
  expect(putBack).toEqual([10 * hour]);
  timetable.bringForward(2 * hour);
  clock.advanceBy(10 * hour);
  expect(due).toEqual([]);
  clock.advanceBy(hour);
  expect(due.map(([key, at, now]) => [key, at, now])).toEqual([
    ["kept", 2 * hour, 2 * hour],
    ["brought forward", 2 * hour, 2 * hour],
  ]);
});

test("nobody watches the clock for what is over, taken out or stopped", () => {
  const clock = new SleepingClock(0);
  const { timetable } = timetableOn(clock);
  timetable.put("over", 1);
  expect(clock.watchers).toBe(1);
  clock.advanceBy(1);
  expect(clock.watchers).toBe(0);
  timetable.put("taken out", hour);
  timetable.remove("taken out");
  expect(clock.watchers).toBe(0);
  timetable.put("stopped", hour);
  timetable.stop();
  expect(clock.watchers).toBe(0);
});

test.each([
  ["that never jumps", new VirtualClock(0), () => undefined],
  ["that leaps over it", new SleepingClock(0), (clock: SleepingClock) => clock.sleep(hour)],
  ["that is put back", new SleepingClock(0), (clock: SleepingClock) => clock.sleep(-hour)],
] as [string, SleepingClock, (clock: SleepingClock) => void][])(
  "a timer for a time of the day fires at that time on a clock %s, unless it was cancelled",
  (_, clock, jump) => {
    const fired: string[] = [];
    setTimerAt(clock, minute, () => fired.push("on time"));
    setTimerAt(clock, minute, () => fired.push("cancelled")).cancel();
    clock.advanceBy(1000);
    jump(clock);
    clock.advanceBy(1000);
    const isPast = clock.now() >= minute;
    expect(fired).toEqual(isPast ? ["on time"] : []);
    clock.advanceBy(Math.max(0, minute - clock.now()));
    expect(fired).toEqual(["on time"]);
  },
);
