// Streams and their events on the wire. Their times are numbers of milliseconds, not dates.

import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import {
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { LogEvent, LogStream } from "../log-group.ts";
import type { Logs } from "../logs.ts";
import { filterLogEvents, getLogEvents } from "../read-events.ts";
import { invalid } from "../refusals.ts";
import {
  filterPattern,
  groupName,
  groupNameOf,
  identifier,
  logsOperation,
  moment,
  nextToken,
  pageLimit,
  pageOf,
  streamName,
} from "./shapes.ts";

const stream = structure({ logGroupName: required(groupName), logStreamName: required(streamName) });
const streams = structure({
  logGroupName: optional(groupName),
  logGroupIdentifier: optional(identifier),
  logStreamNamePrefix: optional(streamName),
  orderBy: optional(oneOf("LogStreamName", "LastEventTime")),
  descending: optional(flag()),
  nextToken,
  limit: pageLimit,
});
const put = structure({
  logGroupName: required(groupName),
  logStreamName: required(streamName),
  logEvents: required(
    listOf(structure({ timestamp: required(moment), message: required(text({ min: 1 })) }), {
      min: 1,
      max: 10_000,
    }),
  ),
});
const limit = optional(integer({ min: 1, max: 10_000 }));
const range = {
  logGroupName: optional(groupName),
  logGroupIdentifier: optional(identifier),
  startTime: optional(moment),
  endTime: optional(moment),
  nextToken,
  limit,
  unmask: optional(flag()),
};
const get = structure({ ...range, logStreamName: required(streamName), startFromHead: optional(flag()) });
const filter = structure({
  ...range,
  logStreamNames: optional(listOf(streamName, { min: 1, max: 100 })),
  logStreamNamePrefix: optional(streamName),
  filterPattern: optional(filterPattern),
});
/** Sequence tokens are no longer needed, but older clients still look for one. */
const sequenceToken = "0".repeat(56);

export function streamOperations(logs: Logs): Record<string, Operation> {
  return {
    CreateLogStream: logsOperation(stream, ({ logGroupName, logStreamName }) => {
      logs.createLogStream(logGroupName, logStreamName);
      return {};
    }),
    DeleteLogStream: logsOperation(stream, ({ logGroupName, logStreamName }) => {
      logs.deleteLogStream(logGroupName, logStreamName);
      return {};
    }),
    DescribeLogStreams: logsOperation(streams, (request) => {
      const { orderBy, logStreamNamePrefix: prefix, descending } = request;
      if (orderBy === "LastEventTime" && prefix !== undefined)
        throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
      const logGroupName = groupNameOf(request);
      const found = logs.describeLogStreams(logGroupName, { prefix, orderBy, descending });
      const page = pageOf(found, ({ logStreamName }) => logStreamName, request);
      const arn = logs.arnOf(logGroupName);
      return { logStreams: page.items.map((each) => fromStream(each, arn)), nextToken: page.nextToken };
    }),
  };
}

export function eventOperations(logs: Logs): Record<string, Operation> {
  return {
    PutLogEvents: logsOperation(put, async ({ logGroupName, logStreamName, logEvents }) => {
      const rejectedLogEventsInfo = await logs.putLogEvents(logGroupName, logStreamName, logEvents);
      await logs.committed();
      return { nextSequenceToken: sequenceToken, rejectedLogEventsInfo };
    }),
    FilterLogEvents: logsOperation(filter, async (request) => {
      const query = { ...request, logGroupName: groupNameOf(request) };
      const page = await inSlices(filterLogEvents(logs.group(query.logGroupName), query));
      return {
        events: page.events.map((event) => ({
          ...fromEvent(event),
          logStreamName: event.logStreamName,
          eventId: event.id,
        })),
        searchedLogStreams: [],
        nextToken: page.nextToken,
      };
    }),
    GetLogEvents: logsOperation(get, async (request) => {
      const query = { ...request, logGroupName: groupNameOf(request) };
      const group = logs.groupWith(query.logGroupName, query.logStreamName);
      const window = await inSlices(getLogEvents(group, query));
      return {
        events: window.events.map(fromEvent),
        nextForwardToken: window.nextForwardToken,
        nextBackwardToken: window.nextBackwardToken,
      };
    }),
  };
}

function fromStream(each: LogStream, groupArn: string): WireObject {
  return {
    logStreamName: each.logStreamName,
    creationTime: each.createdAt,
    firstEventTimestamp: each.firstEventAt,
    lastEventTimestamp: each.lastEventAt,
    lastIngestionTime: each.lastIngestedAt,
    uploadSequenceToken: each.lastIngestedAt === undefined ? undefined : sequenceToken,
    arn: `${groupArn}:log-stream:${each.logStreamName}`,
    // "From June 17, 2019 on, this is no longer supported for log streams, and is always reported as zero."
    storedBytes: 0,
  };
}

function fromEvent({ timestamp, message, ingestedAt }: LogEvent): WireObject {
  return { timestamp, message, ingestionTime: ingestedAt };
}
