// The clock of a machine that falls asleep: it moves on then, and its timers do not. It can be put back as well. Either is noticed
// when the machine has been awake for a second.

import type { Clock, Timer } from "../../src/time/clock.ts";
import type { ClockJump, ClockJumps } from "../../src/time/clock-jumps.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";

const noticedAfterMs = 1000;

export class SleepingClock implements Clock {
  readonly #awake: VirtualClock;
  readonly #watchers = new Set<(jump: ClockJump) => void>();
  #asleepMs = 0;
  readonly jumps: ClockJumps = {
    watch: (told) => {
      this.#watchers.add(told);
      return () => void this.#watchers.delete(told);
    },
  };

  constructor(startAt?: number) {
    this.#awake = new VirtualClock(startAt);
  }

  now(): number {
    return this.#awake.now() + this.#asleepMs;
  }

  setTimer(delayMs: number, fire: () => void): Timer {
    return this.#awake.setTimer(delayMs, fire);
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  /** Time passes while the machine is awake. */
  advanceBy(ms: number): void {
    this.#awake.advanceBy(ms);
  }

  /** Time passes for nobody but the clock; less than nothing where it is put back. */
  sleep(ms: number): void {
    this.#asleepMs += ms;
    this.#awake.setTimer(noticedAfterMs, () => {
      for (const told of [...this.#watchers]) told({ byMs: ms, withinMs: noticedAfterMs });
    });
  }
}
