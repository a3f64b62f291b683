// How many batches of a queue are under way at once: few at first, more while there is more to do.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html

import type { Clock, Timer } from "../time/clock.ts";

const atFirst = 5;
/** 300 more a minute. */
const stepMs = 1000;
const moreEachStep = 5;
/** What AWS goes up to where nothing is said. */
export const defaultMaximumConcurrency = 1250;

export class Concurrency {
  readonly #clock: Clock;
  readonly #maximum: number;
  #limit: number;
  #running = 0;
  #timer: Timer | undefined;
  /** The one that waits: a queue has one loop that begins batches. */
  #admitted: (() => void) | undefined;

  constructor(clock: Clock, maximum: number) {
    this.#clock = clock;
    this.#maximum = maximum;
    this.#limit = Math.min(atFirst, maximum);
  }

  /** Resolves when one more may be under way. */
  async free(): Promise<void> {
    if (this.#running < this.#limit) return;
    this.#growLater();
    await new Promise<void>((resolve) => {
      this.#admitted = resolve;
    });
  }

  enter(): void {
    this.#running++;
  }

  leave(): void {
    this.#running--;
    if (this.#running === 0) this.#limit = Math.min(atFirst, this.#maximum);
    this.#admit();
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #admit(): void {
    if (this.#running >= this.#limit) return;
    this.#admitted?.();
    this.#admitted = undefined;
  }

  #growLater(): void {
    if (this.#limit >= this.#maximum) return;
    this.#timer ??= this.#clock.setTimer(stepMs, () => {
      this.#timer = undefined;
      this.#limit = Math.min(this.#limit + moreEachStep, this.#maximum);
      this.#admit();
    });
  }
}
