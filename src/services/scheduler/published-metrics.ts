// Turns what becomes of invocations into CloudWatch's metrics AWS/Scheduler, of each schedule group and of all.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html

import type { CountedSeries, MetricSink } from "../../aws/metric-sink.ts";

export type SchedulerMetric =
  | "InvocationAttemptCount"
  | "TargetErrorCount"
  | "TargetErrorThrottledCount"
  | "InvocationDroppedCount"
  | "InvocationsSentToDeadLetterCount"
  | "InvocationsSentToDeadLetterCount_Truncated_MessageSizeExceeded"
  | "InvocationsFailedToBeSentToDeadLetterCount";

export type CountInGroup = (group: string, metric: SchedulerMetric) => void;

export function publishedMetrics(metrics: MetricSink): CountInGroup {
  // Finding a series by its dimensions is too dear for every invocation.
  const known = new Map<string, readonly CountedSeries[]>();
  return (group, metric) => {
    const key = `${metric} ${group}`;
    const series =
      known.get(key) ??
      [{ ScheduleGroup: group }, {}].map((dimensions) =>
        metrics.series("AWS/Scheduler", metric, dimensions, "Count"),
      );
    known.set(key, series);
    for (const each of series) each.record(1);
  };
}
