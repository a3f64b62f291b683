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

/** What the work gives, without giving way. */
export function atOnce<Value>(work: Generator<void, Value>): Value {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** What the work gives. It gives way where it yields, once its slice is over; at once if it never has to. */
export function inSlices<Value>(work: Generator<void, Value>): Value | Promise<Value> {
  const first = work.next();
  return first.done === true ? first.value : goOn(work);
}

async function goOn<Value>(work: Generator<void, Value>): Promise<Value> {
  const slice = new TimeSlice();
  for (;;) {
    const next = work.next();
    // Also at the end: whatever is done with the value may take long as well.
    if (slice.isOver) await slice.giveWay();
    if (next.done === true) return next.value;
  }
}
