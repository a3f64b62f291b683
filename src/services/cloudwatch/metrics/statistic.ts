// The statistics that CloudWatch computes of the values of a period: by name, and what is kept of the values for each.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html

import { invalid } from "../refusals.ts";

export const plainStatistics = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] as const;

export type PlainStatistic = (typeof plainStatistics)[number];

/** The mean, the mean with outliers drawn in, the count, the sum, and the percentage of the values within bounds. */
export type RangeMeasure = "TM" | "WM" | "TC" | "TS" | "PR";

/** An end that is left out is open. */
export interface Bounds {
  readonly lower: number | undefined;
  readonly upper: number | undefined;
  /** Whether the ends are percentages of all values, in order, rather than values. */
  readonly byPercent: boolean;
}

export type Statistic =
  | { readonly type: "plain"; readonly name: PlainStatistic }
  | { readonly type: "percentile"; readonly percent: number }
  | { readonly type: "range"; readonly measure: RangeMeasure; readonly bounds: Bounds };

export function isPlainStatistic(text: string): text is PlainStatistic {
  return (plainStatistics as readonly string[]).includes(text);
}

/** Reads `Sum`, `p99.9`, `tm90`, `TM(10%:90%)`, `TC(:0.5)`, `PR(100:2000)`, `IQM`, …; undefined for anything else. */
export function statisticIn(text: string): Statistic | undefined {
  if (isPlainStatistic(text)) return { type: "plain", name: text };
  return percentile(text) ?? upTo(text) ?? between(text);
}

/** Throws InvalidParameterValue for what is none. */
export function parseStatistic(text: string): Statistic {
  const statistic = statisticIn(text);
  if (statistic !== undefined) return statistic;
  throw invalid(
    `The value ${text} for parameter Stat is not supported. Expected one of ${plainStatistics.join(", ")}, a percentile from p0 to p100, or a trimmed statistic such as tm90, TM(10%:90%), WM, TC, TS, PR(:100) or IQM.`,
  );
}

function percentile(text: string): Statistic | undefined {
  const percent = percentIn(/^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(text)?.[1]);
  return percent === undefined ? undefined : { type: "percentile", percent };
}

/** `tm90` is TM(:90%); `IQM` is TM(25%:75%). */
function upTo(text: string): Statistic | undefined {
  if (text === "IQM") {
    return { type: "range", measure: "TM", bounds: { lower: 25, upper: 75, byPercent: true } };
  }
  const [, name = "", digits] = /^(tm|wm|tc|ts)(\d{1,3}(?:\.\d{1,10})?)$/.exec(text) ?? [];
  const upper = percentIn(digits);
  if (upper === undefined) return undefined;
  const measure = name.toUpperCase() as RangeMeasure;
  return { type: "range", measure, bounds: { lower: undefined, upper, byPercent: true } };
}

const ends = /^(TM|WM|TC|TS|PR)\((-?\d*\.?\d{0,10})(%?):(-?\d*\.?\d{0,10})(%?)\)$/;

function between(text: string): Statistic | undefined {
  const [, measure, from = "", fromSign, to = "", toSign] = ends.exec(text) ?? [];
  if (measure === undefined || (from === "" && to === "")) return undefined;
  const lower = from === "" ? undefined : Number(from);
  const upper = to === "" ? undefined : Number(to);
  if (Number.isNaN(lower ?? 0) || Number.isNaN(upper ?? 0)) return undefined;
  const signs = new Set([
    ...(lower === undefined ? [] : [fromSign]),
    ...(upper === undefined ? [] : [toSign]),
  ]);
  const byPercent = signs.has("%");
  // Both ends are of one kind, and a percentage of the values within percentages would be no news.
  if (signs.size !== 1 || (byPercent && measure === "PR")) return undefined;
  const inOrder = lower === undefined || upper === undefined || lower < upper;
  const inRange = !byPercent || ((lower ?? 0) >= 0 && (upper ?? 100) <= 100);
  if (!inOrder || !inRange) return undefined;
  return { type: "range", measure: measure as RangeMeasure, bounds: { lower, upper, byPercent } };
}

function percentIn(digits: string | undefined): number | undefined {
  const percent = Number(digits ?? Number.NaN);
  return percent >= 0 && percent <= 100 ? percent : undefined;
}

/** Values in ascending order, each with how often it came. */
export type CountedValues = readonly (readonly [value: number, count: number])[];

/** Undefined where no value lies within the bounds and the measure needs one. */
export function measureWithin(
  measure: RangeMeasure,
  bounds: Bounds,
  values: CountedValues,
): number | undefined {
  const total = values.reduce((sum, [, count]) => sum + count, 0);
  const { inside, below, above } = bounds.byPercent
    ? splitByRank(bounds, values, total)
    : splitByValue(bounds, values);
  const count = inside.reduce((sum, [, each]) => sum + each, 0);
  const sum = inside.reduce((all, [value, each]) => all + value * each, 0);
  switch (measure) {
    case "TC":
      return count;
    case "TS":
      return sum;
    case "PR":
      return total === 0 ? undefined : (count / total) * 100;
    case "TM":
      return count === 0 ? undefined : sum / count;
    case "WM": {
      if (count === 0) return undefined;
      const [lowest = 0] = inside[0] ?? [];
      const [highest = 0] = inside.at(-1) ?? [];
      return (
        (sum +
          below * (bounds.lower === undefined || bounds.byPercent ? lowest : bounds.lower) +
          above * (bounds.upper === undefined || bounds.byPercent ? highest : bounds.upper)) /
        total
      );
    }
  }
}

interface Split {
  readonly inside: CountedValues;
  /** How many values lie below and above. */
  readonly below: number;
  readonly above: number;
}

/** The lower end does not belong to the range, the upper one does. */
function splitByValue(
  { lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY }: Bounds,
  values: CountedValues,
): Split {
  const count = (some: CountedValues) => some.reduce((sum, [, each]) => sum + each, 0);
  return {
    inside: values.filter(([value]) => value > lower && value <= upper),
    below: count(values.filter(([value]) => value <= lower)),
    above: count(values.filter(([value]) => value > upper)),
  };
}

/** A value that came often is cut where the percentage falls among its repetitions. */
function splitByRank({ lower = 0, upper = 100 }: Bounds, values: CountedValues, total: number): Split {
  const from = (lower / 100) * total;
  const to = (upper / 100) * total;
  const inside: (readonly [number, number])[] = [];
  let seen = 0;
  for (const [value, count] of values) {
    const kept = Math.min(seen + count, to) - Math.max(seen, from);
    if (kept > 0) inside.push([value, kept]);
    seen += count;
  }
  return { inside, below: from, above: total - to };
}
