// The metrics that Lambda publishes of a function, in namespace AWS/Lambda with the dimension FunctionName.

import type { CountedSeries, MetricSink } from "../../aws/metric-sink.ts";

export interface FunctionMetrics {
  readonly invocations: CountedSeries;
  readonly errors: CountedSeries;
  readonly duration: CountedSeries;
  readonly throttles: CountedSeries;
  readonly concurrentExecutions: CountedSeries;
}

export function functionMetrics(sink: MetricSink, functionName: string): FunctionMetrics {
  const series = (metricName: string, unit: string) =>
    sink.series("AWS/Lambda", metricName, { FunctionName: functionName }, unit);
  return {
    invocations: series("Invocations", "Count"),
    errors: series("Errors", "Count"),
    duration: series("Duration", "Milliseconds"),
    throttles: series("Throttles", "Count"),
    concurrentExecutions: series("ConcurrentExecutions", "Count"),
  };
}
