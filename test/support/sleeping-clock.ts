// The clock of a machine that falls asleep: it moves on then, and its timers do not. It can be put back as well.

import type { Clock, Timer } from "../../src/time/clock.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";

export class SleepingClock implements Clock {
  readonly longestSleepMs = 60_000;
  readonly #awake: VirtualClock;
  #asleepMs = 0;

  constructor(startAt?: number) {
    this.#awake = new VirtualClock(startAt);
  }

  now(): number {
    return this.#awake.now() + this.#asleepMs;
  }

  setTimer(delayMs: number, fire: () => void): Timer {
    return this.#awake.setTimer(delayMs, fire);
  }

  /** Time passes while the machine is awake. */
  advanceBy(ms: number): void {
    this.#awake.advanceBy(ms);
  }

  /** Time passes for nobody but the clock; less than nothing where it is put back. */
  sleep(ms: number): void {
    this.#asleepMs += ms;
  }
}
