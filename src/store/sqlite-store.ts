// The store on disk. Whatever is written while the last commit is under way goes into the next one (group commit). A commit
// that fails is tried again with the very same rows, so that an execution in memory is never ahead of what can be replayed.

import { join } from "node:path";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Clock } from "../time/clock.ts";
import {
  type Ending,
  type ExecutionStore,
  type ExecutionSummary,
  type ListQuery,
  type NewExecution,
  type Redrive,
  type StoredExecution,
  type StoredTurn,
  StoreError,
} from "./execution-store.ts";
import { Batch, statuses, statusNumber } from "./sqlite-batch.ts";
import { explained, openFile } from "./sqlite-file.ts";
import type { WriterAnswer } from "./sqlite-writer.ts";
import type { TurnRow } from "./turn.ts";
import { WriterThread } from "./writer-thread.ts";

export interface SqliteStoreOptions {
  readonly directory: string;
  readonly clock: Clock;
}

const fileName = "executions.sqlite";
/** So many rows are worth a commit, even if more are about to come. */
const fullBatch = 512;
/** How long a disk that was full is left alone. */
const retryAfterMs = 1_000;

export class SqliteStore implements ExecutionStore {
  readonly location: string;
  readonly #clock: Clock;
  readonly #database: DatabaseSync;
  readonly #writer: WriterThread;
  readonly #statements = new Map<string, StatementSync>();
  readonly #revisionIds: Map<string, number>;
  readonly #arnIds: Map<string, number>;
  #lastId: number;
  #batch = new Batch();
  /** The batch that is being written. */
  #inFlight: Batch | undefined = undefined;
  #isScheduled = false;
  #problem: StoreError | undefined = undefined;

  /** Throws StoreError. */
  constructor({ directory, clock }: SqliteStoreOptions) {
    this.location = join(directory, fileName);
    this.#clock = clock;
    this.#database = openFile(this.location);
    this.#revisionIds = this.#idsOf("SELECT key AS name, id FROM revisions");
    this.#arnIds = this.#idsOf("SELECT arn AS name, id FROM arns");
    this.#lastId = Number(this.#get("SELECT max(id) AS id FROM executions")?.id ?? 0);
    this.#writer = new WriterThread(this.location);
  }

  get problem(): StoreError | undefined {
    return this.#problem;
  }

