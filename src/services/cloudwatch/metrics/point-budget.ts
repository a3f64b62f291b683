// How much one request may compute of metrics. AWS answers with at most 100,800 datapoints; what is asked for beyond is refused
// before it is computed, so that no request holds up others.

import { ServiceError } from "../../../aws/service-error.ts";
import type { TimeRange } from "./time-range.ts";

/** GetMetricData: "a single call can return as many as 100,800 data points". */
export const mostDatapoints = 100_800;
/** With what is computed on the way to them. */
const mostComputed = 10 * mostDatapoints;

export class PointBudget {
  #left = mostComputed;
  /** What has been made of something that is spent once it is whole. */
  #made = 0;

  /** Throws ValidationException if a series over the whole range would have more points than AWS answers with. */
  checkPeriods({ from, until }: TimeRange, periodSeconds: number): void {
    const periods = Math.ceil((until - from) / (periodSeconds * 1000));
    if (periods > mostDatapoints) throw tooMany(periods);
  }

  /** One of many series has been made. Throws ValidationException where all of them are too much already. */
  make(points: number): void {
    this.#made += points;
    if (this.#made > this.#left) throw tooMany(mostComputed - this.#left + this.#made);
  }

  /** Throws ValidationException once the request as a whole has computed too much. */
  spend(points: number): void {
    this.#made = 0;
    this.#left -= points;
    if (this.#left < 0) throw tooMany(mostComputed - this.#left);
  }
}

function tooMany(points: number): ServiceError {
  return new ServiceError(
    "ValidationException",
    `The request asks for up to ${points.toLocaleString("en-US")} datapoints, which exceeds the limit of ${mostDatapoints.toLocaleString("en-US")}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
  );
}
