// The store on disk: one SQLite file, written by a thread of its own and read by this one.

import { join } from "node:path";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Repair } from "../../../storage/damage.ts";
import { sealSqliteFile } from "../../../storage/sqlite-guard.ts";
import type { Clock } from "../../../time/clock.ts";
import { type ExecutionColumns, executionOf, type SummaryColumns, summaryOf } from "./execution-rows.ts";
import {
  type Ending,
  type ExecutionStore,
  type ExecutionSummary,
  type ListQuery,
  type NewExecution,
  type Redrive,
  type StoredExecution,
  StoreError,
  type TurnsToTake,
} from "./execution-store.ts";
import { GroupCommit } from "./group-commit.ts";
import { type Batch, statusNumber } from "./sqlite-batch.ts";
import { explained, openFile } from "./sqlite-file.ts";
import type { WriterAnswer } from "./sqlite-writer.ts";
import type { TurnRow } from "./turn.ts";
import { type IndexMark, TurnIndex } from "./turn-index.ts";
import { TurnWatch } from "./turn-watch.ts";
import { WriterThread } from "./writer-thread.ts";

export interface SqliteStoreOptions {
  readonly directory: string;
  readonly clock: Clock;
  /** Given to keep what is whole of a damaged file, instead of refusing to open it. */
  readonly repair?: Repair | undefined;
}

const fileName = "executions.sqlite";
export class SqliteStore implements ExecutionStore {
  readonly location: string;
  readonly watch = new TurnWatch();
  readonly #database: DatabaseSync;
  readonly #writer: WriterThread;
  readonly #commits: GroupCommit;
  readonly #statements = new Map<string, StatementSync>();
  readonly #revisionIds: Map<string, number>;
  readonly #arnIds: Map<string, number>;
  readonly #index: TurnIndex;
  /** The batch that the index hands over to. */
  #indexing: Batch | undefined = undefined;

  /** Throws StoreError, and DamagedFile unless a repair is under way. */
  constructor({ directory, clock, repair }: SqliteStoreOptions) {
    this.location = join(directory, fileName);
    this.#database = openFile(this.location, repair);
    this.#revisionIds = this.#idsOf("SELECT key AS name, id FROM revisions");
    this.#arnIds = this.#idsOf("SELECT arn AS name, id FROM arns");
    this.#index = this.#openIndex();
    this.#writer = new WriterThread(this.location, this.watch.memory);
    this.#commits = new GroupCommit(this.#writer, clock);
    // What a crash left to be looked through need not be so again.
    this.#writeMark();
  }

  get problem(): StoreError | undefined {
    return this.#commits.problem;
  }

