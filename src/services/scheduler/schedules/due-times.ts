// When a schedule is due. A rate counts from its start date, or from when it was put, and is due then for the first time; a cron
// expression is due on the wall clock of its time zone, between its dates. A schedule that has begun anew counts from then.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html

import { nextTime, parseSchedulerSchedule, type Schedule as Times } from "../../../schedule/schedule.ts";
import type { Schedule } from "./schedule.ts";

/** The last time found for an expression and its time zone: many schedules are due at the same times. */
interface Found {
  readonly times: Times;
  readonly after: number;
  readonly due: number | undefined;
}

/** More expressions than a region has are not remembered. */
const mostFound = 10_000;

export class DueTimes {
  /** By time zone, then by expression: a key of both would have to be put together each time. */
  readonly #found = new Map<string, Map<string, Found>>();
  #foundCount = 0;

  /** The first time after `after` at which it is due; undefined if there is none, or it is disabled. */
  next(schedule: Schedule, after: number, begunAnewAt?: number): number | undefined {
    if (!schedule.isEnabled) return undefined;
    const due = this.#next(schedule, after, begunAnewAt);
    const isOver = due !== undefined && schedule.endDate !== undefined && due > schedule.endDate;
    return isOver && !schedule.expression.startsWith("at(") ? undefined : due;
  }

  #next(schedule: Schedule, after: number, begunAnewAt: number | undefined): number | undefined {
    const { expression, startDate, modifiedAt } = schedule;
    if (expression.startsWith("rate(")) {
      const times = parseSchedulerSchedule(expression);
      const startedAt = Math.max(
        startDate ?? Number.NEGATIVE_INFINITY,
        begunAnewAt ?? startDate ?? modifiedAt,
      );
      if (after < startedAt || times === undefined) return startedAt;
      return nextTime(times, after, { startedAt });
    }
    const isDated = startDate !== undefined && expression.startsWith("cron(");
    return this.#onWallClock(schedule, isDated ? Math.max(after, startDate - 1) : after);
  }

  #onWallClock({ expression, timezone: zone }: Schedule, after: number): number | undefined {
    const known = this.#found.get(zone)?.get(expression);
    if (known !== undefined && after >= known.after && (known.due === undefined || after < known.due))
      return known.due;
    const times = known?.times ?? parseSchedulerSchedule(expression);
    if (times === undefined) return undefined;
    const due = nextTime(times, after, { startedAt: after, zone });
    this.#remember(zone, expression, { times, after, due });
    return due;
  }

  #remember(zone: string, expression: string, found: Found): void {
    const isNew = this.#found.get(zone)?.has(expression) !== true;
    if (isNew && ++this.#foundCount > mostFound) {
      this.#found.clear();
      this.#foundCount = 1;
    }
    const inZone = this.#found.get(zone) ?? new Map<string, Found>();
    this.#found.set(zone, inZone);
    inZone.set(expression, found);
  }
}
