// Kinesis Data Streams: every stream of the region, and the operations on them. Refusals carry AWS's codes and wording.
// AWS differs: a shard takes and gives as much as the machine can, where AWS limits it to 1 MB and 1,000 records a second in
// and 2 MB a second out; and a stream is ACTIVE at once.

import type { RegionIdentity } from "../aws/arn.ts";
import { parseArn } from "../aws/arn.ts";
import { ServiceError } from "../aws/service-error.ts";
import type { Clock } from "../time/clock.ts";
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
import {
  deleteStreamFolder,
  folderOf,
  openStreamsFolder,
  type StreamMode,
  type StreamProperties,
  saveStream,
} from "./stream-folder.ts";

const onDemandShards = 4;
const defaultRetentionHours = 24;
const longestRetentionHours = 8760;
const defaultMaxRecordSizeInKiB = 1024;
const mostRecordsPerRequest = 500;
const mostBytesPerRequest = 10 * 1024 * 1024;

export interface StreamsSettings {
  /** Undefined keeps everything in memory. */
  readonly directory: string | undefined;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly metrics?: StreamMetrics;
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

export interface CreateStreamRequest {
  readonly streamName: string;
  readonly shardCount?: number | undefined;
  /** @default "PROVISIONED" */
  readonly streamMode?: StreamMode | undefined;
  /** @default 24 */
  readonly retentionPeriodHours?: number | undefined;
  /** @default 1024 */
  readonly maxRecordSizeInKiB?: number | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
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
    for (const properties of await openStreamsFolder(settings.directory)) await streams.#open(properties);
    return streams;
  }

  async createStream(request: CreateStreamRequest): Promise<Stream> {
    const properties = this.#properties(request);
    const { name } = properties;
    if (this.#streams.has(name) || this.#busy.has(name)) {
      throw new ServiceError(
        "ResourceInUseException",
        `Stream ${name} under account ${this.#account} already exists.`,
      );
    }
    this.#busy.add(name);
    try {
      const stream = await this.#open(properties);
      await this.#save(stream);
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
    const stream = this.#streamForRetention(reference, hours);
    const { name, retentionHours } = stream.properties;
    if (hours < retentionHours) {
      throw invalidArgument(
        `Requested retention period (${hours} hours) for stream ${name} can not be shorter than existing retention ` +
          `period (${retentionHours} hours). Use DecreaseRetentionPeriod API.`,
      );
    }
    await this.update(stream, { retentionHours: hours });
  }

  async decreaseRetention(reference: StreamReference, hours: number): Promise<void> {
    const stream = this.#streamForRetention(reference, hours);
    const { name, retentionHours } = stream.properties;
    if (hours > retentionHours) {
      throw invalidArgument(
        `Requested retention period (${hours} hours) for stream ${name} can not be longer than existing retention ` +
          `period (${retentionHours} hours). Use IncreaseRetentionPeriod API.`,
      );
    }
    await this.update(stream, { retentionHours: hours });
  }

  async updateMaxRecordSize(reference: StreamReference, maxRecordSizeInKiB: number): Promise<void> {
    const stream = this.stream(reference);
    checkMaxRecordSize(maxRecordSizeInKiB);
    await this.update(stream, { maxRecordSizeInKiB });
  }

  async update(
    stream: Stream,
    changes: Partial<Pick<StreamProperties, "retentionHours" | "maxRecordSizeInKiB" | "tags">>,
  ) {
    stream.properties = { ...stream.properties, ...changes };
    await this.#save(stream);
  }

  async close(): Promise<void> {
    const streams = [...this.#streams.values()];
    this.#streams.clear();
    await Promise.all(streams.map((stream) => stream.close()));
  }

  get #account(): string {
    return this.#settings.identity.accountId;
  }

  #properties(request: CreateStreamRequest): StreamProperties {
    const { streamName: name, streamMode: mode = "PROVISIONED", tags = {} } = request;
    const { retentionPeriodHours: retentionHours = defaultRetentionHours } = request;
    const { maxRecordSizeInKiB = defaultMaxRecordSizeInKiB } = request;
    const constraints = new Constraints().name("streamName", name);
    constraints.oneOf("streamModeDetails.streamMode", mode, ["PROVISIONED", "ON_DEMAND"]);
    constraints.range("shardCount", request.shardCount, { least: 1, most: 100_000 });
    if (mode === "PROVISIONED") constraints.required("shardCount", request.shardCount);
    constraints.throwIfBroken();
    checkMaxRecordSize(maxRecordSizeInKiB);
    checkRetention(retentionHours);
    const shardCount = mode === "ON_DEMAND" ? onDemandShards : (request.shardCount ?? onDemandShards);
    // Unique, because it tells the sequence numbers and the folder of a stream from those of its namesakes.
    const createdAt = Math.max(this.#settings.clock.now(), this.#lastCreatedAt + 1);
    this.#lastCreatedAt = createdAt;
    return { name, createdAt, shardCount, mode, retentionHours, maxRecordSizeInKiB, tags };
  }

  async #open(properties: StreamProperties): Promise<Stream> {
    const { directory, clock, identity } = this.#settings;
    this.#lastCreatedAt = Math.max(this.#lastCreatedAt, properties.createdAt);
    const folder = directory === undefined ? undefined : folderOf(directory, properties);
    const memoryBytes =
      this.#settings.memoryBytesPerStream ?? (folder === undefined ? 512 : 64) * 1024 * 1024;
    const stream = await Stream.open({
      properties,
      folder,
      clock,
      identity,
      metrics: this.#metrics,
      memoryBytes,
    });
    this.#streams.set(properties.name, stream);
    return stream;
  }

  async #save(stream: Stream): Promise<void> {
    if (stream.folder !== undefined) await saveStream(stream.folder, stream.properties);
  }

  #streamForRetention(reference: StreamReference, hours: number): Stream {
    const stream = this.stream(reference);
    checkRetention(hours);
    return stream;
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

function checkMaxRecordSize(kib: number): void {
  new Constraints().range("maxRecordSizeInKiB", kib, { least: 1024, most: 10_240 }).throwIfBroken();
}

function checkRetention(hours: number): void {
  new Constraints()
    .range("retentionPeriodHours", hours, { least: 1, most: longestRetentionHours })
    .throwIfBroken();
  if (hours >= defaultRetentionHours) return;
  throw invalidArgument(
    `Minimum allowed retention period is 24 hours. Requested retention period (${hours} hours) is too short.`,
  );
}

function wrongRecordCount(records: readonly ProducerRecord[]): ServiceError {
  const [bound, most] = records.length === 0 ? ["greater", 1] : ["less", mostRecordsPerRequest];
  return new ServiceError(
    "ValidationException",
    `1 validation error detected: Value '[${records.length} records]' at 'records' failed to satisfy constraint: ` +
      `Member must have length ${bound} than or equal to ${most}`,
  );
}
