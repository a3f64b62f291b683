// When schedules are due next: AWS tells it only in its own console.

import type { Region } from "../../region/region.ts";
import { nextTime } from "../../schedule/schedule.ts";
import { DueTimes } from "../../services/scheduler/schedules/due-times.ts";

/** Of schedules and of rules that have one, by ARN, so many of each; none of what is disabled or over. */
export function dueTimes(
  { services, clock }: Pick<Region, "services" | "clock">,
  most: number,
): Readonly<Record<string, readonly number[]>> {
  const now = clock.now();
  const due = new DueTimes();
  const times = new Map<string, readonly number[]>();
  for (const schedule of services.scheduler.schedules.all())
    times.set(
      schedule.arn,
      timesAfter(now, most, (after) => due.next(schedule, after)),
    );
  for (const { schedule, enabled, arn, scheduledSince: startedAt = now } of rulesOf(services))
    if (schedule !== undefined && enabled)
      times.set(
        arn,
        timesAfter(now, most, (after) => nextTime(schedule, after, { startedAt })),
      );
  return Object.fromEntries(times);
}

function rulesOf({ events }: Region["services"]) {
  return events.buses.listEventBuses().flatMap(({ rules }) => [...rules]);
}

function timesAfter(
  now: number,
  most: number,
  next: (after: number) => number | undefined,
): readonly number[] {
  const times: number[] = [];
  for (let at = next(now); at !== undefined && times.length < most; at = next(at)) {
    // What is due once and was missed is made up for.
    times.push(at);
    if (at <= now) break;
  }
  return times;
}
