// A clock that runs faster than the system's, for rehearsals of what takes hours or days.

import { type Clock, systemClock } from "./clock.ts";
import type { ClockJumps } from "./clock-jumps.ts";

/** It starts at the system's time and runs `speed` times as fast. */
export function fastClock(speed: number, base: Clock = systemClock): Clock {
  const startedAt = base.now();
  const { jumps } = base;
  return {
    ...(jumps === undefined ? {} : { jumps: fastJumps(speed, jumps) }),
    speed: speed * (base.speed ?? 1),
    now: () => startedAt + (base.now() - startedAt) * speed,
    setTimer: (delayMs, fire) => base.setTimer(delayMs / speed, fire),
  };
}

function fastJumps(speed: number, jumps: ClockJumps): ClockJumps {
  return {
    watch: (told) =>
      jumps.watch(({ byMs, withinMs }) => told({ byMs: byMs * speed, withinMs: withinMs * speed })),
  };
}
