// What a load test was like second by second, and in which phase: rates, latency, how far behind, processor and memory.

import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import { descendantsUse, type ProcessorUse, processorsBetween } from "./processes.ts";

const stretchMs = 1000;
/** What is left of a phase is a stretch of its own only if it is long enough for a rate to mean something. */
const leastMs = 250;

export type LoadPhase = "warming up" | "sending" | "catching up";

export interface Latency {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly most: number;
}

/** A stretch of about a second. */
export interface LoadSample {
  readonly phase: LoadPhase;
  /** Its end, since the test began. */
  readonly atSeconds: number;
  readonly sentPerSecond: number;
  readonly processedPerSecond: number;
  /** Milliseconds from due to processed, of the records that were processed in it; undefined if there were none. */
  readonly latency: Latency | undefined;
  /** The oldest that there was. */
  readonly iteratorAgeMs: number;
  /** Processor seconds a second, and MiB resident: of the region's process, and of the handlers' where the system tells. */
  readonly regionCores: number;
  readonly handlerCores: number | undefined;
  readonly regionMb: number;
  readonly handlersMb: number | undefined;
}

export interface PhaseSpan {
  readonly phase: LoadPhase;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export class LoadSeries {
  readonly samples: LoadSample[] = [];
  readonly phases: PhaseSpan[] = [];
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #stretch: RecordableHistogram = createHistogram();
  #whole: RecordableHistogram = createHistogram();
  #phase: LoadPhase = "warming up";
  #phaseAt: number;
  #stretchAt: number;
  #sent = 0;
  #processed = 0;
  #iteratorAgeMs = 0;
  #mostIteratorAgeMs = 0;
  #cpu = process.cpuUsage();
  #handlers: ProcessorUse | undefined = descendantsUse();

  /** `now` counts milliseconds from anywhere. */
  constructor(now = () => performance.now()) {
    this.#now = now;
    this.#startedAt = this.#phaseAt = this.#stretchAt = now();
  }

  /** Begins a phase. What was measured of latency and age before sending is left out of the whole. */
  enter(phase: LoadPhase): void {
    this.#endPhase();
    this.#phase = phase;
    if (phase === "sending") {
      this.#whole = createHistogram();
      this.#mostIteratorAgeMs = 0;
    }
  }

  end(): void {
    this.#endPhase();
  }

  addSent(records: number): void {
    this.#sent += records;
  }

  addProcessed(records: number): void {
    this.#processed += records;
  }

  addLatency(milliseconds: number): void {
    this.#stretch.record(Math.max(1, Math.round(milliseconds * 1000)));
  }

  /** Called every few milliseconds. */
  look(iteratorAgeMs: number): void {
    this.#iteratorAgeMs = Math.max(this.#iteratorAgeMs, iteratorAgeMs);
    this.#mostIteratorAgeMs = Math.max(this.#mostIteratorAgeMs, iteratorAgeMs);
    if (this.#now() - this.#stretchAt >= stretchMs) this.#take();
  }

  get mostIteratorAgeMs(): number {
    return this.#mostIteratorAgeMs;
  }

  /** Of all that was sent. */
  get latency(): Latency {
    return latencyOf(this.#whole);
  }

  #endPhase(): void {
    const now = this.#now();
    if (now - this.#stretchAt >= leastMs) this.#take();
    this.#keepLatency();
    if (now > this.#phaseAt) {
      const seconds = (at: number) => (at - this.#startedAt) / 1000;
      this.phases.push({ phase: this.#phase, fromSeconds: seconds(this.#phaseAt), toSeconds: seconds(now) });
    }
    this.#phaseAt = now;
  }

  #take(): void {
    const now = this.#now();
    const seconds = (now - this.#stretchAt) / 1000;
    const cpu = process.cpuUsage(this.#cpu);
    const handlers = descendantsUse();
    this.samples.push({
      phase: this.#phase,
      atSeconds: (now - this.#startedAt) / 1000,
      sentPerSecond: this.#sent / seconds,
      processedPerSecond: this.#processed / seconds,
      latency: this.#stretch.count === 0 ? undefined : latencyOf(this.#stretch),
      iteratorAgeMs: this.#iteratorAgeMs,
      regionCores: (cpu.user + cpu.system) / 1e6 / seconds,
      handlerCores: processorsBetween(this.#handlers, handlers, seconds),
      regionMb: process.memoryUsage.rss() / 2 ** 20,
      handlersMb: handlers === undefined ? undefined : handlers.residentBytes / 2 ** 20,
    });
    this.#keepLatency();
    [this.#sent, this.#processed, this.#iteratorAgeMs] = [0, 0, 0];
    this.#cpu = process.cpuUsage();
    this.#handlers = handlers;
    this.#stretchAt = now;
  }

  #keepLatency(): void {
    if (this.#stretch.count === 0) return;
    this.#whole.add(this.#stretch);
    this.#stretch.reset();
  }
}

export function latencyOf(histogram: RecordableHistogram): Latency {
  const ms = (percentile: number) => histogram.percentile(percentile) / 1000;
  return { p50: ms(50), p90: ms(90), p99: ms(99), p999: ms(99.9), most: histogram.max / 1000 };
}
