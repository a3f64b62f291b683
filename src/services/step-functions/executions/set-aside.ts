// Executions that could not be taken up when the region started: their turns do not fit their definition, or a turn of theirs was
// being run when the process died, and it would die again. They stay open as they are, tell why, and can be stopped.

import { ServiceError } from "../../../aws/service-error.ts";
import type { ExecutionStore } from "../store/execution-store.ts";
import { unfinishedTurns } from "../store/turn-watch.ts";

export const turnDidNotEnd =
  "One of its turns, or taking it up again, had not ended when the region went down: the process may have died of it.";

const takesLong = "Taking it up takes long: that goes on while the region is at work.";

export class SetAside {
  readonly #store: ExecutionStore;
  /** By the store's number. */
  readonly #reasons = new Map<number, string>();
  /** Those that are taken up later. Their turns can be run again by others meanwhile. */
  readonly #late = new Set<number>();
  /** Those that a process may have died of, also if they have been stopped since. */
  readonly #unfinished: Set<number>;

  constructor(store: ExecutionStore) {
    this.#store = store;
    this.#unfinished = new Set([...store.documents(unfinishedTurns).keys()].map(Number));
  }

  isUnfinished(execution: number): boolean {
    return this.#unfinished.has(execution);
  }

  add(execution: number, reason: string): void {
    this.#late.delete(execution);
    this.#reasons.set(execution, reason);
  }

  putOff(execution: number): void {
    this.#late.add(execution);
  }

  isPutOff(execution: number): boolean {
    return this.#late.has(execution);
  }

  /** Undefined if it is neither set aside nor put off. */
  reason(execution: number): string | undefined {
    return this.#reasons.get(execution) ?? (this.#late.has(execution) ? takesLong : undefined);
  }

  /** It runs, or it has been stopped. */
  release(execution: number): void {
    this.#late.delete(execution);
    this.#reasons.delete(execution);
  }

  /** It has been run to where it was without harm. */
  acquit(execution: number): void {
    if (this.#unfinished.delete(execution)) this.#store.remove(unfinishedTurns, String(execution));
  }

  /** Throws InternalFailure if running its turns again would do harm, or cannot be done. */
  checkReplayable(execution: number, arn: string): void {
    const reason =
      this.#reasons.get(execution) ?? (this.#unfinished.has(execution) ? turnDidNotEnd : undefined);
    if (reason !== undefined) throw notReplayable(arn, reason);
  }
}

export function notReplayable(arn: string, reason: string): ServiceError {
  return new ServiceError("InternalFailure", `The turns of '${arn}' are not run again. ${reason}`);
}
