// The processes of one environment as the system sees them: the one that was started, and all that come of it.

import { readdirSync, readFileSync } from "node:fs";

export interface TreeUse {
  /** What the processes have for themselves, without what they share with others, such as the pages of a program's file. */
  readonly privateBytes: number;
  /** All that is resident. */
  readonly residentBytes: number;
  readonly processes: number;
}

/** That of Linux on every machine that Node.js runs on, but for some with large pages; then more is counted, never less. */
const pageBytes = 4096;
/** Beyond it nobody counts any further. */
const mostCounted = 4096;

/** Undefined where the system does not tell (there is no /proc). */
export function measureTree(pid: number): TreeUse | undefined {
  if (process.platform !== "linux") return undefined;
  let [privateBytes, residentBytes, processes] = [0, 0, 0];
  for (const each of treeOf(pid)) {
    const [, resident = 0, shared = 0] = readText(`/proc/${each}/statm`).split(" ").map(Number);
    privateBytes += (resident - shared) * pageBytes;
    residentBytes += resident * pageBytes;
    processes += 1;
  }
  return { privateBytes, residentBytes, processes };
}

/** The process and all that have come of it and are still its descendants, parents first. */
export function treeOf(pid: number): readonly number[] {
  const found = [pid];
  for (let at = 0; at < found.length && found.length < mostCounted; at++) {
    for (const child of childrenOf(found[at] ?? 0)) found.push(child);
  }
  return found;
}

/** A process belongs to the thread that started it. */
function childrenOf(pid: number): readonly number[] {
  const tasks = `/proc/${pid}/task`;
  try {
    return readdirSync(tasks).flatMap((task) =>
      readText(`${tasks}/${task}/children`).split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** Empty for a process that has gone meanwhile. */
function readText(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
