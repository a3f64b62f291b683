// Tries again what fails, with pauses that grow, on the region's clock, and until it is stopped.

import type { Clock, Timer } from "../../../time/clock.ts";

const firstPauseMs = 1000;
const longestPauseMs = 120_000;

export class Pauses {
  readonly #clock: Clock;
  readonly #sleepers = new Set<() => void>();
  #isStopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Before the attempt that follows so many. False if there is to be none. */
  after(attempts: number): Promise<boolean> {
    return this.sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** (attempts - 1)));
  }

  sleep(ms: number): Promise<boolean> {
    if (this.#isStopped) return Promise.resolve(false);
    return new Promise((resolve) => {
      let timer: Timer | undefined;
      const wake = () => {
        timer?.cancel();
        this.#sleepers.delete(wake);
        resolve(!this.#isStopped);
      };
      this.#sleepers.add(wake);
      timer = this.#clock.setTimer(ms, wake);
    });
  }

  stop(): void {
    this.#isStopped = true;
    for (const wake of this.#sleepers) wake();
  }
}
