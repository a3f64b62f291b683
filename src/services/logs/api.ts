// CloudWatch Logs on the wire (JSON 1.1). Its timestamps are numbers of milliseconds, not dates.

import { given } from "../../aws/wire/given.ts";
import {
  optionalBoolean,
  optionalInteger,
  optionalList,
  optionalString,
  optionalStringList,
  requiredInteger,
  requiredString,
} from "../../aws/wire/members.ts";
import type { Operation, ServiceApi, WireObject } from "../../aws/wire/operation.ts";
import type { LogEvent, LogGroup, LogStream } from "./log-group.ts";
import type { Logs } from "./logs.ts";
import { refused } from "./refused-operations.ts";
import { resourcePolicyOperations } from "./resource-policies.ts";

export function logsApi(logs: Logs): ServiceApi {
  return {
    name: "CloudWatch Logs",
    targetPrefix: "Logs_20140328",
    errorNamespace: "",
    jsonVersion: "1.1",
    // One MiB of events, escaped.
    largestBodyBytes: 4 * 1024 * 1024,
    refused,
    operations: {
      ...groupOperations(logs),
      ...streamOperations(logs),
      ...eventOperations(logs),
      ...resourcePolicyOperations(() => logs.now()),
    },
  };
}

function groupOperations(logs: Logs): Record<string, Operation> {
  return {
    CreateLogGroup(request) {
      logs.createLogGroup(requiredString(request, "logGroupName"));
      return {};
    },
    DeleteLogGroup(request) {
      logs.deleteLogGroup(requiredString(request, "logGroupName"));
      return {};
    },
    DescribeLogGroups(request) {
      const pattern = optionalString(request, "logGroupNamePattern")?.toLowerCase() ?? "";
      const found = logs
        .describeLogGroups(optionalString(request, "logGroupNamePrefix"))
        .filter((group) => group.logGroupName.toLowerCase().includes(pattern));
      const page = pageOf(found, (group) => group.logGroupName, request);
      return {
        logGroups: page.items.map((group) => fromGroup(group, logs.arnOf(group.logGroupName))),
        nextToken: page.nextToken,
      };
    },
    PutRetentionPolicy(request) {
      logs.putRetentionPolicy(
        requiredString(request, "logGroupName"),
        requiredInteger(request, "retentionInDays"),
      );
      return {};
    },
    DeleteRetentionPolicy(request) {
      logs.putRetentionPolicy(requiredString(request, "logGroupName"), undefined);
      return {};
    },
  };
}

function streamOperations(logs: Logs): Record<string, Operation> {
  return {
    CreateLogStream(request) {
      logs.createLogStream(requiredString(request, "logGroupName"), requiredString(request, "logStreamName"));
      return {};
    },
    DeleteLogStream(request) {
      logs.deleteLogStream(requiredString(request, "logGroupName"), requiredString(request, "logStreamName"));
      return {};
    },
    DescribeLogStreams(request) {
      const logGroupName = groupNameOf(request);
      const found = logs.describeLogStreams(logGroupName, {
        ...given("prefix", optionalString(request, "logStreamNamePrefix")),
        ...given("orderBy", optionalString(request, "orderBy")),
        ...given("descending", optionalBoolean(request, "descending")),
      });
      const page = pageOf(found, (stream) => stream.logStreamName, request);
      const arn = logs.arnOf(logGroupName);
      return { logStreams: page.items.map((stream) => fromStream(stream, arn)), nextToken: page.nextToken };
    },
  };
}

function eventOperations(logs: Logs): Record<string, Operation> {
  return {
    PutLogEvents(request) {
      const entries = (optionalList(request, "logEvents") ?? []).map((event) => ({
        timestamp: requiredInteger(event, "timestamp"),
        message: requiredString(event, "message"),
      }));
      logs.putLogEvents(
        requiredString(request, "logGroupName"),
        requiredString(request, "logStreamName"),
        entries,
      );
      // Sequence tokens are no longer needed, but older clients still look for one.
      return { nextSequenceToken: "0".repeat(56) };
    },
    FilterLogEvents(request) {
      const streamNames = optionalStringList(request, "logStreamNames") ?? [];
      const page = logs.filterLogEvents({
        logGroupName: groupNameOf(request),
        ...given("logStreamNames", streamNames.length === 0 ? undefined : streamNames),
        ...given("logStreamNamePrefix", optionalString(request, "logStreamNamePrefix")),
        ...given("filterPattern", optionalString(request, "filterPattern")),
        ...given("nextToken", optionalString(request, "nextToken")),
        ...timesOf(request),
      });
      return {
        events: page.events.map(fromFilteredEvent),
        searchedLogStreams: [],
        nextToken: page.nextToken,
      };
    },
    GetLogEvents(request) {
      const window = logs.getLogEvents({
        logGroupName: groupNameOf(request),
        logStreamName: requiredString(request, "logStreamName"),
        ...given("startFromHead", optionalBoolean(request, "startFromHead")),
        ...given("nextToken", optionalString(request, "nextToken")),
        ...timesOf(request),
      });
      return {
        events: window.events.map(fromEvent),
        nextForwardToken: window.nextForwardToken,
        nextBackwardToken: window.nextBackwardToken,
      };
    },
  };
}

/** Most operations take a group by its name or, as `logGroupIdentifier`, by its name or ARN. */
function groupNameOf(request: WireObject): string {
  const identifier = optionalString(request, "logGroupIdentifier");
  if (identifier === undefined) return requiredString(request, "logGroupName");
  return identifier.replace(/^arn:.*:log-group:/, "").replace(/:\*$/, "");
}

function timesOf(request: WireObject): { startTime?: number; endTime?: number; limit?: number } {
  return {
    ...given("startTime", optionalInteger(request, "startTime")),
    ...given("endTime", optionalInteger(request, "endTime")),
    ...given("limit", optionalInteger(request, "limit")),
  };
}

function fromGroup(group: LogGroup, arn: string): WireObject {
  return {
    logGroupName: group.logGroupName,
    creationTime: group.createdAt,
    retentionInDays: group.retentionInDays,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    logGroupClass: "STANDARD",
    storedBytes: group.storedBytes,
  };
}

function fromStream(stream: LogStream, groupArn: string): WireObject {
  return {
    logStreamName: stream.logStreamName,
    creationTime: stream.createdAt,
    firstEventTimestamp: stream.firstEventAt,
    lastEventTimestamp: stream.lastEventAt,
    lastIngestionTime: stream.lastIngestedAt,
    uploadSequenceToken: "0".repeat(56),
    arn: `${groupArn}:log-stream:${stream.logStreamName}`,
    storedBytes: stream.storedBytes,
  };
}

function fromEvent({ timestamp, message, ingestedAt }: LogEvent): WireObject {
  return { timestamp, message, ingestionTime: ingestedAt };
}

function fromFilteredEvent(event: LogEvent): WireObject {
  return { ...fromEvent(event), logStreamName: event.logStreamName, eventId: event.id };
}

/** Pages of at most 50, as AWS's; the token is the name of the last item given. */
function pageOf<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  request: WireObject,
): { readonly items: readonly Item[]; readonly nextToken: string | undefined } {
  const token = optionalString(request, "nextToken");
  const from = token === undefined ? 0 : items.findIndex((item) => nameOf(item) === token) + 1;
  const page = items.slice(from, from + (optionalInteger(request, "limit") ?? 50));
  const last = page.at(-1);
  const more = from + page.length < items.length;
  return { items: page, nextToken: more && last !== undefined ? nameOf(last) : undefined };
}
