// Turns what the parts count into CloudWatch's metrics of their services.

import type { DeliveryResult } from "../events/deliveries.ts";
import type { Delivery } from "../events/delivery.ts";
import type { Rule } from "../events/rule.ts";
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

/** AWS/Events, by rule, and by bus and rule. */
export function createEventMetrics(metrics: Metrics) {
  // Kept for each rule: finding a series by its dimensions is too dear for every event.
  const known = new Map<string, ReadonlyMap<EventMetric, readonly MetricSeries[]>>();
  const count = (ruleArn: string, metric: EventMetric) => {
    const series = known.get(ruleArn) ?? seriesOfRule(metrics, ruleArn);
    known.set(ruleArn, series);
    for (const each of series.get(metric) ?? []) each.record(1);
  };
  return {
    triggered: ({ arn }: Rule) => count(arn, eventsMetrics.triggeredRules),
    over({ ruleArn }: Delivery, result: DeliveryResult) {
      count(ruleArn, eventsMetrics.invocations);
      if (result !== "delivered") count(ruleArn, eventsMetrics.failedInvocations);
      if (result === "dead-letter") count(ruleArn, eventsMetrics.invocationsSentToDeadLetterQueue);
    },
  };
}

const ruleMetrics = [
  eventsMetrics.triggeredRules,
  eventsMetrics.invocations,
  eventsMetrics.failedInvocations,
  eventsMetrics.invocationsSentToDeadLetterQueue,
] as const;
type EventMetric = (typeof ruleMetrics)[number];

function seriesOfRule(metrics: Metrics, ruleArn: string): ReadonlyMap<EventMetric, readonly MetricSeries[]> {
  const path = ruleArn.slice(ruleArn.indexOf(":rule/") + ":rule/".length).split("/");
  const [bus = "", rule = ""] = path.length === 1 ? ["default", ...path] : path;
  const byRule = { [eventsMetrics.dimension]: rule };
  const sets = [byRule, { [eventsMetrics.busDimension]: bus, ...byRule }];
  return new Map(
    ruleMetrics.map((metric) => [
      metric,
      sets.map((dimensions) => metrics.series(eventsMetrics.namespace, metric.name, dimensions, metric.unit)),
    ]),
  );
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
