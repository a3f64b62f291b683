// Kills a region in which everything that takes things in does so under load, again and again, and balances its books at the end:
// whatever was acknowledged was taken by its target, or is a dead letter.

import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { makeSharedFile, sharedFolder } from "../support/shared-folder.ts";
import type { SourcesLine } from "./sources-child.ts";
import { type Books, sourceNames } from "./sources-ledger.ts";

const child = join(import.meta.dirname, "sources-child.ts");

export interface SourcesRun {
  readonly kills: number;
  /** Each life goes on until so much more of every source is acknowledged, and then for a random while up to this. */
  readonly acknowledgements: number;
  readonly mostMs: number;
  readonly onKill?: (kill: number) => void;
}

export async function killSources(run: SourcesRun): Promise<Books> {
  const directory = sharedFolder("sources");
  try {
    makeSharedFile(join(directory, "ledger.txt"));
    for (let kill = 1; kill <= run.kills; kill++) {
      await liveAndDie(directory, run);
      run.onKill?.(kill);
    }
    return await lastLife(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function liveAndDie(directory: string, { acknowledgements, mostMs }: SourcesRun): Promise<void> {
  const region = start(directory);
  const acknowledged = new Map<string, number>();
  let killing: Promise<void> | undefined;
  for await (const line of region.lines) {
    if (line.type !== "acknowledged") continue;
    acknowledged.set(line.source, (acknowledged.get(line.source) ?? 0) + 1);
    if (acknowledged.size === sourceNames.length && Math.min(...acknowledged.values()) >= acknowledgements)
      killing ??= setTimeout(Math.random() * mostMs).then(() => region.kill());
  }
  await (killing ?? region.kill());
}

async function lastLife(directory: string): Promise<Books> {
  const region = start(directory, "last");
  for await (const line of region.lines) {
    if (line.type !== "books") continue;
    await region.kill();
    return line;
  }
  throw new Error("The region ended before its books were balanced.");
}

function start(directory: string, ...more: readonly string[]) {
  const args = [
    "--disable-warning=ExperimentalWarning",
    child,
    directory,
    join(directory, "ledger.txt"),
    ...more,
  ];
  const region = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise<number | null>((resolve) => region.once("exit", resolve));
  return {
    lines: linesOf(createInterface(region.stdout)),
    async kill() {
      region.kill("SIGKILL");
      const code = await exited;
      if (code !== null) throw new Error(`The region ended by itself, with exit code ${code}.`);
    },
  };
}

async function* linesOf(texts: AsyncIterable<string>): AsyncIterable<SourcesLine> {
  for await (const text of texts) {
    try {
      yield JSON.parse(text) as SourcesLine;
    } catch {
      // The kill has torn the last line.
      return;
    }
  }
}
