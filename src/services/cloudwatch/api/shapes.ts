// CloudWatch's structures: from the wire's member names to the parts' own, and back.

import { ServiceError } from "../../../aws/service-error.ts";
import { given } from "../../../aws/wire/given.ts";
import {
  constraintError,
  optionalBoolean,
  optionalInteger,
  optionalList,
  optionalNumber,
  optionalNumberList,
  optionalObject,
  optionalString,
  optionalStringList,
  optionalTimestamp,
  requiredInteger,
  requiredNumber,
  requiredObject,
  requiredString,
  requiredTimestamp,
} from "../../../aws/wire/members.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import type { AlarmConfiguration } from "../alarms/alarm-configuration.ts";
import type { MissingDataTreatment } from "../alarms/alarm-rule.ts";
import type { Alarm } from "../alarms/alarms.ts";
import type { ComparisonOperator } from "../alarms/comparison.ts";
import type { MetricDataQuery } from "../metrics/metric-data-query.ts";
import type { MetricDatum } from "../metrics/metric-datum.ts";
import type { Dimensions, MetricIdentity } from "../metrics/metric-identity.ts";
import type { MetricStat } from "../metrics/metric-stat.ts";
import { isPlainStatistic } from "../metrics/statistic.ts";
import type { TimeRange } from "../metrics/time-range.ts";
import { checkNotBoth, requiredPositive } from "./request-bounds.ts";

export function toDatum(datum: WireObject): MetricDatum {
  const numbers = { Value: numberOf(datum.Value), Values: numberOf(datum.Values) };
  const summary = optionalObject(datum, "StatisticValues");
  const set =
    summary && Object.fromEntries(Object.entries(summary).map(([name, value]) => [name, numberOf(value)]));
  return {
    metricName: requiredString(datum, "MetricName"),
    dimensions: toDimensions(datum),
    ...given("timestamp", optionalTimestamp(datum, "Timestamp")?.getTime()),
    ...given("value", optionalNumber(numbers, "Value")),
    ...given("values", optionalNumberList(numbers, "Values")),
    ...given("counts", optionalNumberList(datum, "Counts")),
    ...given("unit", optionalString(datum, "Unit")),
    ...given("storageResolution", optionalInteger(datum, "StorageResolution")),
    ...(set === undefined
      ? {}
      : {
          statisticValues: {
            sampleCount: requiredNumber(set, "SampleCount"),
            sum: requiredNumber(set, "Sum"),
            minimum: requiredNumber(set, "Minimum"),
            maximum: requiredNumber(set, "Maximum"),
          },
        }),
  };
}

/** What is no finite number comes as a text, to be refused as the number that it means. */
function numberOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(numberOf);
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value;
}

export function toDimensions(request: WireObject): Dimensions {
  const dimensions = optionalList(request, "Dimensions") ?? [];
  return Object.fromEntries(
    dimensions.map((dimension) => [requiredString(dimension, "Name"), requiredString(dimension, "Value")]),
  );
}

export function toMetricOf(request: WireObject): {
  readonly metric: MetricIdentity;
  readonly unit: string | undefined;
} {
  return {
    metric: {
      namespace: requiredString(request, "Namespace"),
      metricName: requiredString(request, "MetricName"),
      dimensions: toDimensions(request),
    },
    unit: optionalString(request, "Unit"),
  };
}

export function toQuery(query: WireObject): MetricDataQuery {
  const stat = optionalObject(query, "MetricStat");
  return {
    id: requiredString(query, "Id"),
    ...given("metricStat", stat === undefined ? undefined : toMetricStat(stat)),
    ...given("expression", optionalString(query, "Expression")),
    ...given("label", optionalString(query, "Label")),
    ...given("returnData", optionalBoolean(query, "ReturnData")),
    ...given("periodSeconds", optionalInteger(query, "Period")),
  };
}

function toMetricStat(stat: WireObject): MetricStat {
  const { metric } = toMetricOf(requiredObject(stat, "Metric"));
  return {
    metric,
    periodSeconds: requiredInteger(stat, "Period"),
    stat: requiredString(stat, "Stat"),
    ...given("unit", optionalString(stat, "Unit")),
  };
}

export function toAlarmConfiguration(request: WireObject): AlarmConfiguration {
  const metrics = optionalList(request, "Metrics");
  const watchesMetric = optionalString(request, "MetricName") !== undefined;
  return {
    alarmName: requiredString(request, "AlarmName"),
    comparisonOperator: requiredString(request, "ComparisonOperator") as ComparisonOperator,
    evaluationPeriods: requiredInteger(request, "EvaluationPeriods"),
    ...given("threshold", optionalNumber(request, "Threshold")),
    ...given("thresholdMetricId", optionalString(request, "ThresholdMetricId")),
    ...given("alarmDescription", optionalString(request, "AlarmDescription")),
    ...given("actionsEnabled", optionalBoolean(request, "ActionsEnabled")),
    ...given("okActions", optionalStringList(request, "OKActions")),
    ...given("alarmActions", optionalStringList(request, "AlarmActions")),
    ...given("insufficientDataActions", optionalStringList(request, "InsufficientDataActions")),
    ...given("datapointsToAlarm", optionalInteger(request, "DatapointsToAlarm")),
    ...given(
      "treatMissingData",
      optionalString(request, "TreatMissingData") as MissingDataTreatment | undefined,
    ),
    ...given("evaluateLowSampleCountPercentile", optionalString(request, "EvaluateLowSampleCountPercentile")),
    ...given("metricStat", watchesMetric ? toAlarmStat(request) : undefined),
    ...given("metrics", nonEmpty(metrics)?.map(toQuery)),
  };
}

