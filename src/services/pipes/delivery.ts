// Delivering one batch: attempts with backoff between them, bisection, partial failures, expiry, and the dead-letter queue.
// It ends when every record has been taken by the target or given up; only a pipe that stops leaves records behind.

import type { Clock } from "../../time/clock.ts";
import { PipeBatch, type PipeEntry } from "./batch.ts";
import { type DeadLetter, type DeadLetterCondition, deadLetter } from "./dead-letter.ts";
import type { PipeSource } from "./settings.ts";
import type { SourceShard } from "./stream-source.ts";

const firstBackoffMs = 1000;
const longestBackoffMs = 60_000;

export type PipeTargetOutcome =
  /** `batchItemFailures` names, by event id or sequence number, the records that are to be tried again. */
  | { readonly status: "SUCCEEDED"; readonly batchItemFailures?: readonly string[] | undefined }
  | {
      readonly status: "FAILED";
      readonly error: string;
      readonly cause?: string | undefined;
      /** A fault of the region rather than of the target: it is tried again without being counted as an attempt. */
      readonly internal?: boolean | undefined;
    };

export type PipeTarget = (batch: PipeBatch) => PipeTargetOutcome | Promise<PipeTargetOutcome>;

/** What a pipe has done since it was started. */
export interface PipeCounters {
  recordsRead: number;
  /** Records that had left the stream before the pipe came to read them. */
  recordsExpired: number;
  recordsFilteredOut: number;
  /** Records that the target took. */
  recordsDelivered: number;
  /** Records handed to the target that had already been handed to it before the pipe was last started. */
  recordsRedelivered: number;
  /** Calls of the target. */
  batches: number;
  failedBatches: number;
  recordsDeadLettered: number;
  /** Records given up without a dead-letter queue to tell. */
  recordsDiscarded: number;
  lastError: string | undefined;
}

export interface DeliverySeams {
  readonly pipeArn: string;
  readonly streamArn: string;
  readonly source: PipeSource;
  readonly clock: Clock;
  readonly counters: PipeCounters;
  readonly target: PipeTarget;
  readonly deadLetter: ((message: DeadLetter) => Promise<void>) | undefined;
  /** Resolves after `ms`, or at once with false when the pipe stops. */
  readonly sleep: (ms: number) => Promise<boolean>;
  /** Records that came before cannot be read from the stream any more, and are given up. */
  readonly readableSince: () => number;
}

/** Delivers entries of one shard in order, and calls `onEnded` with the offset up to which they have ended. */
export class Delivery {
  readonly #seams: DeliverySeams;
  readonly #shard: SourceShard;
  readonly #onEnded: (offset: number) => void;

  constructor(seams: DeliverySeams, shard: SourceShard, onEnded: (offset: number) => void) {
    this.#seams = seams;
    this.#shard = shard;
    this.#onEnded = onEnded;
  }

