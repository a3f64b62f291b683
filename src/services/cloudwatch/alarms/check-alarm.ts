// What an alarm may be put with, and the rule that it is judged by.

import { ServiceError } from "../../../aws/service-error.ts";
import { given } from "../../../aws/wire/given.ts";
import { constraintError } from "../../../aws/wire/members.ts";
import { atOnce } from "../../../time/time-slice.ts";
import { isInsightsQuery, parseInsightsQuery } from "../metrics/insights-query.ts";
import type { MetricDataQuery } from "../metrics/metric-data-query.ts";
import { callsOf } from "../metrics/metric-math-parser.ts";
import { checkInPieces } from "../metrics/query-checks.ts";
import { isPlainStatistic, statisticIn } from "../metrics/statistic.ts";
import { invalid, refused } from "../refusals.ts";
import { checkAlarmBounds } from "./alarm-bounds.ts";
import type { AlarmConfiguration } from "./alarm-configuration.ts";
import type { AlarmRule } from "./alarm-rule.ts";
import { comparisonOperators, isBandOperator } from "./comparison.ts";

export function periodSecondsOf({ metricStat, metrics = [] }: AlarmConfiguration): number {
  if (metricStat !== undefined) return metricStat.periodSeconds;
  const periods = metrics
    .map((query) => query.metricStat?.periodSeconds ?? query.periodSeconds)
    .filter((period) => period !== undefined);
  return periods.length === 0 ? 60 : Math.max(...periods);
}

export function checkAlarm(configuration: AlarmConfiguration): AlarmRule {
  const { comparisonOperator, evaluationPeriods, metricStat, metrics } = configuration;
  const { datapointsToAlarm, treatMissingData = "missing" } = configuration;
  if (metrics !== undefined) checkCounts(metrics);
  checkAlarmBounds(configuration);
  if (!comparisonOperators.includes(comparisonOperator)) {
    throw constraintError(
      "comparisonOperator",
      comparisonOperator,
      `satisfy enum value set: [${comparisonOperators.join(", ")}]`,
    );
  }
  if (datapointsToAlarm !== undefined && datapointsToAlarm > evaluationPeriods)
    throw refused("DatapointsToAlarm must be less than or equal to EvaluationPeriods");
  checkFewSamples(configuration);
  if (!["missing", "ignore", "breaching", "notBreaching"].includes(treatMissingData)) {
    throw invalid(
      `The value ${treatMissingData} for parameter TreatMissingData is invalid. Expected breaching, notBreaching, ignore or missing.`,
    );
  }
  if (metricStat === undefined && metrics === undefined) throw refused("MetricName must not be null");
  if (metricStat !== undefined && metrics !== undefined) {
    throw new ServiceError(
      "InvalidParameterCombinationException",
      "Exactly one of the parameters MetricName and Metrics must be specified.",
    );
  }
  const threshold = thresholdOf(configuration);
  const periodSeconds = periodSecondsOf(configuration);
  checkAlarmPeriod(periodSeconds);
  if (metricStat !== undefined) checkStatistic(metricStat.stat);
  if (metrics !== undefined) checkWatched(metrics, threshold.thresholdMetricId);
  checkWatchedTime(periodSeconds * evaluationPeriods, periodSeconds);
  return {
    ...{ comparisonOperator, evaluationPeriods, treatMissingData, ...threshold },
    ...given("datapointsToAlarm", datapointsToAlarm),
  };
}

/** Throws InvalidParameterValue. */
function checkStatistic(stat: string): void {
  if (statisticIn(stat) === undefined)
    throw invalid(`The value ${stat} for parameter ExtendedStatistic is not supported.`);
}

const mostOfOneKind = 10;

function checkCounts(metrics: readonly MetricDataQuery[]): void {
  const expressions = metrics.filter(({ expression }) => expression !== undefined).length;
  if (expressions > mostOfOneKind)
    throw refused(`Too many expressions in alarm, maximum is ${mostOfOneKind}`);
  if (metrics.length - expressions > mostOfOneKind)
    throw refused(`Too many metrics in alarm, maximum is ${mostOfOneKind}`);
}

function checkFewSamples({ evaluateLowSampleCountPercentile: few, metricStat }: AlarmConfiguration): void {
  if (few === undefined) return;
  if (few !== "evaluate" && few !== "ignore")
    throw refused(
      `Option ${few} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.`,
    );
  if (metricStat !== undefined && isPlainStatistic(metricStat.stat))
    throw refused(
      `Option evaluateLowSampleCountPercentile can not be applied with statistic ${metricStat.stat}. This option is enabled only for percentile statistics.`,
    );
}

/** A number, or the query that says what is expected. */
function thresholdOf({
  comparisonOperator,
  threshold,
  thresholdMetricId,
}: AlarmConfiguration): Pick<AlarmRule, "threshold" | "thresholdMetricId"> {
  if (isBandOperator(comparisonOperator)) {
    if (thresholdMetricId === undefined)
      throw refused("ComparisonOperators for ranges require ThresholdMetricId to be set");
    if (threshold !== undefined) throw refused("Threshold cannot be specified with ThresholdMetricId");
    return { thresholdMetricId };
  }
  if (thresholdMetricId !== undefined)
    throw refused(`ThresholdMetricId cannot be specified with ComparisonOperator ${comparisonOperator}`);
  if (threshold === undefined || !Number.isFinite(threshold))
    throw refused("PutMetricAlarm request should have valid Threshold parameter");
  return { threshold };
}

/** An alarm watches one series: of its queries exactly one returns data, besides the one that says what is expected of it. */
function checkWatched(queries: readonly MetricDataQuery[], thresholdMetricId: string | undefined): void {
  const expressions = atOnce(checkInPieces(queries, "Metrics"));
  for (const expression of expressions.values())
    if (callsOf(expression, "SEARCH").length > 0) throw refused("SEARCH is not supported on Metric Alarms.");
  const bandOf = (id: string) => {
    const expression = expressions.get(id);
    return expression?.type === "call" && expression.name === "ANOMALY_DETECTION_BAND";
  };
  if (thresholdMetricId !== undefined && !bandOf(thresholdMetricId))
    throw refused("ThresholdMetricId must be the id of an ANOMALY_DETECTION_BAND expression of Metrics");
  const returned = queries.filter(({ id, returnData }) => (returnData ?? true) && id !== thresholdMetricId);
  const [watched] = returned;
  if (watched === undefined || returned.length > 1)
    throw refused("Exactly one element of the metrics list should return data.");
  const { expression } = watched;
  if (expression === undefined || !isInsightsQuery(expression)) return;
  if (parseInsightsQuery(expression).groupBy.length > 0)
    throw refused("An alarm takes a query that returns a single time series: without GROUP BY.");
}

/** "The number of evaluation periods multiplied by the period" is at most a day, or a week for periods of an hour and more. */
function checkWatchedTime(seconds: number, periodSeconds: number): void {
  const day = 86_400;
  if (seconds <= (periodSeconds >= 3600 ? 7 * day : day)) return;
  throw refused(
    periodSeconds >= 3600
      ? "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600"
      : "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms using period < 3600",
  );
}

/** Of what metrics are asked for by, an alarm takes neither 1 nor 5 seconds. */
function checkAlarmPeriod(seconds: number): void {
  if ([10, 20, 30].includes(seconds) || (seconds >= 60 && seconds % 60 === 0)) return;
  throw refused("Period must be 10, 20, 30 or a multiple of 60");
}
