// Metric streams on the wire.

import {
  optionalList,
  optionalString,
  optionalStringList,
  requiredString,
  requiredStringList,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import type { Alarms } from "../alarms/alarms.ts";
import type { StreamConfiguration, StreamFilter } from "../metric-streams/metric-stream.ts";
import type { MetricStream, MetricStreams } from "../metric-streams/metric-streams.ts";
import { pageOf } from "./pages.ts";
import { optionalChoice, pageSize } from "./request-bounds.ts";
import { putTags, tagsIn } from "./tag-operations.ts";

const formats = ["json", "opentelemetry0.7", "opentelemetry1.0"];

export function metricStreamOperations(streams: MetricStreams, alarms: Alarms): Record<string, Operation> {
  const run = (isRunning: boolean) => (request: WireObject) => {
    const names = requiredStringList(request, "Names");
    for (const name of names) streams.get(name);
    for (const name of names) streams.run(name, isRunning);
    return {};
  };
  return {
    PutMetricStream(request) {
      const tags = tagsIn(request);
      const isNew = !streams.has(requiredString(request, "Name"));
      const { arn } = streams.put(configurationIn(request));
      // "You can use this operation only when you are creating a new metric stream" to tag it.
      if (isNew) putTags(alarms, arn, tags);
      return { Arn: arn };
    },
    GetMetricStream: (request) => shown(streams.get(requiredString(request, "Name"))),
    ListMetricStreams(request) {
      const size = pageSize(request, 100, "MaxResults");
      const page = pageOf(streams.all(), optionalString(request, "NextToken"), size);
      return { Entries: page.items.map(entry), NextToken: page.nextToken };
    },
    DeleteMetricStream(request) {
      const name = requiredString(request, "Name");
      if (streams.has(name)) alarms.tags.remove(streams.get(name).arn);
      streams.delete(name);
      return {};
    },
    StartMetricStreams: run(true),
    StopMetricStreams: run(false),
  };
}

/** Namespaces, and names of metrics in them. */
export function filtersIn(request: WireObject, member: string): readonly StreamFilter[] {
  return (optionalList(request, member) ?? []).map((filter) => ({
    namespace: requiredString(filter, "Namespace"),
    metricNames: optionalStringList(filter, "MetricNames") ?? [],
  }));
}

function configurationIn(request: WireObject): StreamConfiguration {
  return {
    name: requiredString(request, "Name"),
    firehoseArn: requiredString(request, "FirehoseArn"),
    roleArn: requiredString(request, "RoleArn"),
    outputFormat: optionalChoice(request, "OutputFormat", formats) ?? requiredString(request, "OutputFormat"),
    include: filtersIn(request, "IncludeFilters"),
    exclude: filtersIn(request, "ExcludeFilters"),
    statistics: (optionalList(request, "StatisticsConfigurations") ?? []).map((each) => ({
      metrics: (optionalList(each, "IncludeMetrics") ?? []).map((metric) => ({
        namespace: requiredString(metric, "Namespace"),
        metricName: requiredString(metric, "MetricName"),
      })),
      additional: requiredStringList(each, "AdditionalStatistics"),
    })),
  };
}

function entry({ configuration, arn, isRunning, createdAt, updatedAt }: MetricStream): WireObject {
  return {
    Arn: arn,
    Name: configuration.name,
    FirehoseArn: configuration.firehoseArn,
    OutputFormat: configuration.outputFormat,
    State: isRunning ? "running" : "stopped",
    CreationDate: new Date(createdAt),
    LastUpdateDate: new Date(updatedAt),
  };
}

function shown(stream: MetricStream): WireObject {
  const { roleArn, include, exclude, statistics } = stream.configuration;
  const filters = (of: readonly StreamFilter[]) =>
    of.length === 0
      ? undefined
      : of.map(({ namespace, metricNames }) => ({
          Namespace: namespace,
          MetricNames: metricNames.length === 0 ? undefined : metricNames,
        }));
  return {
    ...entry(stream),
    RoleArn: roleArn,
    IncludeFilters: filters(include),
    ExcludeFilters: filters(exclude),
    IncludeLinkedAccountsMetrics: false,
    StatisticsConfigurations:
      statistics.length === 0
        ? undefined
        : statistics.map(({ metrics, additional }) => ({
            IncludeMetrics: metrics.map(({ namespace, metricName }) => ({
              Namespace: namespace,
              MetricName: metricName,
            })),
            AdditionalStatistics: additional,
          })),
  };
}
