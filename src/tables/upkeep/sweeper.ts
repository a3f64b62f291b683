// Work that nobody waits for, a little at a time: the rows of what has been deleted, and whatever else has had its time.

import { ServiceError } from "../../aws/service-error.ts";
import type { Clock, Timer } from "../../time/clock.ts";

/** Does some of its work, and says whether there is more. */
export type Chore = () => boolean;

export type OnFault = (fault: unknown, where: string) => void;

/** How long chores rest when there is nothing to do, in milliseconds. */
const restMs = 10_000;

export class Sweeper {
  readonly #clock: Clock;
  readonly #chores: readonly Chore[];
  readonly #onFault: OnFault;
  #timer: Timer | undefined = undefined;
  #immediate: NodeJS.Immediate | undefined = undefined;
  #isClosed = false;

  constructor(clock: Clock, chores: readonly Chore[], onFault: OnFault) {
    this.#clock = clock;
    this.#chores = chores;
    this.#onFault = onFault;
    this.#rest();
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
    const isMore = this.#chores.map((chore) => this.#do(chore)).some(Boolean);
    if (isMore) this.wake();
    else this.#rest();
  }

  #do(chore: Chore): boolean {
    try {
      return chore();
    } catch (problem) {
      // A disk that is full has been told to whoever writes to it; the chore is done when there is room.
      if (!(problem instanceof ServiceError)) this.#onFault(problem, "the upkeep of tables");
      return false;
    }
  }

  #rest(): void {
    this.#timer = this.#clock.setTimer(restMs, () => this.wake());
  }
}
