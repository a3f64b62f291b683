// Puts records on a stream at a rate, as an open loop: they are sent when they are due, and what the stream refuses is sent again.

import { createHistogram } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { TelemetryRecord } from "../../weather/observations.ts";
import type { Latency } from "../load-series.ts";
import { latencyOf } from "../load-series.ts";
import { OpenLoop } from "../open-loop.ts";

/** Answers with the error code of each record that was refused. Rejects if trying again is no use. */
export type PutBatch = (records: readonly TelemetryRecord[]) => Promise<readonly (string | undefined)[]>;

export interface ProducerOptions {
  readonly put: PutBatch;
  readonly recordAt: (index: number) => TelemetryRecord;
  readonly ratePerSecond: number;
  readonly durationSeconds: number;
  /** Calls under way at once at most. */
  readonly mostCalls: number;
}

/** What PutRecords takes at most. */
const recordsPerCall = 500;
const tickMs = 20;
const mostAttempts = 12;
const [firstBackoffMs, mostBackoffMs] = [100, 5000];

export interface SentSecond {
  /** Its end, since the first record was due. */
  readonly atSeconds: number;
  readonly acknowledged: number;
  /** Refusals, of which a record may have had several. */
  readonly refused: number;
}

export class Producer {
  readonly seconds: SentSecond[] = [];
  /** Refusals by their error codes. */
  readonly refusals = new Map<string, number>();
  readonly #options: ProducerOptions;
  readonly #latency = createHistogram();
  readonly #calls = new Set<Promise<void>>();
  #startedAt = 0;
  #sent = 0;
  #acknowledged = 0;
  #givenUp = 0;
  #lastAt = 0;
  #counted = { acknowledged: 0, refused: 0 };
  #failure: { readonly cause: unknown } | undefined;
  #stopped = false;

  constructor(options: ProducerOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#stopped = true;
  }

  get sent(): number {
    return this.#sent;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Records that were refused each time until nobody tried again. */
  get givenUp(): number {
    return this.#givenUp;
  }

  get refused(): number {
    return [...this.refusals.values()].reduce((sum, count) => sum + count, 0);
  }

  /** When the first record was due, in milliseconds since 1970. */
  get startedAt(): number {
    return performance.timeOrigin + this.#startedAt;
  }

  /** From the first record's due time to the last acknowledgement. */
  get elapsedSeconds(): number {
    return (this.#lastAt - this.#startedAt) / 1000;
  }

  /** Milliseconds from due to acknowledged. */
  get latency(): Latency {
    return latencyOf(this.#latency);
  }

  /** Resolves when all are acknowledged or given up. Rejects with what `put` rejected with. */
  async run(): Promise<void> {
    const { ratePerSecond, durationSeconds, mostCalls } = this.#options;
    const total = Math.floor(ratePerSecond * durationSeconds);
    this.#startedAt = this.#lastAt = performance.now();
    const loop = new OpenLoop(ratePerSecond, total, this.#startedAt);
    const timer = setInterval(() => this.#endSecond(), 1000);
    try {
      while (this.#sent < total && this.#goesOn()) {
        const due = loop.dueBy(performance.now());
        while (this.#sent < due && this.#calls.size < mostCalls)
          this.#begin(Math.min(recordsPerCall, due - this.#sent), loop.dueAt(this.#sent));
        await sleep(tickMs);
      }
      await Promise.all(this.#calls);
    } finally {
      clearInterval(timer);
      this.#endSecond();
    }
    if (this.#failure !== undefined) throw this.#failure.cause;
  }

  #begin(count: number, dueAt: number): void {
    const { recordAt } = this.#options;
    const first = this.#sent;
    this.#sent += count;
    const records = Array.from({ length: count }, (_, index) => recordAt(first + index));
    const call = this.#deliver(records, dueAt)
      .catch((cause: unknown) => {
        this.#failure ??= { cause };
      })
      .finally(() => this.#calls.delete(call));
    this.#calls.add(call);
  }

  async #deliver(records: readonly TelemetryRecord[], dueAt: number): Promise<void> {
    let left = records;
    for (let attempt = 1; ; attempt++) {
      const codes = await this.#options.put(left);
      const refused = left.filter((_, index) => codes[index] !== undefined);
      this.#enter(left.length - refused.length, dueAt);
      for (const code of codes)
        if (code !== undefined) this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
      left = refused;
      if (left.length === 0) return;
      if (attempt === mostAttempts || !this.#goesOn()) {
        this.#givenUp += left.length;
        return;
      }
      await sleep(Math.random() * Math.min(mostBackoffMs, firstBackoffMs * 2 ** attempt));
    }
  }

  #enter(acknowledged: number, dueAt: number): void {
    if (acknowledged === 0) return;
    this.#acknowledged += acknowledged;
    this.#lastAt = performance.now();
    const micros = Math.max(1, Math.round((this.#lastAt - dueAt) * 1000));
    for (let count = 0; count < acknowledged; count++) this.#latency.record(micros);
  }

  #endSecond(): void {
    const { acknowledged, refused } = this.#counted;
    this.#counted = { acknowledged: this.#acknowledged, refused: this.refused };
    this.seconds.push({
      atSeconds: (performance.now() - this.#startedAt) / 1000,
      acknowledged: this.#counted.acknowledged - acknowledged,
      refused: this.#counted.refused - refused,
    });
  }

  #goesOn(): boolean {
    return !this.#stopped && this.#failure === undefined;
  }
}
