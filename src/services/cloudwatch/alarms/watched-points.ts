// What an alarm on queries watches: the one series that they return, and, where there is a band, what is expected of each of its points.

import { ServiceError } from "../../../aws/service-error.ts";
import type { DetectorSource } from "../anomalies/anomaly-detector.ts";
import { type Limits, madeOf } from "../metrics/band.ts";
import { isInsightsQuery } from "../metrics/insights-query.ts";
import { callsOf, parseExpression } from "../metrics/metric-math-parser.ts";
import type { MetricDataResult } from "../metrics/metric-query.ts";
import type { TimeSeries } from "../metrics/time-range.ts";
import type { AlarmConfiguration } from "./alarm-configuration.ts";
import type { WatchedPoints } from "./alarm-evaluation.ts";
import type { AlarmRule } from "./alarm-rule.ts";

/** Throws ValidationException where it is more than one series. */
export function watchedPoints(rule: AlarmRule, results: readonly MetricDataResult[]): WatchedPoints {
  const { thresholdMetricId } = rule;
  const watched = results.filter(({ id }) => id !== thresholdMetricId);
  if (watched.length > 1)
    throw new ServiceError(
      "ValidationException",
      "An alarm takes an expression that returns a single time series.",
    );
  const points: TimeSeries = watched[0]?.points ?? new Map();
  if (thresholdMetricId === undefined) return { points, limitsAt: () => limitsOf(rule) };
  const [upper, lower] = results.filter(({ id }) => id === thresholdMetricId).map((each) => each.points);
  const limits = new Map<number, Limits>();
  for (const at of points.keys()) {
    const [high, low] = [upper?.get(at), lower?.get(at)];
    if (high !== undefined && low !== undefined) limits.set(at, { upper: high, lower: low });
  }
  return {
    // Of what nothing is expected yet, nothing can be said either.
    points: new Map([...points].filter(([at]) => limits.has(at))),
    limitsAt: (at) => limits.get(at) ?? limitsOf(rule),
  };
}

/** What the bands of an alarm are learnt of. */
export function learntBy({ metrics = [] }: AlarmConfiguration): readonly DetectorSource[] {
  const queries = new Map(metrics.map((query) => [query.id, query]));
  return metrics.flatMap(({ expression }): readonly DetectorSource[] => {
    if (expression === undefined || isInsightsQuery(expression)) return [];
    return callsOf(parseExpression(expression), "ANOMALY_DETECTION_BAND").flatMap(({ args: [of] }) => {
      const query = of?.type === "id" ? queries.get(of.id) : undefined;
      if (query === undefined) return [];
      const { metricStat } = query;
      return metricStat === undefined
        ? { queries: madeOf(query, queries, (each) => parseExpression(each.expression ?? "")) }
        : { metric: metricStat.metric, stat: metricStat.stat };
    });
  });
}

export function limitsOf({ threshold = Number.NaN }: AlarmRule): Limits {
  return { lower: threshold, upper: threshold };
}