  add(execution: NewExecution): number {
    const { arn, listedUnder, revision } = execution;
    const [prefix, name] = splitArn(arn);
    this.#flushIfFull();
    const batch = this.#open();
    const addArn = (id: number, text: string) => batch.addArn(id, text);
    const ids = {
      id: ++this.#lastId,
      prefix: intern(this.#arnIds, prefix, addArn),
      list: intern(this.#arnIds, listedUnder, addArn),
      revision: intern(this.#revisionIds, revision.key, (id) => batch.addRevision(id, revision)),
    };
    batch.add(name, ids, execution);
    return ids.id;
  }

  append(turn: StoredTurn): void {
    this.#flushIfFull();
    this.#open().append(turn);
  }

  end(execution: number, ending: Ending): void {
    this.#open().end(execution, ending);
  }

  reopen(execution: number, redrive: Redrive): void {
    this.#open().reopen(execution, redrive);
  }

  put(kind: string, key: string, text: string): void {
    this.#open().document(kind, key, text);
  }

  remove(kind: string, key: string): void {
    this.#open().document(kind, key, null);
  }

  afterCommit(effect: () => void): void {
    this.#open().effects.push(effect);
  }

  committed(): Promise<void> {
    if (this.#problem !== undefined) return Promise.reject(this.#problem);
    return new Promise((resolve, reject) => {
      const batch = this.#open();
      batch.effects.push(resolve);
      batch.refusals.push(reject);
    });
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

  list({ listedUnder, status, offset, limit }: ListQuery): readonly ExecutionSummary[] {
    const list = this.#arnIds.get(listedUnder);
    if (list === undefined) return [];
    const filter = status === undefined ? "" : `AND ${statusColumn} = ${statusNumber(status)}`;
    const sql = `${selectSummary} WHERE list = ? ${filter} ORDER BY executions.id DESC LIMIT ? OFFSET ?`;
    return this.#all(sql, list, limit, offset).map((row) => summaryOf(row as unknown as SummaryColumns));
  }

  revision(key: string): string | undefined {
    return this.#get("SELECT text FROM revisions WHERE key = ?", key)?.text as string | undefined;
  }

  turns(execution: number, after = 0): readonly TurnRow[] {
    return this.#all(selectTurns, execution, after) as unknown as TurnRow[];
  }

  open(): readonly StoredExecution[] {
    return this.#all(
      `${selectExecution} JOIN open_executions ON open_executions.execution = executions.id ORDER BY executions.id`,
    ).map((row) => executionOf(row as unknown as ExecutionColumns));
  }

  documents(kind: string): ReadonlyMap<string, string> {
    const rows = this.#all("SELECT key, text FROM documents WHERE kind = ? ORDER BY key", kind);
    return new Map(rows.map(({ key, text }) => [key as string, text as string]));
  }

  async prune(endedBefore: number): Promise<number> {
    let pruned = 0;
    for (;;) {
      const answer = await new Promise<WriterAnswer>((resolve) =>
        this.#writer.send({ type: "prune", endedBefore }, resolve),
      );
      if (answer.type === "failed") throw new StoreError(answer.message);
      if (answer.type !== "pruned" || answer.executions === 0) return pruned;
      pruned += answer.executions;
    }
  }

  async close(): Promise<void> {
    while (this.#problem === undefined && (this.#inFlight !== undefined || this.#isScheduled)) {
      // What could not be written was not acknowledged.
      await this.committed().catch(() => undefined);
    }
    await this.#writer.close();
    this.#database.close();
  }

  /** The batch that takes what is written now. It goes to disk once this turn of the event loop is over. */
  #open(): Batch {
    if (this.#inFlight === undefined && !this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(this.#flushScheduled);
    }
    return this.#batch;
  }

  /** The disk is idle and there is enough for it to do: let it begin, while this thread makes more. */
  #flushIfFull(): void {
    if (this.#inFlight === undefined && this.#batch.size >= fullBatch) this.#flush();
  }

  readonly #flushScheduled = (): void => {
    this.#isScheduled = false;
    if (this.#inFlight === undefined) this.#flush();
  };

  #flush(): void {
    const batch = this.#batch;
    this.#batch = new Batch();
    this.#inFlight = batch;
    if (batch.size === 0) this.#written(batch);
    else this.#send(batch);
  }

  #send(batch: Batch): void {
    this.#writer.send({ type: "write", rows: batch.rows() }, (answer) => {
      if (answer.type === "failed") this.#failed(batch, new StoreError(answer.message));
      else this.#written(batch);
    });
  }

  #written(batch: Batch): void {
    this.#problem = undefined;
    this.#inFlight = undefined;
    for (const effect of batch.effects) effect();
    if (this.#batch.isTouched) this.#open();
  }

  /** Whoever waits is refused; the rows stay, for executions in memory have gone on from them. */
  #failed(batch: Batch, problem: StoreError): void {
    this.#problem = problem;
    for (const refuse of [...batch.refusals.splice(0), ...this.#batch.refusals.splice(0)]) refuse(problem);
    this.#clock.setTimer(retryAfterMs, () => this.#send(batch));
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

const selectTurns = `SELECT at, kind, subject, events_before AS eventsBefore, data FROM turns
  WHERE execution = ? ORDER BY id LIMIT -1 OFFSET ?`;

const statusColumn = "coalesce(status, 0)";
const summaryColumns = `executions.id, arns.arn || ':' || name AS arn, revisions.key AS revision, facts, started_at,
  ${statusColumn} AS status, ended_at, redrives.count AS redrive_count, redrives.at AS redriven_at, tokens`;
const from = `FROM executions
  JOIN arns ON arns.id = prefix
  JOIN revisions ON revisions.id = revision
  LEFT JOIN endings ON endings.execution = executions.id
  LEFT JOIN redrives ON redrives.execution = executions.id`;
const selectSummary = `SELECT ${summaryColumns} ${from}`;
const selectExecution = `SELECT ${summaryColumns}, input, output, error, cause, events ${from}`;

interface SummaryColumns {
  readonly id: number;
  readonly arn: string;
  readonly revision: string;
  readonly facts: string | null;
  readonly started_at: number;
  readonly status: number;
  readonly ended_at: number | null;
  readonly redrive_count: number | null;
  readonly redriven_at: number | null;
  readonly tokens: string | null;
}

interface ExecutionColumns extends SummaryColumns {
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly events: number | null;
}

function summaryOf(row: SummaryColumns): ExecutionSummary {
  const { id, arn, revision, facts, redrive_count: count, redriven_at: at, tokens } = row;
  return {
    id,
    arn,
    revision,
    facts,
    startedAt: row.started_at,
    status: statuses[row.status] ?? "RUNNING",
    endedAt: row.ended_at ?? undefined,
    redrive: count === null || at === null ? undefined : { count, at, tokens },
  };
}

function executionOf(row: ExecutionColumns): StoredExecution {
  const summary = summaryOf(row);
  const { status, endedAt } = summary;
  const { input, output, error, cause, events } = row;
  const ending: Ending | undefined =
    status === "RUNNING" || endedAt === undefined
      ? undefined
      : { status, endedAt, output, error, cause, events: events ?? 0 };
  return { ...summary, input, ending };
}

/** The name comes last, and has no colon. */
function splitArn(arn: string): readonly [prefix: string, name: string] {
  const colon = arn.lastIndexOf(":");
  return [arn.slice(0, colon), arn.slice(colon + 1)];
}

function intern(ids: Map<string, number>, name: string, add: (id: number, name: string) => void): number {
  const known = ids.get(name);
  if (known !== undefined) return known;
  const id = ids.size + 1;
  ids.set(name, id);
  add(id, name);
  return id;
}
