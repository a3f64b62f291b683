// The pace of API destinations: each has so many turns a second, and a turn has its time.

import type { Clock } from "../../../time/clock.ts";
import type { ApiDestination } from "./api-destinations.ts";

interface Turns {
  /** When the next one is. */
  readonly next: number;
  /** When a turn was asked for last. */
  readonly askedAt: number;
}

export class Pace {
  readonly #clock: Clock;
  readonly #turns = new Map<string, Turns>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when it is the caller's turn; undefined if it is at once. */
  turn({
    arn,
    invocationsPerSecond,
  }: Pick<ApiDestination, "arn" | "invocationsPerSecond">): Promise<void> | undefined {
    const now = this.#clock.now();
    const { next, askedAt } = this.#turns.get(arn) ?? { next: now, askedAt: now };
    // A clock that is put back does not make anybody wait until it has come as far again.
    const at = Math.max(now, next - Math.max(0, askedAt - now));
    this.#turns.set(arn, { next: at + 1000 / invocationsPerSecond, askedAt: now });
    if (at <= now) return undefined;
    return new Promise((resolve) => this.#clock.setTimer(at - now, resolve));
  }
}
