// Work that nobody waits for, a little at a time: the rows of what has been deleted, and whatever else has had its time.

import { ServiceError } from "../../../aws/service-error.ts";
import type { Clock, Timer } from "../../../time/clock.ts";

/** Does some of its work, and says whether there is more. */
export type Chore = () => boolean;

export type OnFault = (fault: unknown, where: string) => void;

/** How long chores rest when there is nothing to do, in milliseconds. */
const restMs = 10_000;

export interface SweeperOptions {
  readonly clock: Clock;
  readonly chores: readonly Chore[];
  /** Whether there is anything whose time may come by itself. */
  readonly isAwaiting: () => boolean;
  readonly onFault: OnFault;
}

export class Sweeper {
  readonly #options: SweeperOptions;
  #timer: Timer | undefined = undefined;
  #immediate: NodeJS.Immediate | undefined = undefined;
  #isClosed = false;

  /** What the last run left undone is begun with. */
  constructor(options: SweeperOptions) {
    this.#options = options;
    this.wake();
  }

  /** There is something to do. */
  wake(): void {
    if (this.#isClosed || this.#immediate !== undefined) return;
    this.#timer?.cancel();
    this.#immediate = setImmediate(() => this.#work());
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    clearImmediate(this.#immediate);
  }

  #work(): void {
    this.#immediate = undefined;
    const { chores, clock, isAwaiting } = this.#options;
    const outcomes = chores.map((chore) => this.#do(chore));
    if (outcomes.includes("more")) this.wake();
    else if (outcomes.includes("failed") || isAwaiting()) {
      this.#timer = clock.setTimer(restMs, () => this.wake());
    }
  }

  #do(chore: Chore): "more" | "done" | "failed" {
    try {
      return chore() ? "more" : "done";
    } catch (problem) {
      // A disk that is full has been told to whoever writes to it; the chore is done when there is room.
      if (!(problem instanceof ServiceError)) this.#options.onFault(problem, "the upkeep of tables");
      return "failed";
    }
  }
}
