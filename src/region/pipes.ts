// The pipes of the region: from a Kinesis stream to a state machine, an execution a batch.

import { parseArn, type RegionIdentity } from "../aws/arn.ts";
import { isJsonObject, type Json } from "../aws/json.ts";
import { rememberJsonText } from "../aws/json-text.ts";
import { ServiceError } from "../aws/service-error.ts";
import type { ExecutionEnd } from "../engine/execution.ts";
import type { Queues } from "../queues/queues.ts";
import type { States } from "../states/states.ts";
import type { Repair } from "../storage/damage.ts";
import type { PipeBatch } from "../streams/pipe/batch.ts";
import { batchItemFailures, type PipeTarget, type PipeTargetOutcome } from "../streams/pipe/delivery.ts";
import { Pipe } from "../streams/pipe/pipe.ts";
import type { KinesisStreamParameters } from "../streams/pipe/settings.ts";
import type { Streams } from "../streams/streams.ts";
import { kinesisMetrics, pipesMetrics } from "../telemetry/metric-names.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Clock, Timer } from "../time/clock.ts";

export interface PipesOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly directory: string | undefined;
  readonly repair: Repair | undefined;
  readonly streams: Streams;
  readonly states: States;
  readonly queues: Queues;
  readonly metrics: Metrics;
}

export interface PipeDefinition {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly sourceArn: string;
  readonly parameters: KinesisStreamParameters;
  readonly targetArn: string;
  /** REQUEST_RESPONSE: a batch has ended when its execution has. FIRE_AND_FORGET: when it has started. */
  readonly waits: boolean;
  readonly running: boolean;
}

/** Step Functions takes an input of 256 KiB. */
const maximumPayloadBytes = 256 * 1024;
const metricsIntervalMs = 1000;

export class Pipes {
  readonly #options: PipesOptions;
  readonly #pipes = new Map<
    string,
    { readonly pipe: Pipe; readonly running: boolean; readonly streamName: string }
  >();
  #timer: Timer | undefined;

  constructor(options: PipesOptions) {
    this.#options = options;
  }

  /** Defines a pipe. It reads nothing until `start`, so that all that it needs can be put up first. */
  create(definition: PipeDefinition): Pipe {
    const { clock, identity, directory, repair, streams, queues } = this.#options;
    const deadLetterArn = definition.parameters.deadLetterConfig?.arn;
    const pipe = new Pipe({
      name: definition.name,
      arn: definition.arn,
      roleArn: definition.roleArn,
      source: { streamArn: definition.sourceArn },
      parameters: definition.parameters,
      streams,
      clock,
      awsRegion: identity.region,
      directory,
      repair,
      target: this.#target(definition),
      deadLetter:
        deadLetterArn === undefined
          ? undefined
          : (message) => queues.send(deadLetterArn, JSON.stringify(message)),
      maximumPayloadBytes,
    });
    const streamName = parseArn(definition.sourceArn)?.resource.slice("stream/".length) ?? "";
    this.#pipes.set(definition.name, { pipe, running: definition.running, streamName });
    return pipe;
  }

  pipe(name: string): Pipe | undefined {
    return this.#pipes.get(name)?.pipe;
  }

  get all(): readonly Pipe[] {
    return [...this.#pipes.values()].map(({ pipe }) => pipe);
  }

  start(): void {
    for (const { pipe, running } of this.#pipes.values()) if (running) pipe.start();
    this.#measureLater();
  }

  /** Resolves when the batches in flight have ended. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    await Promise.all(this.all.map((pipe) => pipe.stop()));
  }

  /** Throws, when the pipe is created, if there is no such machine or none that can be waited for. */
  #target({ targetArn, waits }: PipeDefinition): PipeTarget {
    const { states } = this.#options;
    const { type } = states.machines.describe(targetArn);
    if (waits && type === "STANDARD") throw cannotWait(targetArn);
    // A pipe's records are JSON by construction; only TypeScript wants to be told.
    const inputOf = (batch: PipeBatch) => {
      const input = batch.records as unknown as Json;
      rememberJsonText(input, batch);
      return input;
    };
    const machine = () => states.machines.describe(targetArn);
    if (waits) {
      return (batch) =>
        new Promise((resolve) =>
          states.startExpress(machine(), inputOf(batch), (end) => resolve(outcomeOf(end))),
        );
    }
    return async (batch) => {
      if (type === "EXPRESS") states.startExpress(machine(), inputOf(batch), () => {});
      else await states.startExecution({ stateMachineArn: targetArn, input: batch.text });
      return { status: "SUCCEEDED" };
    };
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

function outcomeOf(end: ExecutionEnd): PipeTargetOutcome {
  if (end.status === "SUCCEEDED") {
    const failures = isJsonObject(end.output) ? batchItemFailures(end.output) : undefined;
    return { status: "SUCCEEDED", batchItemFailures: failures };
  }
  return { status: "FAILED", error: end.error ?? end.status, cause: end.cause };
}

function cannotWait(stateMachineArn: string): ServiceError {
  return new ServiceError(
    "ValidationException",
    `The invocation type REQUEST_RESPONSE is for Express state machines only, and ${stateMachineArn} is a Standard one: use FIRE_AND_FORGET`,
  );
}
