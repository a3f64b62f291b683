// Turns what becomes of invocations into CloudWatch's metrics AWS/Scheduler, of each schedule group and of all.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html

import { KeptSeries } from "../../aws/kept-series.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";

export type SchedulerMetric =
  | "InvocationAttemptCount"
  | "TargetErrorCount"
  | "TargetErrorThrottledCount"
  | "InvocationDroppedCount"
  | "InvocationsSentToDeadLetterCount"
  | "InvocationsSentToDeadLetterCount_Truncated_MessageSizeExceeded"
  | "InvocationsFailedToBeSentToDeadLetterCount"
  /** By the error of the queue. */
  | `InvocationsFailedToBeSentToDeadLetterCount_${string}`;

export type CountInGroup = (group: string, metric: SchedulerMetric) => void;

export function publishedMetrics(metrics: MetricSink): CountInGroup {
  const series = new KeptSeries(metrics, "AWS/Scheduler", (group) => [{ ScheduleGroup: group }, {}]);
  return (group, metric) => series.record(group, metric, "Count", 1);
}
