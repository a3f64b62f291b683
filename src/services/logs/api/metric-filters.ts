// Metric filters on the wire.

import type { Operation } from "../../../aws/wire/operation.ts";
import {
  decimal,
  flag,
  listOf,
  oneOf,
  optional,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import { compileFilterPattern } from "../patterns/filter-pattern.ts";
import { invalid } from "../refusals.ts";
import {
  filterName,
  filterPattern,
  filtersNamed,
  groupName,
  logsOperation,
  namedFilter,
  nextToken,
  pageLimit,
  pageOf,
  texts,
} from "./shapes.ts";

const metricName = text({ max: 255, pattern: "[^:*$]*" });
const mostDimensions = 3;
const unit = oneOf(
  ...(["Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes"] as const),
  ...(["Terabytes", "Bits", "Kilobits", "Megabits", "Gigabits", "Terabits", "Percent", "Count"] as const),
  ...(["Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second"] as const),
  ...(["Terabytes/Second", "Bits/Second", "Kilobits/Second", "Megabits/Second"] as const),
  ...(["Gigabits/Second", "Terabits/Second", "Count/Second", "None"] as const),
);

const put = structure({
  logGroupName: required(groupName),
  filterName: required(filterName),
  filterPattern: required(filterPattern),
  metricTransformations: required(
    listOf(
      structure({
        metricName: required(metricName),
        metricNamespace: required(metricName),
        metricValue: required(text({ max: 100 })),
        defaultValue: optional(decimal({})),
        dimensions: optional(texts),
        unit: optional(unit),
      }),
      { min: 1, max: 1, elementName: "MetricTransformation" },
    ),
  ),
  applyOnTransformedLogs: optional(flag()),
});
const describe = structure({
  logGroupName: optional(groupName),
  filterNamePrefix: optional(filterName),
  metricName: optional(metricName),
  metricNamespace: optional(metricName),
  nextToken,
  limit: pageLimit,
});
const tried = structure({
  filterPattern: required(filterPattern),
  logEventMessages: required(listOf(text({ min: 1 }), { min: 1, max: 50 })),
});

export function metricFilterOperations(logs: CloudWatchLogs): Record<string, Operation> {
  const filters = logs.metricFilters;
  return {
    PutMetricFilter: logsOperation(put, (request) => {
      for (const { metricValue, dimensions, defaultValue } of request.metricTransformations) {
        if (!metricValue.startsWith("$") && !Number.isFinite(Number(metricValue)))
          throw invalid(
            `Invalid metric transformation: metricValue '${metricValue}' is neither a number nor a selector.`,
          );
        if (Object.values(dimensions ?? {}).some((selector) => !selector.startsWith("$")))
          throw invalid("Invalid metric transformation: dimension value must be valid selector");
        const count = Object.keys(dimensions ?? {}).length;
        if (count > 0 && defaultValue !== undefined)
          throw invalid(
            "Invalid metric transformation: dimensions and default value are mutually exclusive properties.",
          );
        if (count > mostDimensions)
          throw invalid(`Invalid metric transformation: at most ${mostDimensions} dimensions are allowed.`);
      }
      filters.put({ ...request, applyOnTransformedLogs: request.applyOnTransformedLogs ?? false });
      logs.filterAnew(request.logGroupName);
      return {};
    }),
    DeleteMetricFilter: logsOperation(namedFilter, (request) => {
      filters.delete(request.logGroupName, request.filterName);
      logs.filterAnew(request.logGroupName);
      return {};
    }),
    DescribeMetricFilters: logsOperation(describe, (request) => {
      if ((request.metricName === undefined) !== (request.metricNamespace === undefined))
        throw invalid("Metric name and namespace must be given together.");
      const all = request.logGroupName === undefined ? filters.all : filters.ofExisting(request.logGroupName);
      const found = filtersNamed(all, request.filterNamePrefix).filter(
        ({ metricTransformations: [made] }) =>
          request.metricName === undefined ||
          (made?.metricName === request.metricName && made.metricNamespace === request.metricNamespace),
      );
      const page = pageOf(found, (filter) => `${filter.filterName}:${filter.logGroupName}`, request);
      return { metricFilters: page.items, nextToken: page.nextToken };
    }),
    TestMetricFilter: logsOperation(tried, (request) => {
      const pattern = compileFilterPattern(request.filterPattern);
      return {
        matches: request.logEventMessages.flatMap((eventMessage, index) =>
          pattern.matches(eventMessage)
            ? [{ eventNumber: index + 1, eventMessage, extractedValues: pattern.extract(eventMessage) }]
            : [],
        ),
      };
    }),
  };
}
