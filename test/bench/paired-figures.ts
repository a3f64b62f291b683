// Two revisions measured in turns: what each turn's pair of figures says together.

import { type BenchRow, median } from "./bench-row.ts";

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
  /** Between these lies the true median with a chance of at least nine in ten; all of the turns where they are few. */
  readonly spread: readonly [number, number];
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
  const smallerIsBetter = unit === "MB" || unit.startsWith("ns/");
  const ratios = here.map((ours, turn) => {
    const theirs = there[turn] ?? Number.NaN;
    return smallerIsBetter ? theirs / ours : ours / theirs;
  });
  const spread = spreadOf(ratios);
  return { ratio: median(ratios), spread, slower: spread[1] < 0.9 };
}

/** The interval of the sign test: it asks nothing of how noise is distributed. */
function spreadOf(ratios: readonly number[]): readonly [number, number] {
  const sorted = ratios.toSorted((a, b) => a - b);
  let outside = 0;
  let dropped = 0;
  for (let below = 0; below < sorted.length / 2; below++) {
    outside += 2 * (binomial(sorted.length, below) / 2 ** sorted.length);
    if (outside > 0.1) break;
    dropped = below;
  }
  return [sorted[dropped] ?? Number.NaN, sorted[sorted.length - 1 - dropped] ?? Number.NaN];
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let factor = 1; factor <= k; factor++) result = (result * (n - k + factor)) / factor;
  return result;
}