function toAlarmStat(request: WireObject): MetricStat {
  const { metric, unit } = toMetricOf(request);
  checkNotBoth(request, "Statistic", "ExtendedStatistic");
  const plain = optionalString(request, "Statistic");
  const stat = plain ?? optionalString(request, "ExtendedStatistic");
  if (plain !== undefined && !isPlainStatistic(plain)) {
    throw constraintError(
      "statistic",
      plain,
      "satisfy enum value set: [SampleCount, Average, Sum, Minimum, Maximum]",
    );
  }
  if (stat === undefined) {
    throw new ServiceError(
      "MissingRequiredParameterException",
      "Either Statistic or ExtendedStatistic must be specified.",
    );
  }
  return { metric, stat, periodSeconds: requiredPositive(request, "Period"), ...given("unit", unit) };
}

export function fromAlarm(alarm: Alarm): WireObject {
  const { configuration, rule } = alarm;
  const updatedAt = new Date(alarm.stateUpdatedAt);
  return {
    AlarmName: configuration.alarmName,
    AlarmArn: alarm.alarmArn,
    AlarmDescription: configuration.alarmDescription,
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
    ActionsEnabled: configuration.actionsEnabled ?? true,
    OKActions: configuration.okActions ?? [],
    AlarmActions: configuration.alarmActions ?? [],
    InsufficientDataActions: configuration.insufficientDataActions ?? [],
    StateValue: alarm.state,
    StateReason: alarm.stateReason,
    StateReasonData: alarm.stateReasonData,
    StateUpdatedTimestamp: updatedAt,
    StateTransitionedTimestamp: updatedAt,
    ...fromAlarmStat(configuration.metricStat),
    Metrics: configuration.metrics?.map(fromQuery),
    EvaluationPeriods: rule.evaluationPeriods,
    DatapointsToAlarm: configuration.datapointsToAlarm,
    Threshold: rule.threshold,
    ThresholdMetricId: rule.thresholdMetricId,
    ComparisonOperator: rule.comparisonOperator,
    TreatMissingData: configuration.treatMissingData,
    EvaluateLowSampleCountPercentile: configuration.evaluateLowSampleCountPercentile,
  };
}

function fromAlarmStat(metricStat: MetricStat | undefined): WireObject {
  if (metricStat === undefined) return {};
  const { metric, stat, periodSeconds, unit } = metricStat;
  const statistic = isPlainStatistic(stat) ? { Statistic: stat } : { ExtendedStatistic: stat };
  return { ...fromMetric(metric), ...statistic, Period: periodSeconds, Unit: unit };
}

export function fromQuery(query: MetricDataQuery): WireObject {
  const { metricStat } = query;
  return {
    Id: query.id,
    Expression: query.expression,
    Label: query.label,
    ReturnData: query.returnData ?? true,
    Period: query.periodSeconds,
    MetricStat:
      metricStat === undefined
        ? undefined
        : {
            Metric: fromMetric(metricStat.metric),
            Period: metricStat.periodSeconds,
            Stat: metricStat.stat,
            Unit: metricStat.unit,
          },
  };
}

export function fromMetric({ namespace, metricName, dimensions }: MetricIdentity): WireObject {
  return {
    Namespace: namespace,
    MetricName: metricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}

export function splitStatistics(values: Readonly<Record<string, number>>): WireObject {
  const entries = Object.entries(values);
  const extended = entries.filter(([name]) => !isPlainStatistic(name));
  return {
    ...Object.fromEntries(entries.filter(([name]) => isPlainStatistic(name))),
    ExtendedStatistics: extended.length === 0 ? undefined : Object.fromEntries(extended),
  };
}

/** Times are whole seconds: what is less does not count. */
export function rangeOf(request: WireObject): TimeRange {
  const inSeconds = (member: string) =>
    Math.floor(requiredTimestamp(request, member).getTime() / 1000) * 1000;
  return { from: inSeconds("StartTime"), until: inSeconds("EndTime") };
}

/** In which times within labels are told. */
export function timezoneOf(request: WireObject): string | undefined {
  const timezone = optionalString(optionalObject(request, "LabelOptions") ?? {}, "Timezone");
  if (timezone === undefined || /^[+-]\d{4}$/.test(timezone)) return timezone;
  throw new ServiceError(
    "ValidationException",
    `The value ${timezone} for parameter LabelOptions.Timezone is invalid: expected + or - followed by four digits.`,
  );
}

/** Clients may send an empty list where they mean none. */
export function nonEmpty<Item>(items: readonly Item[] | undefined): readonly Item[] | undefined {
  return items?.length === 0 ? undefined : items;
}
