// What goes to disk together: the columns of many rows in flat arrays, table by table, which is the cheapest form to hand from
// one thread to another.

import type {
  Ending,
  NewExecution,
  Redrive,
  StoredStatus,
  StoredTurn,
  StoreError,
} from "./execution-store.ts";

type Column = string | number | null;

export interface BatchRows {
  /** id, arn */
  readonly arns: Column[];
  /** id, key, text */
  readonly revisions: Column[];
  /** id, prefix, name, list, revision, started_at, facts, input */
  readonly executions: Column[];
  /** execution, number, at, kind, subject, events_before, data */
  readonly turns: Column[];
  /** execution, count, at, tokens */
  readonly redrives: Column[];
  /** execution, status, ended_at, output, error, cause, events */
  readonly endings: Column[];
  /** kind, key, text; without a text it is removed */
  readonly documents: Column[];
}

/** What the file has a number for. */
export interface ExecutionIds {
  readonly id: number;
  /** Of the ARN up to the name. */
  readonly prefix: number;
  readonly list: number;
  readonly revision: number;
}

/** Numbers on disk: never renumbered. */
export const statuses: readonly StoredStatus[] = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"];
const statusNumbers = new Map(statuses.map((status, number) => [status, number] as const));

export class Batch {
  readonly rows: BatchRows = {
    arns: [],
    revisions: [],
    executions: [],
    turns: [],
    redrives: [],
    endings: [],
    documents: [],
  };
  /** Done once the rows are on disk, in this order. */
  readonly effects: (() => void)[] = [];
  /** Whom to tell if they cannot be written. */
  readonly refusals: ((problem: StoreError) => void)[] = [];
  /** How many rows there are to write. */
  size = 0;

  /** Whether somebody waits for it, if only for what was written before. */
  get isTouched(): boolean {
    return this.size > 0 || this.effects.length > 0;
  }

  addRevision(id: number, { key, text }: NewExecution["revision"]): void {
    this.rows.revisions.push(id, key, text);
  }

  addArn(id: number, arn: string): void {
    this.rows.arns.push(id, arn);
  }

  add(name: string, ids: ExecutionIds, { startedAt, facts, input }: NewExecution): void {
    const { id, prefix, list, revision } = ids;
    this.rows.executions.push(id, prefix, name, list, revision, startedAt, facts, input);
    this.size += 1;
  }

  append({ execution, number, at, kind, subject, eventsBefore, data }: StoredTurn): void {
    this.rows.turns.push(execution, number, at, kind, subject, eventsBefore, data);
    this.size += 1;
  }

  end(id: number, { status, endedAt, output, error, cause, events }: Ending): void {
    this.rows.endings.push(id, statusNumber(status), endedAt, output, error, cause, events);
    this.size += 1;
  }

  reopen(id: number, { count, at, tokens }: Redrive): void {
    this.rows.redrives.push(id, count, at, tokens);
    this.size += 1;
  }

  document(kind: string, key: string, text: string | null): void {
    this.rows.documents.push(kind, key, text);
    this.size += 1;
  }
}

export function statusNumber(status: StoredStatus): number {
  return statusNumbers.get(status) ?? 0;
}
