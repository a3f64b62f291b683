// Scheduled queries: a query that is started at the times of a schedule, and whose results go into a bucket or a lookup table.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateScheduledQuery.html

import { formatArn } from "../../aws/arn.ts";
import { invalid, ServiceError } from "../../aws/service-error.ts";
import { reportUnexpected } from "../../aws/unexpected.ts";
import { nextTime, parseSchedulerSchedule, type Schedule } from "../../schedule/schedule.ts";
import { isTimeZone } from "../../schedule/time-zone.ts";
import { Timetable } from "../../schedule/timetable.ts";
import type { Records } from "../../storage/record-book.ts";
import type { ExportBuckets } from "./export-tasks.ts";
import { nameIn } from "./group-name.ts";
import type { Queries, StartedQuery } from "./insights/queries.ts";
import { parseQuery } from "./insights/query.ts";
import type { Logs } from "./logs.ts";
import { type LookupTables, tableOf } from "./lookup-tables.ts";

export interface ScheduledQuerySettings {
  readonly description?: string | undefined;
  readonly queryLanguage: string;
  readonly queryString: string;
  readonly logGroupIdentifiers?: readonly string[] | undefined;
  readonly scheduleExpression: string;
  readonly timezone?: string | undefined;
  /** Seconds before the time at which it is due. */
  readonly startTimeOffset?: number | undefined;
  readonly endTimeOffset?: number | undefined;
  readonly destinationConfiguration?: QueryDestinations | undefined;
  /** Seconds since the epoch. */
  readonly scheduleStartTime?: number | undefined;
  readonly scheduleEndTime?: number | undefined;
  readonly executionRoleArn: string;
  readonly state: "ENABLED" | "DISABLED";
}

export interface QueryDestinations {
  readonly s3Configuration?: { readonly destinationIdentifier: string; readonly roleArn: string } | undefined;
  readonly lookupTableConfiguration?:
    | { readonly tableName: string; readonly roleArn: string; readonly description?: string | undefined }
    | undefined;
}

export interface ScheduledQuery extends ScheduledQuerySettings {
  readonly name: string;
  readonly creationTime: number;
  readonly lastUpdatedTime: number;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly lastTriggeredTime?: number | undefined;
  readonly lastExecutionStatus?: string | undefined;
  /** The newest last. */
  readonly history: readonly QueryRun[];
}

export interface QueryRun {
  readonly queryId?: string | undefined;
  readonly executionStatus: "Running" | "InvalidQuery" | "Complete" | "Failed";
  readonly triggeredTimestamp: number;
  readonly errorMessage?: string | undefined;
  readonly destinations?: readonly DeliveredResults[] | undefined;
}

export interface DeliveredResults {
  readonly destinationType: "S3" | "LOOKUP_TABLE";
  readonly destinationIdentifier: string;
  readonly status: "COMPLETE" | "CLIENT_ERROR" | "FAILED";
  readonly processedIdentifier?: string | undefined;
  readonly errorMessage?: string | undefined;
}

const mostRuns = 100;
const usualLookbackSeconds = 3600;

export interface ScheduledQueryParts {
  readonly queries: Queries;
  readonly lookupTables: LookupTables;
}

export class ScheduledQueries {
  readonly #logs: Logs;
  readonly #parts: ScheduledQueryParts;
  readonly #kept: Records<ScheduledQuery>;
  readonly #timetable: Timetable<string>;
  #buckets: ExportBuckets | undefined;

