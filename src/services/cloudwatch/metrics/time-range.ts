// Ranges of time and values over time, as metrics are asked for.

import { ServiceError } from "../../../aws/service-error.ts";
import { invalid } from "../refusals.ts";

/** Milliseconds since the epoch; `until` is not part of the range. */
export interface TimeRange {
  readonly from: number;
  readonly until: number;
}

/** Start of a period (milliseconds since the epoch) to value, in order of time. */
export type TimeSeries = Map<number, number>;

export function checkRange({ from, until }: TimeRange): void {
  if (!Number.isFinite(from) || !Number.isFinite(until)) {
    throw invalid("The parameters StartTime and EndTime must be timestamps.");
  }
  if (from < until) return;
  throw new ServiceError(
    "ValidationException",
    "The parameter StartTime must be less than the parameter EndTime.",
  );
}

export function checkPeriod(seconds: number): void {
  if ([1, 5, 10, 20, 30].includes(seconds)) return;
  if (Number.isInteger(seconds) && seconds >= 60 && seconds % 60 === 0) return;
  throw invalid(
    `The value ${seconds} for parameter Period is invalid. Expected 1, 5, 10, 20, 30 or a multiple of 60.`,
  );
}
