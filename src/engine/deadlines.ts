// What executions wait for: their ceilings, the timeouts and heartbeats of tasks, which are nearly always cancelled, retries and Waits.
// Deadlines of one length come due in the order in which they were set, so a linked list a length and one clock timer a list will do;
// setting and cancelling cost a few pointers instead of a timer of the platform. Where the clock jumps ahead, because the machine was
// asleep, they come due by the clock; one that is put back makes nobody wait longer.

import { guarded } from "../aws/unexpected.ts";
import { setTimerAt } from "../schedule/timer-at.ts";
import type { Clock, Timer } from "../time/clock.ts";
import type { ClockJump } from "../time/clock-jumps.ts";

export interface Deadline {
  cancel(): void;
}

/** What a deadline is for: thousands are set at a time, and a closure for each would be more to keep. */
export interface Due {
  comeDue(): void;
}

export interface DeadlineSetter {
  /** `now` is the turn's reading of the clock. */
  set(now: number, delayMs: number, due: Due): Deadline;
  /** For a time of the day. */
  setAt(at: number, due: Due): Deadline;
}

/** The deadlines of one clock, shared by every execution that runs on it. */
export class Deadlines implements DeadlineSetter {
  readonly clock: Clock;
  readonly #lists = new Map<number, DeadlineList>();
  #unwatch: (() => void) | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  set(now: number, delayMs: number, due: Due): Deadline {
    let list = this.#lists.get(delayMs);
    if (list === undefined) {
      list = new DeadlineList(this.clock, delayMs, () => this.#forget(delayMs));
      this.#lists.set(delayMs, list);
      this.#unwatch ??= this.clock.jumps?.watch((jump) => this.#jumped(jump));
    }
    return list.append(now + delayMs, due);
  }

  setAt(at: number, due: Due): Deadline {
    return setTimerAt(this.clock, at, () => due.comeDue());
  }

  #forget(delayMs: number): void {
    this.#lists.delete(delayMs);
    if (this.#lists.size > 0) return;
    this.#unwatch?.();
    this.#unwatch = undefined;
  }

  #jumped(jump: ClockJump): void {
    for (const list of [...this.#lists.values()]) list.jumped(jump);
  }
}

const deadlinesByClock = new WeakMap<Clock, Deadlines>();
/** Those that somebody asked for last: nearly always there is one clock. */
let latest: Deadlines | undefined;

export function deadlinesOf(clock: Clock): Deadlines {
  if (latest?.clock === clock) return latest;
  latest = deadlinesByClock.get(clock) ?? new Deadlines(clock);
  deadlinesByClock.set(clock, latest);
  return latest;
}

const nothing: Due = { comeDue() {} };

class ListedDeadline implements Deadline {
  previous: ListedDeadline | undefined;
  next: ListedDeadline | undefined;
  dueAt: number;
  due: Due;
  #list: DeadlineList | undefined;

  constructor(list: DeadlineList, dueAt: number, due: Due) {
    this.#list = list;
    this.dueAt = dueAt;
    this.due = due;
  }

  cancel(): void {
    const list = this.#list;
    this.#list = undefined;
    list?.unlink(this);
  }
}

class DeadlineList {
  readonly #clock: Clock;
  readonly #delayMs: number;
  readonly #onIdle: () => void;
  #first: ListedDeadline | undefined;
  #last: ListedDeadline | undefined;
  #timer: Timer | undefined;
  #idleCheck: NodeJS.Immediate | undefined;

  constructor(clock: Clock, delayMs: number, onIdle: () => void) {
    this.#clock = clock;
    this.#delayMs = delayMs;
    this.#onIdle = onIdle;
  }

  append(dueAt: number, due: Due): Deadline {
    const deadline = new ListedDeadline(this, dueAt, due);
    deadline.previous = this.#last;
    if (this.#last === undefined) this.#first = deadline;
    else this.#last.next = deadline;
    this.#last = deadline;
    // The timer may be one of an earlier deadline that was cancelled: it then wakes too early and is set again.
    this.#timer ??= this.#clock.setTimer(dueAt - this.#clock.now(), this.#wake);
    return deadline;
  }

  unlink(deadline: ListedDeadline): void {
    if (deadline.previous === undefined) this.#first = deadline.next;
    else deadline.previous.next = deadline.next;
    if (deadline.next === undefined) this.#last = deadline.previous;
    else deadline.next.previous = deadline.previous;
    // One that is old when it goes would keep the next one alive, and that the one after it, until V8 collects all of the heap.
    deadline.previous = undefined;
    deadline.next = undefined;
    deadline.due = nothing;
    // A process must not be kept alive by a timer nobody waits for; but executions that follow each other in one turn
    // of the event loop should not set a timer each.
    if (this.#first === undefined) this.#idleCheck ??= setImmediate(this.#releaseIfIdle);
  }

  readonly #releaseIfIdle = (): void => {
    this.#idleCheck = undefined;
    if (this.#first !== undefined) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#onIdle();
  };

  jumped({ byMs, withinMs }: ClockJump): void {
    if (byMs < 0) this.#putBack(-byMs, withinMs);
    this.#timer?.cancel();
    this.#wake();
  }

  /** Those at the end that were set by the clock as it is now stay as they are. */
  #putBack(byMs: number, withinMs: number): void {
    const now = this.#clock.now();
    const isSetSince = ({ dueAt }: ListedDeadline) => {
      const setAt = dueAt - this.#delayMs;
      return setAt <= now && setAt >= now - withinMs;
    };
    let each = this.#last;
    while (each !== undefined && isSetSince(each)) each = each.previous;
    for (; each !== undefined; each = each.previous) each.dueAt -= byMs;
  }

  readonly #wake = (): void => {
    this.#timer = undefined;
    const now = this.#clock.now();
    while (this.#first !== undefined && this.#first.dueAt <= now) {
      const { due } = this.#first;
      this.#first.cancel();
      guarded("a deadline", () => due.comeDue());
    }
    if (this.#first !== undefined) this.#timer ??= this.#clock.setTimer(this.#first.dueAt - now, this.#wake);
  };
}
