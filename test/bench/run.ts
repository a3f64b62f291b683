// `npm run bench`: every figure side by side with a peer, measured in the same run. With `--json` one object a line, with
// `--only NAME` one suite. Each suite has a process of its own, so that none runs on what another has left behind.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { type BenchRow, fullPace } from "./bench-row.ts";
import { suites } from "./suites.ts";

const { values } = parseArgs({
  options: { json: { type: "boolean" }, only: { type: "string" }, here: { type: "boolean" } },
});
const names = values.only === undefined ? Object.keys(suites) : [values.only];

/** The rows of a suite, as they come out of its process. */
async function* rowsOf(name: string): AsyncIterable<BenchRow> {
  const args = [...process.execArgv, import.meta.filename, "--only", name, "--here"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as BenchRow;
  const code = await exited;
  if (code !== 0) throw new Error(`The suite "${name}" ended with exit code ${code}.`);
}

function number(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);
}

function tableRow(cells: readonly string[]): string {
  const [name = "", ...figures] = cells;
  return [name.padEnd(50), ...figures.map((figure) => figure.padStart(14))].join("  ");
}

function print(row: BenchRow): void {
  const { name, millrace, peer, peerName, ratio, unit } = row;
  console.log(tableRow([name, number(millrace), number(peer), `${number(ratio)} x`, unit]));
  console.log(`  beside ${peerName}`);
}

for (const name of names) {
  if (suites[name] !== undefined) continue;
  console.error(`There is no suite "${name}": expected one of ${Object.keys(suites).join(", ")}`);
  process.exit(2);
}
if (values.here === true) {
  for (const name of names) {
    for (const row of (await suites[name]?.(fullPace)) ?? []) console.log(JSON.stringify(row));
  }
  // A peer may leave a handle open; the figures are all there.
  process.exit();
}
if (values.json !== true) console.log(tableRow(["", "Millrace", "peer", "ratio", "unit"]));
for (const name of names) {
  for await (const row of rowsOf(name)) {
    if (values.json === true) console.log(JSON.stringify(row));
    else print(row);
  }
}
