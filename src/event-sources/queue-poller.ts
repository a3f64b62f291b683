// Reads a queue: receives messages, gathers them into batches, hands those out, and deletes what was taken. What was not taken can be
// received again once its visibility timeout is over. A FIFO queue's batch is of one message group.

import type { Clock, Timer } from "../time/clock.ts";
import { TimeSlice } from "../time/time-slice.ts";
import { type BatchOutcome, outcomeText } from "./batch-outcome.ts";
import { Concurrency, defaultMaximumConcurrency } from "./concurrency.ts";
import type { SourceMessage, SourceQueues } from "./queue-source.ts";

export interface QueueSettings {
  readonly batchSize: number;
  readonly windowMs: number;
  readonly isFifo: boolean;
  /** @default 1250 */
  readonly maximumConcurrency?: number | undefined;
}

export interface QueueCounters {
  messagesReceived: number;
  messagesFilteredOut: number;
  /** Messages that were taken. */
  messagesDelivered: number;
  batches: number;
  failedBatches: number;
  lastError: string | undefined;
}

/** A message on its way from a queue to whoever takes it. */
export interface QueueEntry<Content> {
  readonly source: SourceMessage;
  /** As its taker wants it. */
  readonly record: Content;
  /** Length of the record's JSON text in UTF-8. */
  readonly bytes: number;
}

export interface QueuePollerOptions<Content> {
  readonly queues: SourceQueues;
  readonly queueUrl: string;
  readonly settings: QueueSettings;
  readonly clock: Clock;
  readonly maximumPayloadBytes: number;
  /** How long what is received stays hidden; undefined is as long as the queue says. Asked each time. */
  readonly visibilityTimeoutSeconds: () => number | undefined;
  readonly entry: (source: SourceMessage) => QueueEntry<Content>;
  /** What it does not let pass is deleted. */
  readonly filter: ((entry: QueueEntry<Content>) => boolean | Promise<boolean>) | undefined;
  /** `batchItemFailures` are message ids. */
  readonly take: (entries: readonly QueueEntry<Content>[]) => BatchOutcome | Promise<BatchOutcome>;
}

const mostPerReceive = 10;
const longestPollSeconds = 20;
const troubleRetryMs = 1000;

export class QueuePoller<Content> {
  readonly counters: QueueCounters = {
    messagesReceived: 0,
    messagesFilteredOut: 0,
    messagesDelivered: 0,
    batches: 0,
    failedBatches: 0,
    lastError: undefined,
  };
  readonly #options: QueuePollerOptions<Content>;
  readonly #concurrency: Concurrency;
  #isStopping = false;
  #receiving: AbortController | undefined;
  #wake: () => void = () => undefined;
  readonly #running = new Set<Promise<void>>();
  /** Received, and part of no batch yet. */
  #gathered: QueueEntry<Content>[] = [];
  #loop: Promise<void> | undefined;

  constructor(options: QueuePollerOptions<Content>) {
    this.#options = options;
    const { clock, settings } = options;
    this.#concurrency = new Concurrency(clock, settings.maximumConcurrency ?? defaultMaximumConcurrency);
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Resolves when the batches in flight have ended. What was in none can be received again at once. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#receiving?.abort();
    this.#wake();
    await this.#loop;
    await Promise.all(this.#running);
    this.#concurrency.close();
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      await this.#concurrency.free();
      try {
        for (const batch of await this.#gather()) await this.#handOut(batch);
      } catch (error) {
        this.#note(error);
        await this.#pause(troubleRetryMs);
      }
    }
    this.#release(this.#gathered);
  }

  /** What makes up the next batches: one, or in a FIFO queue one for each group that was received. */
  async #gather(): Promise<readonly (readonly QueueEntry<Content>[])[]> {
    const { settings, clock, maximumPayloadBytes } = this.#options;
    if (settings.isFifo) return this.#byGroup(await this.#receive(settings.batchSize, undefined));
    let deadline: number | undefined;
    while (!this.#isStopping) {
      const { count, isFull } = cut(this.#gathered, settings.batchSize, maximumPayloadBytes);
      if (count > 0) deadline ??= clock.now() + settings.windowMs;
      if (isFull || (deadline !== undefined && clock.now() >= deadline))
        return [this.#gathered.splice(0, count)];
      this.#gathered.push(...(await this.#receive(settings.batchSize - this.#gathered.length, deadline)));
    }
    return [];
  }

  /** Of each group what fits into one batch: what follows it must wait until that has ended. */
  #byGroup(entries: readonly QueueEntry<Content>[]): readonly (readonly QueueEntry<Content>[])[] {
    const { settings, maximumPayloadBytes } = this.#options;
    const groups = Map.groupBy(entries, ({ source }) => source.message.groupId);
    return Array.from(groups.values(), (group) => {
      const { count } = cut(group, settings.batchSize, maximumPayloadBytes);
      this.#release(group.slice(count));
      return group.slice(0, count);
    });
  }

  /** Resolves with what there is and passes the filter, at the latest when the time has come. */
  async #receive(most: number, deadline: number | undefined): Promise<readonly QueueEntry<Content>[]> {
    const { queues, queueUrl, entry, filter, visibilityTimeoutSeconds, clock } = this.#options;
    const receiving = new AbortController();
    this.#receiving = receiving;
    const timer =
      deadline === undefined ? undefined : clock.setTimer(deadline - clock.now(), () => receiving.abort());
    const received = await queues
      .receiveMessage({
        queueUrl,
        maxNumberOfMessages: Math.min(most, mostPerReceive),
        waitTimeSeconds: longestPollSeconds,
        visibilityTimeoutSeconds: visibilityTimeoutSeconds(),
        signal: receiving.signal,
      })
      .finally(() => timer?.cancel());
    this.counters.messagesReceived += received.length;
    const entries = received.map(entry);
    if (filter === undefined) return entries;
    const [passing, others]: [QueueEntry<Content>[], QueueEntry<Content>[]] = [[], []];
    const slice = new TimeSlice();
    for (const each of entries) {
      if (slice.isOver) await slice.giveWay();
      ((await filter(each)) ? passing : others).push(each);
    }
    this.counters.messagesFilteredOut += others.length;
    await this.#delete(others);
    return passing;
  }

