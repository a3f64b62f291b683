// The functions of metric math that make a series of a series, point by point.

import type { PointBudget } from "./point-budget.ts";
import { firstPeriodOf, type TimeRange, type TimeSeries } from "./time-range.ts";

/** Whatever goes over every period of the range. */
export interface Periods {
  readonly range: TimeRange;
  readonly periodSeconds: number;
  readonly budget: PointBudget;
}

/** RATE, DIFF and DIFF_TIME: what lies between a point and the one before it. */
export function betweenPoints(
  series: TimeSeries,
  measure: (change: number, seconds: number) => number,
): TimeSeries {
  const result: TimeSeries = new Map();
  let previous: readonly [number, number] | undefined;
  for (const [at, value] of series) {
    if (previous !== undefined) result.set(at, measure(value - previous[1], (at - previous[0]) / 1000));
    previous = [at, value];
  }
  return result;
}

export function runningSum(series: TimeSeries): TimeSeries {
  let total = 0;
  return new Map(
    [...series].map(([at, value]) => {
      total += value;
      return [at, total];
    }),
  );
}

/** A point for every period of the range; what is undefined is left out. */
export function everyPeriod(
  { range, periodSeconds, budget }: Periods,
  valueAt: (at: number) => number | undefined,
): TimeSeries {
  budget.checkPeriods(range, periodSeconds);
  const periodMs = periodSeconds * 1000;
  const points: TimeSeries = new Map();
  for (let at = firstPeriodOf(range, periodSeconds); at < range.until; at += periodMs) {
    const value = valueAt(at);
    if (value !== undefined) points.set(at, value);
  }
  budget.make(points.size);
  return points;
}

/** FILL(m, REPEAT): the last value before the gap. */
export function repeated(series: TimeSeries, periods: Periods): TimeSeries {
  let last: number | undefined;
  return everyPeriod(periods, (at) => {
    last = series.get(at) ?? last;
    return last;
  });
}

/** FILL(m, LINEAR): on the line between the values around the gap. */
export function interpolated(series: TimeSeries, periods: Periods): TimeSeries {
  const known = [...series];
  let next = 0;
  return everyPeriod(periods, (at) => {
    while (next < known.length && (known[next]?.[0] ?? 0) < at) next++;
    const [before, after] = [known[next - 1], known[next]];
    if (after?.[0] === at) return after[1];
    if (before === undefined || after === undefined) return undefined;
    return before[1] + ((at - before[0]) / (after[0] - before[0])) * (after[1] - before[1]);
  });
}

/** Of the beginning of a period, in UTC: Monday is 1, and EPOCH counts seconds. */
export const timeParts: Readonly<Record<string, (time: Date) => number>> = {
  MINUTE: (time) => time.getUTCMinutes(),
  HOUR: (time) => time.getUTCHours(),
  DAY: (time) => ((time.getUTCDay() + 6) % 7) + 1,
  DATE: (time) => time.getUTCDate(),
  MONTH: (time) => time.getUTCMonth() + 1,
  YEAR: (time) => time.getUTCFullYear(),
  EPOCH: (time) => time.getTime() / 1000,
};
