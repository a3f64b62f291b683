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
  /** id, key, text */
  readonly revisions: Column[];
  /** id, arn */
  readonly lists: Column[];
  /** id, arn, list, revision, started_at, facts, input */
  readonly executions: Column[];
  /** execution, number, at, kind, subject, events_before, data */
  readonly turns: Column[];
  /** redrive_count, redriven_at, redrive_tokens, id */
  readonly redrives: Column[];
  /** status, ended_at, output, error, cause, events, id */
  readonly endings: Column[];
  /** kind, key, text; without a text it is removed */
  readonly documents: Column[];
}

/** Numbers on disk: never renumbered. */
export const statuses: readonly StoredStatus[] = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"];
const statusNumbers = new Map(statuses.map((status, number) => [status, number] as const));

export class Batch {
  readonly rows: BatchRows = {
    revisions: [],
    lists: [],
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
  /** Whether there is anything to write. */
  isEmpty = true;

  /** Whether somebody waits for it, if only for what was written before. */
  get isTouched(): boolean {
    return !this.isEmpty || this.effects.length > 0;
  }

  addRevision(id: number, { key, text }: NewExecution["revision"]): void {
    this.rows.revisions.push(id, key, text);
  }

  addList(id: number, arn: string): void {
    this.rows.lists.push(id, arn);
  }

  add(id: number, execution: NewExecution, ids: { readonly list: number; readonly revision: number }): void {
    const { arn, startedAt, facts, input } = execution;
    this.rows.executions.push(id, arn, ids.list, ids.revision, startedAt, facts, input);
    this.isEmpty = false;
  }

  append({ execution, number, at, kind, subject, eventsBefore, data }: StoredTurn): void {
    this.rows.turns.push(execution, number, at, kind, subject, eventsBefore, data);
    this.isEmpty = false;
  }

  end(id: number, { status, endedAt, output, error, cause, events }: Ending): void {
    this.rows.endings.push(statusNumber(status), endedAt, output, error, cause, events, id);
    this.isEmpty = false;
  }

  reopen(id: number, { count, at, tokens }: Redrive): void {
    this.rows.redrives.push(count, at, tokens, id);
    this.isEmpty = false;
  }

  document(kind: string, key: string, text: string | null): void {
    this.rows.documents.push(kind, key, text);
    this.isEmpty = false;
  }
}

export function statusNumber(status: StoredStatus): number {
  return statusNumbers.get(status) ?? 0;
}
