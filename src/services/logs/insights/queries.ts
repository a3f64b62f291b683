// Queries that were started: each runs in slices of the thread's time, and what it found is kept for a while.

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import type { LogEvent, LogGroup } from "../log-group.ts";
import type { Logs } from "../logs.ts";
import { invalid } from "../refusals.ts";
import type { FindTable } from "./lookup-command.ts";
import { type InsightsQuery, parseQuery } from "./query.ts";
import { isOfFunction, QueryRow, type Steps } from "./row.ts";
import { sortedInPieces } from "./sorted-in-pieces.ts";

export type QueryStatus = "Running" | "Complete" | "Cancelled" | "Failed";

export interface QueryStart {
  readonly logGroupNames: readonly string[];
  readonly queryString: string;
  /** Seconds since the epoch; both ends belong to the range. */
  readonly startTime: number;
  readonly endTime: number;
  readonly limit?: number | undefined;
}

export interface FoundField {
  readonly field: string;
  readonly value: string;
}

export interface StartedQuery extends QueryStart {
  readonly queryId: string;
  readonly createdAt: number;
  status: QueryStatus;
  results: readonly (readonly FoundField[])[];
  recordsMatched: number;
  recordsScanned: number;
  bytesScanned: number;
}

const sliceMs = 10;
const mostResults = 10_000;
/** Those that ended are forgotten, the oldest first, beyond this number. */
const mostKept = 200;

/** What queries read besides events. */
export interface QuerySources {
  readonly tables: FindTable;
  readonly transformed: (logGroupName: string, event: LogEvent) => string | undefined;
}

export class Queries {
  readonly #logs: Logs;
  readonly #sources: QuerySources;
  readonly #queries = new Map<string, StartedQuery>();

  constructor(logs: Logs, sources: QuerySources) {
    this.#logs = logs;
    this.#sources = sources;
  }

  /** `onEnd` is told of it, later, once it runs no more. Throws MalformedQueryException, ResourceNotFoundException and InvalidParameterException. */
  start(start: QueryStart, onEnd?: (query: StartedQuery) => void): StartedQuery {
    const parsed = parseQuery(start.queryString, this.#sources.tables);
    const groups = start.logGroupNames.map((name) => this.#group(name));
    if (start.endTime < start.startTime) throw invalid("End time should not be before start time.");
    const query: StartedQuery = {
      ...start,
      queryId: randomUUID(),
      createdAt: this.#logs.now(),
      status: "Running",
      results: [],
      recordsMatched: 0,
      recordsScanned: 0,
      bytesScanned: 0,
    };
    this.#forgetOld();
    this.#queries.set(query.queryId, query);
    this.#advance(query, this.#run(query, parsed, groups), onEnd);
    return query;
  }

  get(queryId: string): StartedQuery {
    const query = this.#queries.get(queryId);
    if (query !== undefined) return query;
    throw new ServiceError("ResourceNotFoundException", "The specified query does not exist.");
  }

  /** Throws InvalidParameterException for one that has ended. */
  stop(queryId: string): void {
    const query = this.get(queryId);
    if (query.status !== "Running") throw invalid("The specified query is not running or scheduled.");
    query.status = "Cancelled";
  }

  /** The newest first. */
  get all(): readonly StartedQuery[] {
    return [...this.#queries.values()].reverse();
  }

  #group(name: string): LogGroup {
    if (this.#logs.hasLogGroup(name)) return this.#logs.group(name);
    const { accountId } = this.#logs.identity;
    throw new ServiceError(
      "ResourceNotFoundException",
      `Log group '${name}' does not exist for account ID '${accountId}'`,
    );
  }

  /** Runs until its slice is over, and goes on in a later one. */
  #advance(query: StartedQuery, steps: Steps<void>, onEnd?: (query: StartedQuery) => void): void {
    const until = performance.now() + sliceMs;
    try {
      for (let count = 0; query.status === "Running"; count++) {
        if (steps.next().done === true) {
          query.status = "Complete";
          break;
        }
        if (count % 64 === 0 && performance.now() > until) {
          setImmediate(() => this.#advance(query, steps, onEnd));
          return;
        }
      }
    } catch {
      query.status = "Failed";
    }
    if (onEnd !== undefined) setImmediate(onEnd, query);
  }

  *#run(query: StartedQuery, parsed: InsightsQuery, groups: readonly LogGroup[]): Steps<void> {
    const read = yield* this.#read(query, groups);
    // Without an order of their own, events are shown with the newest first.
    let rows: readonly QueryRow[] = yield* sortedInPieces(
      read,
      (one, other) => (other.event?.timestamp ?? 0) - (one.event?.timestamp ?? 0),
    );
    for (const command of parsed.commands) rows = yield* command(rows);
    query.recordsMatched = rows.length;
    const found = rows.slice(0, Math.min(parsed.limit ?? query.limit ?? mostResults, mostResults));
    const results = [];
    for (const row of found) {
      const fields = [...new Set(parsed.shown)].flatMap((field) => {
        const value = row.shown(field);
        return value === undefined ? [] : [{ field, value }];
      });
      const isEvent = row.event !== undefined && parsed.isOfEvents;
      results.push(isEvent ? [...fields, { field: "@ptr", value: pointerTo(row) }] : fields);
      yield;
    }
    query.results = results;
  }

  *#read(query: StartedQuery, groups: readonly LogGroup[]): Steps<QueryRow[]> {
    const from = query.startTime * 1000;
    const to = query.endTime * 1000 + 999;
    const now = this.#logs.now();
    const rows: QueryRow[] = [];
    for (const group of groups) {
      const { logGroupName } = group;
      const place = {
        log: `${this.#logs.identity.accountId}:${logGroupName}`,
        isOfFunction: isOfFunction(logGroupName),
        now,
        transformed: (event: LogEvent) => this.#sources.transformed(logGroupName, event),
      };
      const isAsked = ({ timestamp }: LogEvent) => timestamp >= from && timestamp <= to;
      for (const event of yield* group.readInPieces(isAsked)) {
        query.recordsScanned++;
        query.bytesScanned += event.message.length;
        rows.push(new QueryRow(event, place));
        yield;
      }
    }
    return rows;
  }

  #forgetOld(): void {
    for (const [id, { status }] of this.#queries) {
      if (this.#queries.size < mostKept) return;
      if (status !== "Running") this.#queries.delete(id);
    }
  }
}

/** Where GetLogRecord finds the event. */
function pointerTo(row: QueryRow): string {
  return Buffer.from(`${row.get("@log")}\n${row.event?.id}`).toString("base64url");
}
