// CloudWatch Logs: groups, streams and their events, kept in memory within a bound for each group.

import { formatArn, type RegionIdentity } from "../../aws/arn.ts";
import type { LogEntry, LogSink } from "../../aws/log-sink.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { Clock } from "../../time/clock.ts";
import { compileFilterPattern } from "./filter-pattern.ts";
import { type LogEvent, LogGroup, type LogStream } from "./log-group.ts";

export interface LogsOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly mostBytesPerGroup?: number;
}

export interface FilterLogEventsQuery {
  readonly logGroupName: string;
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefix?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly filterPattern?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

export interface GetLogEventsQuery {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly limit?: number;
  readonly startFromHead?: boolean;
  readonly nextToken?: string;
}

export interface LogEventPage {
  readonly events: readonly LogEvent[];
  readonly nextToken: string | undefined;
}

export interface LogEventWindow {
  readonly events: readonly LogEvent[];
  readonly nextForwardToken: string;
  readonly nextBackwardToken: string;
}

/** Is told of an event: its text, when it came in, and where it is kept. */
export type LogWatcher = (
  message: string,
  receivedAt: number,
  place: { readonly logGroupName: string; readonly logStreamName: string },
) => void;

const defaultMostBytes = 16 * 1024 * 1024;
/** FilterLogEvents and GetLogEvents: "the default is 10,000 events". */
const mostEvents = 10_000;

export class Logs implements LogSink {
  readonly #options: LogsOptions;
  readonly #groups = new Map<string, LogGroup>();
  readonly #watchers = new Set<LogWatcher>();

  constructor(options: LogsOptions) {
    this.#options = options;
  }

  now(): number {
    return this.#options.clock.now();
  }

