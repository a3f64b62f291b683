// Kinesis Data Streams: every stream of the region, and putting records. Refusals carry AWS's codes and wording.
// AWS differs: unless limits are enforced, a shard takes and gives as much as the machine can; and a stream is ACTIVE at once.

import { rm } from "node:fs/promises";
import type { RegionIdentity } from "../../../aws/arn.ts";
import { parseArn } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { cannotWrite } from "../../../storage/cannot-write.ts";
import type { Repair } from "../../../storage/damage.ts";
import type { Clock } from "../../../time/clock.ts";
import { invalidArgument } from "../api/constraints.ts";
import { splitBusyShards } from "../limits/on-demand.ts";
import { ThroughputLimits } from "../limits/throughput-limits.ts";
import { noMetrics, type StreamMetrics } from "../metrics.ts";
import type { ProducerRecord } from "../records/producer-record.ts";
import { AccountSettings } from "./account-settings.ts";
import type { AppendedRecords } from "./appended-records.ts";
import { type PutRecord, Puts } from "./puts.ts";
import { Stream } from "./stream.ts";
import { deleteStreamFolder, folderOf, openStreamsFolder, saveStream } from "./stream-folder.ts";
import { type CreateStreamRequest, newProperties, type StreamProperties } from "./stream-properties.ts";

/** Of an account in the largest regions. */
export const mostShards = 20_000;
export const mostOnDemandStreams = 50;

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
  /**
   * Bytes of each stream's newest records that are read through when it is opened; older ones are checked when they are read.
   * @default 256 MiB
   */
  readonly checkedBytesPerStream?: number;
  /** Whether AWS's limits of throughput and calls hold. @default false */
  readonly enforceLimits?: boolean | undefined;
  /** Told of what nobody waits for and could not be done; all else goes on. */
  readonly onFault?: (fault: unknown, streamName: string) => void;
}

/** A stream by its name, its ARN, or both. */
export interface StreamReference {
  readonly streamName?: string | undefined;
  readonly streamArn?: string | undefined;
}

export class Streams {
  readonly identity: RegionIdentity;
  readonly clock: Clock;
  readonly metrics: StreamMetrics;
  readonly account: AccountSettings;
  /** Undefined unless limits are enforced. */
  readonly limits: ThroughputLimits | undefined;
  readonly #settings: StreamsSettings;
  readonly #puts: Puts;
  readonly #streams = new Map<string, Stream>();
  /** Names whose stream is being created or deleted. */
  readonly #busy = new Set<string>();
  #lastCreatedAt = 0;

