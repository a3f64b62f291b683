// Taking up the executions that were open when the region went down: their turns are run again, one execution after the other,
// while others have their turn. One that cannot be taken up is set aside; one that takes long is taken up last, while the region
// is at work already.

import { reportUnexpected } from "../../../aws/unexpected.ts";
import { isExpressArn } from "../arns.ts";
import type { ExecutionStore, StoredExecution } from "../store/execution-store.ts";
import type { TurnRow } from "../store/turn.ts";
import { type SetAside, turnDidNotEnd } from "./set-aside.ts";
import type { FoldedStandard, ReplayOptions, StandardFolds } from "./standard-folds.ts";

/** What was open when the region last went down. */
export interface Recovery {
  readonly executions: number;
  /** The ARNs of executions that take long: they are taken up while the region is at work. */
  readonly late: readonly string[];
  /** Executions that were not taken up again, and why. They stay open as they are. */
  readonly problems: readonly string[];
}

export interface RecoveryOptions {
  readonly store: ExecutionStore;
  readonly folds: StandardFolds;
  readonly setAside: SetAside;
  readonly takeUp: (stored: StoredExecution, folded: FoldedStandard) => void;
}

/** Rows that are read together take a few milliseconds, unless inputs are large. */
const readAtOnce = 100;
/** What most take at most. */
const quickMs = 20;
/** So much longer than that a start waits for all together. */
const patienceMs = 1_000;
const mostSecondTries = 50;

export class StandardRecovery {
  readonly #options: RecoveryOptions;
  /** The store's numbers of those that take long. */
  readonly #late: number[] = [];
  #patienceMs = patienceMs;
  #secondTries = mostSecondTries;
  #isClosed = false;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** Resolves once all that can be taken up quickly have been. */
  async run(): Promise<Recovery> {
    const { store, setAside } = this.#options;
    const problems: string[] = [];
    const late: string[] = [];
    let executions = 0;
    const open = store.open();
    for (let first = 0; first < open.length; first += readAtOnce) {
      const some = open.slice(first, first + readAtOnce);
      // Nobody writes any before the region is at work.
      const turns = store.turnsOf(some);
      for (const stored of store.getAll(some)) {
        const { id, arn } = stored;
        if (isExpressArn(arn)) continue;
        if (setAside.isUnfinished(id)) setAside.add(id, turnDidNotEnd);
        else await this.#replayPatiently(stored, turns.get(id));
        const reason = setAside.reason(id);
        if (reason === undefined) executions += 1;
        else if (setAside.isPutOff(id)) late.push(arn);
        else problems.push(`${arn}: ${reason} It can be stopped with StopExecution.`);
      }
    }
    return { executions, late, problems };
  }

  /** Takes up those that took long. Resolves when the last of them runs. */
  async runLate(): Promise<void> {
    const { store, setAside } = this.#options;
    for (const stored of store.getAll(this.#late)) {
      // It may have been stopped meanwhile.
      if (!this.#isClosed && setAside.isPutOff(stored.id)) await this.#replay(stored, {});
    }
  }

  close(): void {
    this.#isClosed = true;
  }

  /**
   * A pause of the whole process, as for a collection of garbage, may hit one that is quick: what took too long is tried once more,
   * up to so many times in all.
   */
  async #replayPatiently(stored: StoredExecution, turns: readonly TurnRow[] | undefined): Promise<void> {
    const begunAt = performance.now();
    let isDone = await this.#replay(stored, { withinMs: quickMs + this.#patienceMs, turns });
    if (!isDone && this.#secondTries-- > 0) isDone = await this.#replay(stored, { withinMs: quickMs, turns });
    if (!isDone) this.#putOff(stored.id);
    const longerMs = Math.max(0, performance.now() - begunAt - quickMs);
    this.#patienceMs = Math.max(0, this.#patienceMs - longerMs);
  }

  #putOff(execution: number): void {
    this.#late.push(execution);
    this.#options.setAside.putOff(execution);
  }

  /** False if that took longer than it may. */
  async #replay(stored: StoredExecution, options: ReplayOptions): Promise<boolean> {
    const { store, folds, setAside, takeUp } = this.#options;
    const { id } = stored;
    store.watch?.begin(id, "replay");
    try {
      const folded = await folds.replay(stored, options);
      const isStopped = options.withinMs === undefined && !setAside.isPutOff(id);
      if (this.#isClosed || isStopped) return true;
      if (folded === undefined) return false;
      setAside.release(id);
      takeUp(stored, folded);
    } catch (problem) {
      if (!(problem instanceof Error)) reportUnexpected(`taking up ${stored.arn}`, problem);
      setAside.add(id, problem instanceof Error ? problem.message : String(problem));
    } finally {
      store.watch?.end("replay");
    }
    return true;
  }
}
