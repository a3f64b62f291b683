// The pipes of the region: each from a Kinesis stream to whatever has its target's ARN.

import { parseArn, type RegionIdentity } from "../../aws/arn.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import { removeCheckpoints } from "../../event-sources/checkpoints.ts";
import type { Repair } from "../../storage/damage.ts";
import type { Clock, Timer } from "../../time/clock.ts";
import { Pipe, type SourceStreams } from "./pipe.ts";
import type { KinesisStreamParameters } from "./settings.ts";
import { type PipeRouter, type PipeTargetParameters, routedDeadLetter, routedTarget } from "./target.ts";

export interface PipesOptions {
  readonly router: PipeRouter;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly directory: string | undefined;
  readonly repair: Repair | undefined;
  readonly streams: SourceStreams;
  readonly metrics: MetricSink;
}

export interface PipeDefinition {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly sourceArn: string;
  readonly parameters: KinesisStreamParameters;
  readonly targetArn: string;
  readonly targetParameters: PipeTargetParameters;
  readonly running: boolean;
}

const metricsIntervalMs = 1000;

const pipesMetrics = {
  namespace: "AWS/EventBridge/Pipes",
  dimension: "PipeName",
  eventCount: { name: "EventCount", unit: "Count" },
  invocations: { name: "Invocations", unit: "Count" },
  executionFailed: { name: "ExecutionFailed", unit: "Count" },
} as const;

/** Of the stream that a pipe reads. */
const kinesisMetrics = {
  namespace: "AWS/Kinesis",
  dimension: "StreamName",
  getRecordsRecords: { name: "GetRecords.Records", unit: "Count" },
  getRecordsIteratorAge: { name: "GetRecords.IteratorAgeMilliseconds", unit: "Milliseconds" },
} as const;

export class Pipes {
  readonly #options: PipesOptions;
  readonly #pipes = new Map<
    string,
    { readonly pipe: Pipe; readonly running: boolean; readonly streamName: string }
  >();
  #timer: Timer | undefined;
  #isStarted = false;

  constructor(options: PipesOptions) {
    this.#options = options;
  }

  /**
   * Defines a pipe. It reads nothing until `start`, so that all that it needs can be put up first, and at once from then on. Throws
   * ServiceError for a target to which nothing can be delivered, and DamagedFile for damaged checkpoints.
   */
  create(definition: PipeDefinition): Pipe {
    const pipe = this.#define(definition);
    this.#add(definition, pipe);
    return pipe;
  }

  /**
   * In place of the pipe of its name, once that has ended what it has in flight: it goes on where that one stopped. Rejects as
   * `create` throws; then the pipe of before goes on.
   */
  async replace(definition: PipeDefinition): Promise<Pipe> {
    const former = this.pipe(definition.name);
    const pipe = this.#define(definition, former?.createdAt);
    await former?.stop();
    this.#add(definition, pipe);
    return pipe;
  }

  /** Resolves when the batches in flight have ended. Another pipe of the name begins where it says. */
  async delete(name: string): Promise<void> {
    await this.pipe(name)?.stop();
    this.#pipes.delete(name);
    this.#measured.delete(name);
    if (this.#options.directory !== undefined) removeCheckpoints(this.#options.directory, name);
  }

  #define(definition: PipeDefinition, createdAt?: number): Pipe {
    const { clock, identity, directory, repair, streams, router } = this.#options;
    const { targetArn: arn, targetParameters: parameters } = definition;
    const deadLetterArn = definition.parameters.deadLetterConfig?.arn;
    return new Pipe({
      name: definition.name,
      arn: definition.arn,
      roleArn: definition.roleArn,
      source: { streamArn: definition.sourceArn },
      parameters: definition.parameters,
      streams,
      clock,
      awsRegion: identity.region,
      createdAt,
      directory,
      repair,
      ...routedTarget(definition, { arn, parameters }, router),
      deadLetter:
        deadLetterArn === undefined ? undefined : routedDeadLetter(definition, deadLetterArn, router),
    });
  }

  #add({ name, sourceArn, running }: PipeDefinition, pipe: Pipe): void {
    const streamName = parseArn(sourceArn)?.resource.slice("stream/".length) ?? "";
    if (this.#isStarted && running) pipe.start();
    this.#pipes.set(name, { pipe, running, streamName });
  }

  pipe(name: string): Pipe | undefined {
    return this.#pipes.get(name)?.pipe;
  }

  get all(): readonly Pipe[] {
    return [...this.#pipes.values()].map(({ pipe }) => pipe);
  }

  start(): void {
    this.#isStarted = true;
    for (const { pipe, running } of this.#pipes.values()) if (running) pipe.start();
    this.#measureLater();
  }

  /** Resolves when the batches in flight have ended. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    await Promise.all(this.all.map((pipe) => pipe.stop()));
  }

  /** Pipes tell nobody of each batch; a look at their counters every second is cheaper, and as good. */
  #measureLater(): void {
    this.#timer = this.#options.clock.setTimer(metricsIntervalMs, () => {
      for (const each of this.#pipes.values()) this.#measure(each);
      this.#measureLater();
    });
  }

  readonly #measured = new Map<string, { records: number; batches: number; failed: number }>();

  #measure({ pipe, streamName }: { readonly pipe: Pipe; readonly streamName: string }): void {
    const { metrics } = this.#options;
    const now = pipe.statistics();
    const before = this.#measured.get(pipe.name) ?? { records: 0, batches: 0, failed: 0 };
    this.#measured.set(pipe.name, {
      records: now.recordsDelivered,
      batches: now.batches,
      failed: now.failedBatches,
    });
    const ofPipe = (metric: { readonly name: string; readonly unit: string }, value: number) => {
      const dimensions = { [pipesMetrics.dimension]: pipe.name };
      if (value > 0)
        metrics.series(pipesMetrics.namespace, metric.name, dimensions, metric.unit).record(value);
    };
    ofPipe(pipesMetrics.eventCount, now.recordsDelivered - before.records);
    ofPipe(pipesMetrics.invocations, now.batches - before.batches);
    ofPipe(pipesMetrics.executionFailed, now.failedBatches - before.failed);
    const { namespace, dimension, getRecordsIteratorAge, getRecordsRecords } = kinesisMetrics;
    const ofStream = { [dimension]: streamName };
    metrics
      .series(namespace, getRecordsIteratorAge.name, ofStream, getRecordsIteratorAge.unit)
      .record(now.iteratorAgeMs);
    const read = now.recordsDelivered - before.records;
    if (read > 0)
      metrics.series(namespace, getRecordsRecords.name, ofStream, getRecordsRecords.unit).record(read);
  }
}
