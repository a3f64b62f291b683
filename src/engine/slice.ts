// A slice of the thread's time: what all executions together do before sockets, timers and the disk have their turn again.
// Whoever has work left when it is over hands in the rest, and goes on in one of the next.

import { guarded } from "../aws/unexpected.ts";

/** Looking at the clock costs a tenth of a small state. */
const stepsBetweenLooks = 8;
/** A step that takes so long is rarely alone. */
const longStepMs = 1;

class Slice {
  /** Tests set it to 0, and everything gives way at every step, or to infinity, and nothing does. */
  longestMs = 10;
  /** Steps until somebody has to look at the clock. Counted down by whoever takes one. */
  stepsLeft = 0;
  #startedAt: number | undefined = undefined;
  #lookedAt = 0;
  #isNextScheduled = false;
  #waiting: (() => void)[] = [];

  /** Whether there is work that has been handed in. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** Looks at the clock. */
  isOver(): boolean {
    const now = performance.now();
    this.#startedAt ??= this.#start(now);
    const isOver = now - this.#startedAt > this.longestMs;
    this.stepsLeft = isOver || now - this.#lookedAt > longStepMs ? 0 : stepsBetweenLooks;
    this.#lookedAt = now;
    return isOver;
  }

  /** Goes on in one of the next slices, after those that were handed in before. */
  later(goOn: () => void): void {
    this.#waiting.push(goOn);
    this.#scheduleNext();
  }

  #start(now: number): number {
    this.#lookedAt = now;
    this.#scheduleNext();
    return now;
  }

  #scheduleNext(): void {
    if (this.#isNextScheduled) return;
    this.#isNextScheduled = true;
    setImmediate(this.#next);
  }

  readonly #next = (): void => {
    this.#isNextScheduled = false;
    this.#startedAt = undefined;
    this.stepsLeft = 0;
    const waiting = this.#waiting;
    this.#waiting = [];
    let taken = 0;
    while (taken < waiting.length && !this.isOver())
      guarded("work in a later slice", waiting[taken++] as () => void);
    if (taken < waiting.length) {
      this.#waiting = waiting.slice(taken).concat(this.#waiting);
      this.#scheduleNext();
    }
  };
}

/** Of this thread. */
export const slice = new Slice();

/** Resolves at once, or in a later slice if this one is over. For loops that are long and await anyway. */
export async function breathe(): Promise<void> {
  if (slice.isOver()) await new Promise<void>((resolve) => slice.later(resolve));
}
