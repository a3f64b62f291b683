// Carries out what is due: at least once, with retries that back off, then to the dead-letter queue. An invocation is in the book
// from before its target is asked until it is over, so a kill loses none.

import type { DeliveryError, DeliveryOutcome, Undelivered } from "../../../aws/delivery.ts";
import { Timetable } from "../../../schedule/timetable.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import type { Invocation } from "./invocation.ts";
import type { GivenUp } from "./target-request.ts";

export type InvocationResult = "delivered" | "dead-letter" | "dropped";

export interface InvocationSeams {
  readonly clock: Clock;
  readonly book: RecordBook;
  /** At least 0, less than 1. */
  random(): number;
  /** Asks the target; `attempt` counts from 1. Does not throw. */
  attempt(invocation: Invocation, attempt: number): DeliveryOutcome | Promise<DeliveryOutcome>;
  /** Sends it to its dead-letter queue, if it has one that takes it. Does not throw. */
  bury(invocation: Invocation, givenUp: GivenUp): Promise<"dead-letter" | "dropped">;
  over(invocation: Invocation, result: InvocationResult, reason?: DeliveryError): void;
  fault(fault: unknown, invocation: Invocation): void;
}

/** Targets that are asked at the same time. What is due beyond waits for its turn. */
const mostAtOnce = 1000;
const longestDelayMs = 10 * 60_000;

interface Waiting {
  readonly invocation: Invocation;
  readonly attempt: number;
}

export class Invocations {
  readonly #seams: InvocationSeams;
  readonly #open: Records<Invocation>;
  readonly #retries: Timetable<Waiting>;
  readonly #running = new Set<Promise<void>>();
  /** From `#next` on these wait for their turn. */
  #queue: Waiting[] = [];
  #next = 0;
  /** Those that were made in this turn, which are written down in one piece. */
  #made: Waiting[] = [];
  /** How many are being written down. */
  #unwritten = 0;
  #isClosed = false;

  constructor(seams: InvocationSeams) {
    this.#seams = seams;
    this.#open = seams.book.records("invocations");
    this.#retries = new Timetable({
      clock: seams.clock,
      due: (waiting) => this.#take(waiting),
      fault: (fault, { invocation }) => seams.fault(fault, invocation),
      putBack: () => this.#retries.bringForward(seams.clock.now() + longestDelayMs),
    });
  }

  get open(): readonly Invocation[] {
    return this.#open.values();
  }

  /** Whether a target is being asked, or waits for its turn. */
  get isBusy(): boolean {
    return this.#running.size > 0 || this.#unwritten > 0 || this.#queue.length > 0;
  }

  /** Takes up what the last run left over. */
  start(): void {
    for (const invocation of this.open) this.#take({ invocation, attempt: 1 });
  }

  /** The target is asked once this is on disk. Throws InternalFailure while nothing can be written. */
  add(invocation: Invocation): void {
    this.#open.put(invocation.id, invocation);
    this.#unwritten++;
    if (this.#made.push({ invocation, attempt: 1 }) === 1) queueMicrotask(() => void this.#takeWritten());
  }

  async #takeWritten(): Promise<void> {
    const made = this.#made;
    this.#made = [];
    try {
      await this.#seams.book.committed();
      for (const waiting of made) this.#queue.push(waiting);
    } catch {
      // The disk takes it later, and the region tells of the disk elsewhere.
      for (const waiting of made) this.#retries.put(waiting, this.#seams.clock.now() + 1000);
    }
    this.#unwritten -= made.length;
    this.#runNext();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#retries.stop();
    await Promise.all(this.#running);
  }

  #take(waiting: Waiting): void {
    this.#queue.push(waiting);
    this.#runNext();
  }

  #runNext(): void {
    while (!this.#isClosed && this.#running.size < mostAtOnce && this.#next < this.#queue.length) {
      const { invocation, attempt } = this.#queue[this.#next++] as Waiting;
      try {
        const running = this.#run(invocation, attempt);
        if (running !== undefined) this.#await(running, invocation);
      } catch (fault) {
        this.#seams.fault(fault, invocation);
      }
    }
    if (this.#next === this.#queue.length) [this.#queue, this.#next] = [[], 0];
  }

  #await(run: Promise<void>, invocation: Invocation): void {
    const running = run
      .catch((fault: unknown) => this.#seams.fault(fault, invocation))
      .finally(() => {
        this.#running.delete(running);
        this.#runNext();
      });
    this.#running.add(running);
  }

  /** Over at once where the target answers at once. */
  #run(invocation: Invocation, attempt: number): Promise<void> | undefined {
    const outcome = this.#seams.attempt(invocation, attempt);
    return outcome instanceof Promise
      ? outcome.then((settled) => this.#settle(invocation, attempt, settled))
      : this.#settle(invocation, attempt, outcome);
  }

  #settle(invocation: Invocation, attempt: number, outcome: DeliveryOutcome): Promise<void> | undefined {
    if (outcome.status !== "DELIVERED") return this.#failed(invocation, attempt, outcome);
    this.#finish(invocation, "delivered");
    return undefined;
  }

  async #failed(invocation: Invocation, attempt: number, outcome: Undelivered): Promise<void> {
    const { clock, random } = this.#seams;
    const givenUp = this.#givenUp(invocation, attempt, outcome);
    if (givenUp === undefined) {
      const delayMs = Math.min(longestDelayMs, 1000 * 2 ** (attempt - 1)) * (0.5 + random() / 2);
      this.#retries.put({ invocation, attempt: attempt + 1 }, clock.now() + delayMs);
      return;
    }
    this.#finish(invocation, await this.#seams.bury(invocation, givenUp), outcome.error);
  }

  /** Undefined while it is to be tried again. */
  #givenUp({ target, startedAt }: Invocation, attempt: number, outcome: Undelivered): GivenUp | undefined {
    const { maximumRetryAttempts, maximumEventAgeInSeconds } = target.retryPolicy;
    const retries = attempt - 1;
    // A target that is not there, or that refuses the input, will do so again.
    if (!outcome.error.isPassing) return { outcome, retries };
    if (retries >= maximumRetryAttempts) return { outcome, retries, condition: "MaximumRetryAttempts" };
    const ageMs = this.#seams.clock.now() - startedAt;
    if (ageMs < maximumEventAgeInSeconds * 1000) return undefined;
    return { outcome, retries, condition: "MaximumEventAgeInSeconds" };
  }

  /** Nobody waits for this to be on disk: should it be lost, the target is asked once more. */
  #finish(invocation: Invocation, result: InvocationResult, reason?: DeliveryError): void {
    this.#seams.over(invocation, result, reason);
    this.#open.remove(invocation.id);
  }
}
