// `npm run bench -- --floors`: the ratios that are kept in floors.json, measured again in a short form. They are ratios of the
// main threads' processor time, which a busy machine hardly changes; and a row has lost only if it has each time that it was measured.

import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { resolve } from "node:path";
import type { BenchRow, Pace } from "./bench-row.ts";
import { median } from "./spread.ts";
import { rowsOf } from "./suite-process.ts";
import { figure, tableRow } from "./table.ts";

/** Ratios by rows, by suites. A row's floor is the least that was within its spread when it was kept. */
export type Floors = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const floorsPace: Pace = {
  rounds: 9,
  millisecondsPerRound: 50,
  scale: 0.2,
  seconds: "of the main thread",
};

/** A row has lost if all of its spread lies below so much of its floor. */
const leastShare = 0.8;
const mostAttempts = 3;
/** More processes than that want each processor: a suite alone takes one or two. */
const busyLoad = 2;
const measuringsToKeep = 3;
const path = resolve(import.meta.dirname, "floors.json");
const root = resolve(import.meta.dirname, "../..");

function rowName({ name, peerName }: Pick<BenchRow, "name" | "peerName">): string {
  return `${name}, beside ${peerName}`;
}

/** Of those that have a floor, the rows that lie below it. Throws if one was not measured at all. */
export function lostRows(rows: readonly BenchRow[], floors: Readonly<Record<string, number>>): string[] {
  return Object.entries(floors).flatMap(([name, floor]) => {
    const row = rows.find((each) => rowName(each) === name);
    if (row === undefined) throw new Error(`floors.json has a row that no suite measures: ${name}`);
    return row.spread[1] < floor * leastShare ? [name] : [];
  });
}

/** Prints each row beside its floor, and answers how many have lost: none that has only done so while others kept the machine busy. */
export async function holdFloors(): Promise<number> {
  console.log(tableRow(["ratios of processor time", "ratio", "spread", "floor"]));
  let lost = 0;
  for (const [suite, floors] of Object.entries(readFloors())) {
    let suspects = floors;
    for (let attempt = 1; attempt <= mostAttempts && Object.keys(suspects).length > 0; attempt++) {
      const rows = await measure(suite);
      const below = lostRows(rows, suspects);
      for (const row of rows) printRow(row, suspects[rowName(row)], below.includes(rowName(row)));
      suspects = Object.fromEntries(below.map((name) => [name, suspects[name] ?? 0]));
    }
    const suspected = Object.keys(suspects);
    if (suspected.length > 0 && isBusy())
      console.log(
        `  the machine is busy with other things, so nothing is held against ${suspected.join(" and ")}`,
      );
    else lost += suspected.length;
  }
  console.log(lost === 0 ? "no row has lost a fifth beyond its spread" : `${lost} rows have lost a fifth`);
  return lost;
}

/** Measures the rows that floors.json has, several times, and keeps the median of the least of their spreads. */
export async function keepFloors(): Promise<void> {
  const kept: Record<string, Record<string, number>> = {};
  for (const [suite, floors] of Object.entries(readFloors())) {
    const measured: BenchRow[][] = [];
    for (let time = 0; time < measuringsToKeep; time++) measured.push(await measure(suite));
    kept[suite] = Object.fromEntries(
      Object.keys(floors).map((name) => {
        const lows = measured.flatMap((rows) => rows.find((row) => rowName(row) === name)?.spread[0] ?? []);
        if (lows.length === 0) throw new Error(`floors.json has a row that no suite measures: ${name}`);
        return [name, Number(median(lows).toPrecision(3))];
      }),
    );
  }
  writeFileSync(path, `${JSON.stringify(kept, undefined, 2)}\n`);
}

function isBusy(): boolean {
  const [lastMinute = 0] = loadavg();
  return lastMinute > busyLoad * availableParallelism();
}

function readFloors(): Floors {
  return JSON.parse(readFileSync(path, "utf8")) as Floors;
}

async function measure(suite: string): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for await (const row of rowsOf(suite, root, ["--short"])) rows.push(row);
  return rows;
}

function printRow(row: BenchRow, floor: number | undefined, isBelow: boolean): void {
  if (floor === undefined) return;
  const [low, high] = row.spread;
  const cells = [
    rowName(row),
    `${figure(row.ratio)} x`,
    `${figure(low)}..${figure(high)}`,
    `${figure(floor)} x`,
  ];
  console.log(tableRow(isBelow ? [...cells, "LOST"] : cells));
}
