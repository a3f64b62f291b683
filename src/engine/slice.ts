// A slice of the thread's time: what all executions together do before sockets, timers and the disk have their turn again.
// Whoever has work left when it is over hands in the rest, and goes on in one of the next.

import { guarded } from "../aws/unexpected.ts";

/** Looking at the clock costs as much as a small state or two. Steps that take no time grow into so many between two looks. */
const mostStepsBetweenLooks = 127;
/** A step that takes so long is rarely alone. */
const longStepMs = 1;

class Slice {
  /** Infinity in tests that ask at once what an execution has come to. */
  longestMs = 10;
  /** How often somebody may look at the clock: tests in which everything gives way set it, whatever time it is. */
  mostLooks = Number.POSITIVE_INFINITY;
  /** Steps until somebody has to look at the clock. Counted down by whoever takes one. */
  stepsLeft = 0;
  /** 0 if it has not begun. */
  #startedAt = 0;
  #lookedAt = 0;
  #looks = 0;
  #stepsBetweenLooks = 0;
  #isEnded = false;
  #isNextScheduled = false;
  #waiting: (() => void)[] = [];

  /** Whether there is work that has been handed in. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** Looks at the clock. */
  isOver(): boolean {
    const now = Date.now();
    if (this.#startedAt === 0) this.#start(now);
    // A clock that was set back ends the slice.
    const isOver =
      this.#isEnded ||
      now - this.#startedAt > this.longestMs ||
      now < this.#startedAt ||
      ++this.#looks > this.mostLooks;
    const looksAgain = now - this.#lookedAt > longStepMs || this.mostLooks !== Number.POSITIVE_INFINITY;
    this.#stepsBetweenLooks = looksAgain
      ? 0
      : Math.min(mostStepsBetweenLooks, 2 * this.#stepsBetweenLooks + 1);
    this.stepsLeft = isOver ? 0 : this.#stepsBetweenLooks;
    this.#lookedAt = now;
    return isOver;
  }

  /** Something was done that may have taken long: whoever takes the next step looks at the clock. */
  lookSoon(): void {
    this.stepsLeft = 0;
  }

  /** It is over for all that follows: what was done in it belongs to something that had used up others before. */
  end(): void {
    this.#isEnded = true;
    this.stepsLeft = 0;
  }

  /** Goes on in one of the next slices, after those that were handed in before. */
  later(goOn: () => void): void {
    this.#waiting.push(goOn);
    this.#scheduleNext();
  }

  #start(now: number): void {
    this.#startedAt = now;
    this.#lookedAt = now;
    this.#scheduleNext();
  }

  #scheduleNext(): void {
    if (this.#isNextScheduled) return;
    this.#isNextScheduled = true;
    setImmediate(this.#next);
  }

  readonly #next = (): void => {
    this.#isNextScheduled = false;
    this.#startedAt = 0;
    this.#isEnded = false;
    this.#looks = 0;
    this.stepsLeft = 0;
    const waiting = this.#waiting;
    this.#waiting = [];
    let taken = 0;
    while (taken < waiting.length && (taken === 0 || !this.isOver()))
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
  if (--slice.stepsLeft < 0 && slice.isOver()) await new Promise<void>((resolve) => slice.later(resolve));
}
