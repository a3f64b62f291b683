// The processes of one environment as the system sees them: the one that was started, and all that come of it.

import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { atOnce } from "../../../time/time-slice.ts";

export interface TreeUse {
  /** What the processes have for themselves, without what they share with others, such as the pages of a program's file. */
  readonly privateBytes: number;
  /** Memory that they share with one another, of the one that has most of it: others may have the same. */
  readonly sharedBytes: number;
  /** All that is resident. */
  readonly residentBytes: number;
  readonly processes: number;
}

/** That of Linux on every machine that Node.js runs on, but for some with large pages; then more is counted, never less. */
const pageBytes = 4096;
/** As much as programs' own files take of a process; where it is more, memory may be shared. */
const usualSharedPages = (64 * 2 ** 20) / pageBytes;
/** Beyond it nobody counts any further. */
const mostCounted = 4096;

/** Undefined where the system does not tell (there is no /proc). Yields between two processes, of which there may be thousands. */
export function* measureTree(pid: number): Generator<void, TreeUse | undefined> {
  if (process.platform !== "linux") return undefined;
  let [privateBytes, sharedBytes, residentBytes, processes] = [0, 0, 0, 0];
  for (const each of yield* walkTree(pid)) {
    yield;
    const [, resident = 0, shared = 0] = readText(`/proc/${each}/statm`).split(" ").map(Number);
    privateBytes += (resident - shared) * pageBytes;
    if (shared > usualSharedPages) sharedBytes = Math.max(sharedBytes, sharedMemoryOf(each));
    residentBytes += resident * pageBytes;
    processes += 1;
  }
  return { privateBytes, sharedBytes, residentBytes, processes };
}

/** In bytes: without the pages of files. */
function sharedMemoryOf(pid: number): number {
  return Number(/^RssShmem:\s+(\d+) kB/m.exec(readText(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

/** The process and all that have come of it and are still its descendants, parents first. */
export function treeOf(pid: number): readonly number[] {
  return atOnce(walkTree(pid));
}

function* walkTree(pid: number): Generator<void, readonly number[]> {
  const found = [pid];
  for (let at = 0; at < found.length && found.length < mostCounted; at++) {
    for (const child of childrenOf(found[at] ?? 0)) found.push(child);
    yield;
  }
  return found;
}

/** A process belongs to the thread that started it. */
function childrenOf(pid: number): readonly number[] {
  const tasks = `/proc/${pid}/task`;
  try {
    return readdirSync(tasks).flatMap((task) => numbersIn(readText(`${tasks}/${task}/children`)));
  } catch {
    return [];
  }
}

/** Each has a space behind it, but for one in which the text was cut off. */
function numbersIn(text: string): readonly number[] {
  return text === "" ? [] : text.slice(0, text.lastIndexOf(" ")).split(" ").map(Number);
}

/** No shorter than what is told of a task that has as many children as are counted. */
const told = Buffer.allocUnsafeSlow(64 * 1024);

/** Empty for a process that has gone meanwhile. Looked at so often that what `readFileSync` does beside reading counts. */
function readText(path: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    return told.toString("latin1", 0, readSync(file, told, 0, told.length, 0));
  } catch {
    return "";
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
