// Delivering one batch of a shard: attempts with backoff between them, bisection, partial failures, expiry, and giving up.
// It ends when every record has been taken or given up; only a reader that stops leaves records behind.

import type { Clock } from "../time/clock.ts";
import { type BatchOutcome, outcomeText, takenCount } from "./batch-outcome.ts";
import { type Entry, offsetAfter } from "./entry.ts";
import type { FeedCounters } from "./feed-counters.ts";
import type { ReadingSettings } from "./reading-settings.ts";
import type { SourceShard } from "./stream-source.ts";

const firstBackoffMs = 1000;
const longestBackoffMs = 60_000;

/** Records of a shard that will not be tried again. */
export interface Abandoned<Content> {
  readonly shard: SourceShard;
  readonly entries: readonly [Entry<Content>, ...Entry<Content>[]];
  /** "attempts": there were as many as there may be. "age": they are too old, which may be before they were tried at all. */
  readonly condition: "attempts" | "age";
  /** How often they had been handed out in vain, alone and in a batch of just these; what was throttled does not count. */
  readonly attempts: number;
  /** What became of them the last time. */
  readonly outcome: BatchOutcome | undefined;
}

/** "never": who is to know of them will not take it, whenever it is asked. */
export type Told = "told" | "never";

export interface DeliverySeams<Content> {
  readonly settings: ReadingSettings;
  readonly clock: Clock;
  readonly counters: FeedCounters;
  readonly take: (
    entries: readonly Entry<Content>[],
    shard: SourceShard,
  ) => BatchOutcome | Promise<BatchOutcome>;
  /** Whether a name among batchItemFailures is this record's. */
  readonly isNamed: (record: Content, name: string) => boolean;
  /** Tells whoever is to know of records that are given up: it is asked until it resolves. Undefined for nobody. */
  readonly giveUp: ((abandoned: Abandoned<Content>) => Promise<Told>) | undefined;
  /** Resolves after `ms`, or at once with false when the reader stops. */
  readonly sleep: (ms: number) => Promise<boolean>;
  /** Records that came before cannot be read from the stream any more, and are given up. */
  readonly readableSince: () => number;
}

/** A batch, or what bisection and partial failures have left of one. */
interface Piece<Content> {
  readonly entries: readonly Entry<Content>[];
  /** Failures of it that count against the retries: what bisection and progress leave is another batch. */
  readonly failures: number;
  readonly outcome: BatchOutcome | undefined;
}

/** Delivers entries of one shard in order, and calls `onEnded` with the offset up to which they have ended. */
export class Delivery<Content> {
  readonly #seams: DeliverySeams<Content>;
  readonly #shard: SourceShard;
  readonly #onEnded: (offset: number) => void;

  constructor(seams: DeliverySeams<Content>, shard: SourceShard, onEnded: (offset: number) => void) {
    this.#seams = seams;
    this.#shard = shard;
    this.#onEnded = onEnded;
  }

  async deliver(entries: readonly Entry<Content>[]): Promise<void> {
    const { settings, sleep } = this.#seams;
    const pieces: Piece<Content>[] = [{ entries, failures: 0, outcome: undefined }];
    for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
      const young = await this.#withoutExpired(piece);
      if (young === undefined) return;
      if (young.length === 0) continue;
      const outcome = await this.#attempt(young);
      const failed = this.#failedPart(young, outcome);
      if (failed.length === 0) continue;
      const hasProgressed = failed.length < young.length;
      let failures = hasProgressed ? 0 : piece.failures;
      // What nobody has looked at is not split. Splitting is no attempt: each half has all of its own.
      if (!hasProgressed && failed.length > 1 && settings.bisects && !isInternal(outcome)) {
        const middle = failed.length >> 1;
        pieces.unshift(
          { entries: failed.slice(0, middle), failures: 0, outcome },
          { entries: failed.slice(middle), failures: 0, outcome },
        );
        continue;
      }
      if (!hasProgressed && !isInternal(outcome) && failures++ >= settings.retries) {
        if (!(await this.#giveUp(failed, { condition: "attempts", attempts: failures, outcome }))) return;
        continue;
      }
      pieces.unshift({ entries: failed, failures, outcome });
      if (!(await sleep(backoffMs(failures)))) return;
    }
  }

  async #attempt(entries: readonly Entry<Content>[]): Promise<BatchOutcome> {
    const { counters, take } = this.#seams;
    counters.batches++;
    try {
      return await take(entries, this.#shard);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      return { status: "FAILED", error: "States.Runtime", cause };
    }
  }

  /** What must be tried again: in a stream that is everything from the first failed record on. */
  #failedPart(entries: readonly Entry<Content>[], outcome: BatchOutcome): readonly Entry<Content>[] {
    const { counters, isNamed } = this.#seams;
    const taken =
      outcome.status === "FAILED"
        ? 0
        : takenCount(entries, outcome.batchItemFailures, ({ record }, name) => isNamed(record, name));
    if (taken < entries.length) {
      counters.failedBatches++;
      counters.lastError = outcomeText(outcome);
    }
    counters.recordsDelivered += taken;
    this.#ended(entries.slice(0, taken));
    return entries.slice(taken);
  }

  /** Undefined if the reader stopped while it was telling of those that are too old. */
  async #withoutExpired({
    entries,
    failures: attempts,
    outcome,
  }: Piece<Content>): Promise<readonly Entry<Content>[] | undefined> {
    const { settings, clock, readableSince } = this.#seams;
    const oldest = Math.max(clock.now() - settings.recordAgeMs, readableSince());
    const young = entries.findIndex((entry) => entry.arrivalMs >= oldest);
    if (young === 0) return entries;
    const expired = young === -1 ? entries : entries.slice(0, young);
    const isTold = await this.#giveUp(expired, { condition: "age", attempts, outcome });
    return isTold ? entries.slice(expired.length) : undefined;
  }

  /** False if the reader stopped before whoever is to know of it had been told. */
  async #giveUp(
    [first, ...rest]: readonly Entry<Content>[],
    why: Pick<Abandoned<Content>, "condition" | "attempts" | "outcome">,
  ): Promise<boolean> {
    const { counters, giveUp } = this.#seams;
    if (first === undefined) return true;
    const entries = [first, ...rest] as const;
    const told =
      giveUp === undefined ? "never" : await this.#tell(giveUp, { ...why, shard: this.#shard, entries });
    if (told === undefined) return false;
    counters[told === "told" ? "recordsDeadLettered" : "recordsDiscarded"] += entries.length;
    this.#ended(entries);
    return true;
  }

  /** Undefined if the reader stopped before it was known. */
  async #tell(
    giveUp: (abandoned: Abandoned<Content>) => Promise<Told>,
    abandoned: Abandoned<Content>,
  ): Promise<Told | undefined> {
    const { counters, sleep } = this.#seams;
    for (let attempts = 0; ; attempts++) {
      try {
        return await giveUp(abandoned);
      } catch (error) {
        counters.lastError = `Dead-letter queue: ${error instanceof Error ? error.message : error}`;
        if (!(await sleep(backoffMs(attempts)))) return undefined;
      }
    }
  }

  #ended(entries: readonly Entry<Content>[]): void {
    const last = entries.at(-1);
    if (last !== undefined) this.#onEnded(offsetAfter(last));
  }
}

function backoffMs(failures: number): number {
  return Math.min(firstBackoffMs * 2 ** Math.max(0, failures - 1), longestBackoffMs);
}

function isInternal(outcome: BatchOutcome): boolean {
  return outcome.status === "FAILED" && outcome.internal === true;
}
