// Loaded into a region's process before anything else: sees how long its thread is busy between two ticks of a timer. On SIGUSR2 it
// writes the longest since the last one into the file that MILLRACE_SLICES names.

import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** Of one stretch: what the thread computed, and what others waited for, which grows with the load of the machine. */
export interface LongestSlice {
  readonly number: number;
  readonly cpuMs: number;
  readonly delayMs: number;
}

const path = process.env.MILLRACE_SLICES ?? "";
const delay = monitorEventLoopDelay({ resolution: 1 });
let number = 0;
let longestMs = 0;
let spentBefore = cpuMs();

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function look(): void {
  const spent = cpuMs();
  longestMs = Math.max(longestMs, spent - spentBefore);
  spentBefore = spent;
}

delay.enable();
setInterval(look, 1).unref();
process.on("SIGUSR2", () => {
  look();
  number += 1;
  const longest: LongestSlice = { number, cpuMs: longestMs, delayMs: delay.max / 1e6 };
  writeFileSync(path, JSON.stringify(longest));
  longestMs = 0;
  delay.reset();
});
