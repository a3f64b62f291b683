// What the processes that come of this one take of the machine: those of the handlers.

import { readFileSync } from "node:fs";
import { treeOf } from "../services/lambda/sandbox/process-tree.ts";

export interface ProcessorUse {
  readonly processorSeconds: number;
  readonly residentBytes: number;
}

/** Of /proc, on every machine that Node.js runs on. */
const ticksPerSecond = 100;
const pageBytes = 4096;
/** In /proc/PID/stat behind the name, which may hold anything: time in user and in system mode, and resident pages. */
const fields = { user: 11, system: 12, resident: 21 } as const;

/** Undefined where the system does not tell (there is no /proc). */
export function descendantsUse(pid = process.pid): ProcessorUse | undefined {
  if (process.platform !== "linux") return undefined;
  let [ticks, pages] = [0, 0];
  for (const each of treeOf(pid).slice(1)) {
    const values = statOf(each);
    ticks += Number(values[fields.user] ?? 0) + Number(values[fields.system] ?? 0);
    pages += Number(values[fields.resident] ?? 0);
  }
  return { processorSeconds: ticks / ticksPerSecond, residentBytes: pages * pageBytes };
}

/** An environment that ended took its account with it, so less is counted then, never less than nothing. */
export function processorsBetween(
  before: ProcessorUse | undefined,
  after: ProcessorUse | undefined,
  seconds: number,
): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  return Math.max(0, after.processorSeconds - before.processorSeconds) / seconds;
}

/** Empty for a process that has gone meanwhile. */
function statOf(pid: number): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}