  constructor(logs: Logs, parts: ScheduledQueryParts) {
    this.#logs = logs;
    this.#parts = parts;
    this.#kept = logs.book.records("scheduledQuery");
    this.#timetable = new Timetable({
      clock: logs.clock,
      due: (name, at) => this.#run(name, at),
      fault: (fault, name) => reportUnexpected(`the scheduled query ${name}`, fault),
    });
  }

  exportInto(buckets: ExportBuckets): void {
    this.#buckets = buckets;
  }

  /** From now on they run; the times that passed meanwhile are left out. */
  start(): void {
    for (const query of this.all()) this.#plan(query);
  }

  stop(): void {
    this.#timetable.stop();
  }

  all(): readonly ScheduledQuery[] {
    return this.#kept.values();
  }

  arnOf(name: string): string {
    return formatArn(this.#logs.identity, "logs", `scheduled-query:${name}`);
  }

  /** By its name or its ARN. Throws ResourceNotFoundException. */
  get(identifier: string): ScheduledQuery {
    const [, named = identifier] = /:scheduled-query:(.+)$/.exec(identifier) ?? [];
    const query = this.#kept.get(named);
    if (query !== undefined) return query;
    throw new ServiceError("ResourceNotFoundException", `The scheduled query ${identifier} does not exist.`);
  }

  /** Throws ConflictException, ValidationException. */
  create(
    name: string,
    settings: ScheduledQuerySettings,
    tags: Readonly<Record<string, string>> | undefined,
  ): ScheduledQuery {
    if (this.#kept.has(name))
      throw new ServiceError("ConflictException", `The scheduled query ${name} already exists.`, {
        status: 409,
      });
    return this.#put({ ...settings, name, tags, creationTime: this.#logs.now(), history: [] });
  }

  /** Throws ResourceNotFoundException, ValidationException. */
  update(identifier: string, settings: ScheduledQuerySettings): ScheduledQuery {
    const { name, creationTime, history, tags, lastTriggeredTime, lastExecutionStatus } =
      this.get(identifier);
    return this.#put({
      ...settings,
      ...{ name, creationTime, history, tags, lastTriggeredTime, lastExecutionStatus },
    });
  }

  /** Throws ResourceNotFoundException. */
  delete(identifier: string): void {
    const { name } = this.get(identifier);
    this.#timetable.remove(name);
    this.#kept.remove(name);
  }

  #put(given: Omit<ScheduledQuery, "lastUpdatedTime">): ScheduledQuery {
    scheduleOf(given);
    parseQuery(given.queryString, (name) => this.#parts.lookupTables.find(name));
    const query = { ...given, lastUpdatedTime: this.#logs.now() };
    this.#kept.put(query.name, query);
    this.#plan(query);
    return query;
  }

  #plan(query: ScheduledQuery): void {
    const { name, state, timezone = "UTC", creationTime, scheduleStartTime = 0, scheduleEndTime } = query;
    const after = Math.max(this.#logs.now(), scheduleStartTime * 1000 - 1);
    const next = nextTime(scheduleOf(query), after, { startedAt: creationTime, zone: timezone });
    const isOver = next === undefined || (scheduleEndTime !== undefined && next > scheduleEndTime * 1000);
    if (state !== "ENABLED" || isOver) this.#timetable.remove(name);
    else this.#timetable.put(name, next);
  }

  #run(name: string, at: number): void {
    const query = this.#kept.get(name);
    if (query === undefined) return;
    this.#plan(query);
    const { startTimeOffset = usualLookbackSeconds, endTimeOffset = 0 } = query;
    const run = { triggeredTimestamp: at };
    try {
      const { queryId } = this.#parts.queries.start(
        {
          logGroupNames: (query.logGroupIdentifiers ?? []).map(nameIn),
          queryString: query.queryString,
          startTime: Math.floor(at / 1000) - startTimeOffset,
          endTime: Math.floor(at / 1000) - endTimeOffset,
        },
        (ended) =>
          this.#deliver(query, at, ended).catch((fault: unknown) =>
            reportUnexpected(`the scheduled query ${name}`, fault),
          ),
      );
      this.#note(name, { ...run, queryId, executionStatus: "Running" });
    } catch (problem) {
      if (!(problem instanceof ServiceError)) throw problem;
      const executionStatus = problem.code === "MalformedQueryException" ? "InvalidQuery" : "Failed";
      this.#note(name, { ...run, executionStatus, errorMessage: problem.message });
    }
  }

  async #deliver(query: ScheduledQuery, triggeredTimestamp: number, ended: StartedQuery): Promise<void> {
    const executionStatus = ended.status === "Complete" ? "Complete" : "Failed";
    const { s3Configuration, lookupTableConfiguration } = query.destinationConfiguration ?? {};
    const destinations: DeliveredResults[] = [];
    if (executionStatus === "Complete" && s3Configuration !== undefined)
      destinations.push(await this.#intoBucket(s3Configuration.destinationIdentifier, ended));
    if (executionStatus === "Complete" && lookupTableConfiguration !== undefined)
      destinations.push(this.#intoTable(lookupTableConfiguration, ended));
    const { queryId } = ended;
    this.#note(query.name, { queryId, triggeredTimestamp, executionStatus, destinations });
  }

  async #intoBucket(
    destinationIdentifier: string,
    { queryId, results }: StartedQuery,
  ): Promise<DeliveredResults> {
    const told = { destinationType: "S3", destinationIdentifier } as const;
    const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/?(.*?)\/?$/.exec(destinationIdentifier) ?? [];
    const key = `${prefix === "" ? "" : `${prefix}/`}${queryId}.json`;
    const rows = results.map((row) => Object.fromEntries(row.map(({ field, value }) => [field, value])));
    try {
      const bytes = Buffer.from(JSON.stringify({ queryId, results: rows }));
      await this.#buckets?.putObject({ bucket, key, bytes, contentType: "application/json" });
      return { ...told, status: "COMPLETE", processedIdentifier: `s3://${bucket}/${key}` };
    } catch (problem) {
      return failed(told, problem);
    }
  }

  #intoTable(
    { tableName, description }: NonNullable<QueryDestinations["lookupTableConfiguration"]>,
    { results }: StartedQuery,
  ): DeliveredResults {
    const { lookupTables } = this.#parts;
    const arn = lookupTables.arnOf(tableName);
    const told = { destinationType: "LOOKUP_TABLE", destinationIdentifier: tableName } as const;
    try {
      const tableBody = tableOf(results);
      if (lookupTables.find(tableName) === undefined)
        lookupTables.create({ lookupTableName: tableName, description, tableBody });
      else lookupTables.update(arn, { tableBody });
      return { ...told, status: "COMPLETE", processedIdentifier: arn };
    } catch (problem) {
      return failed(told, problem);
    }
  }

  /** In place of what was known of the run. */
  #note(name: string, run: QueryRun): void {
    const query = this.#kept.get(name);
    if (query === undefined) return;
    const others = query.history.filter(({ triggeredTimestamp: at }) => at !== run.triggeredTimestamp);
    this.#kept.keep(name, {
      ...query,
      ...{ lastTriggeredTime: run.triggeredTimestamp, lastExecutionStatus: run.executionStatus },
      history: [...others, run].slice(-mostRuns),
    });
  }
}

function failed(
  told: Pick<DeliveredResults, "destinationType" | "destinationIdentifier">,
  problem: unknown,
): DeliveredResults {
  if (!(problem instanceof ServiceError)) throw problem;
  return { ...told, status: "CLIENT_ERROR", errorMessage: problem.message };
}

/** Throws ValidationException. */
function scheduleOf({ scheduleExpression, timezone }: ScheduledQuerySettings): Schedule {
  if (timezone !== undefined && !isTimeZone(timezone)) throw invalid(`Invalid timezone: ${timezone}`);
  const schedule = parseSchedulerSchedule(scheduleExpression);
  if (schedule !== undefined && schedule.kind !== "at") return schedule;
  throw invalid(`Invalid schedule expression: ${scheduleExpression}`);
}
