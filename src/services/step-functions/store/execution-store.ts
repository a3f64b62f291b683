// What a store of Standard executions does. Changes are collected and go to disk together (group commit); whoever must not
// act before they are there waits for that. What is read is what is on disk.

import type { Effect } from "./effects.ts";
import type { TurnRow } from "./turn.ts";
import type { TurnWatch } from "./turn-watch.ts";

export interface ExecutionStore extends DocumentStore {
  /** Where the executions are kept: a file, or `memory`. */
  readonly location: string;
  /** Why nothing can be written at the moment. */
  readonly problem: StoreError | undefined;
  /** Told which execution's turn is being run, if it is remembered which did not end. */
  readonly watch?: TurnWatch | undefined;

  /** Gives the execution's number, which grows from one to the next. */
  add(execution: NewExecution): number;
  append(execution: number, turn: TurnRow): void;
  end(execution: number, ending: Ending): void;
  reopen(execution: number, redrive: Redrive): void;
  /** Does it once everything written before is on disk; later if that has to be tried again. */
  afterCommit(effect: Effect): void;

  find(arn: string): StoredExecution | undefined;
  /** Newest first, without what went in and came out. Yields where whoever asks may give way to others. */
  list(query: ListQuery): Generator<void, readonly ExecutionSummary[]>;
  /** The definition that the executions of a revision run, as it was given with the first of them. */
  revision(key: string): string | undefined;
  /** In the order in which they were appended, without the first so many. */
  turns(execution: number, after?: number): readonly TurnRow[];
  /** The same, each read when it is about to be taken: hundreds may bring a quarter of a megabyte each. */
  turnsToTake(execution: number, after?: number): TurnsToTake;
  /** Read together: the turns of each of these executions, unless it has many. */
  turnsOf(executions: readonly number[]): ReadonlyMap<number, readonly TurnRow[]>;
  /** Every execution that has not ended, in the order of their start, by the store's number. */
  open(): readonly number[];
  /** Of those numbers, in the order of their start. */
  getAll(executions: readonly number[]): readonly StoredExecution[];
  /** Forgets executions that ended before then. Answers with how many. */
  prune(endedBefore: number): Promise<number>;
  /** Writes what is left, and closes. */
  close(): Promise<void>;
}

export interface TurnsToTake extends Iterable<TurnRow> {
  readonly length: number;
}

/** Texts by kind and key, for whoever has a little to keep beside the executions. */
export interface DocumentStore {
  put(kind: string, key: string, text: string): void;
  remove(kind: string, key: string): void;
  /** By key, in the order of the keys. */
  documents(kind: string): ReadonlyMap<string, string>;
  /** Resolves once everything written so far is on disk. Rejects with StoreError if it cannot be written. */
  committed(): Promise<void>;
}

export interface NewExecution {
  readonly arn: string;
  /** Under which ARN it is listed: its state machine's, or its Map Run's. */
  readonly listedUnder: string;
  readonly revision: { readonly key: string; readonly text: string };
  /** JSON text, as it was given. */
  readonly input: string;
  /** What else is to be known of it, as JSON text. */
  readonly facts: string | null;
  readonly startedAt: number;
}

export type StoredStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

export interface Ending {
  readonly status: Exclude<StoredStatus, "RUNNING">;
  /** JSON text. */
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly endedAt: number;
  /** How long the history is. */
  readonly events: number;
}

export interface Redrive {
  readonly count: number;
  readonly at: number;
  /** The last tokens of clients that asked for one, as JSON text. */
  readonly tokens: string | null;
}

export interface ExecutionSummary {
  /** The store's number for it. */
  readonly id: number;
  readonly arn: string;
  readonly revision: string;
  readonly facts: string | null;
  readonly startedAt: number;
  readonly status: StoredStatus;
  readonly endedAt: number | undefined;
  readonly redrive: Redrive | undefined;
}

export interface StoredExecution extends ExecutionSummary {
  readonly input: string;
  /** Undefined while it runs. */
  readonly ending: Ending | undefined;
}

export interface ListQuery {
  readonly listedUnder: string;
  readonly status?: StoredStatus | undefined;
  /** Only those of before the execution with this number. @default from the newest */
  readonly before?: number | undefined;
  /** Only those of after it, the oldest first. */
  readonly after?: number | undefined;
  readonly limit: number;
}

/** The file cannot be used, or not be written. The message names it, and what to do. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}
