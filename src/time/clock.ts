// Time as a seam: whoever waits or asks for the hour does it through a Clock, so that tests can hold the clock still.

import { guarded } from "../aws/unexpected.ts";
import { type ClockJumps, SystemJumps } from "./clock-jumps.ts";

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `fire` once after `delayMs`; a delay of zero or less fires on a later turn of the event loop, never at once. */
  setTimer(delayMs: number, fire: () => void): Timer;
  /** How many times as fast it runs as programs do: what limits the time of one is longer by this. @default 1 */
  readonly speed?: number;
  /** @default it never jumps */
  readonly jumps?: ClockJumps;
}

/** setTimeout overflows at 2^31 ms (24.8 days) and then fires at once, so a longer wait is slept in pieces. */
const longestTimeoutMs = 2 ** 31 - 1;

/** What fires here ends nothing but itself, whatever it throws. */
export const systemClock: Clock = {
  now: Date.now,
  jumps: new SystemJumps(),
  setTimer(delayMs, fire) {
    // What is overdue is no mistake, of which Node.js would warn.
    let remainingMs = Math.max(delayMs, 0);
    let handle: NodeJS.Timeout;
    const wake = () => guarded("a timer", fire);
    const sleep = () => {
      const piece = Math.min(remainingMs, longestTimeoutMs);
      remainingMs -= piece;
      handle = setTimeout(remainingMs > 0 ? sleep : wake, piece);
    };
    sleep();
    return { cancel: () => clearTimeout(handle) };
  },
};
