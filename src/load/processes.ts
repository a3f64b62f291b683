// What the processes that come of this one take of the machine: those of the handlers, and the load test's generator.

import { readFileSync } from "node:fs";
import { treeOf } from "../services/lambda/sandbox/process-tree.ts";

export interface ProcessUse {
  readonly processorSeconds: number;
  /** What the processes have for themselves, without what they share with this one, such as the pages of Node.js. */
  readonly privateBytes: number;
}

/** Of /proc, on every machine that Node.js runs on. */
const ticksPerSecond = 100;
const pageBytes = 4096;
/** In /proc/PID/stat behind the name, which may hold anything: time in user and in system mode. */
const fields = { user: 11, system: 12 } as const;

/** Of all that come of this process but one. Undefined where the system does not tell (there is no /proc). */
export function descendantsUse(without?: number): ProcessUse | undefined {
  return useOf(
    treeOf(process.pid)
      .slice(1)
      .filter((pid) => pid !== without),
  );
}

/** Undefined where the system does not tell. */
export function useOf(pids: readonly number[]): ProcessUse | undefined {
  if (process.platform !== "linux") return undefined;
  let [ticks, pages] = [0, 0];
  for (const pid of pids) {
    const values = read(pid, "stat");
    const [user, system] = values
      .slice(values.lastIndexOf(")") + 2)
      .split(" ")
      .slice(fields.user, fields.system + 1);
    ticks += Number(user ?? 0) + Number(system ?? 0);
    const [, resident = 0, shared = 0] = read(pid, "statm").split(" ").map(Number);
    pages += resident - shared;
  }
  return { processorSeconds: ticks / ticksPerSecond, privateBytes: pages * pageBytes };
}

/** An environment that ended took its account with it, so less is counted then, never less than nothing. */
export function processorSecondsBetween(
  before: ProcessUse | undefined,
  after: ProcessUse | undefined,
): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  return Math.max(0, after.processorSeconds - before.processorSeconds);
}

/** Empty for a process that has gone meanwhile. */
function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch {
    return "";
  }
}
