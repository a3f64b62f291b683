// The numbers that FIFO queues and topics give their messages, by which a receiver knows their order.

/** Twenty digits that only grow, over restarts too: the time, then a count. */
export class SequenceNumbers {
  readonly #base: bigint;
  #last = 0n;

  /** `base` is added to each, so that a topic and its queue don't give the same number. */
  constructor(base = 0n) {
    this.#base = base;
  }

  /** Takes note of a number given before a restart, in case the clock was set back since. */
  follow(earlier: string): void {
    const number = BigInt(earlier);
    if (number > this.#last) this.#last = number;
  }

  next(now: number): string {
    const least = this.#base + BigInt(now) * 1_000_000n;
    this.#last = this.#last >= least ? this.#last + 1n : least;
    return this.#last.toString().padStart(20, "0");
  }
}
