// Turns what the parts count into CloudWatch's metrics of their services.

import type { Delivery, DeliveryOutcome } from "../events/deliveries.ts";
import type { MeasuredMachine } from "../states/observers.ts";
import type { StreamMetrics } from "../streams/metrics.ts";
import { eventsMetrics, kinesisMetrics } from "../telemetry/metric-names.ts";
import type { MetricSeries } from "../telemetry/metric-series.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { StateMachineMetrics } from "../telemetry/state-machine-metrics.ts";

/** AWS/Kinesis, by stream. */
export function createStreamMetrics(metrics: Metrics): StreamMetrics {
  const streams = new Map<string, ReturnType<typeof seriesOf>>();
  const seriesOf = (streamName: string) => {
    const series = (metric: { readonly name: string; readonly unit: string }): MetricSeries =>
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

/** AWS/Events, by rule. */
export function createEventMetrics(metrics: Metrics): (delivery: Delivery, outcome: DeliveryOutcome) => void {
  return ({ ruleArn }, outcome) => {
    const dimensions = { [eventsMetrics.dimension]: ruleArn.slice(ruleArn.lastIndexOf("/") + 1) };
    const count = (metric: { readonly name: string; readonly unit: string }) =>
      metrics.series(eventsMetrics.namespace, metric.name, dimensions, metric.unit).record(1);
    count(eventsMetrics.invocations);
    if (outcome !== "delivered") count(eventsMetrics.failedInvocations);
    if (outcome === "dead-letter") count(eventsMetrics.invocationsSentToDeadLetterQueue);
  };
}

/** AWS/States, by state machine. Made once for each: finding a series by its dimensions is too dear for every execution. */
export function createStateMachineMetrics(
  metrics: Metrics,
): (machine: MeasuredMachine) => StateMachineMetrics {
  const known = new Map<string, StateMachineMetrics>();
  return (machine) => {
    const { stateMachineArn, stateMachineVersionArn, stateMachineAliasArn } = machine;
    const key =
      stateMachineVersionArn === undefined
        ? stateMachineArn
        : `${stateMachineVersionArn} ${stateMachineAliasArn ?? ""}`;
    const found = known.get(key) ?? new StateMachineMetrics(metrics, machine);
    known.set(key, found);
    return found;
  };
}
