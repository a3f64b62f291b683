// Group commit: whatever is written while the disk is busy goes there together, next. A commit that fails is tried again with
// the very same rows in the same order, so that an execution in memory is never ahead of what can be replayed.

import type { Clock } from "../../../time/clock.ts";
import { Effects } from "./effects.ts";
import { StoreError } from "./execution-store.ts";
import { Batch } from "./sqlite-batch.ts";
import type { WriterThread } from "./writer-thread.ts";

/** So many rows are worth a commit, even if more are about to come. */
const fullBatch = 128;
/** One that is being written, and some for the writer to go on with. */
const mostInFlight = 4;
/** How often a commit that is not full waits for what an earlier one still lets go on, which writes rows as well. */
const mostPutOff = 2;
/** How long a disk that takes nothing is left alone. */
const retryAfterMs = 1_000;

export class GroupCommit {
  readonly #writer: WriterThread;
  readonly #clock: Clock;
  /** Takes what is written now. */
  #batch = new Batch();
  /** Handed over and not on disk yet, oldest first. */
  readonly #inFlight: Batch[] = [];
  readonly #effects = new Effects();
  #sent = 0;
  #unanswered = 0;
  #isScheduled = false;
  #putOff = 0;
  #problem: StoreError | undefined = undefined;

  constructor(writer: WriterThread, clock: Clock) {
    this.#writer = writer;
    this.#clock = clock;
  }

  /** Why nothing can be written at the moment. */
  get problem(): StoreError | undefined {
    return this.#problem;
  }

  /** The batch for rows, and for what waits for them. It goes to disk once this turn of the event loop is over. */
  get batch(): Batch {
    if (this.#inFlight.length === 0 && !this.#isScheduled) this.#scheduleFlush();
    return this.#batch;
  }

  #scheduleFlush(): void {
    this.#isScheduled = true;
    setImmediate(this.#flushScheduled);
  }

  /** The same, but not one that is full: the writer can begin with that while this thread makes more. */
  get roomyBatch(): Batch {
    if (
      this.#batch.size >= fullBatch &&
      this.#inFlight.length < mostInFlight &&
      this.#problem === undefined
    ) {
      this.#flush();
    }
    return this.batch;
  }

  /** Resolves once everything written so far is on disk; rejects with StoreError if the disk does not take it. */
  committed(): Promise<void> {
    return this.#problem === undefined ? this.batch.written : Promise.reject(this.#problem);
  }

  /** Resolves once there is nothing left to write, or no way to write it: that was not acknowledged then. */
  async drain(): Promise<void> {
    while (this.#problem === undefined && this.#isBusy) {
      await this.committed().catch(() => undefined);
    }
  }

  get #isBusy(): boolean {
    return this.#inFlight.length > 0 || this.#isScheduled || this.#effects.areDue;
  }

  readonly #flushScheduled = (): void => {
    this.#isScheduled = false;
    if (this.#inFlight.length > 0) return;
    if (this.#effects.areDue && this.#putOff++ < mostPutOff) this.#scheduleFlush();
    else this.#flush();
  };

  #flush(): void {
    this.#putOff = 0;
    const batch = this.#batch;
    this.#batch = new Batch();
    if (batch.size === 0) {
      batch.release();
      this.#effects.add(batch.acknowledged());
      return;
    }
    batch.number = ++this.#sent;
    this.#inFlight.push(batch);
    this.#send(batch);
  }

  #send({ number, rows }: Batch): void {
    this.#unanswered += 1;
    this.#writer.send({ type: "write", number, rows: rows() }, (answer) => {
      this.#unanswered -= 1;
      if (answer.type === "failed") this.#failed(answer.message);
      else this.#written();
    });
  }

  #written(): void {
    this.#problem = undefined;
    const batch = this.#inFlight.shift();
    batch?.release();
    if (batch !== undefined) this.#effects.add(batch.acknowledged());
    // Touching it is enough to have it flushed.
    if (this.#batch.isTouched) void this.batch;
  }

  /** Whoever waits is refused; the rows stay. The writer takes none that come after one that failed. */
  #failed(message: string): void {
    this.#problem ??= new StoreError(message);
    for (const batch of [...this.#inFlight, this.#batch]) batch.refuse(this.#problem);
    if (this.#unanswered > 0) return;
    this.#clock.setTimer(retryAfterMs, () => {
      for (const batch of [...this.#inFlight]) this.#send(batch);
    });
  }
}
