// A point in time, as the reader wants times told; the other way to tell it is in its title.

import { useEffect, useState } from "preact/hooks";
import { clockTime, dateTime, duration, relativeTime, timeStyle } from "./words.ts";

export interface WhenProps {
  /** In milliseconds; nothing stands for no time. */
  readonly at: number | undefined;
  /** The day is known from what is around it. */
  readonly isClock?: boolean;
  /** Where there is room for both, how long ago it was stands beside it. */
  readonly isWhole?: boolean;
  /** The beginning of what it is within, from which it is counted rather than from now. */
  readonly since?: number;
}

export function When({ at, isClock = false, isWhole = false, since }: WhenProps) {
  const isRelative = timeStyle() === "relative";
  const [now, look] = useNow((isRelative || isWhole) && since === undefined);
  if (at === undefined || !Number.isFinite(at)) return null;
  const exact = isClock ? clockTime(at) : dateTime(at);
  const relative = since === undefined ? relativeTime(at, now) : `+ ${duration(at - since)}`;
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={isRelative ? dateTime(at) : relative}
      // Who comes to read the title reads what is so by then.
      onPointerEnter={look}
    >
      {isRelative ? relative : exact}
      {isWhole && !isRelative && ` (${relative})`}
    </time>
  );
}

const listeners = new Set<(now: number) => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** To the second where it goes on, by one clock for all that is told by it; and to look at the clock once more. */
function useNow(goesOn: boolean): readonly [now: number, look: () => void] {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!goesOn) return undefined;
    listeners.add(setNow);
    timer ??= setInterval(tick, 1000);
    return () => {
      listeners.delete(setNow);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, [goesOn]);
  return [now, () => setNow(Date.now())];
}

function tick(): void {
  if (document.visibilityState !== "visible") return;
  for (const tell of listeners) tell(Date.now());
}
