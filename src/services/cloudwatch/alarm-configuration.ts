// What an alarm is put with.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html

import type { AlarmRule } from "./alarm-evaluation.ts";
import type { MetricDataQuery } from "./metric-query.ts";
import type { MetricStat } from "./metric-stat.ts";

export interface AlarmConfiguration extends Omit<AlarmRule, "datapointsToAlarm" | "treatMissingData"> {
  readonly alarmName: string;
  readonly alarmDescription?: string;
  readonly actionsEnabled?: boolean;
  readonly okActions?: readonly string[];
  readonly alarmActions?: readonly string[];
  readonly insufficientDataActions?: readonly string[];
  readonly datapointsToAlarm?: number;
  readonly treatMissingData?: AlarmRule["treatMissingData"];
  /** Exactly one of the two says what is watched. */
  readonly metricStat?: MetricStat;
  readonly metrics?: readonly MetricDataQuery[];
}
