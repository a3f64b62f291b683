// Kinesis Data Streams: every stream of the region, and the operations on them. Refusals carry AWS's codes and wording.
// AWS differs: a shard takes and gives as much as the machine can, where AWS limits it to 1 MB and 1,000 records a second in
// and 2 MB a second out; and a stream is ACTIVE at once.

import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { RegionIdentity } from "../../aws/arn.ts";
import { parseArn } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { cannotWrite } from "../../storage/cannot-write.ts";
import type { Repair } from "../../storage/damage.ts";
import type { Clock } from "../../time/clock.ts";
import { Constraints, invalidArgument } from "./constraints.ts";
import { noMetrics, type StreamMetrics } from "./metrics.ts";
import {
  type GetRecordsResult,
  readRecords,
  type ShardIteratorRequest,
  startingPosition,
} from "./reading.ts";
import { formatShardIterator, parseShardIterator } from "./shard-iterator.ts";
import { type AppendedRecords, type ProducerRecord, Stream } from "./stream.ts";
import { deleteStreamFolder, folderOf, openStreamsFolder, saveStream } from "./stream-folder.ts";
import {
  type CreateStreamRequest,
  checkDecrease,
  checkIncrease,
  checkMaxRecordSize,
  newProperties,
  type StreamProperties,
} from "./stream-properties.ts";

const mostRecordsPerRequest = 500;
const mostBytesPerRequest = 10 * 1024 * 1024;

export interface StreamsSettings {
  /** Undefined keeps everything in memory. */
  readonly directory: string | undefined;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly metrics?: StreamMetrics;
  /** Given to keep what is whole of damaged files, instead of refusing to open. */
  readonly repair?: Repair | undefined;
  /**
   * Bytes of each stream's newest records that stay in memory. On disk, older ones are read from there; in memory, they
   * are gone, as if retention had dropped them.
   * @default 64 MiB on disk, 512 MiB in memory
   */
  readonly memoryBytesPerStream?: number;
}

/** A stream by its name, its ARN, or both. */
export interface StreamReference {
  readonly streamName?: string | undefined;
  readonly streamArn?: string | undefined;
}

export class Streams {
  readonly #settings: StreamsSettings;
  readonly #metrics: StreamMetrics;
  readonly #streams = new Map<string, Stream>();
  /** Names whose stream is being created or deleted. */
  readonly #busy = new Set<string>();
  #lastCreatedAt = 0;

  private constructor(settings: StreamsSettings) {
    this.#settings = settings;
    this.#metrics = settings.metrics ?? noMetrics;
  }

  static async open(settings: StreamsSettings): Promise<Streams> {
    const streams = new Streams(settings);
    if (settings.directory === undefined) return streams;
    try {
      for (const properties of await openStreamsFolder(settings.directory, settings.repair))
        await streams.#open(properties);
      return streams;
    } catch (problem) {
      await streams.close();
      throw problem;
    }
  }

  now(): number {
    return this.#settings.clock.now();
  }

