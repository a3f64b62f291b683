// The seconds that a benchmark divides by: those that passed, or those that the main thread ran for, which are the same however busy the
// machine is. V8's own threads are left out: with others at work they take several times as long for the same garbage.

import { readFileSync } from "node:fs";

/** Looking may take longer than what is measured. */
const millisecondsBetweenLooks = 1;

export type Seconds = "passed" | "of the main thread";

/** Starts when called, and is then asked how many seconds it has been. */
export type Stopwatch = () => () => number;

export function stopwatchOf(seconds: Seconds, pid = process.pid): Stopwatch {
  const read = seconds === "passed" ? () => performance.now() / 1000 : () => processorSeconds(pid);
  return () => {
    const from = read();
    return () => read() - from;
  };
}

/** One round of a benchmark: is over once so much has been spent of the seconds that are counted. */
export interface Round {
  isOver(): boolean;
  /** What has been spent so far. */
  seconds(): number;
}

export function startRound(stopwatch: Stopwatch, milliseconds: number): Round {
  const seconds = stopwatch();
  let isOver = false;
  let asksAgainAt = 0;
  return {
    seconds,
    isOver() {
      const now = performance.now();
      if (isOver || now < asksAgainAt) return isOver;
      isOver = seconds() * 1000 >= milliseconds;
      asksAgainAt = now + millisecondsBetweenLooks;
      return isOver;
    },
  };
}

/** Of another process as the scheduler counts it: the clock's ticks of a hundredth of a second are too coarse. */
function processorSeconds(pid: number): number {
  if (pid !== process.pid)
    return Number.parseInt(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "latin1"), 10) / 1e9;
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}
