// Turns what the streams count into CloudWatch's metrics AWS/Kinesis: by stream, and by shard where that is asked for.
// https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html

import { KeptSeries } from "../../aws/kept-series.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import type { StreamMetrics } from "./metrics.ts";
import type { ProducerRecord } from "./records/producer-record.ts";
import type { AppendedRecords } from "./streams/appended-records.ts";
import type { Stream } from "./streams/stream.ts";
import type { ShardLevelMetric } from "./streams/stream-properties.ts";

type Unit = "Count" | "Bytes" | "Milliseconds";

const unitOf: Readonly<Record<ShardLevelMetric, Unit>> = {
  IncomingBytes: "Bytes",
  IncomingRecords: "Count",
  OutgoingBytes: "Bytes",
  OutgoingRecords: "Count",
  WriteProvisionedThroughputExceeded: "Count",
  ReadProvisionedThroughputExceeded: "Count",
  IteratorAgeMilliseconds: "Milliseconds",
};

/** Written once: a text that is put together for every call costs more than counting it. */
const operationMetrics = {
  PutRecord: { latency: "PutRecord.Latency", success: "PutRecord.Success" },
  PutRecords: { latency: "PutRecords.Latency", success: "PutRecords.Success" },
  GetRecords: { latency: "GetRecords.Latency", success: "GetRecords.Success" },
} as const;

export function publishedMetrics(metrics: MetricSink): StreamMetrics {
  const kept = (dimensionsOf: (thing: string) => Readonly<Record<string, string>>) =>
    new KeptSeries(metrics, "AWS/Kinesis", (thing) => [dimensionsOf(thing)]);
  const streams = kept((StreamName) => ({ StreamName }));
  const shards = kept((thing) => {
    const [StreamName = "", ShardId = ""] = thing.split("/");
    return { StreamName, ShardId };
  });
  const consumers = kept((thing) => {
    const [StreamName = "", ConsumerName = ""] = thing.split("/");
    return { StreamName, ConsumerName };
  });
  const ofStream = (streamName: string) => (metric: string, unit: Unit, value: number) =>
    streams.record(streamName, metric, unit, value);
  const ofShard = ({ name, properties }: Stream, shardId: string) => {
    const wanted = properties.shardLevelMetrics ?? [];
    return (metric: ShardLevelMetric, value: number) => {
      if (wanted.includes(metric)) shards.record(`${name}/${shardId}`, metric, unitOf[metric], value);
    };
  };
  return {
    incoming(stream, records, appended) {
      const count = ofStream(stream.name);
      const { taken, bytes } = sumOf(records, appended);
      count("IncomingRecords", "Count", taken);
      count("IncomingBytes", "Bytes", bytes);
      if (taken < records.length)
        count("WriteProvisionedThroughputExceeded", "Count", records.length - taken);
      if ((stream.properties.shardLevelMetrics ?? []).length === 0) return;
      for (const [shardId, sum] of byShard(records, appended)) {
        const record = ofShard(stream, shardId);
        record("IncomingRecords", sum.taken);
        record("IncomingBytes", sum.bytes);
        record("WriteProvisionedThroughputExceeded", sum.leftOut);
      }
    },
    outgoing(stream, { shard, records, bytes, millisBehindLatest }) {
      const count = ofStream(stream.name);
      count("GetRecords.Records", "Count", records.length);
      count("GetRecords.Bytes", "Bytes", bytes);
      count("GetRecords.IteratorAgeMilliseconds", "Milliseconds", millisBehindLatest);
      const record = ofShard(stream, shard.id);
      record("OutgoingRecords", records.length);
      record("OutgoingBytes", bytes);
      record("IteratorAgeMilliseconds", millisBehindLatest);
    },
    readsExceeded(stream, shardId) {
      ofStream(stream.name)("ReadProvisionedThroughputExceeded", "Count", 1);
      ofShard(stream, shardId)("ReadProvisionedThroughputExceeded", 1);
    },
    operation(streamName, operation, { latencyMs, succeeded }) {
      const { latency, success } = operationMetrics[operation];
      streams.record(streamName, latency, "Milliseconds", latencyMs);
      streams.record(streamName, success, "Count", succeeded ? 1 : 0);
    },
    subscription(streamName, consumerName, outcome) {
      const record = (metric: string, unit: Unit, value: number) =>
        consumers.record(`${streamName}/${consumerName}`, metric, unit, value);
      if (outcome === "subscribed") record("SubscribeToShard.Success", "Count", 1);
      else if (outcome === "refused") record("SubscribeToShard.RateExceeded", "Count", 1);
      else {
        record("SubscribeToShardEvent.Success", "Count", 1);
        record("SubscribeToShardEvent.Records", "Count", outcome.records);
        record("SubscribeToShardEvent.Bytes", "Bytes", outcome.bytes);
        record("SubscribeToShardEvent.MillisBehindLatest", "Milliseconds", outcome.millisBehindLatest);
      }
    },
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
