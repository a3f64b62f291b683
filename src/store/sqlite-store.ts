// The store on disk: one SQLite file, written by a thread of its own and read by this one.

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
  StoreError,
} from "./execution-store.ts";
import { GroupCommit } from "./group-commit.ts";
import { statuses, statusNumber } from "./sqlite-batch.ts";
import { explained, openFile } from "./sqlite-file.ts";
import type { WriterAnswer } from "./sqlite-writer.ts";
import type { TurnRow } from "./turn.ts";
import { WriterThread } from "./writer-thread.ts";

export interface SqliteStoreOptions {
  readonly directory: string;
  readonly clock: Clock;
}

const fileName = "executions.sqlite";
export class SqliteStore implements ExecutionStore {
  readonly location: string;
  readonly #database: DatabaseSync;
  readonly #writer: WriterThread;
  readonly #commits: GroupCommit;
  readonly #statements = new Map<string, StatementSync>();
  readonly #revisionIds: Map<string, number>;
  readonly #arnIds: Map<string, number>;
  #lastId: number;

  /** Throws StoreError. */
  constructor({ directory, clock }: SqliteStoreOptions) {
    this.location = join(directory, fileName);
    this.#database = openFile(this.location);
    this.#revisionIds = this.#idsOf("SELECT key AS name, id FROM revisions");
    this.#arnIds = this.#idsOf("SELECT arn AS name, id FROM arns");
    this.#lastId = Number(this.#get("SELECT max(id) AS id FROM executions")?.id ?? 0);
    this.#writer = new WriterThread(this.location);
    this.#commits = new GroupCommit(this.#writer, clock);
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
      id: ++this.#lastId,
      prefix: intern(this.#arnIds, prefix, addArn),
      list: intern(this.#arnIds, listedUnder, addArn),
      revision: intern(this.#revisionIds, revision.key, (id) => batch.addRevision(id, revision)),
    };
    batch.add(name, ids, execution);
    return ids.id;
  }

  append(execution: number, turn: TurnRow): void {
    this.#commits.roomyBatch.append(execution, turn);
  }

  end(execution: number, ending: Ending): void {
    this.#commits.batch.end(execution, ending);
  }

  reopen(execution: number, redrive: Redrive): void {
    this.#commits.batch.reopen(execution, redrive);
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
    await this.#commits.drain();
    await this.#writer.close();
    this.#database.close();
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