  add(execution: NewExecution): number {
    const { arn, listedUnder, revision } = execution;
    const [prefix, name] = splitArn(arn);
    const batch = this.#commits.roomyBatch;
    const addArn = (id: number, text: string) => batch.addArn(id, text);
    const ids = {
      id: this.#index.begin(),
      prefix: intern(this.#arnIds, prefix, addArn),
      list: intern(this.#arnIds, listedUnder, addArn),
      revision: intern(this.#revisionIds, revision.key, (id) => batch.addRevision(id, revision)),
    };
    batch.add(name, ids, execution);
    if (this.#index.isDue) this.#writeMark();
    return ids.id;
  }

  append(execution: number, turn: TurnRow): void {
    const batch = this.#commits.roomyBatch;
    batch.append(this.#index.append(execution), execution, turn);
    if (this.#index.isDue) this.#writeMark();
  }

  end(execution: number, ending: Ending): void {
    const batch = this.#indexingBatch();
    batch.end(execution, ending, this.#index.end(execution));
    if (this.#index.isMarked(execution)) batch.close(execution);
  }

  reopen(execution: number, redrive: Redrive): void {
    const { batch } = this.#commits;
    batch.reopen(execution, redrive);
    if (this.#index.reopen(execution)) batch.open(execution);
  }

  put(kind: string, key: string, text: string): void {
    this.#commits.batch.document(kind, key, text);
  }

  remove(kind: string, key: string): void {
    this.#commits.batch.document(kind, key, null);
  }

  afterCommit(effect: () => void): void {
    this.#commits.batch.effects.push(effect);
  }

  committed(): Promise<void> {
    return this.#commits.committed();
  }

  find(arn: string): StoredExecution | undefined {
    const [prefix, name] = splitArn(arn);
    const row = this.#get(
      `${selectExecution} WHERE prefix = ? AND name = ?`,
      this.#arnIds.get(prefix) ?? null,
      name,
    );
    return row && executionOf(row as unknown as ExecutionColumns);
  }

  *list(query: ListQuery): Generator<void, readonly ExecutionSummary[]> {
    const { listedUnder, status, before = Number.MAX_SAFE_INTEGER, after, limit } = query;
    const list = this.#arnIds.get(listedUnder);
    if (list === undefined) return [];
    const statements = after === undefined ? newestFirst : oldestFirst;
    const found: ExecutionSummary[] = [];
    for (let from = after ?? before; ; yield) {
      const last = this.#get(statements.lastOfMany, list, from)?.id;
      const until = last ?? statements.end;
      const rows = this.#all(
        statements.select,
        list,
        from,
        until,
        status === undefined ? null : statusNumber(status),
        limit - found.length,
      );
      for (const row of rows) found.push(summaryOf(row as unknown as SummaryColumns));
      if (found.length === limit || last === undefined) return found;
      from = Number(last);
    }
  }

  revision(key: string): string | undefined {
    return this.#get("SELECT text FROM revisions WHERE key = ?", key)?.text as string | undefined;
  }

  turns(execution: number, after = 0): readonly TurnRow[] {
    return [...this.turnsToTake(execution, after)];
  }

  turnsToTake(execution: number, after = 0): TurnsToTake {
    const ids = this.#turnIds([execution]).get(execution)?.slice(after) ?? [];
    return { length: ids.length, [Symbol.iterator]: () => this.#turnsBy(ids) };
  }

  *#turnsBy(ids: readonly number[]): Generator<TurnRow, undefined> {
    for (let at = 0; at < ids.length; at += mostTurnsTogether)
      yield* this.#all(
        selectTurns,
        `[${ids.slice(at, at + mostTurnsTogether).join()}]`,
      ) as never as TurnRow[];
  }

  turnsOf(executions: readonly number[]): ReadonlyMap<number, readonly TurnRow[]> {
    const short = [...this.#turnIds(executions)].filter(([, ids]) => ids.length <= mostTurnsTogether);
    const turns = new Map(short.map(([execution]) => [execution, [] as TurnRow[]]));
    const rows = this.#all(selectOwnedTurns, `[${short.flatMap(([, ids]) => ids).join()}]`);
    for (const row of rows as unknown as OwnedTurnRow[]) turns.get(row.execution)?.push(row);
    return turns;
  }

  open(): readonly number[] {
    const executions = this.#all(selectOpen).map(({ id }) => Number(id));
    // They are about to be taken up, which the writing thread watches.
    if (executions.length > 0) this.#writer.start();
    return executions;
  }

  getAll(executions: readonly number[]): readonly StoredExecution[] {
    const rows = this.#all(selectExecutions, `[${executions.join()}]`);
    return rows.map((row) => executionOf(row as unknown as ExecutionColumns));
  }

  documents(kind: string): ReadonlyMap<string, string> {
    const rows = this.#all("SELECT key, text FROM documents WHERE kind = ? ORDER BY key", kind);
    return new Map(rows.map(({ key, text }) => [key as string, text as string]));
  }

  async prune(endedBefore: number): Promise<number> {
    // The writing thread is not begun for nothing.
    if (this.#get("SELECT id FROM executions LIMIT 1") === undefined) return 0;
    let pruned = 0;
    for (let after: number | undefined = 0; after !== undefined; ) {
      const request = { type: "prune", endedBefore, after } as const;
      const answer = await new Promise<WriterAnswer>((resolve) => this.#writer.send(request, resolve));
      if (answer.type === "failed") throw new StoreError(answer.message);
      if (answer.type !== "pruned") return pruned;
      pruned += answer.executions;
      after = answer.until;
    }
    return pruned;
  }

  async close(): Promise<void> {
    this.#writeMark();
    await this.#commits.drain();
    await this.#writer.close();
    this.#database.close();
    sealSqliteFile(this.location);
  }

  /** Of each, in their order. */
  #turnIds(executions: readonly number[]): ReadonlyMap<number, readonly number[]> {
    const recent = executions.map((execution) => [execution, this.#index.recent(execution)] as const);
    const known = new Map(recent);
    for (const { execution, ids } of this.#all(selectTurnLists, `[${executions.join()}]`)) {
      const list = JSON.parse(String(ids)) as number[];
      known.set(Number(execution), list.concat(known.get(Number(execution)) ?? []));
    }
    // The file may know of recent ones as well.
    for (const [execution, ids] of known)
      known.set(
        execution,
        [...new Set(ids)].sort((one, other) => one - other),
      );
    return known;
  }

  #writeMark(): void {
    const batch = this.#indexingBatch();
    const rows = this.#index.mark();
    if (rows !== undefined) batch.index(rows);
  }

  /** The batch that fills up: what the index hands over is on disk once it is. */
  #indexingBatch(): Batch {
    const { batch } = this.#commits;
    if (batch !== this.#indexing) {
      this.#indexing = batch;
      batch.effects.push(this.#index.nextBatch());
    }
    return batch;
  }

  #openIndex(): TurnIndex {
    const mark = this.#get("SELECT execution, turn FROM marks") as unknown as IndexMark;
    const last = this.#get(selectLast) as unknown as IndexMark;
    const index = new TurnIndex(mark, last);
    for (const { execution, turns } of this.#all(selectUnmarked)) {
      index.recall(Number(execution), JSON.parse(String(turns)) as number[]);
    }
    return index;
  }

  #idsOf(sql: string): Map<string, number> {
    return new Map(this.#all(sql).map(({ name, id }) => [name as string, Number(id)]));
  }

  #get(sql: string, ...values: readonly SQLInputValue[]) {
    return explained(this.location, () => this.#statement(sql).get(...values));
  }

  #all(sql: string, ...values: readonly SQLInputValue[]) {
    return explained(this.location, () => this.#statement(sql).all(...values));
  }

  #statement(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** So many are read at once. An execution with more turns is read alone. */
const mostTurnsTogether = 32;

interface OwnedTurnRow extends TurnRow {
  readonly execution: number;
}

const selectTurnLists = `SELECT execution, ids FROM indexed_turns WHERE execution IN (SELECT value FROM json_each(?1))
  UNION ALL SELECT execution, turns FROM endings
  WHERE execution IN (SELECT value FROM json_each(?1)) AND turns IS NOT NULL`;
/** In the order of the list. */
const fromTurns = "FROM json_each(?) CROSS JOIN turns ON turns.id = value";
const turnColumns = "at, kind, subject, events_before AS eventsBefore, data";
const selectTurns = `SELECT ${turnColumns} ${fromTurns}`;
const selectOwnedTurns = `SELECT ${turnColumns}, execution ${fromTurns}`;

/** A mark may tell of rows that have been pruned since. */
const selectLast = `SELECT max(execution, coalesce((SELECT max(id) FROM executions), 0)) AS execution,
  max(turn, coalesce((SELECT max(id) FROM turns), 0)) AS turn FROM marks`;

/** Open executions that began after the mark, or had turns after it, and those turns. */
const selectUnmarked = `SELECT execution, json_group_array(turn) FILTER (WHERE turn IS NOT NULL) AS turns FROM (
    SELECT executions.id AS execution, NULL AS turn FROM executions, marks WHERE executions.id > marks.execution
    UNION ALL SELECT turns.execution, turns.id FROM turns, marks WHERE turns.id > marks.turn
  ) AS unmarked
  WHERE NOT EXISTS (SELECT 1 FROM endings WHERE endings.execution = unmarked.execution) GROUP BY execution`;

const selectOpenIds = `SELECT execution FROM open_executions
  UNION SELECT executions.id FROM executions, marks WHERE executions.id > marks.execution`;

const statusColumn = "coalesce(status, 0)";
const summaryColumns = `executions.id, arns.arn || ':' || name AS arn, revisions.key AS revision, facts, started_at,
  ${statusColumn} AS status, ended_at, redrives.count AS redrive_count, redrives.at AS redriven_at, tokens`;
const from = `FROM executions
  JOIN arns ON arns.id = prefix
  JOIN revisions ON revisions.id = revision
  LEFT JOIN endings ON endings.execution = executions.id
  LEFT JOIN redrives ON redrives.execution = executions.id`;
const selectSummary = `SELECT ${summaryColumns} ${from}`;
/** So many are looked through at once for those of a status, of which there is no index. */
const lookedThroughAtOnce = 2000;

interface Listing {
  /** The last that is looked through at once, if there are so many. */
  readonly lastOfMany: string;
  readonly select: string;
  /** What no execution is beyond. */
  readonly end: number;
}

function listing(isBeyond: "<" | ">", end: number): Listing {
  const [order, isWithin] = isBeyond === "<" ? ["DESC", ">="] : ["ASC", "<="];
  return {
    lastOfMany: `SELECT id FROM executions WHERE list = ? AND id ${isBeyond} ?
      ORDER BY id ${order} LIMIT 1 OFFSET ${lookedThroughAtOnce - 1}`,
    select: `${selectSummary} WHERE list = ?1 AND executions.id ${isBeyond} ?2 AND executions.id ${isWithin} ?3
      AND (?4 IS NULL OR ?4 = coalesce((SELECT status FROM endings WHERE execution = executions.id), 0))
      ORDER BY executions.id ${order} LIMIT ?5`,
    end,
  };
}

const newestFirst = listing("<", 0);
const oldestFirst = listing(">", Number.MAX_SAFE_INTEGER);

const selectExecution = `SELECT ${summaryColumns}, input, output, error, cause, events ${from}`;
const selectExecutions = `${selectExecution}
  WHERE executions.id IN (SELECT value FROM json_each(?)) ORDER BY executions.id`;
const selectOpen = `SELECT executions.id AS id FROM executions LEFT JOIN endings ON endings.execution = executions.id
  WHERE executions.id IN (${selectOpenIds}) AND endings.execution IS NULL ORDER BY executions.id`;

/** Of the execution before: nearly always the next one has the same, and one and the same text is found sooner. */
let lastPrefix = "";

function splitArn(arn: string): readonly [prefix: string, name: string] {
  const colon = arn.lastIndexOf(":");
  if (colon !== lastPrefix.length || !arn.startsWith(lastPrefix)) lastPrefix = arn.slice(0, colon);
  return [lastPrefix, arn.slice(colon + 1)];
}

function intern(ids: Map<string, number>, name: string, add: (id: number, name: string) => void): number {
  const known = ids.get(name);
  if (known !== undefined) return known;
  const id = ids.size + 1;
  ids.set(name, id);
  add(id, name);
  return id;
}
