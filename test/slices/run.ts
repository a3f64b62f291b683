// The largest requests that each service takes, asked of a region one after the other: how long its thread is busy without a pause.
// `npx node test/slices/run.ts [TEXT]` asks those whose name holds the text. Ends with 1 if one took longer than is aimed for.

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Target } from "../hostile/target.ts";
import { largeRequests } from "./large-requests.ts";
import { deletions } from "./requests/deletions.ts";
import type { LongestSlice } from "./watch.ts";

const longestMs = 100;
const folder = mkdtempSync(join(tmpdir(), "millrace-slices-"));
const told = join(folder, "longest.json");
process.env.MILLRACE_SLICES = told;
// Everything is asked whether it may, and nothing is refused, unless somebody wants to see that.
process.env.MILLRACE_IAM ??= "warn";
process.env.NODE_OPTIONS = `--import=${import.meta.dirname}/watch.ts`;

let number = 0;

async function longestSince(target: Target): Promise<LongestSlice> {
  number += 1;
  process.kill(target.pid, "SIGUSR2");
  for (;;) {
    await pause(5);
    const longest = existsSync(told) ? readLongest() : undefined;
    if (longest?.number === number) return longest;
  }
}

/** Undefined while it is being written. */
function readLongest(): LongestSlice | undefined {
  try {
    return JSON.parse(readFileSync(told, "utf8")) as LongestSlice;
  } catch {
    return undefined;
  }
}

function tell(name: string, status: string, { cpuMs, delayMs }: LongestSlice): void {
  if (cpuMs > longestMs) tooLong += 1;
  console.log(
    `${cpuMs.toFixed(0).padStart(6)} ms busy, ${delayMs.toFixed(0).padStart(6)} ms waited  ${name} (${status})`,
  );
}

/** Before what was made is deleted: a start with all of it, after a kill. Nobody is served before the start is over. */
async function restart(): Promise<void> {
  await target.kill();
  cpSync(target.directory, join(folder, "later"), { recursive: true });
  await startAgain(target);
  await pause(5000);
  tell("what goes on after a start", "five seconds", await longestSince(target));
}

/** When all that is kept for a time only has had its time. */
async function startLater(): Promise<void> {
  const later = new Target(join(folder, "later"));
  process.env.MILLRACE_LATER_DAYS = "400";
  await startAgain(later);
  delete process.env.MILLRACE_LATER_DAYS;
  try {
    await pause(30_000);
    tell("what is cleared away after 400 days", "thirty seconds", await longestSince(later));
    faults.push(...later.faults);
  } finally {
    await later.close();
  }
}

async function startAgain(stopped: Target): Promise<void> {
  number = 0;
  rmSync(told, { force: true });
  const refusal = await stopped.start();
  if (refusal !== undefined) throw new Error(refusal.message);
  await longestSince(stopped);
}

const faults: string[] = [];
const target = new Target(join(folder, "region"));
let tooLong = 0;
try {
  const refusal = await target.start();
  if (refusal !== undefined) throw new Error(refusal.message);
  const ends = largeRequests.length - deletions.length;
  for (const [index, { name, prepare, ask }] of largeRequests.entries()) {
    if (index === ends) await restart();
    if (!name.includes(process.argv[2] ?? "")) continue;
    await prepare?.(target);
    await longestSince(target);
    const status = await ask(target).catch((problem: Error) => problem.message);
    tell(name, status, await longestSince(target));
  }
  await target.close();
  await startLater();
  for (const fault of [...target.faults, ...faults]) console.log(`fault: ${fault}`);
} finally {
  await target.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${tooLong} above ${longestMs} ms`);
process.exitCode = tooLong === 0 ? 0 : 1;
