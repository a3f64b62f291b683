// The store on disk: one SQLite file, written by a thread of its own and read by this one.

import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Repair } from "../../../storage/damage.ts";
import { sealSqliteFile } from "../../../storage/sqlite-guard.ts";
import type { Clock } from "../../../time/clock.ts";
import type { Effect } from "./effects.ts";
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
import { openFile } from "./sqlite-file.ts";
import { newestFirst, oldestFirst, Statements, select } from "./sqlite-statements.ts";
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
  readonly #statements: Statements;
  readonly #revisionIds: Map<string, number>;
  readonly #arnIds: Map<string, number>;
  readonly #index: TurnIndex;
  /** The batch that the index hands over to. */
  #indexing: Batch | undefined = undefined;

  /** Throws StoreError, and DamagedFile unless a repair is under way. */
  constructor({ directory, clock, repair }: SqliteStoreOptions) {
    this.location = join(directory, fileName);
    this.#database = openFile(this.location, repair);
    this.#statements = new Statements(this.location, this.#database);
    this.#revisionIds = this.#idsOf(select.revisionIds);
    this.#arnIds = this.#idsOf(select.arnIds);
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

  afterCommit(effect: Effect): void {
    this.#commits.batch.effects.push(effect);
  }

  committed(): Promise<void> {
    return this.#commits.committed();
  }

  find(arn: string): StoredExecution | undefined {
    const [prefix, name] = splitArn(arn);
    const row = this.#statements.get(select.named, this.#arnIds.get(prefix) ?? null, name);
    return row && executionOf(row as unknown as ExecutionColumns);
  }

  *list(query: ListQuery): Generator<void, readonly ExecutionSummary[]> {
    const { listedUnder, status, before = Number.MAX_SAFE_INTEGER, after, limit } = query;
    const list = this.#arnIds.get(listedUnder);
    if (list === undefined) return [];
    const listing = after === undefined ? newestFirst : oldestFirst;
    const found: ExecutionSummary[] = [];
    for (let from = after ?? before; ; yield) {
      const last = this.#statements.get(listing.lastOfMany, list, from)?.id;
      const until = last ?? listing.end;
      const rows = this.#statements.all(
        listing.select,
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
    return this.#statements.get(select.revision, key)?.text as string | undefined;
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
      yield* this.#statements.all(
        select.turns,
        `[${ids.slice(at, at + mostTurnsTogether).join()}]`,
      ) as never as TurnRow[];
  }

  turnsOf(executions: readonly number[]): ReadonlyMap<number, readonly TurnRow[]> {
    const short = [...this.#turnIds(executions)].filter(([, ids]) => ids.length <= mostTurnsTogether);
    const turns = new Map(short.map(([execution]) => [execution, [] as TurnRow[]]));
    const rows = this.#statements.all(select.ownedTurns, `[${short.flatMap(([, ids]) => ids).join()}]`);
    for (const row of rows as unknown as OwnedTurnRow[]) turns.get(row.execution)?.push(row);
    return turns;
  }

  open(): readonly number[] {
    const executions = this.#statements.all(select.open).map(({ id }) => Number(id));
    // They are about to be taken up, which the writing thread watches.
    if (executions.length > 0) this.#writer.start();
    return executions;
  }

  getAll(executions: readonly number[]): readonly StoredExecution[] {
    const rows = this.#statements.all(select.executions, `[${executions.join()}]`);
    return rows.map((row) => executionOf(row as unknown as ExecutionColumns));
  }

  documents(kind: string): ReadonlyMap<string, string> {
    const rows = this.#statements.all(select.documents, kind);
    return new Map(rows.map(({ key, text }) => [key as string, text as string]));
  }

  async prune(endedBefore: number): Promise<number> {
    // The writing thread is not begun for nothing.
    if (this.#statements.get(select.anyExecution) === undefined) return 0;
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
    for (const { execution, ids } of this.#statements.all(select.turnLists, `[${executions.join()}]`)) {
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
    const mark = this.#statements.get(select.mark) as unknown as IndexMark;
    const last = this.#statements.get(select.last) as unknown as IndexMark;
    const index = new TurnIndex(mark, last);
    for (const { execution, turns } of this.#statements.all(select.unmarked)) {
      index.recall(Number(execution), JSON.parse(String(turns)) as number[]);
    }
    return index;
  }

  #idsOf(sql: string): Map<string, number> {
    return new Map(this.#statements.all(sql).map(({ name, id }) => [name as string, Number(id)]));
  }
}

/** So many are read at once. An execution with more turns is read alone. */
const mostTurnsTogether = 32;

interface OwnedTurnRow extends TurnRow {
  readonly execution: number;
}

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
