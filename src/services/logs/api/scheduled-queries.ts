// Scheduled queries on the wire. What is wrong with their requests is refused as ValidationException.

import { invalid } from "../../../aws/service-error.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import {
  integer,
  listOf,
  oneOf,
  optional,
  readRequestOr,
  required,
  type Shape,
  structure,
  text,
  type ValueOf,
} from "../../../aws/wire/shape.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import type { ScheduledQuery, ScheduledQuerySettings } from "../scheduled-queries.ts";
import { moment, nextToken, pageOf, tags } from "./shapes.ts";

const name = text({ min: 1, max: 255, pattern: "^[a-zA-Z0-9_\\-/.#]+$" });
const roleArn = required(text({ min: 1 }));
const kmsKeyId = optional(text({ max: 256 }));
const destinations = structure({
  s3Configuration: optional(
    structure({
      destinationIdentifier: required(
        text({ max: 1024, pattern: "s3://[a-z0-9][\\.\\-a-z0-9]{1,61}[a-z0-9](/.*)?" }),
      ),
      ...{ roleArn, kmsKeyId, ownerAccountId: optional(text({ min: 12, max: 12, pattern: "^\\d{12}$" })) },
    }),
  ),
  lookupTableConfiguration: optional(
    structure({
      tableName: required(text({ min: 1, max: 256, pattern: "^[a-zA-Z0-9_]+$" })),
      ...{ roleArn, kmsKeyId, description: optional(text({ max: 1024 })), tags: optional(tags) },
    }),
  ),
});
const members = {
  ...{ queryLanguage: required(oneOf("CWLI", "SQL", "PPL")), queryString: required(text({ max: 10_000 })) },
  ...{ scheduleExpression: required(text({ max: 256 })), executionRoleArn: roleArn },
  ...{ description: optional(text({ max: 1024 })), timezone: optional(text({ min: 1 })) },
  logGroupIdentifiers: optional(listOf(text({ min: 1, max: 2048 }), { min: 1, max: 50 })),
  ...{ startTimeOffset: optional(integer()), endTimeOffset: optional(integer()) },
  destinationConfiguration: optional(destinations),
  ...{ scheduleStartTime: optional(moment), scheduleEndTime: optional(moment) },
  state: optional(oneOf("ENABLED", "DISABLED")),
};
const settings = structure(members);
const create = structure({ ...members, name: required(name), tags: optional(tags) });
const update = structure({ ...members, identifier: required(text({ min: 1 })) });
const one = structure({ identifier: required(text({ min: 1 })) });
const maxResults = optional(integer({ min: 1, max: 1000 }));
const list = structure({
  ...{ state: optional(oneOf("ENABLED", "DISABLED")), maxResults, nextToken },
  scheduleType: optional(oneOf("CUSTOMER_MANAGED", "AWS_MANAGED")),
});
const history = structure({
  ...{ identifier: required(text({ min: 1 })), startTime: required(moment), endTime: required(moment) },
  executionStatuses: optional(listOf(oneOf("Running", "InvalidQuery", "Complete", "Failed", "Timeout"))),
  ...{ maxResults, nextToken },
});

export function scheduledQueryOperations({ scheduledQueries }: CloudWatchLogs): Record<string, Operation> {
  const shown = ({ history: _, tags: __, ...query }: ScheduledQuery): WireObject => ({
    ...{ ...query, scheduledQueryArn: scheduledQueries.arnOf(query.name), scheduleType: "CUSTOMER_MANAGED" },
  });
  return {
    CreateScheduledQuery: operation(create, ({ name: called, tags: given, ...rest }) => {
      const { state } = scheduledQueries.create(called, settingsOf(rest), given);
      return { scheduledQueryArn: scheduledQueries.arnOf(called), state };
    }),
    UpdateScheduledQuery: operation(update, ({ identifier, ...rest }) =>
      shown(scheduledQueries.update(identifier, settingsOf(rest))),
    ),
    GetScheduledQuery: operation(one, (request) => shown(scheduledQueries.get(request.identifier))),
    ListScheduledQueries: operation(list, (request) => {
      const found = scheduledQueries
        .all()
        .filter(
          ({ state }) =>
            (request.state === undefined || state === request.state) &&
            request.scheduleType !== "AWS_MANAGED",
        );
      const page = pageOf(found, (query) => query.name, { ...request, limit: request.maxResults });
      const summaries = page.items.map((query) => {
        const { name: called, state, lastTriggeredTime, lastExecutionStatus, scheduleExpression } = query;
        const { timezone, destinationConfiguration, creationTime, lastUpdatedTime } = query;
        return {
          ...{ name: called, state, lastTriggeredTime, lastExecutionStatus, scheduleExpression },
          ...{ timezone, destinationConfiguration, creationTime, lastUpdatedTime },
          ...{ scheduledQueryArn: scheduledQueries.arnOf(called), scheduleType: "CUSTOMER_MANAGED" },
        };
      });
      return { scheduledQueries: summaries, nextToken: page.nextToken };
    }),
    GetScheduledQueryHistory: operation(history, (request) => {
      const query = scheduledQueries.get(request.identifier);
      const [from, to] = [request.startTime, request.endTime];
      const runs = query.history.filter(
        ({ triggeredTimestamp: at, executionStatus }) =>
          at >= from && at <= to && (request.executionStatuses?.includes(executionStatus) ?? true),
      );
      const newestFirst = runs.toReversed();
      const page = pageOf(newestFirst, (run) => String(run.triggeredTimestamp), {
        ...{ nextToken: request.nextToken, limit: request.maxResults },
      });
      return {
        ...{ name: query.name, scheduledQueryArn: scheduledQueries.arnOf(query.name) },
        ...{ triggerHistory: page.items, nextToken: page.nextToken },
      };
    }),
    DeleteScheduledQuery: operation(one, (request) => {
      scheduledQueries.delete(request.identifier);
      return {};
    }),
  };
}

/** Throws ValidationException. */
function settingsOf(given: ValueOf<typeof settings>): ScheduledQuerySettings {
  if (given.queryLanguage !== "CWLI")
    throw invalid(`Queries are not read in ${given.queryLanguage} here. Expected CWLI.`);
  const { startTimeOffset = 3600, endTimeOffset = 0 } = given;
  if (startTimeOffset <= endTimeOffset) throw invalid("startTimeOffset must be greater than endTimeOffset.");
  return { ...given, state: given.state ?? "ENABLED" };
}

function operation<Request>(shape: Shape<Request>, run: (request: Request) => WireObject): Operation {
  return (request) => run(readRequestOr(invalid, shape, request));
}
