// The metrics of mappings: how old the records of a stream are that a function is called with, and, for mappings that ask for it, what
// became of each event. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html

import type { CountedSeries, MetricSink } from "../../../aws/metric-sink.ts";
import type { MappingRecord } from "./mapping-record.ts";

const namespace = "AWS/Lambda";

/** Since the mapping was last started. */
export interface EventCounts {
  readonly polled: number;
  readonly filteredOut: number;
  readonly invoked: number;
  readonly failed: number;
  readonly dropped: number;
  readonly sentToDestination: number;
  readonly deleted: number;
}

export const noEvents: EventCounts = {
  polled: 0,
  filteredOut: 0,
  invoked: 0,
  failed: 0,
  dropped: 0,
  sentToDestination: 0,
  deleted: 0,
};

const metricNames = {
  polled: "PolledEventCount",
  filteredOut: "FilteredOutEventCount",
  invoked: "InvokedEventCount",
  failed: "FailedInvokeEventCount",
  dropped: "DroppedEventCount",
  sentToDestination: "OnFailureDestinationDeliveredEventCount",
  deleted: "DeletedEventCount",
} as const satisfies Record<keyof EventCounts, string>;

export function iteratorAge(sink: MetricSink, functionName: string): CountedSeries {
  return sink.series(namespace, "IteratorAge", { FunctionName: functionName }, "Milliseconds");
}

/** Records what has been added since `before`; of events that were polled, and of those that a filter was held against, that none were, too. */
export function recordEvents(
  sink: MetricSink,
  { uuid, settings }: MappingRecord,
  { now, before }: { readonly now: EventCounts; readonly before: EventCounts },
): void {
  const told = new Set(["polled", ...(settings.FilterCriteria === undefined ? [] : ["filteredOut"])]);
  for (const name of Object.keys(metricNames) as (keyof EventCounts)[]) {
    const added = now[name] - before[name];
    if (added <= 0 && !told.has(name)) continue;
    sink.series(namespace, metricNames[name], { EventSourceMappingUUID: uuid }, "Count").record(added);
  }
}
