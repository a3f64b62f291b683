// CloudWatch Logs: groups, streams and their events, within a bound for each group, and what is made of events as they come in.

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../aws/arn.ts";
import type { LogEntry, LogSink } from "../../aws/log-sink.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { reportUnexpected } from "../../aws/unexpected.ts";
import { RecordBook } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import { atOnce } from "../../time/time-slice.ts";
import type { EventStore } from "./event-store.ts";
import { type LogEvent, LogGroup, type LogGroupRecord, type LogStream } from "./log-group.ts";
import { type RejectedLogEvents, sortLogEvents } from "./put-events.ts";
import {
  type FilterLogEventsQuery,
  filterLogEvents,
  type GetLogEventsQuery,
  getLogEvents,
  type LogEventPage,
  type LogEventWindow,
} from "./read-events.ts";
import { invalid } from "./refusals.ts";

export interface LogsOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  /** What the events of a group may take of the memory. @default 32 MiB */
  readonly mostBytesPerGroup?: number;
  /** What those of all groups may take together. @default 192 MiB */
  readonly mostBytesInAll?: number;
  /** Where all but the events is kept. @default in memory */
  readonly book?: RecordBook;
  /** Where the events are kept. @default in memory */
  readonly events?: EventStore | undefined;
}

/** Is told of an event: its text, when it came in, and where it is kept. */
export type LogWatcher = (
  message: string,
  receivedAt: number,
  place: { readonly logGroupName: string; readonly logStreamName: string },
) => void;

/** Is told of the events that came into a group together. */
/** A promise if it takes long. */
export type GroupWatcher = (group: LogGroup, events: readonly LogEvent[]) => void | Promise<void>;

export type LogGroupSettings = Partial<
  Pick<
    LogGroupRecord,
    | "logGroupClass"
    | "retentionInDays"
    | "kmsKeyId"
    | "deletionProtectionEnabled"
    | "bearerTokenAuthenticationEnabled"
    | "tags"
  >
>;

interface StreamRecord {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly createdAt: number;
  readonly fromId: number;
}

const mebibyte = 1024 * 1024;
const defaultMostBytes = 32 * mebibyte;
const defaultMostBytesInAll = 192 * mebibyte;

export class Logs implements LogSink {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  readonly #options: LogsOptions;
  readonly #groups = new Map<string, LogGroup>();
  #heldBytes = 0;
  readonly #watchers = new Set<LogWatcher>();
  readonly #groupWatchers = new Map<string, GroupWatcher>();

  constructor(options: LogsOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.identity = options.identity;
    this.book = options.book ?? RecordBook.inMemory();
    for (const record of this.#records.values()) this.#addGroup(record);
    for (const { logGroupName, logStreamName, createdAt, fromId } of this.#streamRecords.values())
      this.#groups.get(logGroupName)?.createStream(logStreamName, createdAt, fromId);
    for (const group of this.#groups.values()) {
      options.events?.load(group);
      this.#keepWithin(group.heldBytes);
    }
  }

  get #records() {
    return this.book.records<LogGroupRecord>("group");
  }

  get #streamRecords() {
    return this.book.records<StreamRecord>("stream");
  }

  now(): number {
    return this.#options.clock.now();
  }

