// What goes to disk together, table by table.

import type { Effect } from "./effects.ts";
import type { Ending, NewExecution, Redrive, StoredStatus, StoreError } from "./execution-store.ts";
import { type Layout, type PackedRows, RowPacker } from "./packed-rows.ts";
import type { TurnRow } from "./turn.ts";
import type { IndexRows } from "./turn-index.ts";

/** The columns of each table as a batch holds them. */
export const layouts = {
  /** id, arn */
  arns: ["n", "t"],
  /** id, key, text */
  revisions: ["n", "t", "t"],
  /** id, prefix, list, revision, started_at, name, facts, input */
  executions: ["n", "n", "n", "n", "n", "t", "t", "t"],
  /** id, execution, at, kind, subject, events_before, data */
  turns: ["n", "n", "n", "n", "n", "n", "t"],
  /** execution, count, at, tokens */
  redrives: ["n", "n", "n", "t"],
  /** execution */
  opened: ["n"],
  /** execution, status, ended_at, events, output, error, cause, turns */
  endings: ["n", "n", "n", "n", "t", "t", "t", "t"],
  /** execution */
  closed: ["n"],
  /** execution, first, ids */
  indexedTurns: ["n", "n", "t"],
  /** execution, turn */
  marks: ["n", "n"],
  /** kind, key, text; without a text it is removed */
  documents: ["t", "t", "t"],
} as const satisfies Readonly<Record<string, Layout>>;

export type Table = keyof typeof layouts;

export type BatchRows = { readonly [Name in Table]?: PackedRows };

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

export class Batch {
  /** Done once the rows are on disk, in this order. */
  readonly effects: Effect[] = [];
  /** Told once the rows are on disk, or that they cannot be written: one promise for a few of those who wait. */
  #waiting: PromiseWithResolvers<void>[] = [];
  /** How many wait for the last of them. */
  #sharing = 0;
  /** Its place among all batches, once it is handed over. */
  number = 0;
  /** How many rows there are to write. */
  size = 0;
  readonly #packers: { [Name in Table]?: RowPacker } = {};
  /** Nearly every row is one, so it is not looked up. */
  readonly #turns = takePacker();

  /** Whether somebody waits for it, if only for what was written before. */
  get isTouched(): boolean {
    return this.size > 0 || this.effects.length > 0 || this.#waiting.length > 0;
  }

  /** Resolves once the rows are on disk; rejects with StoreError. */
  get written(): Promise<void> {
    const last = this.#sharing++ < mostSharing ? this.#waiting.at(-1) : undefined;
    if (last !== undefined) return last.promise;
    const waiting = Promise.withResolvers<void>();
    this.#waiting.push(waiting);
    this.#sharing = 1;
    return waiting.promise;
  }

  /** What is to be done now that the rows are on disk. Asked for once. */
  acknowledged(): readonly Effect[] {
    for (const { resolve } of this.#waiting) this.effects.push(resolve);
    return this.effects;
  }

  /** The rows are kept, for a time when they can be written. */
  refuse(problem: StoreError): void {
    for (const { reject } of this.#waiting) reject(problem);
    this.#waiting = [];
  }

  readonly rows = (): BatchRows => {
    const packed = Object.entries(this.#packers).map(([table, packer]) => [table, packer.pack()]);
    return { ...Object.fromEntries(packed), turns: this.#turns.pack() } as BatchRows;
  };

  /** The rows are on disk, or never will be: nobody reads them any more. */
  release(): void {
    for (const packer of [this.#turns, ...Object.values(this.#packers)]) {
      packer.clear();
      if (idlePackers.length < mostIdlePackers) idlePackers.push(packer);
    }
  }

  addRevision(id: number, { key, text }: NewExecution["revision"]): void {
    this.#row("revisions").number(id).text(key).text(text);
  }

  addArn(id: number, arn: string): void {
    this.#row("arns").number(id).text(arn);
  }

  add(name: string, ids: ExecutionIds, { startedAt, facts, input }: NewExecution): void {
    const { id, prefix, list, revision } = ids;
    const row = this.#row("executions").number(id).number(prefix).number(list).number(revision);
    row.number(startedAt).text(name).text(facts).text(input);
  }

  append(id: number, execution: number, { at, kind, subject, eventsBefore, data }: TurnRow): void {
    this.size += 1;
    const row = this.#turns.number(id).number(execution).number(at).number(kind);
    row.number(subject).number(eventsBefore).text(data);
  }

  /** `turns`: those of which the file has not been told to whom they belong. */
  end(execution: number, ending: Ending, turns: readonly number[]): void {
    const { status, endedAt, output, error, cause, events } = ending;
    const row = this.#row("endings").number(execution).number(statusNumber(status)).number(endedAt);
    row.number(events).text(output).text(error).text(cause).text(turnList(turns));
  }

  /** To be found again as one that is open. */
  open(execution: number): void {
    this.#row("opened").number(execution);
  }

  close(execution: number): void {
    this.#row("closed").number(execution);
  }

  index({ opened, turns, mark }: IndexRows): void {
    for (const execution of opened) this.open(execution);
    for (const [execution, ids] of turns) {
      const [first] = ids;
      if (first === undefined) continue;
      this.#row("indexedTurns").number(execution).number(first).text(turnList(ids));
    }
    this.#row("marks").number(mark.execution).number(mark.turn);
  }

  reopen(execution: number, { count, at, tokens }: Redrive): void {
    this.#row("redrives").number(execution).number(count).number(at).text(tokens);
  }

  document(kind: string, key: string, text: string | null): void {
    this.#row("documents").text(kind).text(key).text(text);
  }

  #row(table: Table): RowPacker {
    this.size += 1;
    this.#packers[table] ??= takePacker();
    return this.#packers[table];
  }
}

/** What each of those who share a promise does then is done in one go. */
const mostSharing = 16;

/** Packers that were used before: their memory has grown to what batches need. */
const idlePackers: RowPacker[] = [];
const mostIdlePackers = 32;

function takePacker(): RowPacker {
  return idlePackers.pop() ?? new RowPacker();
}

/** As a JSON array, which SQLite can read. */
function turnList(turns: readonly number[]): string | null {
  return turns.length === 0 ? null : `[${turns.join()}]`;
}

export function statusNumber(status: StoredStatus): number {
  return statuses.indexOf(status);
}
