// How the world hears of an alarm's change of state: the JSON text that CloudWatch publishes to an SNS topic, and the event
// that it puts on the default bus of EventBridge.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import type { MetricDataQuery } from "../metrics/metric-data-query.ts";
import type { MetricStat } from "../metrics/metric-stat.ts";
import { isPlainStatistic } from "../metrics/statistic.ts";
import type { AlarmConfiguration } from "./alarm-configuration.ts";
import type { AlarmStateChange } from "./alarms.ts";
import { periodSecondsOf } from "./check-alarm.ts";
import { regionName } from "./region-names.ts";
import { zonedTime } from "./zoned-time.ts";

export interface AlarmMessage {
  readonly subject: string;
  /** JSON text. */
  readonly message: string;
}

export interface AlarmEvent {
  readonly source: "aws.cloudwatch";
  readonly detailType: "CloudWatch Alarm State Change";
  readonly resources: readonly string[];
  readonly detail: JsonObject;
}

interface AnnouncedEvent {
  readonly alarmArn: string;
  readonly at: number;
  readonly event: AlarmEvent;
}

/** What a subscriber of an action's topic receives. */
export function alarmMessage(change: AlarmStateChange, identity: RegionIdentity): AlarmMessage {
  const { alarm, previousState } = change;
  const { configuration } = alarm;
  const content: JsonObject = {
    AlarmName: configuration.alarmName,
    AlarmDescription: configuration.alarmDescription ?? null,
    AWSAccountId: identity.accountId,
    AlarmConfigurationUpdatedTimestamp: zonedTime(alarm.configuredAt),
    NewStateValue: alarm.state,
    NewStateReason: alarm.stateReason,
    StateChangeTime: zonedTime(alarm.stateUpdatedAt),
    Region: regionName(identity.region),
    AlarmArn: alarm.alarmArn,
    OldStateValue: previousState,
    OKActions: configuration.okActions ?? [],
    AlarmActions: configuration.alarmActions ?? [],
    InsufficientDataActions: configuration.insufficientDataActions ?? [],
    Trigger: triggerOf(change),
  };
  return {
    subject: `${alarm.state}: "${configuration.alarmName}" in ${regionName(identity.region)}`,
    message: JSON.stringify(content),
  };
}

export function alarmEvent(change: AlarmStateChange): AlarmEvent {
  const { alarm, previousState, previousReason, previousUpdatedAt } = change;
  const { configuration } = alarm;
  return {
    source: "aws.cloudwatch",
    detailType: "CloudWatch Alarm State Change",
    resources: [alarm.alarmArn],
    detail: {
      alarmName: configuration.alarmName,
      state: {
        value: alarm.state,
        reason: alarm.stateReason,
        ...(alarm.stateReasonData === undefined ? {} : { reasonData: alarm.stateReasonData }),
        timestamp: zonedTime(alarm.stateUpdatedAt),
      },
      previousState: {
        value: previousState,
        reason: previousReason,
        timestamp: zonedTime(previousUpdatedAt),
      },
      configuration: {
        ...(configuration.alarmDescription === undefined
          ? {}
          : { description: configuration.alarmDescription }),
        metrics: watched(configuration).map(eventMetric),
      },
    },
  };
}

/** JSON text that CloudWatch invokes a function with which is an action of an alarm. CloudWatch user guide, "Invoke a Lambda function from an alarm". */
export function alarmInvocation(
  { alarmArn, at, event: { source, detail } }: AnnouncedEvent,
  { accountId, region }: RegionIdentity,
): string {
  return JSON.stringify({ source, alarmArn, accountId, time: zonedTime(at), region, alarmData: detail });
}

function triggerOf({ alarm: { configuration, rule } }: AlarmStateChange): JsonObject {
  const { metricStat } = configuration;
  return {
    ...(metricStat === undefined
      ? { Period: periodSecondsOf(configuration), Metrics: watched(configuration).map(triggerMetric) }
      : triggerStat(metricStat)),
    EvaluationPeriods: rule.evaluationPeriods,
    ...(configuration.datapointsToAlarm === undefined
      ? {}
      : { DatapointsToAlarm: configuration.datapointsToAlarm }),
    ComparisonOperator: rule.comparisonOperator,
    ...(rule.threshold === undefined ? {} : { Threshold: rule.threshold }),
    ...(rule.thresholdMetricId === undefined ? {} : { ThresholdMetricId: rule.thresholdMetricId }),
    TreatMissingData: rule.treatMissingData,
    EvaluateLowSampleCountPercentile: configuration.evaluateLowSampleCountPercentile ?? "",
  };
}

function triggerStat({ metric, stat, periodSeconds, unit }: MetricStat): JsonObject {
  const plain = isPlainStatistic(stat);
  return {
    MetricName: metric.metricName,
    Namespace: metric.namespace,
    StatisticType: plain ? "Statistic" : "ExtendedStatistic",
    ...(plain ? { Statistic: stat.toUpperCase() } : { ExtendedStatistic: stat }),
    Unit: unit ?? null,
    Dimensions: Object.entries(metric.dimensions).map(([name, value]) => ({ value, name })),
    Period: periodSeconds,
  };
}

function triggerMetric(query: MetricDataQuery): Json {
  const { metricStat } = query;
  return {
    Id: query.id,
    ReturnData: query.returnData ?? true,
    ...(query.expression === undefined ? {} : { Expression: query.expression }),
    ...(query.label === undefined ? {} : { Label: query.label }),
    ...(metricStat === undefined
      ? {}
      : {
          MetricStat: {
            Metric: {
              Namespace: metricStat.metric.namespace,
              MetricName: metricStat.metric.metricName,
              Dimensions: Object.entries(metricStat.metric.dimensions).map(([name, value]) => ({
                value,
                name,
              })),
            },
            Period: metricStat.periodSeconds,
            Stat: metricStat.stat,
          },
        }),
  };
}

function eventMetric({ id, metricStat, expression, label, returnData }: MetricDataQuery): Json {
  return {
    id,
    returnData: returnData ?? true,
    ...(expression === undefined ? {} : { expression }),
    ...(label === undefined ? {} : { label }),
    ...(metricStat === undefined
      ? {}
      : {
          metricStat: {
            metric: {
              namespace: metricStat.metric.namespace,
              name: metricStat.metric.metricName,
              dimensions: metricStat.metric.dimensions,
            },
            period: metricStat.periodSeconds,
            stat: metricStat.stat,
          },
        }),
  };
}

function watched({ metricStat, metrics = [] }: AlarmConfiguration): readonly MetricDataQuery[] {
  return metricStat === undefined ? metrics : [{ id: "m1", metricStat }];
}
