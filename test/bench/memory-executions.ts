// The process of the memory benchmark: runs executions of the five-state flow one after the other, and prints what it held
// before and after them, in megabytes.

import { fiveStates, order, provenRunnerOf } from "./executions.ts";

export interface Held {
  readonly heap: number;
  readonly resident: number;
}

const executions = Number(process.argv[2]);
const run = await provenRunnerOf(fiveStates, order);
await repeat(Math.max(1, executions / 10));
const before = held();
await repeat(executions);
console.log(JSON.stringify({ before, after: held() }));

async function repeat(times: number): Promise<void> {
  for (let count = 0; count < times; count++) await run();
}

function held(): Held {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / 1e6, resident: rss / 1e6 };
}
