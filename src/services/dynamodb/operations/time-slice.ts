// Long work gives way to others every now and then.

import { setImmediate as nextTurn } from "node:timers/promises";

/** How long nobody else gets a turn, in milliseconds. */
const sliceMs = 10;

export class TimeSlice {
  #endsAt = performance.now() + sliceMs;

  get isOver(): boolean {
    return performance.now() > this.#endsAt;
  }

  /** Lets others have their turn, and begins anew. */
  async giveWay(): Promise<void> {
    await nextTurn();
    this.#endsAt = performance.now() + sliceMs;
  }
}
