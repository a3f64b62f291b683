// Reads a Kinesis stream for a delivery stream. A batch is done with once it is among the delivery stream's own records, on disk:
// those are delivered whatever happens to the source then.
// https://docs.aws.amazon.com/firehose/latest/dev/writing-with-kinesis-streams.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { BatchOutcome } from "../../../event-sources/batch-outcome.ts";
import { Checkpoints, removeCheckpoints } from "../../../event-sources/checkpoints.ts";
import type { Entry } from "../../../event-sources/entry.ts";
import type { ReadingSettings } from "../../../event-sources/reading-settings.ts";
import { StreamPoller } from "../../../event-sources/stream-poller.ts";
import type { KinesisCursor, SourceShard, SourceStream } from "../../../event-sources/stream-source.ts";
import type { Repair } from "../../../storage/damage.ts";
import type { Timer } from "../../../time/clock.ts";
import { checkReading } from "../../source-permissions.ts";
import { type DeliverySurroundings, inRole, tellProblem } from "../delivery/surroundings.ts";
import type { NewRecord } from "../records/pending-records.ts";
import type { DeliveryStream, KinesisSource } from "../streams/delivery-stream.ts";
import type { KeepRecords, OpenSource, SourceReader } from "./stream-source.ts";

export interface SourceStreams {
  /** Throws ResourceNotFoundException. */
  stream(reference: { readonly streamArn: string }): SourceStream<KinesisCursor>;
}

export interface KinesisReaderParts
  extends Pick<DeliverySurroundings, "clock" | "access" | "logs" | "count"> {
  readonly streams: SourceStreams;
  /** Of checkpoints; undefined forgets them when the region ends. */
  readonly directory: string | undefined;
  readonly repair: Repair | undefined;
}

/** How often it is looked whether a source can be read now, or is another stream by now. */
const lookEveryMs = 5000;
const largestBatchBytes = 4 * 1024 * 1024;

export function kinesisReader(parts: KinesisReaderParts): SourceReader {
  return (stream, source, keep) => new KinesisReading(parts, { stream, source, keep });
}

interface Reading {
  readonly stream: DeliveryStream;
  readonly source: KinesisSource;
  readonly keep: KeepRecords;
}

class KinesisReading implements OpenSource {
  readonly #parts: KinesisReaderParts;
  readonly #reading: Reading;
  #poller: StreamPoller<KinesisCursor, NewRecord> | undefined;
  /** When the stream was made that is read, which tells it from others of its name. */
  #createdAt: number | undefined;
  #timer: Timer | undefined;
  #changing: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: KinesisReaderParts, reading: Reading) {
    this.#parts = parts;
    this.#reading = reading;
    this.#begin();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#changing;
    await this.#poller?.stop();
  }

  forget(): void {
    const { directory } = this.#parts;
    if (directory !== undefined) removeCheckpoints(directory, checkpointName(this.#reading.stream));
  }

  #begin(): void {
    const { stream, source } = this.#reading;
    const { access, streams, clock } = this.#parts;
    try {
      checkReading(access, source.streamArn, inRole(stream, source.roleArn));
      const from = streams.stream(source);
      this.#createdAt = from.properties.createdAt;
      this.#poller = this.#pollerOf(from);
      this.#poller.start();
    } catch (problem) {
      if (!(problem instanceof ServiceError)) throw problem;
      const { code, message } = problem;
      tellProblem(this.#parts, stream, undefined, {
        ...{ destination: source.streamArn, errorCode: `Kinesis.${code}`, message },
      });
    }
    this.#timer = clock.setTimer(lookEveryMs, () => this.#look());
  }

  /** A stream that has gone is read no more, and one that is made anew under its name is read from its start. */
  #look(): void {
    const poller = this.#poller;
    if (poller !== undefined && this.#createdAt === this.#streamCreatedAt()) {
      this.#timer = this.#parts.clock.setTimer(lookEveryMs, () => this.#look());
      return;
    }
    this.#poller = undefined;
    this.#changing = Promise.resolve(poller?.stop()).then(() => {
      if (!this.#isStopped) this.#begin();
    });
  }

  /** Undefined while there is no such stream. */
  #streamCreatedAt(): number | undefined {
    try {
      return this.#parts.streams.stream(this.#reading.source).properties.createdAt;
    } catch {
      return undefined;
    }
  }

  #pollerOf(from: SourceStream<KinesisCursor>): StreamPoller<KinesisCursor, NewRecord> {
    const { stream, source } = this.#reading;
    const { clock, directory, repair } = this.#parts;
    return new StreamPoller({
      ...{ stream: from, clock, settings: settingsOf(source), maximumPayloadBytes: largestBatchBytes },
      checkpoints: new Checkpoints({
        ...{ directory, clock, repair, name: checkpointName(stream) },
        reader: `the delivery stream ${stream.name}`,
        streamCreatedAt: from.properties.createdAt,
        lanesPerShard: 1,
      }),
      writer: (shard) => ({ entry: (cursor) => entryOf(cursor, shard) }),
      filter: undefined,
      isNamed: () => false,
      take: (entries) => this.#take(entries),
      giveUp: undefined,
    });
  }

  async #take(entries: readonly Entry<NewRecord>[]): Promise<BatchOutcome> {
    const { stream, keep } = this.#reading;
    const kept = await keep(entries.map(({ record }) => record));
    if (kept < entries.length)
      return { status: "FAILED", error: "ServiceUnavailableException", cause: "Slow down.", internal: true };
    const { count } = this.#parts;
    count(stream.name, "DataReadFromKinesisStream.Records", "Count", entries.length);
    const bytes = entries.reduce((sum, { record }) => sum + record.data.length, 0);
    count(stream.name, "DataReadFromKinesisStream.Bytes", "Bytes", bytes);
    return { status: "SUCCEEDED" };
  }
}

/** Another stream may have the name later, and begins anew. */
function checkpointName({ name, createdAt }: DeliveryStream): string {
  return `${name}-${createdAt}`;
}

function settingsOf({ startsAt }: KinesisSource): ReadingSettings {
  return {
    startingPosition: "AT_TIMESTAMP",
    startingTimestampMs: startsAt,
    batchSize: 500,
    windowMs: 0,
    lanes: 1,
    retries: Number.POSITIVE_INFINITY,
    recordAgeMs: Number.POSITIVE_INFINITY,
    bisects: false,
  };
}

function entryOf(cursor: KinesisCursor, shard: SourceShard): Entry<NewRecord> {
  const { offset, arrivalMs: at } = cursor;
  const partitionKey = cursor.partitionKey();
  // A view of what the reader has at hand: this is kept for longer.
  const data = Buffer.from(cursor.data());
  const origin = { shardId: shard.id, partitionKey, sequenceNumber: shard.sequenceNumber(offset) };
  return { record: { at, data, origin }, offset, arrivalMs: at, key: partitionKey, bytes: data.length };
}
