// Kills the service again and again at random moments, lets it finish, and holds what it did against an outside ledger.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ChildLine, ExecutionResult } from "./child.ts";
import { type Campaign, nameOf, rightOutput, tasksOf } from "./workflow.ts";

export interface Killing extends Campaign {
  readonly kills: number;
  /** About how long the service lives between two kills. */
  readonly lifeMs: number;
  readonly onKill?: (kill: number, open: number) => void;
}

export interface Account {
  /** Everything that must not be; empty if all is well. */
  readonly problems: readonly string[];
  readonly executions: number;
  readonly kills: number;
  readonly sideEffects: number;
  /** Attempts whose outcome nobody could know, and that the workflow tried again. */
  readonly repeatedTasks: number;
  readonly historyEvents: number;
  /** How many executions were open at each kill, and how long it took to take them up again. */
  readonly openAtKills: readonly number[];
  readonly recoveriesMs: readonly number[];
  readonly seconds: number;
}

const child = join(import.meta.dirname, "child.ts");

export async function runCampaign(killing: Killing): Promise<Account> {
  const directory = mkdtempSync(join(tmpdir(), "millrace-faults-"));
  const startedAt = performance.now();
  const open: number[] = [];
  const recoveriesMs: number[] = [];
  const problems: string[] = [];
  const acknowledged = new Set<string>();
  let kills = 0;
  try {
    let results: readonly ExecutionResult[] | undefined;
    for (let life = 0; results === undefined; life++) {
      const killAfterMs = life < killing.kills ? killing.lifeMs * (0.5 + Math.random()) : undefined;
      results = await live(directory, killing, killAfterMs, (line) => {
        if (line.type === "acknowledged") for (const name of line.names) acknowledged.add(name);
        if (line.type !== "recovered") return;
        const known = new Set(line.known);
        for (const name of acknowledged)
          if (!known.has(name)) problems.push(`${name} was acknowledged and is lost`);
        if (life === 0) return;
        open.push(line.open);
        recoveriesMs.push(line.tookMs);
        killing.onKill?.(life, line.open);
      });
      if (results === undefined) kills += 1;
      if (results === undefined && killAfterMs === undefined)
        throw new Error("The service ended before its work did.");
    }
    const ledger = readFileSync(join(directory, "ledger.txt"), "utf8").trimEnd().split("\n");
    problems.push(...resultProblems(results, killing), ...ledgerProblems(ledger, killing));
    return {
      problems,
      executions: results.length,
      kills,
      sideEffects: ledger.length,
      repeatedTasks: ledger.length - killing.executions * tasksOf(killing),
      historyEvents: results.reduce((sum, { events }) => sum + events, 0),
      openAtKills: open,
      recoveriesMs,
      seconds: (performance.now() - startedAt) / 1000,
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** One life of the service: until its work is done, or until it is killed. */
async function live(
  directory: string,
  { executions, rounds, waitSeconds }: Campaign,
  killAfterMs: number | undefined,
  hear: (line: ChildLine) => void,
): Promise<readonly ExecutionResult[] | undefined> {
  const campaign = JSON.stringify({ executions, rounds, waitSeconds });
  const service = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", child, directory, campaign],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let timer: NodeJS.Timeout | undefined;
  const exited = new Promise<number | null>((resolve) => service.once("exit", resolve));
  let results: readonly ExecutionResult[] | undefined;
  for await (const text of createInterface(service.stdout)) {
    const line = readLine(text);
    if (line?.type === "result") results = line.results;
    // Its life begins when it is up, however long the machine takes for that.
    if (line?.type === "recovered" && killAfterMs !== undefined)
      timer = setTimeout(() => service.kill("SIGKILL"), killAfterMs);
    if (line !== undefined) hear(line);
  }
  clearTimeout(timer);
  const code = await exited;
  if (code !== null && code !== 0) throw new Error(`The service ended with exit code ${code}.`);
  return results;
}

/** The kill may have torn the last line. */
function readLine(text: string): ChildLine | undefined {
  try {
    return JSON.parse(text) as ChildLine;
  } catch {
    return undefined;
  }
}

function resultProblems(results: readonly ExecutionResult[], campaign: Campaign): string[] {
  return results.flatMap(({ name, status, output, problems }, number) => {
    const right = rightOutput(number, campaign);
    const outcome =
      status === "SUCCEEDED" && output === right
        ? []
        : [`${status} with ${JSON.stringify(output)}, not ${right}`];
    return [...outcome, ...problems].map((problem) => `${name}: ${problem}`);
  });
}

/** No attempt had its side effect twice, and every task had one. */
function ledgerProblems(ledger: readonly string[], campaign: Campaign): string[] {
  const problems: string[] = [];
  const attempts = new Set<string>();
  const tasks = new Map<string, Set<string>>();
  for (const line of ledger) {
    if (attempts.has(line)) problems.push(`twice in the ledger: ${line}`);
    attempts.add(line);
    const [name = "", ...task] = line.split(" attempt ")[0]?.split(" ") ?? [];
    const done = tasks.get(name) ?? new Set();
    tasks.set(name, done.add(task.join(" ")));
  }
  for (let number = 0; number < campaign.executions; number++) {
    const done = tasks.get(nameOf(number))?.size ?? 0;
    if (done !== tasksOf(campaign))
      problems.push(`${nameOf(number)} did ${done} tasks, not ${tasksOf(campaign)}`);
  }
  return problems;
}
