// Subscription filters and destinations on the wire.

import { isJson } from "../../../aws/json-text.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { flag, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import type { Destination, Destinations } from "../destinations.ts";
import { invalid } from "../refusals.ts";
import {
  arn,
  filterName,
  filterPattern,
  filtersNamed,
  groupName,
  logsOperation,
  namedFilter,
  nextToken,
  pageLimit,
  pageOf,
  tags,
} from "./shapes.ts";

const put = structure({
  logGroupName: required(groupName),
  filterName: required(filterName),
  filterPattern: required(filterPattern),
  destinationArn: required(arn),
  roleArn: optional(arn),
  distribution: optional(oneOf("Random", "ByLogStream")),
  applyOnTransformedLogs: optional(flag()),
});
const describe = structure({
  logGroupName: required(groupName),
  filterNamePrefix: optional(filterName),
  nextToken,
  limit: pageLimit,
});
const destinationName = text({ min: 1, max: 512, pattern: "[^:*]*" });
const putDestination = structure({
  destinationName: required(destinationName),
  targetArn: required(arn),
  roleArn: required(arn),
  tags: optional(tags),
});
const putPolicy = structure({
  destinationName: required(destinationName),
  accessPolicy: required(text({ min: 1 })),
  forceUpdate: optional(flag()),
});
const namedDestination = structure({ destinationName: required(destinationName) });
const listDestinations = structure({
  DestinationNamePrefix: optional(destinationName),
  nextToken,
  limit: pageLimit,
});

export function subscriptionFilterOperations(logs: CloudWatchLogs): Record<string, Operation> {
  const filters = logs.subscriptionFilters;
  return {
    PutSubscriptionFilter: logsOperation(put, async (request) => {
      await filters.put({
        ...request,
        distribution: request.distribution ?? "ByLogStream",
        applyOnTransformedLogs: request.applyOnTransformedLogs ?? false,
      });
      logs.filterAnew(request.logGroupName);
      return {};
    }),
    DeleteSubscriptionFilter: logsOperation(namedFilter, (request) => {
      filters.delete(request.logGroupName, request.filterName);
      logs.filterAnew(request.logGroupName);
      return {};
    }),
    DescribeSubscriptionFilters: logsOperation(describe, (request) => {
      logs.group(request.logGroupName);
      const found = filtersNamed(filters.of(request.logGroupName), request.filterNamePrefix);
      const page = pageOf(found, (filter) => filter.filterName, request);
      return { subscriptionFilters: page.items, nextToken: page.nextToken };
    }),
  };
}

export function destinationOperations(destinations: Destinations): Record<string, Operation> {
  return {
    PutDestination: logsOperation(putDestination, (request) => ({
      destination: fromDestination(destinations.put({ ...request, tags: request.tags ?? {} })),
    })),
    PutDestinationPolicy: logsOperation(putPolicy, (request) => {
      if (!isJson(request.accessPolicy)) throw invalid("Specified policy document is not valid JSON.");
      destinations.putPolicy(request.destinationName, request.accessPolicy);
      return {};
    }),
    DeleteDestination: logsOperation(namedDestination, (request) => {
      destinations.delete(request.destinationName);
      return {};
    }),
    DescribeDestinations: logsOperation(listDestinations, (request) => {
      const found = destinations.list(request.DestinationNamePrefix);
      const page = pageOf(found, (destination) => destination.destinationName, request);
      return { destinations: page.items.map(fromDestination), nextToken: page.nextToken };
    }),
  };
}

function fromDestination({ tags: _tags, ...destination }: Destination): WireObject {
  return destination;
}
