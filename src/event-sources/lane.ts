// A lane: the records of one shard, or of one of the parts that ParallelizationFactor cuts it into, in order. It hands out one
// batch at a time, and the next one only after that has ended.

import type { Clock, Timer } from "../time/clock.ts";
import type { Entry } from "./entry.ts";
import type { ReadingSettings } from "./reading-settings.ts";

export interface LaneSeams<Content> {
  readonly settings: ReadingSettings;
  readonly clock: Clock;
  readonly maximumPayloadBytes: number;
  /** Delivers a batch; the lane waits until it is done. */
  readonly deliver: (entries: readonly Entry<Content>[]) => Promise<void>;
  /** Whether the two may not be in one batch. Absent where any may. */
  readonly separates?: ((first: Entry<Content>, next: Entry<Content>) => boolean) | undefined;
  /** Called before a batch is handed out, and after it has ended. */
  readonly onStarting: (entries: readonly Entry<Content>[]) => void;
  readonly onIdle: () => void;
}

export class Lane<Content> {
  readonly #seams: LaneSeams<Content>;
  #queue: Entry<Content>[] = [];
  #queuedBytes = 0;
  /** How many entries of the queue make up the next batch so far, and their bytes as a JSON array. */
  #cutCount = 0;
  #cutBytes = 1;
  #windowTimer: Timer | undefined;
  #windowIsOver = false;
  #running: Promise<void> | undefined;
  /** The first offset of the batch in flight that has not ended. */
  #inFlightOffset: number | undefined;
  #inFlightArrivalMs = 0;
  /** What is to be read again after a crash begins here, though all of it may have been taken. */
  #heldOffset: number | undefined;
  #interjection: (() => Promise<void>) | undefined;
  #stopped = false;

  constructor(seams: LaneSeams<Content>) {
    this.#seams = seams;
  }

  get queued(): number {
    return this.#queue.length;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** Offset and arrival of the oldest record that has not ended. */
  get oldest(): { readonly offset: number; readonly arrivalMs: number } | undefined {
    if (this.#inFlightOffset === undefined) return this.#queue[0];
    return { offset: this.#inFlightOffset, arrivalMs: this.#inFlightArrivalMs };
  }

  /** The offset from which the lane is to be read again after a crash; undefined if there is nothing of it to be read. */
  get keepsFrom(): number | undefined {
    return this.#heldOffset ?? this.oldest?.offset;
  }

  get held(): number | undefined {
    return this.#heldOffset;
  }

  hold(offset: number): void {
    this.#heldOffset ??= offset;
  }

  release(): void {
    this.#heldOffset = undefined;
  }

  /** Runs `work` by itself between two batches: as soon as what is waiting has been handed out. */
  interject(work: () => Promise<void>): void {
    this.#interjection = work;
    this.#windowIsOver = true;
    this.wake();
  }

  add(entry: Entry<Content>): void {
    this.#queue.push(entry);
    this.#queuedBytes += entry.bytes;
  }

  /** Notes that all records before `offset` have ended. */
  ended(offset: number): void {
    this.#inFlightOffset = offset;
  }

  /** Hands out the next batch if the lane is free and the batch is full or its window is over. */
  wake(): void {
    if (this.isBusy || this.#stopped) return;
    const isFull = this.#cut();
    if (this.#cutCount === 0) {
      if (this.#interjection !== undefined) this.#startInterjection(this.#interjection);
      return;
    }
    if (isFull || this.#windowIsOver || this.#seams.settings.windowMs === 0) this.#start();
    else
      this.#windowTimer ??= this.#seams.clock.setTimer(this.#seams.settings.windowMs, () =>
        this.#endWindow(),
      );
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#windowTimer?.cancel();
    await this.#running;
  }

  #endWindow(): void {
    this.#windowIsOver = true;
    this.#windowTimer = undefined;
    this.wake();
  }

  /** Extends the next batch as far as it goes. A record too large for any batch makes one alone: whoever takes it is to refuse it. */
  #cut(): boolean {
    const { settings, maximumPayloadBytes, separates } = this.#seams;
    const [first] = this.#queue;
    for (;;) {
      if (this.#cutCount === settings.batchSize) return true;
      const entry = this.#queue[this.#cutCount];
      if (entry === undefined) return false;
      if (first !== undefined && this.#cutCount > 0 && separates?.(first, entry) === true) return true;
      const bytes = this.#cutBytes + entry.bytes + 1;
      if (bytes > maximumPayloadBytes && this.#cutCount > 0) return true;
      this.#cutCount++;
      this.#cutBytes = bytes;
    }
  }

  #start(): void {
    const entries = this.#queue.splice(0, this.#cutCount);
    this.#queuedBytes -= this.#cutBytes - 1 - entries.length;
    this.#cutCount = 0;
    this.#cutBytes = 1;
    this.#windowTimer?.cancel();
    this.#windowTimer = undefined;
    this.#windowIsOver = false;
    this.#inFlightOffset = entries[0]?.offset;
    this.#inFlightArrivalMs = entries[0]?.arrivalMs ?? 0;
    this.#seams.onStarting(entries);
    this.#running = this.#run(() => this.#seams.deliver(entries));
  }

  #startInterjection(work: () => Promise<void>): void {
    this.#interjection = undefined;
    this.#windowIsOver = false;
    this.#running = this.#run(work);
  }

  async #run(work: () => Promise<void>): Promise<void> {
    await work();
    this.#running = undefined;
    // A reader that stops leaves the rest of a batch behind, and it counts as not ended.
    if (!this.#stopped) this.#inFlightOffset = undefined;
    this.#seams.onIdle();
  }
}
