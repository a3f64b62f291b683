// Kills a region while its event source mappings are under load, again and again, and looks at the end whether functions took all that
// was acknowledged, and each key in its order.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { sharedFolder } from "../support/shared-folder.ts";

const child = join(import.meta.dirname, "mappings-child.ts");
/** A standard queue keeps no order. */
const inOrder = /^(?:stream|table|fifo)-/;

export interface MappingsAccount {
  readonly kills: number;
  readonly acknowledged: number;
  /** Times that a function took something again. */
  readonly repeats: number;
  readonly lost: readonly string[];
  /** What was taken for the first time after something that follows it in its key. */
  readonly outOfOrder: readonly string[];
  /** What stands in the state of two tumbling windows, or twice in that of one. */
  readonly counted: { readonly once: number; readonly more: readonly string[] };
}

export interface MappingsRun {
  readonly kills: number;
  /** Each life goes on for a random while between these, from its start on. */
  readonly leastMs: number;
  readonly mostMs: number;
  /** For so long nothing may be taken in the last life, before all has been. */
  readonly drainMs: number;
  readonly onKill?: (kill: number, acknowledged: number) => void;
}

export async function killMappings(run: MappingsRun): Promise<MappingsAccount> {
  const directory = sharedFolder("mappings");
  const read = (name: string) => {
    const path = join(directory, name);
    return existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];
  };
  try {
    for (let kill = 1; kill <= run.kills; kill++) {
      const region = await start(directory, kill);
      await setTimeout(run.leastMs + Math.random() * (run.mostMs - run.leastMs));
      // However slow the machine is, something is under way when the last of them is killed.
      const isUnderWay = () => read("given.txt").some((line) => line.startsWith("stream-"));
      const until = Date.now() + run.drainMs;
      while (kill === run.kills && !isUnderWay() && Date.now() < until) await setTimeout(50);
      await region.kill();
      run.onKill?.(kill, read("given.txt").length);
    }
    const last = await start(directory, 0);
    const given = read("given.txt");
    let lost: readonly string[] = given;
    let progressAt = Date.now();
    while (lost.length > 0 && Date.now() < progressAt + run.drainMs) {
      await setTimeout(200);
      const before = lost.length;
      const taken = new Set(read("taken.txt"));
      const counted = new Set(read("counted.txt").map((line) => line.split("\t")[2]));
      lost = given.filter((line) => !taken.has(line) || (line.startsWith("stream-") && !counted.has(line)));
      if (lost.length < before) progressAt = Date.now();
    }
    await last.kill();
    const taken = read("taken.txt");
    return {
      kills: run.kills,
      acknowledged: given.length,
      repeats: taken.length - new Set(taken).size,
      lost,
      outOfOrder: disorderOf(taken),
      counted: countedIn(read("counted.txt")),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A window's last call may come again, with the same state. */
function countedIn(lines: readonly string[]): MappingsAccount["counted"] {
  const windowOf = new Map<string, string>();
  const seen = new Set<string>();
  const more = lines.filter((line) => {
    const [window = "", , text = ""] = line.split("\t");
    const isTwice = seen.has(line) || (windowOf.get(text) ?? window) !== window;
    seen.add(line);
    windowOf.set(text, window);
    return isTwice;
  });
  return { once: windowOf.size, more };
}

function disorderOf(taken: readonly string[]): readonly string[] {
  const newest = new Map<string, number>();
  const seen = new Set<string>();
  return taken.filter((line) => {
    const [key = "", number] = line.split(" ");
    if (!inOrder.test(key) || seen.has(line)) return false;
    seen.add(line);
    const isLate = Number(number) < (newest.get(key) ?? 0);
    newest.set(key, Math.max(newest.get(key) ?? 0, Number(number)));
    return isLate;
  });
}

/** Under load but for the life numbered 0. */
async function start(directory: string, life: number): Promise<{ kill(): Promise<void> }> {
  const region = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", child, directory, `${life}`],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const exited = once(region, "exit");
  const cameUp = await Promise.race([once(region.stdout, "data"), exited.then(() => undefined)]);
  if (cameUp === undefined) throw new Error("The region did not come up.");
  return {
    async kill() {
      region.kill("SIGKILL");
      const [code] = await exited;
      if (code !== null) throw new Error(`The region ended by itself, with exit code ${code}.`);
    },
  };
}
