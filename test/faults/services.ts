// Kills a region under the load of all its services, again and again, and lets it say after each kill what of the ledger is gone.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import type { ServicesLine } from "./services-child.ts";

const child = join(import.meta.dirname, "services-child.ts");

export interface ServicesAccount {
  readonly kills: number;
  /** How much each service acknowledged, by the kind of thing. */
  readonly acknowledged: ReadonlyMap<string, number>;
  readonly lost: readonly string[];
}

export interface ServicesRun {
  readonly kills: number;
  /** Each life goes on until so much more of every kind is acknowledged, and then for a random while up to this. */
  readonly acknowledgements: number;
  readonly mostMs: number;
  readonly onKill?: (kill: number, acknowledged: number) => void;
}

export async function killServices({
  kills,
  acknowledgements,
  mostMs,
  onKill,
}: ServicesRun): Promise<ServicesAccount> {
  const directory = mkdtempSync(join(tmpdir(), "millrace-services-"));
  const acknowledged = new Map<string, number>();
  const lost = new Set<string>();
  try {
    writeFileSync(join(directory, "ledger.txt"), "");
    for (let life = 0; life <= kills; life++) {
      const service = startServices(directory);
      const ofLife = new Map<string, number>();
      let killing: Promise<void> | undefined;
      // It is killed while it is heard, and under load until then.
      for await (const line of service.lines) {
        if (line.type === "checked") {
          for (const name of line.lost) lost.add(name);
          if (life > 0) onKill?.(life, line.acknowledged);
          // The last life only looks.
          if (life === kills) break;
        }
        if (line.type !== "acknowledged") continue;
        acknowledged.set(line.kind, (acknowledged.get(line.kind) ?? 0) + 1);
        ofLife.set(line.kind, (ofLife.get(line.kind) ?? 0) + 1);
        if (ofLife.size === kinds && Math.min(...ofLife.values()) >= acknowledgements)
          killing ??= setTimeout(Math.random() * mostMs).then(() => service.kill());
      }
      await (killing ?? service.kill());
    }
    return { kills, acknowledged, lost: [...lost] };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Records, messages, publications, events, objects, items and executions. */
export const kinds = 8;

export interface Services {
  readonly lines: AsyncIterable<ServicesLine>;
  readonly processId: number;
  kill(): Promise<void>;
}

/** `limit`: a shell command before it, such as one that takes the room away. */
export function startServices(directory: string, limit = ""): Services {
  const service = spawn(
    "bash",
    [
      "-c",
      `${limit} exec "$0" --disable-warning=ExperimentalWarning "$@"`,
      process.execPath,
      child,
      directory,
      join(directory, "ledger.txt"),
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const exited = new Promise<number | null>((resolve) => service.once("exit", resolve));
  return {
    lines: linesOf(createInterface(service.stdout)),
    processId: service.pid ?? 0,
    async kill() {
      service.kill("SIGKILL");
      const code = await exited;
      if (code !== null) throw new Error(`The region ended by itself, with exit code ${code}.`);
    },
  };
}

async function* linesOf(texts: AsyncIterable<string>): AsyncIterable<ServicesLine> {
  for await (const text of texts) {
    try {
      yield JSON.parse(text) as ServicesLine;
    } catch {
      // The kill has torn the last line.
      return;
    }
  }
}
