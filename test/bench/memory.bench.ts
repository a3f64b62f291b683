// A million executions of the five-state flow in one process: what the heap and the process hold at the end, beside what they
// held once the process had warmed up.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type BenchRow, type Pace, rowOf } from "./bench-row.ts";
import type { Held } from "./memory-executions.ts";

/** In a process of its own, where nothing else is kept or collected. */
export async function memoryBenches({ scale }: Pace): Promise<BenchRow[]> {
  const executions = 1_000_000 * scale;
  const script = new URL("memory-executions.ts", import.meta.url).pathname;
  const flags = ["--expose-gc", "--disable-warning=ExperimentalWarning"];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, String(executions)]);
  const { before, after } = JSON.parse(stdout) as { readonly before: Held; readonly after: Held };
  const name = `after ${executions.toLocaleString("en-US")} executions`;
  return [
    row(`heap ${name}`, after.heap, before.heap),
    row(`resident memory ${name}`, after.resident, before.resident),
  ];
}

function row(name: string, millrace: number, peer: number): BenchRow {
  const peerName = "the same process before them";
  return rowOf({ name, millrace: [millrace], peer: [peer], peerName, unit: "MB" });
}
