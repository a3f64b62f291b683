// The metrics that Lambda publishes of a function, in namespace AWS/Lambda with the dimension FunctionName.

/** A time series that takes values; CloudWatch seen from here. */
export interface MetricSeries {
  record(value: number): void;
}

export interface MetricSink {
  series(
    namespace: string,
    metricName: string,
    dimensions: Readonly<Record<string, string>>,
    unit: string,
  ): MetricSeries;
}

export interface FunctionMetrics {
  readonly invocations: MetricSeries;
  readonly errors: MetricSeries;
  readonly duration: MetricSeries;
  readonly throttles: MetricSeries;
  readonly concurrentExecutions: MetricSeries;
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
