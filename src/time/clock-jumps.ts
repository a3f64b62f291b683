// Where a clock and its timers part: a machine that was asleep has moved its clock on and not its timers, and somebody may set the
// clock. Whoever waits for a time of the day has to be told.

import { guarded } from "../aws/unexpected.ts";

export interface ClockJump {
  /** Less than nothing where the clock was put back. */
  readonly byMs: number;
  /** It was noticed so long after it happened at most, on the clock. */
  readonly withinMs: number;
}

export interface ClockJumps {
  /** Tells of every jump, until the function that it answers with is called. */
  watch(told: (jump: ClockJump) => void): () => void;
}

const lookEveryMs = 1000;
/** A clock that is kept right by the network drifts by less within a look; what adds up to more is told. */
const toleranceMs = 100;
/** A process that others held up between the two readings has read nothing. */
const longestReadingMs = 5;

/** Jumps of the system's clock, looked for once a second while anybody watches. No process is kept alive for them. */
export class SystemJumps implements ClockJumps {
  readonly #watchers = new Set<(jump: ClockJump) => void>();
  #looking: NodeJS.Timeout | undefined;
  #ahead: number | undefined;

  watch(told: (jump: ClockJump) => void): () => void {
    // One that watches twice is told twice.
    const own = (jump: ClockJump) => told(jump);
    this.#watchers.add(own);
    if (this.#looking === undefined) {
      this.#ahead = aheadOfTimers();
      this.#looking = setInterval(() => this.#look(), lookEveryMs).unref();
    }
    return () => {
      this.#watchers.delete(own);
      if (this.#watchers.size > 0) return;
      clearInterval(this.#looking);
      this.#looking = undefined;
    };
  }

  #look(): void {
    const ahead = aheadOfTimers();
    if (ahead === undefined) return;
    const before = this.#ahead ?? ahead;
    const byMs = ahead - before;
    const isJump = Math.abs(byMs) > toleranceMs;
    this.#ahead = isJump ? ahead : before;
    if (!isJump) return;
    for (const told of [...this.#watchers])
      guarded("a jump of the clock", () => told({ byMs, withinMs: 2 * lookEveryMs }));
  }
}

/** How far the time of day is ahead of the time by which timers run. */
function aheadOfTimers(): number | undefined {
  const before = performance.now();
  const now = Date.now();
  const after = performance.now();
  return after - before > longestReadingMs ? undefined : now - after;
}