  private constructor(settings: StreamsSettings, account: AccountSettings) {
    const { identity, clock, metrics = noMetrics, enforceLimits = false } = settings;
    this.#settings = settings;
    this.identity = identity;
    this.clock = clock;
    this.metrics = metrics;
    this.account = account;
    this.limits = enforceLimits ? new ThroughputLimits(clock) : undefined;
    this.#puts = new Puts({
      ...{ now: () => clock.now(), accountId: identity.accountId, metrics, limits: this.limits },
      onLimitedPut: (stream) =>
        void splitBusyShards(this, stream).catch((fault) => settings.onFault?.(fault, stream.name)),
    });
  }

  static async open(settings: StreamsSettings): Promise<Streams> {
    const { directory, clock, repair } = settings;
    const saved = directory === undefined ? [] : await openStreamsFolder(directory, repair);
    const streams = new Streams(settings, AccountSettings.open({ directory, clock, repair }));
    try {
      for (const properties of saved) await streams.#open(properties);
      return streams;
    } catch (problem) {
      await streams.close();
      throw problem;
    }
  }

  now(): number {
    return this.clock.now();
  }

  async createStream(request: CreateStreamRequest): Promise<Stream> {
    const properties = newProperties(request, this.#newCreationTime());
    const { name, shardTable } = properties;
    if (this.#streams.has(name) || this.#busy.has(name)) {
      throw this.#inUse(name, "already exists.");
    }
    this.checkShardLimit(shardTable.shards.length);
    if (properties.mode === "ON_DEMAND") this.checkOnDemandLimit();
    this.#busy.add(name);
    try {
      const stream = await this.#create(properties);
      this.#streams.set(name, stream);
      return stream;
    } finally {
      this.#busy.delete(name);
    }
  }

  /** Throws ResourceInUseException for one with consumers, unless they are to go with it. */
  async deleteStream(
    reference: StreamReference,
    { enforceConsumerDeletion = true }: { readonly enforceConsumerDeletion?: boolean } = {},
  ): Promise<void> {
    const stream = this.stream(reference);
    const { consumers = [] } = stream.properties;
    if (consumers.length > 0 && !enforceConsumerDeletion) {
      const what = "Deregister them first, or set EnforceConsumerDeletion.";
      throw this.#inUse(stream.name, `has enhanced fan-out consumers registered. ${what}`);
    }
    this.#streams.delete(stream.name);
    this.#busy.add(stream.name);
    try {
      await stream.close();
      if (stream.folder !== undefined) await deleteStreamFolder(stream.folder);
    } finally {
      this.#busy.delete(stream.name);
    }
  }

  #inUse(name: string, why: string): ServiceError {
    const { accountId } = this.identity;
    return new ServiceError("ResourceInUseException", `Stream ${name} under account ${accountId} ${why}`);
  }

  /** The stream that is meant. Throws AWS's error if there is none. */
  stream(reference: StreamReference): Stream {
    const name = reference.streamName ?? nameInArn(reference.streamArn);
    if (name === undefined) throw invalidArgument("Either StreamName or StreamARN must be specified.");
    const stream = this.find(name);
    if (stream === undefined || (reference.streamArn !== undefined && reference.streamArn !== stream.arn)) {
      throw new ServiceError(
        "ResourceNotFoundException",
        `Stream ${name} under account ${this.identity.accountId} not found.`,
      );
    }
    return stream;
  }

  find(streamName: string): Stream | undefined {
    return this.#streams.get(streamName);
  }

  /** All streams in order of name. */
  get all(): readonly Stream[] {
    return [...this.#streams.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get openShardCount(): number {
    return this.all.reduce((sum, { openShards }) => sum + openShards.length, 0);
  }

  hasRoomForShards(more: number): boolean {
    return this.openShardCount + more <= mostShards;
  }

  /** Throws LimitExceededException where so many more shards are more than an account has. */
  checkShardLimit(more: number): void {
    const { openShardCount } = this;
    if (this.hasRoomForShards(more)) return;
    const { accountId, region } = this.identity;
    throw new ServiceError(
      "LimitExceededException",
      `This request would exceed the shard limit for the account ${accountId} in ${region}. ` +
        `Current shard count for the account: ${openShardCount}. Limit: ${mostShards}. ` +
        `Number of additional shards that would have resulted from this request: ${more}. ` +
        "Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) " +
        "for current limits and how to request higher limits.",
    );
  }

  get onDemandCount(): number {
    return this.all.filter(({ properties }) => properties.mode === "ON_DEMAND").length;
  }

  /** Throws LimitExceededException where AWS's limits hold and the account has as many streams on demand as it may. */
  checkOnDemandLimit(): void {
    if (this.limits === undefined || this.onDemandCount < mostOnDemandStreams) return;
    const { accountId, region } = this.identity;
    throw new ServiceError(
      "LimitExceededException",
      `This request would exceed the limit of on-demand streams for the account ${accountId} in ${region}. ` +
        `Limit: ${mostOnDemandStreams}.`,
    );
  }

  /** Puts any number of records in one go, for producers within the process. Resolves when they are on disk. */
  append(streamName: string, records: readonly ProducerRecord[]): Promise<AppendedRecords> {
    return this.#puts.append(this.stream({ streamName }), records);
  }

  /** Throws what refuses the stream or the record; rejects with ProvisionedThroughputExceededException where limits are enforced. */
  putRecord(reference: StreamReference, record: ProducerRecord): Promise<PutRecord> {
    return this.#puts.putRecord(this.stream(reference), record);
  }

  /** Where limits are enforced, some records may be left out. */
  putRecords(reference: StreamReference, records: readonly ProducerRecord[]): Promise<AppendedRecords> {
    return this.#puts.putRecords(this.stream(reference), records);
  }

  rateExceeded(stream: Stream, shardId: string): ServiceError {
    return this.#puts.rateExceeded(stream, shardId);
  }

  async close(): Promise<void> {
    const streams = [...this.#streams.values()];
    this.#streams.clear();
    await Promise.all(streams.map((stream) => stream.close()));
  }

  /** Unique, because it tells the sequence numbers and the folder of a stream from those of its namesakes. */
  #newCreationTime(): number {
    this.#lastCreatedAt = Math.max(this.now(), this.#lastCreatedAt + 1);
    return this.#lastCreatedAt;
  }

  /** Once it resolves, the stream is on disk; if it rejects, nothing of it is left. */
  async #create(properties: StreamProperties): Promise<Stream> {
    const { directory } = this.#settings;
    const folder = directory === undefined ? undefined : folderOf(directory, properties);
    let stream: Stream | undefined;
    try {
      stream = await this.#openStream(properties, folder);
      if (folder !== undefined) await saveStream(folder, properties);
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
    const { clock, identity, repair, checkedBytesPerStream: checkedBytes } = this.#settings;
    const memoryBytes =
      this.#settings.memoryBytesPerStream ?? (folder === undefined ? 512 : 64) * 1024 * 1024;
    return Stream.open({ properties, folder, clock, identity, memoryBytes, checkedBytes, repair });
  }
}

function nameInArn(arn: string | undefined): string | undefined {
  if (arn === undefined) return undefined;
  const resource = parseArn(arn)?.resource;
  return resource?.startsWith("stream/") ? resource.slice("stream/".length) : arn;
}
