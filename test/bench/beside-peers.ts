// `npm run bench`: every suite beside its peers, with what the machine itself gave meanwhile; and the tables of the documentation from it.

import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { BenchRow, Pace } from "./bench-row.ts";
import { type Calibration, calibrate, calibrationRows } from "./calibration.bench.ts";
import { rowsOf } from "./suite-process.ts";
import { figure, foremostTable, spreadText, tableRow, wholeTable, withTable } from "./table.ts";

export interface BesidePeersOptions {
  readonly suites: readonly string[];
  /** One object a line. */
  readonly json: boolean;
  /** Whether the tables of README and docs/speed.md are to be written. */
  readonly write: boolean;
}

const root = resolve(import.meta.dirname, "../..");
const briefly: Pace = { rounds: 3, millisecondsPerRound: 1, scale: 1, seconds: "passed" };

/** The machine is asked between the suites, so that its rows say what it gave all the while, and how steadily. */
export async function measureBesidePeers({ suites, json, write }: BesidePeersOptions): Promise<void> {
  const show = (row: BenchRow) => (json ? console.log(JSON.stringify(row)) : print(row));
  const rows: BenchRow[] = [];
  const machine: Calibration[] = [];
  if (!json) console.log(tableRow(["", "Millrace", "peer", "ratio", "spread", "unit"]));
  for (const name of suites.filter((each) => each !== "calibration")) {
    machine.push(await calibrate(briefly));
    for await (const row of rowsOf(name, root)) {
      rows.push(row);
      show(row);
    }
  }
  machine.push(await calibrate(briefly));
  const meanwhile = calibrationRows({
    loop: machine.flatMap(({ loop }) => loop),
    walk: machine.flatMap(({ walk }) => walk),
  });
  for (const row of meanwhile) show(row);
  if (write) writeTables([...meanwhile, ...rows]);
}

function print(row: BenchRow): void {
  const { name, millrace, peer, peerName, ratio, unit } = row;
  const figures = [figure(millrace), figure(peer), `${figure(ratio)} x`, spreadText(row.spread), unit];
  console.log(tableRow([name, ...figures]));
  console.log(`  beside ${peerName}`);
}

function writeTables(rows: readonly BenchRow[]): void {
  const tables = { "README.md": foremostTable(rows), "docs/speed.md": wholeTable(rows) };
  for (const [file, table] of Object.entries(tables)) {
    const path = resolve(root, file);
    writeFileSync(path, withTable(readFileSync(path, "utf8"), table));
  }
}
