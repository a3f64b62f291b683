// How long closed executions are kept, and their names with them: they are forgotten in the background, an hour's worth at a
// time. "You can reuse the name 90 days after the execution closed", API reference, StartExecution

import type { Clock, Timer } from "../../../time/clock.ts";
import type { ExecutionStore } from "../store/execution-store.ts";

export interface RetentionOptions {
  readonly store: ExecutionStore;
  readonly clock: Clock;
  readonly retentionMs: number;
}

export const defaultRetentionMs = 90 * 24 * 60 * 60 * 1000;
const pruneEveryMs = 60 * 60 * 1000;

export class Retention {
  readonly #store: ExecutionStore;
  readonly #clock: Clock;
  readonly #retentionMs: number;
  #timer: Timer | undefined = undefined;

  constructor({ store, clock, retentionMs }: RetentionOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#retentionMs = retentionMs;
  }

  start(): void {
    this.#timer ??= this.#clock.setTimer(0, this.#pruneAgain);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Whether an execution that ended then is forgotten, even if it is still there. */
  isOver(endedAt: number | undefined): boolean {
    return endedAt !== undefined && endedAt < this.#clock.now() - this.#retentionMs;
  }

  prune(): Promise<number> {
    return this.#store.prune(this.#clock.now() - this.#retentionMs);
  }

  readonly #pruneAgain = (): void => {
    this.#timer = this.#clock.setTimer(pruneEveryMs, this.#pruneAgain);
    // A disk that takes nothing now is tried again in an hour.
    this.prune().catch(() => undefined);
  };
}
