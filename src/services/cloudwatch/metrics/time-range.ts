// Ranges of time and values over time, as metrics are asked for.

import { invalid, refused } from "../refusals.ts";

/** Milliseconds since the epoch; `until` is not part of the range. */
export interface TimeRange {
  readonly from: number;
  readonly until: number;
}

/** Start of a period (milliseconds since the epoch) to value, in order of time. */
export type TimeSeries = Map<number, number>;

/** Where the first period of a range begins: with the range, in whole minutes, or in whole periods if these are shorter. */
export function firstPeriodOf({ from }: TimeRange, periodSeconds: number): number {
  const gridMs = Math.min(periodSeconds, 60) * 1000;
  return Math.floor(from / gridMs) * gridMs;
}

/** As GetMetricStatistics says it. Throws InvalidParameterValue. */
export function checkRange({ from, until }: TimeRange): void {
  if (!Number.isFinite(from) || !Number.isFinite(until))
    throw invalid("The parameters StartTime and EndTime must be timestamps.");
  if (from >= until) throw invalid("The parameter StartTime must be less than the parameter EndTime.");
}

/** As GetMetricData says it, whose messages end their lines. Throws ValidationException. */
export function checkDataRange(range: TimeRange): void {
  if (range.from === range.until)
    throw refused("The parameter StartTime must not equal parameter EndTime.\n");
  if (range.from > range.until) throw refused("The parameter EndTime must be greater than StartTime.\n");
  checkRange(range);
}

export function checkPeriod(seconds: number): void {
  if ([1, 5, 10, 20, 30].includes(seconds)) return;
  if (Number.isInteger(seconds) && seconds >= 60 && seconds % 60 === 0) return;
  throw invalid(
    `The value ${seconds} for parameter Period is invalid. Expected 1, 5, 10, 20, 30 or a multiple of 60.`,
  );
}
