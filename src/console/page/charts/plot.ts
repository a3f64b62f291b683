// A chart's data and how they lie on it: scales, stacks, annotations. No drawing.

import type { Axis } from "../../../services/cloudwatch/widgets/widget-series.ts";

export interface Point {
  readonly at: number;
  readonly value: number;
}

export interface Line {
  readonly label: string;
  readonly colour: string | undefined;
  readonly isRight: boolean;
  /** Of the two edges of one band: what has them in common. */
  readonly band?: string | undefined;
  readonly points: readonly Point[];
}

/** Across the chart at a value, or the band between two, or all of one side. */
export interface Threshold {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly colour: string | undefined;
  readonly isRight: boolean;
}

/** Down the chart at a time, or the span between two. */
export interface Moment {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly colour: string | undefined;
}

export interface Scale {
  readonly least: number;
  readonly most: number;
  readonly ticks: readonly number[];
}

/** 1, 2 or 5 times a power of ten, so that some three to six fit between the least and the most. */
export function scaleOf(values: readonly number[], { min, max }: Axis = {}): Scale {
  const least = min ?? values.reduce((low, value) => Math.min(low, value), 0);
  const highest = max ?? values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  const span = Math.max(highest, least) - least || Math.abs(highest) || 1;
  const rough = (Number.isFinite(span) ? span : 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  const most =
    max ?? Math.max(least + step, Math.ceil((least + (Number.isFinite(span) ? span : 1)) / step) * step);
  const first = Math.ceil(least / step) * step;
  const ticks = Array.from(
    { length: Math.floor((most - first) / step + 1e-9) + 1 },
    (_, at) => first + at * step,
  );
  return { least, most, ticks };
}

/** Each line upon the ones before it, at the times of any. */
export function stacked(lines: readonly Line[]): readonly Line[] {
  const times = [...new Set(lines.flatMap(({ points }) => points.map(({ at }) => at)))].toSorted(
    (one, other) => one - other,
  );
  const sums = new Map<number, number>();
  return lines.map((line) => {
    const values = new Map(line.points.map(({ at, value }) => [at, value]));
    const points = times.map((at) => {
      const value = (sums.get(at) ?? 0) + (values.get(at) ?? 0);
      sums.set(at, value);
      return { at, value };
    });
    return { ...line, points };
  });
}

/** What lies between the two lines of each band: along the one, and back along the other. */
export function bandsOf(
  lines: readonly Line[],
): readonly { readonly name: string; readonly isRight: boolean; readonly outline: readonly Point[] }[] {
  const edges = Map.groupBy(
    lines.filter(({ band }) => band !== undefined),
    ({ band = "" }) => band,
  );
  return [...edges].flatMap(([name, [one, other]]) =>
    one === undefined || other === undefined
      ? []
      : [{ name, isRight: one.isRight, outline: [...one.points, ...other.points.toReversed()] }],
  );
}

/** A dash each as well, so that lines are told apart without their colours, which the style sheet has for light and dark. */
const looks = [
  ["var(--line-1)", ""],
  ["var(--line-2)", "6 3"],
  ["var(--line-3)", "2 3"],
  ["var(--line-4)", "8 3 2 3"],
  ["var(--line-5)", "4 4"],
  ["var(--line-6)", "1 3"],
  ["var(--line-7)", "10 4"],
  ["var(--line-8)", "3 1"],
] as const;

export function lookOf(line: Line, index: number): { readonly colour: string; readonly dash: string } {
  const [usual, dash] = looks[index % looks.length] ?? looks[0];
  return { colour: line.colour ?? usual, dash };
}
