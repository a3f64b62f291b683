// Random machines whose process is killed again and again: nothing is thrown, nothing is set aside, every execution ends, and
// each has the history that it had while it ran.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { MachinesLine } from "./machines-child.ts";

export interface MachinesCampaign {
  /** History events, in all lives together. */
  readonly steps: number;
  readonly stepsBetweenKills: number;
  readonly onKill?: (steps: number) => void;
}

export interface MachinesAccount {
  readonly problems: readonly string[];
  readonly executions: number;
  readonly steps: number;
  readonly kills: number;
  readonly seconds: number;
}

const child = join(import.meta.dirname, "machines-child.ts");

export async function runMachines(campaign: MachinesCampaign): Promise<MachinesAccount> {
  const directory = mkdtempSync(join(tmpdir(), "millrace-machines-"));
  const began = performance.now();
  const problems: string[] = [];
  const open = new Set<string>();
  let executions = 0;
  let steps = 0;
  let kills = 0;
  try {
    for (let isDone = false, life = 0; !isDone && problems.length === 0; life++) {
      const left = campaign.steps - steps;
      const killAfter =
        left > 0 ? campaign.stepsBetweenKills * (0.5 + Math.random()) : Number.POSITIVE_INFINITY;
      let lived = 0;
      writeFileSync(join(directory, "acknowledged.txt"), [...open].join("\n"));
      isDone = await live([directory, String(life), String(Math.max(0, left))], (line, kill) => {
        if (line.type === "started") for (const name of line.names) open.add(name);
        if (line.type === "broken") problems.push(line.problem);
        if (line.type !== "ended") return;
        if (!open.delete(line.name)) return;
        executions += 1;
        steps += line.events;
        lived += line.events;
        problems.push(...line.problems);
        if (lived >= killAfter) kill();
      });
      if (!isDone) campaign.onKill?.(steps);
      if (!isDone) kills += 1;
    }
    if (problems.length === 0)
      for (const name of open) problems.push(`${name} was acknowledged and has not ended`);
    return { problems, executions, steps, kills, seconds: (performance.now() - began) / 1000 };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** One life of the process: whether it came to its end. */
async function live(
  args: readonly string[],
  hear: (line: MachinesLine, kill: () => void) => void,
): Promise<boolean> {
  const running = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", child, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<number | null>((resolve) => running.once("exit", resolve));
  let isDone = false;
  let isKilled = false;
  for await (const text of createInterface(running.stdout)) {
    const line = readLine(text);
    if (line?.type === "done") isDone = true;
    if (line === undefined || isKilled) continue;
    hear(line, () => {
      isKilled = true;
      running.kill("SIGKILL");
    });
  }
  const code = await exited;
  if (!isKilled && code !== 0)
    hear({ type: "broken", problem: `The process ended with exit code ${code}.` }, () => {});
  return isDone;
}

/** The kill may have torn the last line. */
function readLine(text: string): MachinesLine | undefined {
  try {
    return JSON.parse(text) as MachinesLine;
  } catch {
    return undefined;
  }
}