  async createStream(request: CreateStreamRequest): Promise<Stream> {
    const properties = newProperties(request, this.#newCreationTime());
    const { name } = properties;
    if (this.#streams.has(name) || this.#busy.has(name)) {
      throw new ServiceError(
        "ResourceInUseException",
        `Stream ${name} under account ${this.#account} already exists.`,
      );
    }
    this.#busy.add(name);
    try {
      const stream = await this.#create(properties);
      this.#streams.set(name, stream);
      return stream;
    } finally {
      this.#busy.delete(name);
    }
  }

  async deleteStream(reference: StreamReference): Promise<void> {
    const stream = this.stream(reference);
    this.#streams.delete(stream.name);
    this.#busy.add(stream.name);
    try {
      await stream.close();
      if (stream.folder !== undefined) await deleteStreamFolder(stream.folder);
    } finally {
      this.#busy.delete(stream.name);
    }
  }

  /** The stream that is meant. Throws AWS's error if there is none. */
  stream(reference: StreamReference): Stream {
    const name = reference.streamName ?? nameInArn(reference.streamArn);
    if (name === undefined) throw invalidArgument("Either StreamName or StreamARN must be specified.");
    const stream = this.#streams.get(name);
    if (stream === undefined || (reference.streamArn !== undefined && reference.streamArn !== stream.arn)) {
      throw new ServiceError(
        "ResourceNotFoundException",
        `Stream ${name} under account ${this.#account} not found.`,
      );
    }
    return stream;
  }

  /** All streams in order of name. */
  get all(): readonly Stream[] {
    return [...this.#streams.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Puts any number of records in one go, for producers within the process. Resolves when they are on disk. */
  append(streamName: string, records: readonly ProducerRecord[]): Promise<AppendedRecords> {
    return this.stream({ streamName }).append(records);
  }

  async putRecord(reference: StreamReference, record: ProducerRecord): Promise<AppendedRecords> {
    return this.#timed(this.stream(reference), "PutRecord", (stream) => stream.append([record]));
  }

  async putRecords(reference: StreamReference, records: readonly ProducerRecord[]): Promise<AppendedRecords> {
    const stream = this.stream(reference);
    if (records.length === 0 || records.length > mostRecordsPerRequest) throw wrongRecordCount(records);
    let bytes = 0;
    for (const record of records) bytes += record.data.length + record.partitionKey.length;
    if (bytes > mostBytesPerRequest) throw invalidArgument("Records size exceeds 10 MB limit");
    return this.#timed(stream, "PutRecords", () => stream.append(records));
  }

  getShardIterator(reference: StreamReference, request: ShardIteratorRequest): string {
    const now = this.#settings.clock.now();
    const position = startingPosition(this.stream(reference), request, { now, accountId: this.#account });
    return formatShardIterator(position, now);
  }

  async getRecords(shardIterator: string, limit = 10_000): Promise<GetRecordsResult> {
    new Constraints().range("limit", limit, { least: 1, most: 10_000 }).throwIfBroken();
    const now = this.#settings.clock.now();
    const position = parseShardIterator(shardIterator, now);
    const stream = this.stream({ streamName: position.streamName });
    if (stream.properties.createdAt !== position.streamCreatedAt)
      throw invalidArgument("Invalid ShardIterator.");
    const result = await this.#timed(stream, "GetRecords", () =>
      readRecords(stream, position, { now, limit }),
    );
    this.#metrics.outgoing(stream.name, result.records.length, result.bytes, result.millisBehindLatest);
    return result;
  }

  async increaseRetention(reference: StreamReference, hours: number): Promise<void> {
    const stream = this.stream(reference);
    checkIncrease(stream.properties, hours);
    await this.update(stream, { retentionHours: hours, readableSince: stream.readableSince });
  }

  async decreaseRetention(reference: StreamReference, hours: number): Promise<void> {
    const stream = this.stream(reference);
    checkDecrease(stream.properties, hours);
    await this.update(stream, { retentionHours: hours });
  }

  async updateMaxRecordSize(reference: StreamReference, maxRecordSizeInKiB: number): Promise<void> {
    const stream = this.stream(reference);
    checkMaxRecordSize(maxRecordSizeInKiB);
    await this.update(stream, { maxRecordSizeInKiB });
  }

  async update(
    stream: Stream,
    changes: Partial<Omit<StreamProperties, "name" | "createdAt" | "shardCount">>,
  ) {
    const properties = { ...stream.properties, ...changes };
    if (stream.folder !== undefined) await this.#save(stream.folder, properties);
    stream.properties = properties;
  }

  async close(): Promise<void> {
    const streams = [...this.#streams.values()];
    this.#streams.clear();
    await Promise.all(streams.map((stream) => stream.close()));
  }

  get #account(): string {
    return this.#settings.identity.accountId;
  }

  /** Unique, because it tells the sequence numbers and the folder of a stream from those of its namesakes. */
  #newCreationTime(): number {
    this.#lastCreatedAt = Math.max(this.#settings.clock.now(), this.#lastCreatedAt + 1);
    return this.#lastCreatedAt;
  }

  /** Once it resolves, the stream is on disk; if it rejects, nothing of it is left. */
  async #create(properties: StreamProperties): Promise<Stream> {
    const { directory } = this.#settings;
    const folder = directory === undefined ? undefined : folderOf(directory, properties);
    let stream: Stream | undefined;
    try {
      stream = await this.#openStream(properties, folder);
      if (folder !== undefined) await this.#save(folder, properties);
      return stream;
    } catch (problem) {
      await stream?.close();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
      throw problem instanceof ServiceError ? problem : cannotWrite(folder ?? properties.name, problem);
    }
  }

  async #open(properties: StreamProperties): Promise<void> {
    const { directory } = this.#settings;
    this.#lastCreatedAt = Math.max(this.#lastCreatedAt, properties.createdAt);
    const folder = directory === undefined ? undefined : folderOf(directory, properties);
    this.#streams.set(properties.name, await this.#openStream(properties, folder));
  }

  #openStream(properties: StreamProperties, folder: string | undefined): Promise<Stream> {
    const { clock, identity, repair } = this.#settings;
    const memoryBytes =
      this.#settings.memoryBytesPerStream ?? (folder === undefined ? 512 : 64) * 1024 * 1024;
    const metrics = this.#metrics;
    return Stream.open({ properties, folder, clock, identity, metrics, memoryBytes, repair });
  }

  /** Rejects with InternalFailure. */
  async #save(folder: string, properties: StreamProperties): Promise<void> {
    try {
      await saveStream(folder, properties);
    } catch (problem) {
      throw cannotWrite(join(folder, "stream.json"), problem);
    }
  }

  async #timed<T>(
    stream: Stream,
    operation: "PutRecord" | "PutRecords" | "GetRecords",
    run: (stream: Stream) => Promise<T>,
  ): Promise<T> {
    const startedAt = this.#settings.clock.now();
    let succeeded = false;
    try {
      const result = await run(stream);
      succeeded = true;
      return result;
    } finally {
      const latencyMs = this.#settings.clock.now() - startedAt;
      this.#metrics.operation(stream.name, operation, { latencyMs, succeeded });
    }
  }
}

function nameInArn(arn: string | undefined): string | undefined {
  if (arn === undefined) return undefined;
  const resource = parseArn(arn)?.resource;
  return resource?.startsWith("stream/") ? resource.slice("stream/".length) : arn;
}

function wrongRecordCount(records: readonly ProducerRecord[]): ServiceError {
  const [bound, most] = records.length === 0 ? ["greater", 1] : ["less", mostRecordsPerRequest];
  return new ServiceError(
    "ValidationException",
    `1 validation error detected: Value '[${records.length} records]' at 'records' failed to satisfy constraint: ` +
      `Member must have length ${bound} than or equal to ${most}`,
  );
}
