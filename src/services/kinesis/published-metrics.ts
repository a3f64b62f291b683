// Turns what the streams count into CloudWatch's metrics AWS/Kinesis: by stream, and by shard where that is asked for.
// https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html

import type { CountedSeries, MetricSink } from "../../aws/metric-sink.ts";
import type { StreamMetrics } from "./metrics.ts";
import type { ProducerRecord } from "./producer-record.ts";
import type { AppendedRecords, Stream } from "./stream.ts";
import type { ShardLevelMetric } from "./stream-properties.ts";

/** Finds the series of some dimensions once each. */
type SeriesOf = (metricName: string, unit: "Count" | "Bytes" | "Milliseconds") => CountedSeries;

const unitOf: Readonly<Record<ShardLevelMetric, "Count" | "Bytes" | "Milliseconds">> = {
  IncomingBytes: "Bytes",
  IncomingRecords: "Count",
  OutgoingBytes: "Bytes",
  OutgoingRecords: "Count",
  WriteProvisionedThroughputExceeded: "Count",
  ReadProvisionedThroughputExceeded: "Count",
  IteratorAgeMilliseconds: "Milliseconds",
};

export function publishedMetrics(metrics: MetricSink): StreamMetrics {
  const known = new Map<string, SeriesOf>();
  const seriesOf = (dimensions: Readonly<Record<string, string>>): SeriesOf => {
    const key = Object.values(dimensions).join("/");
    const series = known.get(key) ?? keptSeries(metrics, dimensions);
    known.set(key, series);
    return series;
  };
  const ofStream = (StreamName: string) => seriesOf({ StreamName });
  const ofShard = ({ name: StreamName, properties }: Stream, ShardId: string) => {
    const wanted = properties.shardLevelMetrics ?? [];
    return (metric: ShardLevelMetric, value: number) => {
      if (wanted.includes(metric)) seriesOf({ StreamName, ShardId })(metric, unitOf[metric]).record(value);
    };
  };
  return {
    incoming(stream, records, appended) {
      const series = ofStream(stream.name);
      const { taken, bytes } = sumOf(records, appended);
      series("IncomingRecords", "Count").record(taken);
      series("IncomingBytes", "Bytes").record(bytes);
      if (taken < records.length)
        series("WriteProvisionedThroughputExceeded", "Count").record(records.length - taken);
      if ((stream.properties.shardLevelMetrics ?? []).length === 0) return;
      for (const [shardId, sum] of byShard(records, appended)) {
        const record = ofShard(stream, shardId);
        record("IncomingRecords", sum.taken);
        record("IncomingBytes", sum.bytes);
        record("WriteProvisionedThroughputExceeded", sum.leftOut);
      }
    },
    outgoing(stream, { shardId, records, bytes, millisBehindLatest }) {
      const series = ofStream(stream.name);
      series("GetRecords.Records", "Count").record(records.length);
      series("GetRecords.Bytes", "Bytes").record(bytes);
      series("GetRecords.IteratorAgeMilliseconds", "Milliseconds").record(millisBehindLatest);
      const record = ofShard(stream, shardId);
      record("OutgoingRecords", records.length);
      record("OutgoingBytes", bytes);
      record("IteratorAgeMilliseconds", millisBehindLatest);
    },
    readsExceeded(stream, shardId) {
      ofStream(stream.name)("ReadProvisionedThroughputExceeded", "Count").record(1);
      ofShard(stream, shardId)("ReadProvisionedThroughputExceeded", 1);
    },
    operation(streamName, operation, { latencyMs, succeeded }) {
      const series = ofStream(streamName);
      series(`${operation}.Latency`, "Milliseconds").record(latencyMs);
      series(`${operation}.Success`, "Count").record(succeeded ? 1 : 0);
    },
    subscription(StreamName, ConsumerName, outcome) {
      const series = seriesOf({ StreamName, ConsumerName });
      if (outcome === "subscribed") series("SubscribeToShard.Success", "Count").record(1);
      else if (outcome === "refused") series("SubscribeToShard.RateExceeded", "Count").record(1);
      else {
        series("SubscribeToShardEvent.Success", "Count").record(1);
        series("SubscribeToShardEvent.Records", "Count").record(outcome.records);
        series("SubscribeToShardEvent.Bytes", "Bytes").record(outcome.bytes);
        series("SubscribeToShardEvent.MillisBehindLatest", "Milliseconds").record(outcome.millisBehindLatest);
      }
    },
  };
}

function keptSeries(metrics: MetricSink, dimensions: Readonly<Record<string, string>>): SeriesOf {
  const known = new Map<string, CountedSeries>();
  return (metricName, unit) => {
    const series = known.get(metricName) ?? metrics.series("AWS/Kinesis", metricName, dimensions, unit);
    known.set(metricName, series);
    return series;
  };
}

interface RecordSum {
  taken: number;
  leftOut: number;
  bytes: number;
}

function sumOf(records: readonly ProducerRecord[], appended: AppendedRecords): RecordSum {
  const sum = { taken: 0, leftOut: 0, bytes: 0 };
  for (let index = 0; index < records.length; index++)
    count(sum, records[index] as ProducerRecord, appended.isLeftOut(index));
  return sum;
}

function byShard(
  records: readonly ProducerRecord[],
  appended: AppendedRecords,
): ReadonlyMap<string, RecordSum> {
  const sums = new Map<string, RecordSum>();
  for (const [index, record] of records.entries()) {
    const shardId = appended.shardId(index);
    const sum = sums.get(shardId) ?? { taken: 0, leftOut: 0, bytes: 0 };
    sums.set(shardId, sum);
    count(sum, record, appended.isLeftOut(index));
  }
  return sums;
}

function count(sum: RecordSum, { data, partitionKey }: ProducerRecord, isLeftOut: boolean): void {
  if (isLeftOut) sum.leftOut++;
  else {
    sum.taken++;
    sum.bytes += data.length + partitionKey.length;
  }
}
