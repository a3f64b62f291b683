// A clock that stands still until it is told to move, so that a Wait of a year takes no time.

import type { Clock, Timer } from "./clock.ts";

interface PendingTimer {
  readonly dueAt: number;
  readonly order: number;
  readonly fire: () => void;
}

export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<PendingTimer>();

  constructor(startAt = Date.UTC(2026, 0, 1)) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  setTimer(delayMs: number, fire: () => void): Timer {
    const timer = { dueAt: this.#now + Math.max(0, delayMs), order: this.#order++, fire };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Moves to the earliest timer and fires it. False if no timer is pending. */
  advanceToNextTimer(): boolean {
    const next = this.#earliest();
    if (next === undefined) return false;
    this.#now = Math.max(this.#now, next.dueAt);
    this.#timers.delete(next);
    next.fire();
    return true;
  }

  /** Moves forward by `ms`, firing every timer that comes due on the way, in order of time. */
  advanceBy(ms: number): void {
    const target = this.#now + ms;
    for (let next = this.#earliest(); next !== undefined && next.dueAt <= target; next = this.#earliest()) {
      this.advanceToNextTimer();
    }
    this.#now = target;
  }

  #earliest(): PendingTimer | undefined {
    let earliest: PendingTimer | undefined;
    for (const timer of this.#timers) {
      if (
        earliest === undefined ||
        timer.dueAt < earliest.dueAt ||
        (timer.dueAt === earliest.dueAt && timer.order < earliest.order)
      ) {
        earliest = timer;
      }
    }
    return earliest;
  }
}
