// An open-loop load test: records are sent when they are due, whether or not the service keeps up, and a record's latency
// counts from the moment it was due. A slow service thus shows as latency, never as fewer questions.

import { setTimeout as sleep } from "node:timers/promises";
import type { Region } from "../region/region.ts";
import type { ExecutionEnded } from "../services/step-functions/monitoring/observers.ts";
import { createLoadRecords } from "../weather/load-records.ts";
import type { RecordGroup } from "./generated-records.ts";
import { Generator } from "./generator.ts";
import { type ServiceNames, watchIngest } from "./ingest-watch.ts";
import { type Latency, type LoadSample, LoadSeries, type PhaseSpan } from "./load-series.ts";
import { monotonicMs } from "./monotonic-clock.ts";
import { descendantsUse, processorSecondsBetween } from "./processes.ts";

const lookMs = 5;
/** After the last record the service may work off what has piled up; it is given up once so long no record was processed. */
const patienceMs = 60_000;
const warmUpSeconds = 2;
/** However low or high the rate is. */
const [leastWarmUpRecords, mostWarmUpRecords] = [2000, 100_000];
/** As many are on their way at most, and fewer at first: a burst out of nothing has functions start environments that nobody needs afterwards. */
const warmUpPortions = [1, 250, 2_500, 10_000] as const;

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
  /** What each took from the first record to the last; the handlers where the system tells. */
  readonly processorSeconds: {
    readonly region: number;
    /** Of the region's, that of the one thread that everything goes through. */
    readonly mainThread: number;
    readonly handlers: number | undefined;
    readonly generator: number;
  };
  /** Processor seconds spent in each second: by all threads of the region's process, by the handlers', and by the generator's. */
  readonly cores: number;
  readonly handlerCores: number | undefined;
  readonly generatorCores: number;
  /** Of all processes together. */
  readonly mostMemoryMb: number;
  readonly samples: readonly LoadSample[];
  readonly phases: readonly PhaseSpan[];
}

export class LoadTest {
  readonly #options: LoadOptions;
  readonly #watch: ReturnType<typeof watchIngest>;
  #generator: Generator | undefined;
  readonly #series = new LoadSeries(() => this.#generator?.pid);
  /** How late the first of the records was that arrived in a millisecond. */
  readonly #lateness = new Map<number, number>();
  #startedAt = Number.POSITIVE_INFINITY;
  #sent = 0;
  #acknowledged = 0;
  #processed = 0;
  #lastProcessedAt = 0;
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
    this.#generator?.stop();
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
    const { ratePerSecond, durationSeconds } = this.#options;
    const total = Math.floor(ratePerSecond * durationSeconds);
    const generator = await Generator.open({ ratePerSecond, total });
    this.#generator = generator;
    const handlersBefore = descendantsUse(generator.pid);
    const [cpuBefore, threadBefore] = [process.cpuUsage(), process.threadCpuUsage()];
    this.#series.enter("sending");
    const generatorSeconds = await this.#send(generator);
    this.#generator = undefined;
    this.#series.enter("catching up");
    const sendingSeconds = (performance.now() - this.#startedAt) / 1000;
    const acknowledged = this.#acknowledged;
    const processedWhileSending = this.#processed;
    await this.#until(() => this.#processed >= this.#sent);
    this.#watch.stop();
    this.#series.end();
    const processorSeconds = {
      region: secondsOf(process.cpuUsage(cpuBefore)),
      mainThread: secondsOf(process.threadCpuUsage(threadBefore)),
      handlers: processorSecondsBetween(handlersBefore, descendantsUse()),
      generator: generatorSeconds,
    };
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
      processorSeconds,
      cores: processorSeconds.region / wholeSeconds,
      handlerCores:
        processorSeconds.handlers === undefined ? undefined : processorSeconds.handlers / wholeSeconds,
      generatorCores: generatorSeconds / wholeSeconds,
      mostMemoryMb: this.#series.mostMemoryMb,
      samples: this.#series.samples,
      phases: this.#series.phases,
    };
  }

  /**
   * To be called first: starts the environments of the functions, which AWS would have running too, and has the code compiled that a
   * service in use has long been running, before anything is measured.
   */
  async warmUp(): Promise<void> {
    const { region, names, ratePerSecond } = this.#options;
    const asked = Math.ceil(ratePerSecond * warmUpSeconds);
    const total = Math.min(mostWarmUpRecords, Math.max(leastWarmUpRecords, asked));
    const recordAt = createLoadRecords();
    for (let sent = 0, turn = 0; sent < total && !this.#stopped; turn++) {
      const portion = warmUpPortions[turn] ?? warmUpPortions[3];
      const count = Math.min(portion, total - sent);
      const first = sent;
      const records = Array.from({ length: count }, (_, index) => recordAt(first + index));
      await region.services.kinesis.append(names.streamName, records);
      this.#series.addSent(count);
      sent += count;
      const enough = sent === total || turn < warmUpPortions.length ? sent : sent - portion / 2;
      await this.#until(() => this.#processed >= enough);
    }
    this.#processed = 0;
  }

  /** Answers with the generator's processor seconds once all that it sent is acknowledged. */
  async #send(generator: Generator): Promise<number> {
    const acknowledgements: Promise<void>[] = [];
    this.#startedAt = performance.now();
    const looking = setInterval(() => this.#look(), lookMs);
    try {
      const generatorSeconds = await generator.run((group) => acknowledgements.push(this.#append(group)));
      await Promise.all(acknowledgements);
      return generatorSeconds;
    } finally {
      clearInterval(looking);
      generator.stop();
    }
  }

  async #append({ dueMs, records }: RecordGroup): Promise<void> {
    const { region, names } = this.#options;
    this.#sent += records.length;
    const lateMs = monotonicMs() - dueMs;
    const arrivalMs = region.clock.now();
    this.#lateness.set(arrivalMs, Math.max(lateMs, this.#lateness.get(arrivalMs) ?? 0));
    await region.services.kinesis.append(names.streamName, records);
    this.#acknowledged += records.length;
    this.#series.addSent(records.length);
  }

  /** Arrival is when the stream took the record; how late that was already counts, too. */
  #recordLatency({ input, endedAt }: ExecutionEnded): void {
    const records = input as unknown as readonly { readonly approximateArrivalTimestamp: number }[];
    for (const { approximateArrivalTimestamp } of records) {
      const arrivalMs = Math.round(approximateArrivalTimestamp * 1000);
      this.#series.addLatency(endedAt - arrivalMs + (this.#lateness.get(arrivalMs) ?? 0));
    }
  }

  async #until(done: () => boolean): Promise<void> {
    const since = performance.now();
    const waitedMs = () => performance.now() - Math.max(since, this.#lastProcessedAt);
    while (!done() && waitedMs() < patienceMs && !this.#stopped) {
      this.#look();
      await sleep(lookMs);
    }
  }

  #look(): void {
    this.#series.look(this.#iteratorAgeMs());
  }

  #iteratorAgeMs(): number {
    return this.#pipe?.statistics().iteratorAgeMs ?? 0;
  }

  get #pipe() {
    return this.#options.region.services.pipes.pipe(this.#options.names.pipeName);
  }
}

function secondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}