  /** Tells of every event that comes in, until the function that it answers with is called. */
  watch(watcher: LogWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** What the region's own parts write; the group and the stream come into being with their first event. */
  append(logGroupName: string, logStreamName: string, entries: readonly LogEntry[]): void {
    if (entries.length === 0) return;
    const group = this.#groups.get(logGroupName) ?? this.#addGroup(logGroupName);
    const now = this.#options.clock.now();
    if (!group.hasStream(logStreamName)) group.createStream(logStreamName, now);
    group.append(logStreamName, entries, now);
    if (this.#watchers.size === 0) return;
    const place = { logGroupName, logStreamName };
    for (const watch of this.#watchers) for (const { message } of entries) watch(message, now, place);
  }

  hasLogGroup(logGroupName: string): boolean {
    return this.#groups.has(logGroupName);
  }

  createLogGroup(logGroupName: string): void {
    if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(logGroupName)) {
      throw invalid(
        `1 validation error detected: Value '${logGroupName}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
      );
    }
    if (this.#groups.has(logGroupName)) throw alreadyExists("log group");
    this.#addGroup(logGroupName);
  }

  deleteLogGroup(logGroupName: string): void {
    this.#group(logGroupName);
    this.#groups.delete(logGroupName);
  }

  createLogStream(logGroupName: string, logStreamName: string): void {
    const group = this.#group(logGroupName);
    if (!/^[^:*]{1,512}$/.test(logStreamName)) {
      throw invalid(
        `1 validation error detected: Value '${logStreamName}' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*`,
      );
    }
    if (group.hasStream(logStreamName)) throw alreadyExists("log stream");
    group.createStream(logStreamName, this.#options.clock.now());
  }

  deleteLogStream(logGroupName: string, logStreamName: string): void {
    this.#streamOf(logGroupName, logStreamName).deleteStream(logStreamName);
  }

  putRetentionPolicy(logGroupName: string, retentionInDays: number | undefined): void {
    this.#group(logGroupName).retentionInDays = retentionInDays;
  }

  putLogEvents(logGroupName: string, logStreamName: string, entries: readonly LogEntry[]): void {
    this.#streamOf(logGroupName, logStreamName);
    if (entries.some(({ timestamp }, at) => at > 0 && timestamp < (entries[at - 1]?.timestamp ?? 0))) {
      throw invalid("Log events in a single PutLogEvents request must be in chronological order.");
    }
    this.append(logGroupName, logStreamName, entries);
  }

  describeLogGroups(prefix = ""): readonly LogGroup[] {
    return [...this.#groups.values()]
      .filter((group) => group.logGroupName.startsWith(prefix))
      .sort((left, right) => (left.logGroupName < right.logGroupName ? -1 : 1));
  }

  describeLogStreams(
    logGroupName: string,
    options: { readonly prefix?: string; readonly orderBy?: string; readonly descending?: boolean } = {},
  ): readonly LogStream[] {
    const streams = this.#group(logGroupName).streams.filter((stream) =>
      stream.logStreamName.startsWith(options.prefix ?? ""),
    );
    const byTime = options.orderBy === "LastEventTime";
    const sorted = streams.sort((left, right) =>
      byTime
        ? (left.lastEventAt ?? 0) - (right.lastEventAt ?? 0)
        : left.logStreamName < right.logStreamName
          ? -1
          : 1,
    );
    return options.descending === true ? sorted.reverse() : sorted;
  }

  filterLogEvents(query: FilterLogEventsQuery): LogEventPage {
    const matches = compileFilterPattern(query.filterPattern ?? "");
    const inRange = withinRange(query);
    const streams = query.logStreamNames === undefined ? undefined : new Set(query.logStreamNames);
    const prefix = query.logStreamNamePrefix ?? "";
    const events = this.#group(query.logGroupName).read(
      (event) =>
        inRange(event) &&
        (streams === undefined || streams.has(event.logStreamName)) &&
        event.logStreamName.startsWith(prefix) &&
        matches(event.message),
    );
    // The token is the last event that was given, because positions move as old events give way.
    const after = query.nextToken;
    const from = after === undefined ? 0 : events.findIndex((event) => event.id === after) + 1;
    const page = events.slice(from, from + limitOf(query.limit));
    const more = from + page.length < events.length;
    return { events: page, nextToken: more ? page.at(-1)?.id : undefined };
  }

  getLogEvents(query: GetLogEventsQuery): LogEventWindow {
    const { logGroupName, logStreamName } = query;
    const inRange = withinRange(query);
    const events = this.#streamOf(logGroupName, logStreamName).read(
      (event) => event.logStreamName === logStreamName && inRange(event),
    );
    const [direction, id] = query.nextToken?.split("/") ?? [];
    const limit = limitOf(query.limit);
    const at = events.findIndex((event) => event.id === id);
    let window: readonly LogEvent[];
    if (direction === "f") window = events.slice(at + 1, at + 1 + limit);
    // A token whose event has given way stands before everything that is left.
    else if (direction === "b") window = events.slice(Math.max(0, at - limit), Math.max(0, at));
    else window = query.startFromHead === true ? events.slice(0, limit) : events.slice(-limit);
    // At either end AWS gives back the token that was sent, which is how callers know they are done.
    return {
      events: window,
      nextForwardToken: `f/${window.at(-1)?.id ?? id ?? "0".padStart(56, "0")}`,
      nextBackwardToken: `b/${window[0]?.id ?? id ?? "0".padStart(56, "0")}`,
    };
  }

  arnOf(logGroupName: string): string {
    return formatArn(this.#options.identity, "logs", `log-group:${logGroupName}`);
  }

  #addGroup(logGroupName: string): LogGroup {
    const group = new LogGroup(logGroupName, {
      createdAt: this.#options.clock.now(),
      mostBytes: this.#options.mostBytesPerGroup ?? defaultMostBytes,
    });
    this.#groups.set(logGroupName, group);
    return group;
  }

  #group(logGroupName: string): LogGroup {
    const group = this.#groups.get(logGroupName);
    if (group !== undefined) return group;
    throw new ServiceError("ResourceNotFoundException", "The specified log group does not exist.");
  }

  #streamOf(logGroupName: string, logStreamName: string): LogGroup {
    const group = this.#group(logGroupName);
    if (group.hasStream(logStreamName)) return group;
    throw new ServiceError("ResourceNotFoundException", "The specified log stream does not exist.");
  }
}

/** FilterLogEvents includes its endTime, as its documentation words it: "events with a timestamp later … are not returned". */
function withinRange(query: {
  readonly startTime?: number;
  readonly endTime?: number;
}): (event: LogEvent) => boolean {
  const { startTime = Number.NEGATIVE_INFINITY, endTime = Number.POSITIVE_INFINITY } = query;
  return (event) => event.timestamp >= startTime && event.timestamp <= endTime;
}

function limitOf(limit: number | undefined): number {
  if (limit === undefined) return mostEvents;
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostEvents) return limit;
  throw invalid(
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value between 1 and ${mostEvents}`,
  );
}

function alreadyExists(what: string): ServiceError {
  return new ServiceError("ResourceAlreadyExistsException", `The specified ${what} already exists`);
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidParameterException", message);
}
