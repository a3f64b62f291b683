// Logs Insights on the wire: queries that are started and asked for, and definitions that are kept.

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
import { TimeSlice } from "../../../time/time-slice.ts";
import { nameIn } from "../group-name.ts";
import type { Queries, StartedQuery } from "../insights/queries.ts";
import { isOfFunction, QueryRow } from "../insights/row.ts";
import type { Logs } from "../logs.ts";
import { putQueryDefinition, type QueryDefinition } from "../query-definitions.ts";
import { invalid, notFound } from "../refusals.ts";
import { groupName, groupNames, identifier, logsOperation, moment, nextToken, pageOf } from "./shapes.ts";

const language = optional(oneOf("CWLI", "SQL", "PPL"));
const queryString = text({ max: 10_000 });
const start = structure({
  logGroupName: optional(groupName),
  logGroupNames: optional(groupNames),
  logGroupIdentifiers: optional(listOf(identifier, { max: 50 })),
  queryLanguage: language,
  queryString: required(queryString),
  startTime: required(moment),
  endTime: required(moment),
  limit: optional(integer({ min: 1, max: 10_000 })),
});
const queryId = required(text({ min: 1, max: 256 }));
const byId = structure({ queryId });
const results = structure({
  queryId,
  nextToken: optional(text({ max: 1024 })),
  maxItems: optional(integer({ min: 0, max: 10_000 })),
});
const groupsOfQuery = structure({ queryId, maxResults: optional(integer({ min: 50, max: 500 })), nextToken });
const list = structure({
  logGroupName: optional(groupName),
  status: optional(oneOf("Scheduled", "Running", "Complete", "Failed", "Cancelled", "Timeout", "Unknown")),
  maxResults: optional(integer({ min: 1, max: 1000 })),
  queryLanguage: language,
  nextToken,
});
const record = structure({ logRecordPointer: required(text({ min: 1 })), unmask: optional(flag()) });
const definitionName = text({ min: 1, max: 255 });
const putDefinition = structure({
  queryLanguage: language,
  name: required(definitionName),
  queryDefinitionId: optional(text({ min: 1, max: 256 })),
  clientToken: optional(text({ min: 36, max: 128, pattern: "\\S{36,128}" })),
  logGroupNames: optional(groupNames),
  queryString: required(text({ min: 1, max: 10_000 })),
});
const listDefinitions = structure({
  queryLanguage: language,
  queryDefinitionNamePrefix: optional(definitionName),
  maxResults: optional(integer({ min: 1, max: 1000 })),
  nextToken,
});
const deleteDefinition = structure({ queryDefinitionId: required(text({ min: 1, max: 256 })) });
const fields = structure({
  logGroupName: optional(groupName),
  logGroupIdentifier: optional(identifier),
  time: optional(moment),
});

