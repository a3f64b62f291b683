// Turns what delivery streams count into CloudWatch's metrics AWS/Firehose.
// https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html

import { KeptSeries } from "../../aws/kept-series.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";

export type FirehoseMetric =
  | "IncomingBytes"
  | "IncomingPutRequests"
  | "IncomingRecords"
  | "ThrottledRecords"
  | `PutRecord.${"Bytes" | "Latency" | "Requests"}`
  | `PutRecordBatch.${"Bytes" | "Latency" | "Records" | "Requests"}`
  | `DataReadFromKinesisStream.${"Bytes" | "Records"}`
  | `${"DeliveryToS3" | "BackupToS3" | "DeliveryToHttpEndpoint"}.${"Bytes" | "DataFreshness" | "Records" | "Success"}`
  | "DeliveryToS3.ObjectCount"
  | `ExecuteProcessing.${"Duration" | "Success"}`
  | `SucceedProcessing.${"Bytes" | "Records"}`;

export type CountForStream = (
  stream: string,
  metric: FirehoseMetric,
  unit: "Bytes" | "Count" | "Milliseconds" | "Seconds",
  value: number,
) => void;

export function publishedMetrics(metrics: MetricSink): CountForStream {
  const series = new KeptSeries<FirehoseMetric>(metrics, "AWS/Firehose", (DeliveryStreamName) => [
    { DeliveryStreamName },
  ]);
  return (stream, metric, unit, value) => series.record(stream, metric, unit, value);
}