  /** Tells of every event that comes in, until the function that it answers with is called. */
  watch(watcher: LogWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Tells of what comes into one group; undefined no longer does. There is one such watcher of a group. */
  watchGroup(logGroupName: string, watcher: GroupWatcher | undefined): void {
    if (watcher === undefined) this.#groupWatchers.delete(logGroupName);
    else this.#groupWatchers.set(logGroupName, watcher);
  }

  /** When all groups together take too much, the largest give way. */
  #keepWithin(added: number): void {
    const { mostBytesInAll: most = defaultMostBytesInAll } = this.#options;
    this.#heldBytes += added;
    if (this.#heldBytes <= most) return;
    const groups = [...this.#groups.values()];
    // Groups and streams that were deleted have not been counted.
    const held = () => groups.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
    for (this.#heldBytes = held(); this.#heldBytes > most; this.#heldBytes = held()) {
      const largest = groups.reduce((one, other) => (other.heldBytes > one.heldBytes ? other : one));
      largest.shrinkTo(largest.heldBytes * 0.75);
    }
  }

  /** What the region's own parts write; the group and the stream come into being with their first event. */
  append(logGroupName: string, logStreamName: string, entries: readonly LogEntry[]): void {
    this.#append(logGroupName, logStreamName, entries)?.catch((thrown: unknown) =>
      reportUnexpected(`what watches the log group ${logGroupName}`, thrown),
    );
  }

  /** A promise if what watches the group takes long. */
  #append(
    logGroupName: string,
    logStreamName: string,
    entries: readonly LogEntry[],
  ): Promise<void> | undefined {
    if (entries.length === 0) return undefined;
    const group = this.#groups.get(logGroupName) ?? this.#putGroup(logGroupName, {}, unlessFull);
    const now = this.#options.clock.now();
    if (!group.hasStream(logStreamName)) this.#putStream(group, logStreamName, unlessFull);
    const before = group.heldBytes;
    const events = group.append(logStreamName, entries, now);
    this.#keepWithin(group.heldBytes - before);
    this.#options.events?.touch(group);
    const watched = this.#groupWatchers.get(logGroupName)?.(group, events) ?? undefined;
    if (this.#watchers.size === 0) return watched;
    const place = { logGroupName, logStreamName };
    for (const watch of this.#watchers) for (const { message } of events) watch(message, now, place);
    return watched;
  }

  /** Resolves once all that came in is on disk. Rejects with InternalFailure. */
  async committed(): Promise<void> {
    await Promise.all([this.book.committed(), this.#options.events?.committed()]);
  }

  async close(): Promise<void> {
    await this.#options.events?.close();
    await this.book.close();
  }

  hasLogGroup(logGroupName: string): boolean {
    return this.#groups.has(logGroupName);
  }

  createLogGroup(logGroupName: string, settings: LogGroupSettings = {}): void {
    if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(logGroupName)) {
      throw invalid(
        `1 validation error detected: Value '${logGroupName}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
      );
    }
    if (/^aws\//i.test(logGroupName)) throw invalid("Log groups starting with AWS/ are reserved for AWS.");
    if (this.#groups.has(logGroupName)) throw alreadyExists("log group");
    this.#putGroup(logGroupName, settings);
  }

  deleteLogGroup(logGroupName: string): void {
    const group = this.group(logGroupName);
    if (group.record.deletionProtectionEnabled === true)
      throw new ServiceError("ValidationException", "The specified log group is protected from deletion.");
    for (const { logStreamName } of group.streams) this.#streamRecords.remove(keyOf(group, logStreamName));
    this.#records.remove(logGroupName);
    this.#groups.delete(logGroupName);
    this.#options.events?.remove(group);
    this.#groupWatchers.delete(logGroupName);
  }

  /** What of a group may change. */
  settleLogGroup(logGroupName: string, settings: LogGroupSettings): void {
    const group = this.group(logGroupName);
    const record = { ...group.record, ...settings };
    this.#records.put(logGroupName, record);
    group.record = record;
  }

  putRetentionPolicy(logGroupName: string, retentionInDays: number | undefined): void {
    this.settleLogGroup(logGroupName, { retentionInDays });
  }

  createLogStream(logGroupName: string, logStreamName: string): void {
    const group = this.group(logGroupName);
    if (!/^[^:*]{1,512}$/.test(logStreamName)) {
      throw invalid(
        `1 validation error detected: Value '${logStreamName}' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*`,
      );
    }
    if (group.hasStream(logStreamName)) throw alreadyExists("log stream");
    this.#putStream(group, logStreamName);
  }

  deleteLogStream(logGroupName: string, logStreamName: string): void {
    const group = this.groupWith(logGroupName, logStreamName);
    this.#streamRecords.remove(keyOf(group, logStreamName));
    group.deleteStream(logStreamName);
  }

  /**
   * Resolves once all that watches the group is done with them. Throws InvalidParameterException for a batch, and
   * ResourceNotFoundException.
   */
  putLogEvents(
    logGroupName: string,
    logStreamName: string,
    entries: readonly LogEntry[],
  ): Promise<RejectedLogEvents | undefined> {
    const { retentionInDays } = this.groupWith(logGroupName, logStreamName);
    const { accepted, rejected } = sortLogEvents(entries, { now: this.now(), retentionInDays });
    const watched = this.#append(logGroupName, logStreamName, accepted);
    return Promise.resolve(watched).then(() => rejected);
  }

  describeLogGroups(prefix = ""): readonly LogGroup[] {
    return [...this.#groups.values()]
      .filter((group) => group.logGroupName.startsWith(prefix))
      .sort((left, right) => (left.logGroupName < right.logGroupName ? -1 : 1));
  }

  describeLogStreams(
    logGroupName: string,
    options: {
      readonly prefix?: string | undefined;
      readonly orderBy?: string | undefined;
      readonly descending?: boolean | undefined;
    } = {},
  ): readonly LogStream[] {
    const streams = this.group(logGroupName).streams.filter((stream) =>
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
    return atOnce(filterLogEvents(this.group(query.logGroupName), query));
  }

  getLogEvents(query: GetLogEventsQuery): LogEventWindow {
    return atOnce(getLogEvents(this.groupWith(query.logGroupName, query.logStreamName), query));
  }

  arnOf(logGroupName: string): string {
    return formatArn(this.#options.identity, "logs", `log-group:${logGroupName}`);
  }

  /** Throws ResourceNotFoundException. */
  group(logGroupName: string): LogGroup {
    const group = this.#groups.get(logGroupName);
    if (group !== undefined) return group;
    throw new ServiceError("ResourceNotFoundException", "The specified log group does not exist.");
  }

  groupWith(logGroupName: string, logStreamName: string): LogGroup {
    const group = this.group(logGroupName);
    if (group.hasStream(logStreamName)) return group;
    throw new ServiceError("ResourceNotFoundException", "The specified log stream does not exist.");
  }

  #putGroup(logGroupName: string, settings: LogGroupSettings, keep = always): LogGroup {
    const record: LogGroupRecord = {
      logGroupName,
      id: randomUUID(),
      createdAt: this.now(),
      logGroupClass: "STANDARD",
      tags: {},
      ...settings,
    };
    keep(() => this.#records.put(logGroupName, record));
    return this.#addGroup(record);
  }

  #addGroup(record: LogGroupRecord): LogGroup {
    const group = new LogGroup(record, { mostBytes: this.#options.mostBytesPerGroup ?? defaultMostBytes });
    this.#groups.set(record.logGroupName, group);
    return group;
  }

  #putStream(group: LogGroup, logStreamName: string, keep = always): void {
    const { logGroupName } = group;
    const createdAt = this.now();
    const record = { logGroupName, logStreamName, createdAt, fromId: group.nextId };
    keep(() => this.#streamRecords.put(keyOf(group, logStreamName), record));
    const forgotten = group.createStream(logStreamName, createdAt);
    if (forgotten !== undefined) this.#streamRecords.free(keyOf(group, forgotten));
  }
}

/** Throws, as what it does, while the disk takes nothing. */
function always(put: () => void): void {
  put();
}

/** What the region writes by itself is acknowledged to nobody: while the disk takes nothing it is in memory alone. */
function unlessFull(put: () => void): void {
  try {
    put();
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
  }
}

function keyOf({ logGroupName }: LogGroup, logStreamName: string): string {
  return `${logGroupName}:${logStreamName}`;
}

function alreadyExists(what: string): ServiceError {
  return new ServiceError("ResourceAlreadyExistsException", `The specified ${what} already exists`);
}
