// What metric math computes with: numbers, time series, and lists of time series, each of which keeps the name and the metric that it
// comes from.

import { ServiceError } from "../../../aws/service-error.ts";
import type { MetricStat } from "./metric-stat.ts";
import type { TimeSeries } from "./time-range.ts";

export interface MathSeries {
  readonly points: TimeSeries;
  /** What it is called among others. */
  readonly name: string;
  readonly metricStat?: MetricStat | undefined;
}

export type MathValue = number | MathSeries | readonly MathSeries[];

export function isList(value: MathValue): value is readonly MathSeries[] {
  return Array.isArray(value);
}

/** Keeps the values of a series that are numbers, and tells of those that are none. */
export type Keep = (points: TimeSeries, at: number, value: number) => void;

export function pointCount(value: MathValue): number {
  if (typeof value === "number") return 1;
  return isList(value) ? value.reduce((sum, { points }) => sum + points.size, 1) : value.points.size;
}

/** Throws ValidationException for a number. */
export function eachSeries(value: MathValue, transform: (points: TimeSeries) => TimeSeries): MathValue {
  if (typeof value === "number") throw unsupported("a number where a time series is needed");
  const transformed = (series: MathSeries) => ({ ...series, points: transform(series.points) });
  return isList(value) ? value.map(transformed) : transformed(value);
}

export function mapPoints(value: MathValue, keep: Keep, transform: (point: number) => number): MathValue {
  if (typeof value === "number") return transform(value);
  return eachSeries(value, (points) => {
    const mapped: TimeSeries = new Map();
    for (const [at, point] of points) keep(mapped, at, transform(point));
    return mapped;
  });
}

/** Where only one of two series has a point, the other counts as 0. */
export function combine(
  left: MathValue,
  right: MathValue,
  keep: Keep,
  operate: (left: number, right: number) => number,
): MathValue {
  if (typeof right === "number") return mapPoints(left, keep, (point) => operate(point, right));
  if (typeof left === "number") return mapPoints(right, keep, (point) => operate(left, point));
  if (isList(left) && isList(right)) throw unsupported("an operator between two lists of time series");
  if (isList(right)) return right.map((series) => combineSeries(left as MathSeries, series, series.name));
  return isList(left)
    ? left.map((series) => combineSeries(series, right, series.name))
    : combineSeries(left, right, left.name);

  function combineSeries(one: MathSeries, other: MathSeries, name: string): MathSeries {
    const points: TimeSeries = new Map();
    for (const at of timesOf([one, other]))
      keep(points, at, operate(one.points.get(at) ?? 0, other.points.get(at) ?? 0));
    return { points, name };
  }
}

/** The times at which any of the series has a point, in order. */
export function timesOf(list: readonly MathSeries[]): readonly number[] {
  const times = new Set<number>();
  for (const { points } of list) for (const at of points.keys()) times.add(at);
  return [...times].sort((one, other) => one - other);
}

/** Throws ValidationException for a number. */
export function listOf(value: MathValue, where: string): readonly MathSeries[] {
  if (typeof value === "number") throw unsupported(`a number in ${where}`);
  return isList(value) ? value : [value];
}

export function pointOf(value: MathValue, at: number): number | undefined {
  if (typeof value === "number") return value;
  return isList(value) ? undefined : value.points.get(at);
}

export function unsupported(what: string): ServiceError {
  return new ServiceError("ValidationException", `Metric math here does not support ${what}.`);
}
