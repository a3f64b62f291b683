// A store for regions that keep nothing on disk. It does all that the file does, in the same order, and forgets the oldest
// closed executions when there are too many.

import { type Effect, Effects } from "./effects.ts";
import type {
  Ending,
  ExecutionStore,
  ExecutionSummary,
  ListQuery,
  NewExecution,
  Redrive,
  StoredExecution,
} from "./execution-store.ts";
import type { TurnRow } from "./turn.ts";

interface Kept {
  readonly id: number;
  readonly execution: NewExecution;
  readonly turns: TurnRow[];
  ending: Ending | undefined;
  redrive: Redrive | undefined;
}

/** Enough for a day's work on one machine. */
const mostExecutions = 100_000;

export class MemoryStore implements ExecutionStore {
  readonly location = "memory";
  readonly problem = undefined;
  readonly #most: number;
  readonly #byId = new Map<number, Kept>();
  readonly #byArn = new Map<string, Kept>();
  readonly #revisions = new Map<string, string>();
  readonly #documents = new Map<string, Map<string, string>>();
  #effects: Effect[] = [];
  readonly #inOrder = new Effects();
  #lastId = 0;

  constructor(most = mostExecutions) {
    this.#most = most;
  }

  add(execution: NewExecution): number {
    const id = ++this.#lastId;
    const kept: Kept = { id, execution, turns: [], ending: undefined, redrive: undefined };
    this.#byId.set(id, kept);
    this.#byArn.set(execution.arn, kept);
    this.#revisions.set(execution.revision.key, execution.revision.text);
    if (this.#byId.size > this.#most) this.#forgetOldestClosed();
    return id;
  }

  append(execution: number, turn: TurnRow): void {
    this.#byId.get(execution)?.turns.push(turn);
  }

  end(execution: number, ending: Ending): void {
    const kept = this.#byId.get(execution);
    if (kept !== undefined) kept.ending = ending;
  }

  reopen(execution: number, redrive: Redrive): void {
    const kept = this.#byId.get(execution);
    if (kept === undefined) return;
    kept.ending = undefined;
    kept.redrive = redrive;
  }

  /** Never at once: whoever waits for a disk is not ready for an answer yet. */
  afterCommit(effect: Effect): void {
    if (this.#effects.push(effect) === 1) queueMicrotask(this.#runEffects);
  }

  committed(): Promise<void> {
    return new Promise((resolve) => this.afterCommit(resolve));
  }

  find(arn: string): StoredExecution | undefined {
    const kept = this.#byArn.get(arn);
    return kept && stored(kept);
  }

  // biome-ignore lint/correctness/useYield: what is in memory is few, and found at once.
  *list({
    listedUnder,
    status,
    before = Number.POSITIVE_INFINITY,
    after,
    limit,
  }: ListQuery): Generator<void, readonly ExecutionSummary[]> {
    const found: ExecutionSummary[] = [];
    const oldestFirst = [...this.#byId];
    for (const [id, kept] of after === undefined ? oldestFirst.reverse() : oldestFirst) {
      if (kept.execution.listedUnder !== listedUnder) continue;
      if (status !== undefined && statusOf(kept) !== status) continue;
      if (after === undefined ? id >= before : id <= after) continue;
      found.push(stored(kept));
      if (found.length === limit) break;
    }
    return found;
  }

  revision(key: string): string | undefined {
    return this.#revisions.get(key);
  }

  turns(execution: number, after = 0): readonly TurnRow[] {
    return this.#byId.get(execution)?.turns.slice(after) ?? [];
  }

  turnsToTake(execution: number, after = 0): readonly TurnRow[] {
    return this.turns(execution, after);
  }

  turnsOf(executions: readonly number[]): ReadonlyMap<number, readonly TurnRow[]> {
    return new Map(executions.map((execution) => [execution, this.turns(execution)]));
  }

  open(): readonly number[] {
    return [...this.#byId.values()].filter(({ ending }) => ending === undefined).map(({ id }) => id);
  }

  getAll(executions: readonly number[]): readonly StoredExecution[] {
    return executions.flatMap((id) => this.#byId.get(id) ?? []).map(stored);
  }

  async prune(endedBefore: number): Promise<number> {
    let pruned = 0;
    for (const kept of this.#byId.values()) {
      if (kept.ending === undefined || kept.ending.endedAt >= endedBefore) continue;
      this.#forget(kept);
      pruned += 1;
    }
    return pruned;
  }

  put(kind: string, key: string, text: string): void {
    const documents = this.#documents.get(kind) ?? new Map<string, string>();
    this.#documents.set(kind, documents.set(key, text));
  }

  remove(kind: string, key: string): void {
    this.#documents.get(kind)?.delete(key);
  }

  documents(kind: string): ReadonlyMap<string, string> {
    const documents = [...(this.#documents.get(kind) ?? [])];
    return new Map(documents.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  async close(): Promise<void> {
    await this.committed();
  }

  readonly #runEffects = (): void => {
    const effects = this.#effects;
    this.#effects = [];
    this.#inOrder.add(effects);
  };

  #forgetOldestClosed(): void {
    for (const kept of this.#byId.values()) {
      if (kept.ending === undefined) continue;
      this.#forget(kept);
      return;
    }
  }

  #forget({ id, execution }: Kept): void {
    this.#byId.delete(id);
    this.#byArn.delete(execution.arn);
  }
}

function statusOf({ ending }: Kept) {
  return ending?.status ?? "RUNNING";
}

function stored(kept: Kept): StoredExecution {
  const { id, execution, ending, redrive } = kept;
  const { arn, input, facts, startedAt, revision } = execution;
  return {
    id,
    arn,
    revision: revision.key,
    facts,
    startedAt,
    status: statusOf(kept),
    endedAt: ending?.endedAt,
    redrive,
    input,
    ending,
  };
}