export function queryOperations(logs: Logs, queries: Queries): Record<string, Operation> {
  return {
    StartQuery: logsOperation(start, (request) => {
      checkLanguage(request.queryLanguage);
      const { logGroupName, logGroupNames = [], logGroupIdentifiers = [] } = request;
      const forms = [logGroupName ?? "", logGroupNames, logGroupIdentifiers];
      if (forms.filter(({ length }) => length > 0).length !== 1)
        throw invalid(
          "Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.",
        );
      const given =
        logGroupName === undefined ? [...logGroupNames, ...logGroupIdentifiers.map(nameIn)] : [logGroupName];
      return { queryId: queries.start({ ...request, logGroupNames: given }).queryId };
    }),
    GetQueryResults: logsOperation(results, (request) => {
      const query = queries.get(request.queryId);
      const { recordsMatched, recordsScanned, bytesScanned } = query;
      return {
        queryLanguage: "CWLI",
        results: query.results,
        statistics: {
          recordsMatched,
          recordsScanned,
          bytesScanned,
          estimatedRecordsSkipped: 0,
          estimatedBytesSkipped: 0,
          logGroupsScanned: query.logGroupNames.length,
        },
        status: query.status,
      };
    }),
    StopQuery: logsOperation(byId, (request) => {
      queries.stop(request.queryId);
      return { success: true };
    }),
    DescribeQueries: logsOperation(list, (request) => {
      const found = queries.all.filter(
        ({ logGroupNames, status }) =>
          (request.logGroupName === undefined || logGroupNames.includes(request.logGroupName)) &&
          (request.status === undefined || status === request.status),
      );
      const page = pageOf(found, (query) => query.queryId, { ...request, limit: request.maxResults });
      return { queries: page.items.map(fromQuery), nextToken: page.nextToken };
    }),
    GetLogRecord: logsOperation(record, ({ logRecordPointer, unmask }) => {
      const [log = "", id] = Buffer.from(logRecordPointer, "base64url").toString().split("\n");
      const name = log.slice(log.indexOf(":") + 1);
      const [event] = logs.hasLogGroup(name) ? logs.group(name).read((each) => each.id === id, unmask) : [];
      if (event === undefined) throw notFound("The specified log record does not exist.");
      const row = new QueryRow(event, { log, isOfFunction: isOfFunction(name), now: logs.now() });
      return { logRecord: { ...Object.fromEntries(row.found), "@ptr": logRecordPointer } };
    }),
    GetLogGroupFields: logsOperation(fields, async (request) => {
      const group = logs.group(nameIn(request.logGroupName ?? request.logGroupIdentifier ?? ""));
      const middle = request.time === undefined ? undefined : request.time * 1000;
      const near = 8 * 60_000;
      const events = group.read(({ timestamp }) =>
        middle === undefined ? timestamp >= logs.now() - 15 * 60_000 : Math.abs(timestamp - middle) <= near,
      );
      const counts = new Map<string, number>();
      const slice = new TimeSlice();
      const place = { log: "", isOfFunction: isOfFunction(group.logGroupName), now: 0 };
      for (const event of events) {
        const row = new QueryRow(event, place);
        for (const [name] of row.found) counts.set(name, (counts.get(name) ?? 0) + 1);
        if (slice.isOver) await slice.giveWay();
      }
      return {
        logGroupFields: [...counts].map(([name, count]) => ({
          name,
          percent: Math.round((count / events.length) * 100),
        })),
      };
    }),
    ListLogGroupsForQuery: logsOperation(groupsOfQuery, (request) => {
      const { logGroupNames } = queries.get(request.queryId);
      const page = pageOf(logGroupNames, String, { ...request, limit: request.maxResults });
      return { logGroupIdentifiers: page.items, nextToken: page.nextToken };
    }),
    ...definitionOperations(logs),
  };
}

function definitionOperations(logs: Logs): Record<string, Operation> {
  const definitions = logs.book.records<QueryDefinition>("queryDefinition");
  return {
    PutQueryDefinition: logsOperation(putDefinition, (request) => {
      const id = putQueryDefinition(logs, {
        ...request,
        logGroupNames: request.logGroupNames ?? [],
        queryLanguage: request.queryLanguage ?? "CWLI",
      });
      return { queryDefinitionId: id };
    }),
    DescribeQueryDefinitions: logsOperation(listDefinitions, (request) => {
      const found = definitions
        .values()
        .filter(
          ({ name, queryLanguage }) =>
            name.startsWith(request.queryDefinitionNamePrefix ?? "") &&
            (request.queryLanguage === undefined || queryLanguage === request.queryLanguage),
        );
      const page = pageOf(found, (each) => each.queryDefinitionId, { ...request, limit: request.maxResults });
      return { queryDefinitions: page.items, nextToken: page.nextToken };
    }),
    DeleteQueryDefinition: logsOperation(deleteDefinition, (request) => {
      if (!definitions.has(request.queryDefinitionId))
        throw notFound("The specified query definition does not exist.");
      definitions.remove(request.queryDefinitionId);
      return { success: true };
    }),
  };
}

function checkLanguage(given: string | undefined): void {
  if (given === undefined || given === "CWLI") return;
  throw invalid(`Queries are not read in ${given} here. Expected CWLI.`);
}

function fromQuery(query: StartedQuery): WireObject {
  return {
    queryLanguage: "CWLI",
    queryId: query.queryId,
    queryString: query.queryString,
    status: query.status,
    createTime: query.createdAt,
    logGroupName: query.logGroupNames[0],
  };
}
