// Waits for the times of schedules, and makes an invocation of each. Up to which time a schedule has been seen to is kept, so that
// the times that passed while the region was down are made up for, as far as their events are not too old by then. A clock that is put
// back has no time come twice, unless it is so far that the schedule begins anew.

import { beginsAnew } from "../../../schedule/put-back.ts";
import { parseSchedulerSchedule } from "../../../schedule/schedule.ts";
import { Timetable } from "../../../schedule/timetable.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { TimeSlice } from "../../../time/time-slice.ts";
import { executionId, type Invocation } from "../invocations/invocation.ts";
import { DueTimes } from "./due-times.ts";
import type { Schedule } from "./schedule.ts";

export interface PlannerSeams {
  readonly clock: Clock;
  readonly book: RecordBook;
  /** At least 0, less than 1. */
  random(): number;
  find(key: string): Schedule | undefined;
  /** Throws InternalFailure while nothing can be written. */
  invoke(invocation: Invocation): void;
  fault(fault: unknown, key: string): void;
}

/** How long a disk that takes nothing is left alone. */
const retryAfterMs = 1000;

export class Planner {
  readonly #seams: PlannerSeams;
  /** The last time of each schedule that an invocation was made of. */
  readonly #seen: Records<number>;
  /** When schedules began anew, because the clock was put back. */
  readonly #begunAnew: Records<number>;
  readonly #dueTimes = new DueTimes();
  /** The next time of each schedule; its window may put the invocation off. */
  readonly #next = new Map<string, number>();
  readonly #timetable: Timetable<string>;
  #isStarted = false;

  constructor(seams: PlannerSeams) {
    this.#seams = seams;
    this.#seen = seams.book.records("seen");
    this.#begunAnew = seams.book.records("begun-anew");
    this.#timetable = new Timetable({
      clock: seams.clock,
      due: (key, at) => this.#due(key, at),
      fault: seams.fault,
      putBack: (byMs) => void this.#putAllBack(byMs),
    });
  }

  start(schedules: readonly string[]): void {
    this.#isStarted = true;
    const now = this.#seams.clock.now();
    for (const key of schedules) {
      this.#plan(key);
      // By so much at least the clock was put back while the region was down.
      const putBackMs = (this.#seen.get(key) ?? now) - now;
      if (putBackMs > 0) this.#putBack(key, putBackMs);
    }
  }

  stop(): void {
    this.#timetable.stop();
  }

  /** A schedule was put or taken away. */
  changed(key: string): void {
    this.#seen.remove(key);
    this.#begunAnew.remove(key);
    if (this.#isStarted) this.#plan(key);
  }

  #plan(key: string): void {
    const schedule = this.#seams.find(key);
    if (schedule === undefined) this.#waitFor(key, schedule, undefined);
    else
      this.#waitFor(
        key,
        schedule,
        this.#following(key, schedule, this.#after(schedule, this.#seen.get(key))),
      );
  }

  #following(key: string, schedule: Schedule, after: number): number | undefined {
    return this.#dueTimes.next(schedule, after, this.#begunAnew.get(key));
  }

  /** Gives way to others while there is much. */
  async #putAllBack(byMs: number): Promise<void> {
    const slice = new TimeSlice();
    for (const key of [...this.#next.keys()]) {
      try {
        this.#putBack(key, byMs);
      } catch (fault) {
        this.#seams.fault(fault, key);
      }
      if (slice.isOver) await slice.giveWay();
    }
  }

  #putBack(key: string, putBackMs: number): void {
    const now = this.#seams.clock.now();
    const schedule = this.#seams.find(key);
    const next = this.#next.get(key);
    if (schedule === undefined || next === undefined || next === schedule.startDate) return;
    const times = parseSchedulerSchedule(schedule.expression);
    const last = this.#seen.get(key) ?? schedule.modifiedAt;
    if (times === undefined || !beginsAnew({ schedule: times, last, next }, { now, putBackMs })) return;
    // Its time had come, and it was only put off within its window.
    if (next <= now + putBackMs) this.#due(key, now);
    this.#begunAnew.keep(key, now);
    this.#seen.keep(key, now);
    this.#plan(key);
  }

  #waitFor(key: string, schedule: Schedule | undefined, next: number | undefined): void {
    if (schedule === undefined || next === undefined) {
      this.#next.delete(key);
      this.#timetable.remove(key);
      return;
    }
    this.#next.set(key, next);
    this.#timetable.put(key, next + Math.floor(this.#seams.random() * schedule.windowMinutes * 60_000));
  }

  /** What is one-time is made up for however late it is. */
  #after({ modifiedAt, expression, target }: Schedule, lastSeen: number | undefined): number {
    // A rate begins at once.
    const seen = lastSeen ?? (expression.startsWith("rate(") ? modifiedAt - 1 : modifiedAt);
    if (expression.startsWith("at(")) return seen;
    return Math.max(seen, this.#seams.clock.now() - target.retryPolicy.maximumEventAgeInSeconds * 1000);
  }

  #due(key: string, at: number): void {
    const schedule = this.#seams.find(key);
    const scheduledAt = this.#next.get(key);
    if (schedule === undefined || scheduledAt === undefined) return;
    const following = this.#following(key, schedule, scheduledAt);
    const isLast = following === undefined;
    try {
      // In this order: a crash in between makes the same invocation once more rather than none.
      this.#seams.invoke({
        id: executionId(schedule, scheduledAt, this.#begunAnew.get(key)),
        scheduleKey: key,
        scheduleArn: schedule.arn,
        group: schedule.group,
        scheduledAt,
        startedAt: at,
        target: schedule.target,
        ...(isLast && schedule.isDeletedAfterCompletion ? { deletesScheduleOf: schedule.modifiedAt } : {}),
      });
      this.#seen.put(key, scheduledAt);
    } catch (fault) {
      this.#timetable.put(key, this.#seams.clock.now() + retryAfterMs);
      throw fault;
    }
    // What has become too old meanwhile is left out.
    const after = this.#after(schedule, scheduledAt);
    const next = after === scheduledAt ? following : this.#following(key, schedule, after);
    this.#waitFor(key, schedule, next);
  }
}
