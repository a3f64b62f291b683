// What an alarm may be put with, and the rule that it is judged by.

import { ServiceError } from "../../../aws/service-error.ts";
import { isInsightsQuery, parseInsightsQuery } from "../metrics/insights-query.ts";
import { checkQueries, type MetricDataQuery } from "../metrics/metric-query.ts";
import { parseStatistic } from "../metrics/statistic.ts";
import { checkAlarmBounds } from "./alarm-bounds.ts";
import type { AlarmConfiguration } from "./alarm-configuration.ts";
import { type AlarmRule, comparisonOperators } from "./alarm-evaluation.ts";

export function periodSecondsOf({ metricStat, metrics = [] }: AlarmConfiguration): number {
  if (metricStat !== undefined) return metricStat.periodSeconds;
  const periods = metrics
    .map((query) => query.metricStat?.periodSeconds ?? query.periodSeconds)
    .filter((period) => period !== undefined);
  return periods.length === 0 ? 60 : Math.max(...periods);
}

export function checkAlarm(configuration: AlarmConfiguration): AlarmRule {
  const { comparisonOperator, evaluationPeriods, threshold, metricStat, metrics } = configuration;
  const { datapointsToAlarm = evaluationPeriods, treatMissingData = "missing" } = configuration;
  checkAlarmBounds(configuration);
  if (!comparisonOperators.includes(comparisonOperator)) {
    throw new ServiceError(
      "ValidationException",
      `1 validation error detected: Value '${comparisonOperator}' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: [${comparisonOperators.join(", ")}]`,
    );
  }
  if (datapointsToAlarm > evaluationPeriods)
    throw new ServiceError(
      "ValidationException",
      "DatapointsToAlarm must be less than or equal to EvaluationPeriods",
    );
  const { evaluateLowSampleCountPercentile: few = "evaluate" } = configuration;
  if (few !== "evaluate" && few !== "ignore")
    throw invalid(
      `The value ${few} for parameter EvaluateLowSampleCountPercentile is invalid. Expected evaluate or ignore.`,
    );
  if (!["missing", "ignore", "breaching", "notBreaching"].includes(treatMissingData)) {
    throw invalid(
      `The value ${treatMissingData} for parameter TreatMissingData is invalid. Expected breaching, notBreaching, ignore or missing.`,
    );
  }
  if (!Number.isFinite(threshold))
    throw invalid("The parameter Threshold is missing or is not a finite number.");
  if (metricStat === undefined && metrics === undefined)
    throw new ServiceError("ValidationException", "MetricName must not be null");
  if (metricStat !== undefined && metrics !== undefined) {
    throw new ServiceError(
      "InvalidParameterCombinationException",
      "Exactly one of the parameters MetricName and Metrics must be specified.",
    );
  }
  const periodSeconds = periodSecondsOf(configuration);
  checkAlarmPeriod(periodSeconds);
  if (metricStat !== undefined) parseStatistic(metricStat.stat);
  if (metrics !== undefined) checkWatched(metrics);
  checkWatchedTime(periodSeconds * evaluationPeriods, periodSeconds);
  return { comparisonOperator, threshold, evaluationPeriods, datapointsToAlarm, treatMissingData };
}

/** An alarm watches one series: of its queries exactly one returns data, and that one is not split into groups. */
function checkWatched(queries: readonly MetricDataQuery[]): void {
  checkQueries(queries);
  const returned = queries.filter(({ returnData }) => returnData ?? true);
  const [watched] = returned;
  if (watched === undefined || returned.length > 1) {
    throw new ServiceError(
      "ValidationException",
      "Exactly one element of the metrics list should return data.",
    );
  }
  const { expression } = watched;
  if (expression === undefined || !isInsightsQuery(expression)) return;
  if (parseInsightsQuery(expression).groupBy.length > 0) {
    throw new ServiceError(
      "ValidationException",
      "An alarm takes a query that returns a single time series: without GROUP BY.",
    );
  }
}

/** "The number of evaluation periods multiplied by the period" is at most a day, or a week for periods of an hour and more. */
function checkWatchedTime(seconds: number, periodSeconds: number): void {
  const day = 86_400;
  if (seconds <= (periodSeconds >= 3600 ? 7 * day : day)) return;
  throw new ServiceError(
    "ValidationException",
    periodSeconds >= 3600
      ? "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600"
      : "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms using period < 3600",
  );
}

/** Of what metrics are asked for by, an alarm takes neither 1 nor 5 seconds. */
function checkAlarmPeriod(seconds: number): void {
  if ([10, 20, 30].includes(seconds) || (seconds >= 60 && seconds % 60 === 0)) return;
  throw new ServiceError("ValidationException", "Period must be 10, 20, 30 or a multiple of 60");
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidParameterValueException", message);
}
