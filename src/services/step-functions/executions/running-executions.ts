// The Standard executions that run: by the store's number, and by name those whose start is not on disk yet.

import { ServiceError } from "../../../aws/service-error.ts";
import { HeldBytes } from "../../../storage/held-bytes.ts";
import type { ExecutionStore } from "../store/execution-store.ts";
import type { LiveExecution } from "../store/live-execution.ts";
import type { FoldedStandard } from "./standard-folds.ts";

export interface Running {
  readonly folded: FoldedStandard;
  readonly live: LiveExecution;
}

/** Of all that the process may hold. */
const share = 1 / 6;

export class RunningExecutions {
  readonly #store: ExecutionStore;
  /** What they were given, and what has become of it, which is as large as a rule. */
  readonly #held: HeldBytes;
  /** By the store's number. */
  readonly #running = new Map<number, Running>();
  /** By ARN: names that were chosen by whoever started them, until the start is on disk. */
  readonly #unwritten = new Map<string, Running>();

  constructor(store: ExecutionStore, mostHeldBytes: number | undefined) {
    this.#store = store;
    this.#held = new HeldBytes("Inputs of running executions", { share, most: mostHeldBytes });
  }

  /** Throws ServiceUnavailable if there is no memory for another of this input. */
  checkRoom(input: string): void {
    this.#held.checkRoom(bytesOf(input));
  }

  get size(): number {
    return this.#running.size;
  }

  get(id: number): Running | undefined {
    return this.#running.get(id);
  }

  all(): IterableIterator<Running> {
    return this.#running.values();
  }

  add(folded: FoldedStandard, live: LiveExecution): Running {
    const running = { folded, live };
    this.#running.set(live.id, running);
    this.#held.change(bytesOf(folded.given.input));
    return running;
  }

  /** Answers with what ran, unless another has taken its place. */
  remove(live: LiveExecution): Running | undefined {
    const running = this.#running.get(live.id);
    if (running?.live !== live) return undefined;
    this.#running.delete(live.id);
    this.#held.change(-bytesOf(running.folded.given.input));
    return running;
  }

  /** Somebody may ask for the same name before its start is on disk. */
  named(arn: string, running: Running): void {
    this.#unwritten.set(arn, running);
    this.#store.afterCommit(() => this.#unwritten.delete(arn));
  }

  /** When the execution started that has this name and this input and runs; throws ExecutionAlreadyExists if the name is taken otherwise. */
  startedBefore(arn: string, input: string): number | undefined {
    const unwritten = this.#unwritten.get(arn);
    const stored = unwritten === undefined ? this.#store.find(arn) : undefined;
    const running = unwritten ?? (stored && this.#running.get(stored.id));
    if (running === undefined && stored === undefined) return undefined;
    const isOpen = running === undefined ? stored?.ending === undefined : running.live.fold.end === undefined;
    const given = running?.folded.given ?? stored;
    if (isOpen && given?.input === input) return given.startedAt;
    throw new ServiceError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
  }
}

/** As text and as a value. */
function bytesOf(input: string): number {
  return 2 * input.length;
}
