// An open-loop load test: records are sent when they are due, whether or not the service keeps up, and a record's latency
// counts from the moment it was due. A slow service thus shows as latency, never as fewer questions.

import type { Region } from "../region/region.ts";
import type { ExecutionEnded } from "../services/step-functions/monitoring/observers.ts";
import { createLoadRecords } from "../weather/load-records.ts";
import { type ServiceNames, watchIngest } from "./ingest-watch.ts";
import { type Latency, type LoadSample, LoadSeries, type PhaseSpan } from "./load-series.ts";
import { descendantsUse, processorsBetween } from "./processes.ts";

const tickMs = 5;
/** More at once would block the process for longer than a tick. */
const recordsPerAppend = 1000;
/** After the last record, the service may work off what has piled up for so long. */
const drainMs = 120_000;
const warmUpRecords = 2000;

export interface LoadOptions {
  readonly region: Region;
  readonly names: ServiceNames;
  readonly ratePerSecond: number;
  readonly durationSeconds: number;
}

export interface LoadProgress {
  readonly elapsedSeconds: number;
  readonly sent: number;
  readonly processed: number;
  readonly iteratorAgeMs: number;
}

export interface LoadResult {
  readonly asked: number;
  /** Records a second that were acknowledged while the generator ran. */
  readonly sentPerSecond: number;
  /**
   * Records a second that were processed: while the generator ran, or until the last one was, whichever is more. The wait for
   * a last batch that does not fill is no sign of slowness, and neither is a generator that takes the machine for itself.
   */
  readonly processedPerSecond: number;
  /** Records sent and not yet processed when the last was sent, and how long the service took to work them off. */
  readonly behind: number;
  readonly catchUpSeconds: number;
  readonly sent: number;
  readonly processed: number;
  readonly failedExecutions: number;
  readonly redelivered: number;
  /** Milliseconds from due to processed. */
  readonly latency: Latency;
  readonly mostIteratorAgeMs: number;
  /** Processor seconds spent in each second: by all threads of the region's process, and by the handlers' where the system tells. */
  readonly cores: number;
  readonly handlerCores: number | undefined;
  /** Of the region's process. */
  readonly mostMemoryMb: number;
  readonly samples: readonly LoadSample[];
  readonly phases: readonly PhaseSpan[];
}

