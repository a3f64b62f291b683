// The functions of metric math that look at several series together: what they amount to, which of them there are, and in which order.

import { isList, type MathSeries, type MathValue, timesOf } from "./math-value.ts";
import type { TimeSeries } from "./time-range.ts";

type Aggregate = (values: readonly number[]) => number;

const sum: Aggregate = (values) => values.reduce((total, value) => total + value, 0);
const average: Aggregate = (values) => sum(values) / values.length;

/** Of one series they give a number, of a list a series. */
export const aggregates: Readonly<Record<string, Aggregate>> = {
  SUM: sum,
  AVG: average,
  MIN: (values) => values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
  MAX: (values) => values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  STDDEV: standardDeviation,
  DATAPOINT_COUNT: (values) => values.length,
};

function standardDeviation(values: readonly number[]): number {
  const mean = average(values);
  return Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
}

export function aggregateOf(name: string, value: MathValue): MathValue {
  const aggregate = aggregates[name] as Aggregate;
  if (typeof value === "number") return value;
  if (!isList(value)) {
    const values = [...value.points.values()];
    return values.length === 0 && name !== "DATAPOINT_COUNT" ? Number.NaN : aggregate(values);
  }
  const points: TimeSeries = new Map();
  for (const at of timesOf(value)) {
    // To the average of several series those without a value give 0.
    const values = value.flatMap((series) => series.points.get(at) ?? (name === "AVG" ? 0 : []));
    points.set(at, aggregate(values));
  }
  return { points, name };
}

/** SORT(list, AVG | MIN | MAX | SUM, ASC | DESC, how many): series without values come last. */
export function sorted(
  list: readonly MathSeries[],
  by: string,
  order: string,
  most = list.length,
): readonly MathSeries[] {
  const rank = ({ points }: MathSeries) => (aggregates[by] as Aggregate)([...points.values()]);
  const [full, empty] = [true, false].map((isFull) =>
    list.filter(({ points }) => points.size > 0 === isFull),
  );
  const ranked = (full ?? []).map((series) => ({ series, rank: rank(series) }));
  ranked.sort((one, other) => (one.rank - other.rank) * (order === "DESC" ? -1 : 1));
  return [...ranked.map(({ series }) => series), ...(empty ?? [])].slice(0, most);
}

export const sortFunctions: readonly string[] = ["AVG", "MIN", "MAX", "SUM"];
export const sortOrders: readonly string[] = ["ASC", "DESC"];
