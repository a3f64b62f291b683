// EventBridge Pipes with a Kinesis source: reads every shard of a stream and hands its records to a target in batches, at least
// once and in order. It is woken when records are committed; when there are none, it does nothing at all.

import { setImmediate } from "node:timers/promises";
import type { Repair } from "../../storage/damage.ts";
import type { Clock, Timer } from "../../time/clock.ts";
import type { PipeRecord } from "./batch.ts";
import { Checkpoints } from "./checkpoints.ts";
import type { DeadLetter } from "./dead-letter.ts";
import type { PipeCounters, PipeTarget } from "./delivery.ts";
import { type KinesisStreamParameters, type PipeSource, pipeSource } from "./settings.ts";
import { ShardFeed } from "./shard-feed.ts";
import type { SourceStreams, StreamReference } from "./stream-source.ts";

/** A Lambda function takes 6 MB; a state machine takes 256 KiB, and its pipe is given that. */
const defaultPayloadBytes = 6 * 1024 * 1024;

export interface PipeSettings {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly source: StreamReference;
  readonly parameters: KinesisStreamParameters;
  readonly streams: SourceStreams;
  readonly clock: Clock;
  readonly awsRegion: string;
  /** Milliseconds since the epoch. @default now */
  readonly createdAt?: number | undefined;
  /** Where checkpoints are kept. Undefined forgets them when the pipe stops. */
  readonly directory: string | undefined;
  readonly repair?: Repair | undefined;
  readonly target: PipeTarget;
  /** Sends a message to the queue or topic of `deadLetterConfig`. Undefined drops what cannot be delivered. */
  readonly deadLetter?: ((message: DeadLetter) => Promise<void>) | undefined;
  /** FilterCriteria: whether a record is to be delivered. `data` is its data before base64. */
  readonly filter?: ((record: PipeRecord, data: Buffer) => boolean) | undefined;
  /** The longest JSON text, in UTF-8 bytes, that the target takes. @default 6 MiB */
  readonly maximumPayloadBytes?: number | undefined;
}

export type PipeState = "STOPPED" | "STARTING" | "RUNNING" | "STOPPING";

export interface PipeStatistics extends Readonly<PipeCounters> {
  /** Age of the oldest record that the pipe has read and that has not ended; 0 if there is none. */
  readonly iteratorAgeMs: number;
}

export class Pipe {
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly #settings: PipeSettings;
  readonly #source: PipeSource;
  readonly #counters = newCounters();
  readonly #sleepers = new Set<() => void>();
  #state: PipeState = "STOPPED";
  #feeds: readonly ShardFeed[] = [];
  #checkpoints: Checkpoints | undefined;

  constructor(settings: PipeSettings) {
    this.name = settings.name;
    this.arn = settings.arn;
    this.modifiedAt = settings.clock.now();
    this.createdAt = settings.createdAt ?? this.modifiedAt;
    this.#settings = settings;
    this.#source = pipeSource(settings.parameters);
  }

  get state(): PipeState {
    return this.#state;
  }

  /** Throws DamagedFile for checkpoints that are damaged, unless a repair is under way. */
  start(): void {
    if (this.#state !== "STOPPED") return;
    const stream = this.#settings.streams.stream(this.#settings.source);
    const checkpoints = new Checkpoints({
      directory: this.#settings.directory,
      name: this.name,
      streamCreatedAt: stream.properties.createdAt,
      lanesPerShard: this.#source.lanes,
      clock: this.#settings.clock,
      repair: this.#settings.repair,
    });
    this.#checkpoints = checkpoints;
    this.#state = "STARTING";
    const { clock, target, deadLetter, filter, awsRegion, roleArn } = this.#settings;
    const { maximumPayloadBytes = defaultPayloadBytes } = this.#settings;
    const seams = {
      ...{ stream, checkpoints, clock, target, deadLetter, filter, maximumPayloadBytes },
      pipeArn: this.arn,
      streamArn: stream.arn,
      origin: { streamArn: stream.arn, awsRegion, roleArn },
      source: this.#source,
      counters: this.#counters,
      sleep: (ms: number) => this.#sleep(ms),
      readableSince: () => stream.readableSince,
    };
    this.#feeds = stream.shards.map((shard) => new ShardFeed({ ...seams, shard }));
    this.#state = "RUNNING";
    for (const feed of this.#feeds) feed.start();
  }

  /** Resolves when the batches in flight have ended. What had not been handed out is delivered after the next start. */
  async stop(): Promise<void> {
    if (this.#state !== "RUNNING") return;
    this.#state = "STOPPING";
    const stopped = Promise.all(this.#feeds.map((feed) => feed.stop()));
    for (const wake of this.#sleepers) wake();
    await stopped;
    // A commit that is being announced may still be on its way.
    await setImmediate();
    this.#checkpoints?.close();
    this.#feeds = [];
    this.#state = "STOPPED";
  }

  statistics(): PipeStatistics {
    const arrivals = this.#feeds.flatMap((feed) => feed.oldestArrivalMs ?? []);
    const iteratorAgeMs =
      arrivals.length === 0 ? 0 : Math.max(0, this.#settings.clock.now() - Math.min(...arrivals));
    return { ...this.#counters, iteratorAgeMs };
  }

  #sleep(ms: number): Promise<boolean> {
    if (this.#state !== "RUNNING") return Promise.resolve(false);
    return new Promise((resolve) => {
      let timer: Timer | undefined;
      const wake = () => {
        timer?.cancel();
        this.#sleepers.delete(wake);
        resolve(this.#state === "RUNNING");
      };
      this.#sleepers.add(wake);
      timer = this.#settings.clock.setTimer(ms, wake);
    });
  }
}

function newCounters(): PipeCounters {
  return {
    recordsRead: 0,
    recordsExpired: 0,
    recordsFilteredOut: 0,
    recordsDelivered: 0,
    recordsRedelivered: 0,
    batches: 0,
    failedBatches: 0,
    recordsDeadLettered: 0,
    recordsDiscarded: 0,
    lastError: undefined,
  };
}