export class LoadTest {
  readonly #options: LoadOptions;
  readonly #watch: ReturnType<typeof watchIngest>;
  readonly #series = new LoadSeries();
  readonly #recordAt = createLoadRecords();
  /** How late the first of the records was that arrived in a millisecond. */
  readonly #lateness = new Map<number, number>();
  #startedAt = Number.POSITIVE_INFINITY;
  #sent = 0;
  #acknowledged = 0;
  #processed = 0;
  #lastProcessedAt = 0;
  #mostMemory = 0;
  #samples = 0;
  #stopped = false;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#watch = watchIngest(options.region, options.names, (receipt, ended) => {
      const processed = receipt.accepted + receipt.rejected;
      this.#processed += processed;
      this.#series.addProcessed(processed);
      this.#lastProcessedAt = performance.now();
      this.#recordLatency(ended);
    });
  }

  stop(): void {
    this.#stopped = true;
  }

  progress(): LoadProgress {
    const iteratorAgeMs = this.#iteratorAgeMs();
    return {
      elapsedSeconds: Math.max(0, (performance.now() - this.#startedAt) / 1000),
      sent: this.#acknowledged,
      processed: this.#processed,
      iteratorAgeMs,
    };
  }

  async run(): Promise<LoadResult> {
    const [cpuBefore, handlersBefore] = [process.cpuUsage(), descendantsUse()];
    this.#series.enter("sending");
    await this.#send();
    this.#series.enter("catching up");
    const sendingSeconds = (performance.now() - this.#startedAt) / 1000;
    const acknowledged = this.#acknowledged;
    const processedWhileSending = this.#processed;
    await this.#until(() => this.#processed >= this.#sent, drainMs);
    this.#watch.stop();
    this.#series.end();
    const handlers = descendantsUse();
    const cpu = process.cpuUsage(cpuBefore);
    const wholeSeconds = (this.#lastProcessedAt - this.#startedAt) / 1000;
    return {
      asked: this.#options.ratePerSecond,
      sentPerSecond: acknowledged / sendingSeconds,
      processedPerSecond: Math.max(processedWhileSending / sendingSeconds, this.#processed / wholeSeconds),
      behind: acknowledged - processedWhileSending,
      catchUpSeconds: wholeSeconds - sendingSeconds,
      sent: this.#sent,
      processed: this.#processed,
      failedExecutions: this.#watch.seen.failedExecutions,
      redelivered: this.#pipe?.statistics().recordsRedelivered ?? 0,
      latency: this.#series.latency,
      mostIteratorAgeMs: this.#series.mostIteratorAgeMs,
      cores: (cpu.user + cpu.system) / 1e6 / wholeSeconds,
      handlerCores: processorsBetween(handlersBefore, handlers, wholeSeconds),
      mostMemoryMb: this.#mostMemory / 1024 / 1024,
      samples: this.#series.samples,
      phases: this.#series.phases,
    };
  }

  /** To be called first: starts the environments of the functions, which AWS would have running too, before anything is measured. */
  async warmUp(): Promise<void> {
    const { region, names } = this.#options;
    const records = Array.from({ length: warmUpRecords }, (_, index) => this.#recordAt(index));
    await region.services.kinesis.append(names.streamName, records);
    this.#series.addSent(warmUpRecords);
    await this.#until(() => this.#processed >= warmUpRecords, drainMs);
    this.#processed = 0;
  }

  async #send(): Promise<void> {
    const { ratePerSecond, durationSeconds } = this.#options;
    const total = Math.floor(ratePerSecond * durationSeconds);
    const acknowledgements: Promise<void>[] = [];
    this.#startedAt = performance.now();
    while (this.#sent < total && !this.#stopped) {
      const due = Math.min(
        total,
        Math.floor(((performance.now() - this.#startedAt) / 1000) * ratePerSecond) + 1,
      );
      while (this.#sent < due)
        acknowledgements.push(this.#append(Math.min(recordsPerAppend, due - this.#sent)));
      this.#sample();
      await sleep(tickMs);
    }
    await Promise.all(acknowledgements);
  }

  async #append(count: number): Promise<void> {
    const { region, names, ratePerSecond } = this.#options;
    const first = this.#sent;
    this.#sent += count;
    const records = Array.from({ length: count }, (_, index) => this.#recordAt(first + index));
    const lateMs = performance.now() - (this.#startedAt + (first / ratePerSecond) * 1000);
    const arrivalMs = region.clock.now();
    this.#lateness.set(arrivalMs, Math.max(lateMs, this.#lateness.get(arrivalMs) ?? 0));
    await region.services.kinesis.append(names.streamName, records);
    this.#acknowledged += count;
    this.#series.addSent(count);
  }

  /** Arrival is when the stream took the record; how late that was already counts, too. */
  #recordLatency({ input, endedAt }: ExecutionEnded): void {
    const records = input as unknown as readonly { readonly approximateArrivalTimestamp: number }[];
    for (const { approximateArrivalTimestamp } of records) {
      const arrivalMs = Math.round(approximateArrivalTimestamp * 1000);
      this.#series.addLatency(endedAt - arrivalMs + (this.#lateness.get(arrivalMs) ?? 0));
    }
  }

  async #until(done: () => boolean, patienceMs: number): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!done() && performance.now() < deadline && !this.#stopped) {
      this.#sample();
      await sleep(tickMs);
    }
  }

  #sample(): void {
    this.#series.look(this.#iteratorAgeMs());
    // Asking the system takes longer than a look at our own counters.
    if (this.#samples++ % 20 === 0) this.#mostMemory = Math.max(this.#mostMemory, process.memoryUsage.rss());
  }

  #iteratorAgeMs(): number {
    return this.#pipe?.statistics().iteratorAgeMs ?? 0;
  }

  get #pipe() {
    return this.#options.region.services.pipes.pipe(this.#options.names.pipeName);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