  async #handOut(batch: readonly QueueEntry<Content>[]): Promise<void> {
    await this.#concurrency.free();
    if (this.#isStopping) {
      this.#release(batch);
      return;
    }
    this.#concurrency.enter();
    const running = this.#deliver(batch).finally(() => {
      this.#running.delete(running);
      this.#concurrency.leave();
    });
    this.#running.add(running);
  }

  async #deliver(entries: readonly QueueEntry<Content>[]): Promise<void> {
    const { counters } = this;
    counters.batches++;
    const outcome = await this.#outcomeOf(entries);
    const taken = takenOf(entries, outcome);
    counters.messagesDelivered += taken.length;
    if (taken.length < entries.length) {
      counters.failedBatches++;
      counters.lastError = outcomeText(outcome);
    }
    await this.#delete(taken);
  }

  async #outcomeOf(entries: readonly QueueEntry<Content>[]): Promise<BatchOutcome> {
    try {
      return await this.#options.take(entries);
    } catch (error) {
      return { status: "FAILED", error: error instanceof Error ? error.message : String(error) };
    }
  }

  /** One that cannot be deleted comes again, which at least once allows. */
  async #delete(entries: readonly QueueEntry<Content>[]): Promise<void> {
    const { queues, queueUrl } = this.#options;
    const deletions = entries.map(async ({ source }) => queues.deleteMessage(queueUrl, source.receiptHandle));
    await Promise.all(deletions).catch((error) => this.#note(error));
  }

  #release(entries: readonly QueueEntry<Content>[]): void {
    const { queues, queueUrl } = this.#options;
    for (const { source } of entries) {
      try {
        queues.changeMessageVisibility(queueUrl, source.receiptHandle, 0);
      } catch (error) {
        this.#note(error);
      }
    }
  }

  #note(error: unknown): void {
    this.counters.lastError = error instanceof Error ? error.message : String(error);
  }

  async #pause(ms: number): Promise<void> {
    if (this.#isStopping) return;
    let timer: Timer | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = this.#options.clock.setTimer(ms, resolve);
    });
    timer?.cancel();
  }
}

/** How many entries from the front make up a batch, and whether nothing more goes into it. One too large for any makes one alone. */
function cut<Content>(
  entries: readonly QueueEntry<Content>[],
  batchSize: number,
  maximumBytes: number,
): { readonly count: number; readonly isFull: boolean } {
  let bytes = 0;
  for (const [index, entry] of entries.entries()) {
    bytes += entry.bytes + 1;
    if (bytes > maximumBytes && index > 0) return { count: index, isFull: true };
    if (index + 1 === batchSize) return { count: batchSize, isFull: true };
  }
  return { count: entries.length, isFull: false };
}

/** What is not named as failed; nothing if a name is no message's. */
export function takenOf<Content>(
  entries: readonly QueueEntry<Content>[],
  outcome: BatchOutcome,
): readonly QueueEntry<Content>[] {
  if (outcome.status === "FAILED") return [];
  const failed = new Set(outcome.batchItemFailures);
  const rest = entries.filter(({ source }) => !failed.has(source.message.messageId));
  return rest.length + failed.size === entries.length ? rest : [];
}
