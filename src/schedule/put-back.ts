// What becomes of a schedule when the clock is put back. By less than from one of its times to the next it waits for the time that is
// planned, so that nothing is done twice because a clock was set right. By more it begins anew at the clock's time, instead of standing
// still until the clock has come as far again.

import type { Schedule } from "./schedule.ts";

export interface PlannedTime {
  readonly schedule: Schedule;
  /** The time before, or when the schedule was put. */
  readonly last: number;
  readonly next: number;
}

/** `putBackMs`: as far as it is known by how much. What is due only once waits for its time. */
export function beginsAnew(
  { schedule, last, next }: PlannedTime,
  { now, putBackMs }: { readonly now: number; readonly putBackMs: number },
): boolean {
  if (schedule.kind === "at") return false;
  const intervalMs = schedule.kind === "rate" ? schedule.everyMs : next - last;
  return putBackMs >= intervalMs || next - now > 2 * intervalMs;
}
