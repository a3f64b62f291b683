// A suite in a process of its own, so that none runs on what another has left behind; also that of another checkout.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { BenchRow } from "./bench-row.ts";

/** What a checkout's own `run.ts` is asked for when it is to measure in its own process and print a row a line. */
const hereArguments = ["--disable-warning=ExperimentalWarning", "--expose-gc", "test/bench/run.ts", "--here"];

/** The rows of a suite of the checkout at `root`, as they come. Throws if its process fails. */
export async function* rowsOf(
  suite: string,
  root: string,
  options: readonly string[] = [],
): AsyncIterable<BenchRow> {
  const child = spawn(process.execPath, [...hereArguments, "--only", suite, ...options], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as BenchRow;
  const code = await exited;
  if (code !== 0)
    throw new Error(`The suite "${suite}" of ${join(root, "test/bench")} ended with exit code ${code}.`);
}
