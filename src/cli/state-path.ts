// The states that an execution entered, on one line: of many the first and the last, and how many lie between.

import { count } from "./progress.ts";

const longest = 20;
const kept = 5;

export function statePath(states: readonly string[]): string {
  const between = states.length - 2 * kept;
  const shown =
    states.length <= longest
      ? states
      : [...states.slice(0, kept), `… ${count(between)} more …`, ...states.slice(-kept)];
  return shown.join(" → ");
}
