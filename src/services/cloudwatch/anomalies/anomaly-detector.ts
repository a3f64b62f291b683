// What an anomaly detector is put with.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAnomalyDetector.html

import { isDeepStrictEqual } from "node:util";
import { ServiceError } from "../../../aws/service-error.ts";
import { madeOf, type Watched } from "../metrics/band.ts";
import type { MetricDataQuery } from "../metrics/metric-data-query.ts";
import { checkMetric, type MetricIdentity, metricKey } from "../metrics/metric-identity.ts";
import { callsOf, parseExpression } from "../metrics/metric-math-parser.ts";
import { checkQueries } from "../metrics/query-checks.ts";
import { parseStatistic } from "../metrics/statistic.ts";
import { invalid } from "../refusals.ts";

export interface DetectorConfiguration {
  readonly excluded: readonly { readonly from: number; readonly until: number }[];
  readonly timezone?: string;
  readonly adaptationSpeed?: string;
  /** Kept and told. */
  readonly outlierFilteringStrength?: string;
  readonly periodicSpikes?: boolean;
}

/** A metric with a statistic, or expressions over metrics, the last of which is watched. */
export type DetectorSource =
  | { readonly metric: MetricIdentity; readonly stat: string }
  | { readonly queries: readonly MetricDataQuery[] };

export interface AnomalyDetector {
  readonly id: string;
  readonly source: DetectorSource;
  readonly configuration: DetectorConfiguration;
  /** In seconds: of the results that anybody has asked for. */
  readonly periods: readonly number[];
}

export function isOf({ source }: AnomalyDetector, other: DetectorSource): boolean {
  if ("queries" in source) return "queries" in other && isDeepStrictEqual(source.queries, other.queries);
  return (
    "metric" in other && source.stat === other.stat && metricKey(source.metric) === metricKey(other.metric)
  );
}

/** Queries without what they are called and in one order, so that the same ones are known again. */
export function normalised(source: DetectorSource): DetectorSource {
  if ("metric" in source) return source;
  const queries = new Map(source.queries.map((query) => [query.id, query]));
  const watched = source.queries.find(({ returnData }) => returnData ?? true);
  if (watched === undefined) return source;
  return { queries: madeOf(watched, queries, ({ expression = "" }) => parseExpression(expression)) };
}

export function sourceOf(watched: Watched): DetectorSource {
  if ("queries" in watched) return { queries: watched.queries };
  const { metric, stat } = watched.metricStat;
  return { metric, stat };
}

const mostExcluded = 10;
/** "Expressions that contain more than 10 metrics or math expressions" are not supported. */
const mostQueries = 10;

/** Throws ValidationException, InvalidParameterValue, or LimitExceeded. */
export function checkDetector(source: DetectorSource, { excluded, timezone }: DetectorConfiguration): void {
  if (excluded.length > mostExcluded)
    throw new ServiceError(
      "LimitExceededException",
      `ExcludedTimeRanges has ${excluded.length} time ranges; the most is ${mostExcluded}.`,
    );
  if (excluded.some(({ from, until }) => from >= until)) throw invalid("Input has invalid parameter.");
  if (timezone !== undefined && !isTimezone(timezone))
    throw invalid(`The value ${timezone} for parameter MetricTimezone is invalid.`);
  if ("queries" in source) checkSources(source.queries);
  else {
    checkMetric(source.metric);
    parseStatistic(source.stat);
  }
}

function checkSources(queries: readonly MetricDataQuery[]): void {
  if (queries.length === 1)
    throw invalid(
      "The MetricDataQueries list in MetricMathAnomalyDetector contains a single metric, please use SingleMetricAnomalyDetector instead",
    );
  if (queries.length > mostQueries)
    throw invalid(`MetricDataQueries has ${queries.length} entries; the most is ${mostQueries}.`);
  checkQueries(queries, "MetricMathAnomalyDetector.MetricDataQueries");
  if (queries.filter(({ returnData }) => returnData ?? true).length !== 1)
    throw invalid("Exactly one element of MetricDataQueries should return data.");
  for (const { expression } of queries)
    for (const name of ["METRICS", "SEARCH"])
      if (expression !== undefined && callsOf(parseExpression(expression), name).length > 0)
        throw invalid(`Anomaly detection on metric math does not support ${name}.`);
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
