// EventBridge Pipes with a Kinesis source: reads every shard of a stream and hands its records to a target in batches, at least
// once and in order. It is woken when records are committed; when there are none, it does nothing at all.

import type { BatchOutcome } from "../../event-sources/batch-outcome.ts";
import { Checkpoints } from "../../event-sources/checkpoints.ts";
import { type FeedCounters, newCounters } from "../../event-sources/feed-counters.ts";
import type { ReadingSettings } from "../../event-sources/reading-settings.ts";
import { StreamPoller } from "../../event-sources/stream-poller.ts";
import type { KinesisCursor, SourceStream } from "../../event-sources/stream-source.ts";
import type { Repair } from "../../storage/damage.ts";
import type { Clock } from "../../time/clock.ts";
import { PipeBatch, type PipeRecord, RecordWriter } from "./batch.ts";
import { type DeadLetter, deadLetter } from "./dead-letter.ts";
import { type KinesisStreamParameters, pipeSource } from "./settings.ts";

export interface SourceStreams {
  /** Throws ResourceNotFoundException. */
  stream(reference: StreamReference): SourceStream<KinesisCursor>;
}

/** A stream by its name, its ARN, or both. */
export interface StreamReference {
  readonly streamName?: string | undefined;
  readonly streamArn?: string | undefined;
}

export type PipeTarget = (batch: PipeBatch) => BatchOutcome | Promise<BatchOutcome>;

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

export interface PipeStatistics extends Readonly<FeedCounters> {
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
  readonly #source: ReadingSettings;
  readonly #counters = newCounters();
  #state: PipeState = "STOPPED";
  #poller: StreamPoller<KinesisCursor, PipeRecord> | undefined;

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
    this.#poller = this.#newPoller(stream);
    this.#state = "RUNNING";
    this.#poller.start();
  }

  /** Resolves when the batches in flight have ended. What had not been handed out is delivered after the next start. */
  async stop(): Promise<void> {
    if (this.#state !== "RUNNING") return;
    this.#state = "STOPPING";
    await this.#poller?.stop();
    this.#poller = undefined;
    this.#state = "STOPPED";
  }

  statistics(): PipeStatistics {
    return { ...this.#counters, iteratorAgeMs: this.#poller?.iteratorAgeMs ?? 0 };
  }

  #newPoller(stream: SourceStream<KinesisCursor>): StreamPoller<KinesisCursor, PipeRecord> {
    const { clock, target, filter, awsRegion, roleArn, directory, repair } = this.#settings;
    const { deadLetter: send, maximumPayloadBytes = defaultPayloadBytes } = this.#settings;
    const origin = { streamArn: stream.arn, awsRegion, roleArn };
    const letterOrigin = { pipeArn: this.arn, streamArn: stream.arn };
    return new StreamPoller({
      ...{ stream, clock, maximumPayloadBytes },
      settings: this.#source,
      counters: this.#counters,
      checkpoints: new Checkpoints({
        ...{ directory, clock, repair },
        name: this.name,
        reader: `the pipe ${this.name}`,
        streamCreatedAt: stream.properties.createdAt,
        lanesPerShard: this.#source.lanes,
      }),
      writer: (shard) => new RecordWriter(shard, origin),
      filter: filter === undefined ? undefined : (record, cursor) => filter(record, cursor.data()),
      take: (entries, { id }) => target(new PipeBatch(id, entries)),
      isNamed: ({ eventID, sequenceNumber }, name) => eventID === name || sequenceNumber === name,
      giveUp:
        send === undefined
          ? undefined
          : (abandoned) => send(deadLetter(letterOrigin, abandoned, clock.now())),
    });
  }
}