  async deliver(entries: readonly PipeEntry[]): Promise<void> {
    const pieces: (readonly PipeEntry[])[] = [entries];
    let attempts = 0;
    for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
      const remaining = await this.#withoutExpired(piece);
      if (remaining === undefined) return;
      if (remaining.length === 0) continue;
      const outcome = await this.#attempt(remaining);
      const failed = this.#failedPart(remaining, outcome);
      if (failed.length === 0) {
        attempts = 0;
        continue;
      }
      if (failed.length < remaining.length) attempts = 0;
      else if (failed.length > 1 && this.#seams.source.bisects) {
        // Splitting is no attempt: each half has all of its own.
        const middle = failed.length >> 1;
        pieces.unshift(failed.slice(0, middle), failed.slice(middle));
        attempts = 0;
        continue;
      } else if (!isInternal(outcome) && attempts++ >= this.#seams.source.retries) {
        if (!(await this.#giveUp(failed, "RetryAttemptsExhausted"))) return;
        attempts = 0;
        continue;
      }
      pieces.unshift(failed);
      if (!(await this.#seams.sleep(backoffMs(attempts)))) return;
    }
  }

  async #attempt(entries: readonly PipeEntry[]): Promise<PipeTargetOutcome> {
    const { counters, target } = this.#seams;
    counters.batches++;
    try {
      return await target(new PipeBatch(this.#shard.id, entries));
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      return { status: "FAILED", error: "States.Runtime", cause };
    }
  }

  /** What must be tried again: in a stream that is everything from the first failed record on. */
  #failedPart(entries: readonly PipeEntry[], outcome: PipeTargetOutcome): readonly PipeEntry[] {
    const { counters } = this.#seams;
    const taken = outcome.status === "FAILED" ? 0 : takenCount(entries, outcome.batchItemFailures);
    if (taken < entries.length) {
      counters.failedBatches++;
      counters.lastError =
        outcome.status === "FAILED" ? errorText(outcome) : "Some items of the batch failed";
    }
    counters.recordsDelivered += taken;
    this.#ended(entries.slice(0, taken));
    return entries.slice(taken);
  }

  /** Undefined if the pipe stopped while it was telling the dead-letter queue. */
  async #withoutExpired(entries: readonly PipeEntry[]): Promise<readonly PipeEntry[] | undefined> {
    const { source, clock, readableSince } = this.#seams;
    const oldest = Math.max(clock.now() - source.recordAgeMs, readableSince());
    const young = entries.findIndex((entry) => entry.arrivalMs >= oldest);
    if (young === 0) return entries;
    const expired = young === -1 ? entries : entries.slice(0, young);
    return (await this.#giveUp(expired, "RecordAgeExpired")) ? entries.slice(expired.length) : undefined;
  }

  /** False if the pipe stopped before the dead-letter queue had the message. */
  async #giveUp(entries: readonly PipeEntry[], condition: DeadLetterCondition): Promise<boolean> {
    const { counters, deadLetter: send } = this.#seams;
    if (send === undefined) counters.recordsDiscarded += entries.length;
    else if (await this.#tellQueue(send, entries, condition)) counters.recordsDeadLettered += entries.length;
    else return false;
    this.#ended(entries);
    return true;
  }

  async #tellQueue(
    send: (message: DeadLetter) => Promise<void>,
    [first, ...rest]: readonly PipeEntry[],
    condition: DeadLetterCondition,
  ): Promise<boolean> {
    const { pipeArn, streamArn, clock, counters, sleep } = this.#seams;
    if (first === undefined) return true;
    const where = { pipeArn, streamArn, shard: this.#shard };
    for (let attempts = 0; ; attempts++) {
      try {
        await send(deadLetter({ ...where, entries: [first, ...rest], condition, now: clock.now() }));
        return true;
      } catch (error) {
        counters.lastError = `Dead-letter queue: ${error instanceof Error ? error.message : error}`;
        if (!(await sleep(backoffMs(attempts)))) return false;
      }
    }
  }

  #ended(entries: readonly PipeEntry[]): void {
    const last = entries.at(-1);
    if (last !== undefined) this.#onEnded(last.offset + 1);
  }
}

function backoffMs(attempts: number): number {
  return Math.min(firstBackoffMs * 2 ** Math.max(0, attempts - 1), longestBackoffMs);
}

function isInternal(outcome: PipeTargetOutcome): boolean {
  return outcome.status === "FAILED" && outcome.internal === true;
}

function errorText({
  error,
  cause,
}: {
  readonly error: string;
  readonly cause?: string | undefined;
}): string {
  return cause === undefined ? error : `${error}: ${cause}`;
}

/** How many records from the front the target took. A name that is in no record fails the whole batch, as it does on AWS. */
function takenCount(entries: readonly PipeEntry[], failures: readonly string[] | undefined): number {
  if (failures === undefined || failures.length === 0) return entries.length;
  let first = entries.length;
  for (const failure of failures) {
    const index = entries.findIndex(
      ({ record }) => record.eventID === failure || record.sequenceNumber === failure,
    );
    if (index === -1) return 0;
    first = Math.min(first, index);
  }
  return first;
}

/** The items that a target's output names as failed: `{"batchItemFailures": [{"itemIdentifier": "…"}]}`. */
export function batchItemFailures(output: unknown): readonly string[] | undefined {
  const items = (output as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures;
  if (!Array.isArray(items)) return undefined;
  return items.map((item) => String((item as { itemIdentifier?: unknown } | null)?.itemIdentifier ?? ""));
}
