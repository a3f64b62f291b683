// What a load test was like second by second, and in which phase: rates, latency, how far behind, processor and memory.

import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import { descendantsUse, type ProcessUse, processorSecondsBetween, useOf } from "./processes.ts";

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
  /** Processor seconds a second: of the region's process, and of the others' where the system tells. */
  readonly regionCores: number;
  readonly handlerCores: number | undefined;
  readonly generatorCores: number | undefined;
  /** MiB: all that is resident of the region's process, and what the others have for themselves. */
  readonly regionMb: number;
  readonly handlersMb: number | undefined;
  readonly generatorMb: number | undefined;
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
  readonly #generatorPid: () => number | undefined;
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
  #uses: Uses;

  /** `now` counts milliseconds from anywhere. */
  constructor(generatorPid: () => number | undefined = () => undefined, now = () => performance.now()) {
    this.#now = now;
    this.#generatorPid = generatorPid;
    this.#uses = this.#usesNow();
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

  /** MiB of all processes together. */
  get mostMemoryMb(): number {
    const inAll = ({ regionMb, handlersMb = 0, generatorMb = 0 }: LoadSample) =>
      regionMb + handlersMb + generatorMb;
    return Math.max(0, ...this.samples.map(inAll));
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
    const before = this.#uses;
    const uses = this.#usesNow();
    const cores = (who: keyof Uses) => {
      const spent = processorSecondsBetween(before[who], uses[who]);
      return spent === undefined ? undefined : spent / seconds;
    };
    this.samples.push({
      phase: this.#phase,
      atSeconds: (now - this.#startedAt) / 1000,
      sentPerSecond: this.#sent / seconds,
      processedPerSecond: this.#processed / seconds,
      latency: this.#stretch.count === 0 ? undefined : latencyOf(this.#stretch),
      iteratorAgeMs: this.#iteratorAgeMs,
      regionCores: (cpu.user + cpu.system) / 1e6 / seconds,
      handlerCores: cores("handlers"),
      generatorCores: cores("generator"),
      regionMb: process.memoryUsage.rss() / 2 ** 20,
      handlersMb: mebibytes(uses.handlers),
      generatorMb: mebibytes(uses.generator),
    });
    this.#keepLatency();
    [this.#sent, this.#processed, this.#iteratorAgeMs] = [0, 0, 0];
    this.#cpu = process.cpuUsage();
    this.#uses = uses;
    this.#stretchAt = now;
  }

  #usesNow(): Uses {
    const pid = this.#generatorPid();
    return { handlers: descendantsUse(pid), generator: pid === undefined ? undefined : useOf([pid]) };
  }

  #keepLatency(): void {
    if (this.#stretch.count === 0) return;
    this.#whole.add(this.#stretch);
    this.#stretch.reset();
  }
}

interface Uses {
  readonly handlers: ProcessUse | undefined;
  readonly generator: ProcessUse | undefined;
}

function mebibytes(use: ProcessUse | undefined): number | undefined {
  return use === undefined ? undefined : use.privateBytes / 2 ** 20;
}

export function latencyOf(histogram: RecordableHistogram): Latency {
  const ms = (percentile: number) => histogram.percentile(percentile) / 1000;
  return { p50: ms(50), p90: ms(90), p99: ms(99), p999: ms(99.9), most: histogram.max / 1000 };
}
