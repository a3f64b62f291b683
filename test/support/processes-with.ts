// The processes of this machine that were started with a variable, of those that this user may look at.

import { readdirSync, readFileSync } from "node:fs";

/** `NAME=value`. */
export function processesWith(variable: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => variablesOf(pid).includes(variable))
    .map(Number);
}

function variablesOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    // It is somebody else's, or has ended.
    return [];
  }
}
