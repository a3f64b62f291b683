// What an alarm is put with.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html

import type { MetricDataQuery } from "../metrics/metric-data-query.ts";
import type { MetricStat } from "../metrics/metric-stat.ts";
import type { AlarmRule } from "./alarm-rule.ts";

export interface AlarmConfiguration extends Omit<AlarmRule, "treatMissingData"> {
  readonly alarmName: string;
  readonly alarmDescription?: string;
  readonly actionsEnabled?: boolean;
  readonly okActions?: readonly string[];
  readonly alarmActions?: readonly string[];
  readonly insufficientDataActions?: readonly string[];
  readonly treatMissingData?: AlarmRule["treatMissingData"];
  /** Whether percentiles of few samples count: `evaluate`, or `ignore`. @default evaluate */
  readonly evaluateLowSampleCountPercentile?: string;
  /** Exactly one of the two says what is watched. */
  readonly metricStat?: MetricStat;
  readonly metrics?: readonly MetricDataQuery[];
}
