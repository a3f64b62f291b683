// Whether a stream takes another change: for a moment after one it is UPDATING, as it is on AWS for up to minutes. What is changed
// is changed by then, and records are put and read all the while.

import type { Clock, Timer } from "../../../time/clock.ts";

const updatingMs = 100;

export class StreamStatus {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get value(): "ACTIVE" | "UPDATING" {
    return this.#timer === undefined ? "ACTIVE" : "UPDATING";
  }

  /** A change has been asked for. */
  update(): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.setTimer(updatingMs, () => this.#settle());
  }

  /** Resolves once the stream is ACTIVE. */
  settled(): Promise<void> {
    if (this.#timer === undefined) return Promise.resolve();
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  close(): void {
    this.#timer?.cancel();
    this.#settle();
  }

  #settle(): void {
    this.#timer = undefined;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
