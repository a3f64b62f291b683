// Two revisions measured in turns: what each turn's pair of figures says together.

import { type BenchRow, ratiosOf } from "./bench-row.ts";
import { median, spreadOf } from "./spread.ts";

/** One row of a benchmark as both revisions measured it, a figure a turn each. */
export interface PairedFigures {
  readonly name: string;
  readonly unit: string;
  readonly here: readonly number[];
  readonly there: readonly number[];
}

export interface Verdict {
  /** How many times as fast (or as small) as the other revision, in the median of the turns' pairs. */
  readonly ratio: number;
  readonly spread: readonly [low: number, high: number];
  /** Slower by more than a tenth, and the spread does not reach back to it. */
  readonly slower: boolean;
}

/** Rows of one suite, by name, unit and peer; only those that both sides measured in every turn. */
export function pairRows(
  here: readonly (readonly BenchRow[])[],
  there: readonly (readonly BenchRow[])[],
): PairedFigures[] {
  const [first = []] = here;
  const names = [...new Map(first.map((row) => [row.name, row])).values()];
  return names.flatMap(({ name, unit }) => {
    const ours = figuresOf(here, name);
    const theirs = figuresOf(there, name);
    const complete = ours.length === here.length && theirs.length === there.length;
    return complete ? [{ name, unit, here: ours, there: theirs }] : [];
  });
}

function figuresOf(turns: readonly (readonly BenchRow[])[], name: string): number[] {
  return turns.flatMap((rows) => rows.find((row) => row.name === name)?.millrace ?? []);
}

export function verdictOn({ unit, here, there }: PairedFigures): Verdict {
  const ratios = ratiosOf(unit, here, there);
  const spread = spreadOf(ratios);
  return { ratio: median(ratios), spread, slower: spread[1] < 0.9 };
}
