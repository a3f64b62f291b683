// What goes wrong while the region is up, told as it happens: batches that a pipe could not deliver, with what the target said.

import type { Region } from "../region/region.ts";
import type { Printer } from "./printer.ts";
import { count } from "./progress.ts";

const intervalMs = 1000;
/** The same trouble is told again after this long, with how often it came. */
const repeatMs = 30_000;
const longestError = 300;

/** Prints a warning when batches of a pipe begin to fail, when they fail in another way, and from time to time while they do. */
export function watchTrouble({ services }: Region, printer: Printer): { stop(): void } {
  const told = new Map<string, { readonly error: string; readonly failed: number; readonly at: number }>();
  const look = () => {
    for (const pipe of services.pipes.all) {
      const { failedBatches: failed, lastError = "no reason was given" } = pipe.statistics();
      const before = told.get(pipe.name) ?? { error: "", failed: 0, at: 0 };
      const isNews = lastError !== before.error || Date.now() - before.at > repeatMs;
      if (failed === before.failed || !isNews) continue;
      told.set(pipe.name, { error: lastError, failed, at: Date.now() });
      const batches = failed === 1 ? "1 batch" : `${count(failed)} batches`;
      const shown = lastError.length <= longestError ? lastError : `${lastError.slice(0, longestError - 1)}…`;
      printer.warning(`the pipe ${pipe.name}: ${batches} failed so far: ${shown}`);
    }
  };
  const timer = setInterval(look, intervalMs);
  return { stop: () => clearInterval(timer) };
}
