// How many requests a second are let through, and how many at once. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html

import type { Clock } from "../../../time/clock.ts";

export interface Throttle {
  /** Requests a second. */
  readonly rateLimit?: number | undefined;
  readonly burstLimit?: number | undefined;
}

export class TokenBucket {
  readonly #clock: Clock;
  readonly #perMs: number;
  readonly #most: number;
  #tokens: number;
  #at: number;

  constructor(clock: Clock, { rateLimit = Number.POSITIVE_INFINITY, burstLimit }: Throttle) {
    this.#clock = clock;
    this.#perMs = rateLimit / 1000;
    this.#most = burstLimit ?? Math.max(1, rateLimit);
    this.#tokens = this.#most;
    this.#at = clock.now();
  }

  /** Whether there is room for one more. */
  take(): boolean {
    const now = this.#clock.now();
    // Infinity times nothing is no number.
    const gained = now === this.#at ? 0 : Math.max(0, now - this.#at) * this.#perMs;
    this.#tokens = Math.min(this.#most, this.#tokens + gained);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** Undefined for what is not held back. */
export function bucketOf(clock: Clock, throttle: Throttle): TokenBucket | undefined {
  const { rateLimit, burstLimit } = throttle;
  return rateLimit === undefined && burstLimit === undefined ? undefined : new TokenBucket(clock, throttle);
}
