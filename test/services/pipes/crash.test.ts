// A real process that pipes records is killed with SIGKILL: its successor delivers all the rest, and repeats little.

import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { expect, test } from "@jest/globals";
import { temporaryFolder } from "../kinesis/support/open-streams.ts";

const piper = new URL("./support/endless-pipe.ts", import.meta.url).pathname;

interface Life {
  readonly lastPut: number;
  readonly taken: readonly number[];
  readonly repeats: number;
}

async function runAndKill(directory: string, firstNumber: number, batches: number): Promise<Life> {
  const child = spawn(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    piper,
    directory,
    String(firstNumber),
  ]);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const taken: number[] = [];
  let lastPut = firstNumber - 1;
  let repeats = 0;
  let heard = 0;
  for await (const line of createInterface(child.stdout)) {
    const [what, first, last] = line.split(" ");
    if (what === "put") lastPut = Number(first);
    if (what === "repeats") repeats = Number(first);
    if (what !== "took") continue;
    for (let number = Number(first); number <= Number(last); number++) taken.push(number);
    if (++heard === batches) child.kill("SIGKILL");
  }
  await ended;
  return { lastPut, taken, repeats };
}

test("over four kills every acknowledged record is delivered, and at most the batch in flight twice", async () => {
  const directory = await temporaryFolder();
  let next = 0;
  const lives: Life[] = [];
  for (const batches of [3, 30, 100, 200]) {
    const life = await runAndKill(directory, next, batches);
    // A commit whose acknowledgement the kill swallowed is put again under the same numbers.
    next = life.lastPut + 1;
    lives.push(life);
  }
  const taken = lives.flatMap((life) => life.taken);
  const reached = Math.max(...taken);
  const seen = new Set(taken);
  expect(
    Array.from({ length: reached + 1 }, (_, number) => number).filter((number) => !seen.has(number)),
  ).toEqual([]);
  for (const life of lives) expect(life.repeats).toBeLessThanOrEqual(10);
  await rm(directory, { recursive: true });
}, 180_000);
