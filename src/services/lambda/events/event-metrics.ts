// What Lambda counts of asynchronous invocations, in namespace AWS/Lambda with the dimension FunctionName.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#async-invocation-metrics

import type { CountedSeries, MetricSink } from "../../../aws/metric-sink.ts";

export interface EventMetrics {
  readonly received: CountedSeries;
  readonly age: CountedSeries;
  readonly dropped: CountedSeries;
  readonly recursionsDropped: CountedSeries;
  readonly deadLetterErrors: CountedSeries;
  readonly destinationErrors: CountedSeries;
}

export function eventMetrics(sink: MetricSink): (functionName: string) => EventMetrics {
  const known = new Map<string, EventMetrics>();
  return (functionName) => {
    const metrics = known.get(functionName) ?? metricsOf(sink, functionName);
    known.set(functionName, metrics);
    return metrics;
  };
}

function metricsOf(sink: MetricSink, functionName: string): EventMetrics {
  const series = (metricName: string, unit = "Count") =>
    sink.series("AWS/Lambda", metricName, { FunctionName: functionName }, unit);
  return {
    received: series("AsyncEventsReceived"),
    age: series("AsyncEventAge", "Milliseconds"),
    dropped: series("AsyncEventsDropped"),
    recursionsDropped: series("RecursiveInvocationsDropped"),
    deadLetterErrors: series("DeadLetterErrors"),
    destinationErrors: series("DestinationDeliveryFailures"),
  };
}
