// Timers for a time of the day, which the clock may come to in a leap, or be put back from. All those of one clock share a timetable.

import { reportUnexpected } from "../aws/unexpected.ts";
import type { Clock, Timer } from "../time/clock.ts";
import { Timetable } from "./timetable.ts";

interface Waiting {
  fire(): void;
}

const timetables = new WeakMap<Clock, Timetable<Waiting>>();

/** Calls `fire` once the clock shows `at`. */
export function setTimerAt(clock: Clock, at: number, fire: () => void): Timer {
  if (clock.jumps === undefined) return clock.setTimer(at - clock.now(), fire);
  const timetable = timetableOf(clock);
  const waiting = { fire };
  timetable.put(waiting, at);
  return { cancel: () => timetable.remove(waiting) };
}

function timetableOf(clock: Clock): Timetable<Waiting> {
  const known = timetables.get(clock);
  if (known !== undefined) return known;
  const timetable = new Timetable<Waiting>({
    clock,
    due: (waiting) => waiting.fire(),
    fault: (fault) => reportUnexpected("a timer", fault),
  });
  timetables.set(clock, timetable);
  return timetable;
}
