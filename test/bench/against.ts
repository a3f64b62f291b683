// `npm run bench -- --against REV`: this checkout and another revision, suite by suite, in turns.

import { resolve } from "node:path";
import type { BenchRow } from "./bench-row.ts";
import { withRevision } from "./other-revision.ts";
import { type PairedFigures, pairRows, type Verdict, verdictOn } from "./paired-figures.ts";
import { median } from "./spread.ts";
import { rowsOf } from "./suite-process.ts";
import { figure, tableRow } from "./table.ts";

export interface AgainstOptions {
  readonly revision: string;
  readonly suites: readonly string[];
  /** How often each revision measures each suite. */
  readonly turns: number;
  readonly json: boolean;
}

const here = resolve(import.meta.dirname, "../..");

/** Prints every row that both revisions have, and answers how many of them are slower here. */
export function compareWith({ revision, suites, turns, json }: AgainstOptions): Promise<number> {
  return withRevision(revision, async (there) => {
    if (!json) console.log(tableRow(["", "here", revision, "ratio", "spread", "unit"]));
    let slower = 0;
    for (const suite of suites) {
      for (const figures of await measureInTurns(suite, { there, turns })) {
        const verdict = verdictOn(figures);
        if (verdict.slower) slower += 1;
        if (json) console.log(JSON.stringify({ ...figures, ...verdict }));
        else print(figures, verdict);
      }
    }
    if (!json)
      console.log(
        slower === 0
          ? "no row is slower by more than a tenth beyond its spread"
          : `${slower} rows are slower`,
      );
    return slower;
  });
}

/** Who begins changes from turn to turn: what the first leaves warm or busy must not always meet the same second. */
async function measureInTurns(
  suite: string,
  { there, turns }: { readonly there: string; readonly turns: number },
): Promise<PairedFigures[]> {
  const ours: BenchRow[][] = [];
  const theirs: BenchRow[][] = [];
  for (let turn = 0; turn < turns; turn++) {
    const sides = [
      async () => void ours.push(await measure(suite, here)),
      async () => void theirs.push(await measureThere(suite, there)),
    ];
    for (const side of turn % 2 === 0 ? sides : sides.reverse()) await side();
  }
  return pairRows(ours, theirs);
}

async function measure(suite: string, root: string): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for await (const row of rowsOf(suite, root)) rows.push(row);
  return rows;
}

/** An older revision may not have the suite: then there is nothing to compare, which is said. */
async function measureThere(suite: string, there: string): Promise<BenchRow[]> {
  try {
    return await measure(suite, there);
  } catch (error) {
    console.error(
      `The other revision did not measure "${suite}": ${error instanceof Error ? error.message : error}`,
    );
    return [];
  }
}

function print({ name, unit, here: ours, there }: PairedFigures, { ratio, spread, slower }: Verdict): void {
  const [low, high] = spread;
  const cells = [name, figure(median(ours)), figure(median(there)), `${figure(ratio)} x`];
  console.log(tableRow([...cells, `${figure(low)}..${figure(high)}`, slower ? `${unit}  SLOWER` : unit]));
}
