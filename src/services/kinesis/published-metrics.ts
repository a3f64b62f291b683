// Turns what the streams count into CloudWatch's metrics AWS/Kinesis.

import type { CountedSeries, MetricSink } from "../../aws/metric-sink.ts";
import type { StreamMetrics } from "./metrics.ts";

const kinesisMetrics = {
  namespace: "AWS/Kinesis",
  dimension: "StreamName",
  incomingRecords: { name: "IncomingRecords", unit: "Count" },
  incomingBytes: { name: "IncomingBytes", unit: "Bytes" },
  getRecordsRecords: { name: "GetRecords.Records", unit: "Count" },
  getRecordsBytes: { name: "GetRecords.Bytes", unit: "Bytes" },
  getRecordsIteratorAge: { name: "GetRecords.IteratorAgeMilliseconds", unit: "Milliseconds" },
} as const;

/** By stream. */
export function publishedMetrics(metrics: MetricSink): StreamMetrics {
  const streams = new Map<string, ReturnType<typeof seriesOf>>();
  const seriesOf = (streamName: string) => {
    const series = (metric: { readonly name: string; readonly unit: string }): CountedSeries =>
      metrics.series(
        kinesisMetrics.namespace,
        metric.name,
        { [kinesisMetrics.dimension]: streamName },
        metric.unit,
      );
    return {
      incomingRecords: series(kinesisMetrics.incomingRecords),
      incomingBytes: series(kinesisMetrics.incomingBytes),
      outgoingRecords: series(kinesisMetrics.getRecordsRecords),
      outgoingBytes: series(kinesisMetrics.getRecordsBytes),
      iteratorAge: series(kinesisMetrics.getRecordsIteratorAge),
    };
  };
  const of = (streamName: string) => {
    const known = streams.get(streamName) ?? seriesOf(streamName);
    streams.set(streamName, known);
    return known;
  };
  return {
    incoming(streamName, records, bytes) {
      of(streamName).incomingRecords.record(records);
      of(streamName).incomingBytes.record(bytes);
    },
    outgoing(streamName, records, bytes, iteratorAgeMs) {
      of(streamName).outgoingRecords.record(records);
      of(streamName).outgoingBytes.record(bytes);
      of(streamName).iteratorAge.record(iteratorAgeMs);
    },
    operation(streamName, operation, { latencyMs, succeeded }) {
      const dimensions = { [kinesisMetrics.dimension]: streamName };
      metrics
        .series(kinesisMetrics.namespace, `${operation}.Latency`, dimensions, "Milliseconds")
        .record(latencyMs);
      metrics
        .series(kinesisMetrics.namespace, `${operation}.Success`, dimensions, "Count")
        .record(succeeded ? 1 : 0);
    },
  };
}
