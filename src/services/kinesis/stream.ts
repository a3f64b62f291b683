// One stream: what it is, its shards, and putting records into it. What `append` has resolved for is on disk.

import { formatArn, type RegionIdentity } from "../../aws/arn.ts";
import type { Repair } from "../../storage/damage.ts";
import type { Clock } from "../../time/clock.ts";
import { Constraints, invalidArgument } from "./constraints.ts";
import { isHashKey, ShardRouter } from "./hash-range.ts";
import type { BuilderMark } from "./log/frame.ts";
import { StreamLog } from "./log/stream-log.ts";
import type { StreamMetrics } from "./metrics.ts";
import type { Shard } from "./shard.ts";
import { ShardReader } from "./shard-reader.ts";
import type { StreamProperties } from "./stream-properties.ts";

export interface ProducerRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** A decimal number below 2^128 that decides the shard in place of the partition key. */
  readonly explicitHashKey?: string | undefined;
}

export interface StreamSettings {
  readonly properties: StreamProperties;
  readonly folder: string | undefined;
  readonly identity: RegionIdentity;
  readonly clock: Clock;
  readonly metrics: StreamMetrics;
  readonly memoryBytes: number;
  readonly repair?: Repair | undefined;
}

/** Where each record of an append went. The texts are made when they are asked for: most producers never ask. */
export class AppendedRecords {
  readonly #shards: readonly Shard[];
  readonly #shardIndexes: readonly number[];
  readonly #offsets: readonly number[];

  constructor(shards: readonly Shard[], shardIndexes: readonly number[], offsets: readonly number[]) {
    this.#shards = shards;
    this.#shardIndexes = shardIndexes;
    this.#offsets = offsets;
  }

  get length(): number {
    return this.#offsets.length;
  }

  shardId(index: number): string {
    return this.#shardAt(index).id;
  }

  sequenceNumber(index: number): string {
    return this.#shardAt(index).sequenceNumber(this.#offsets[index] ?? 0);
  }

  #shardAt(index: number): Shard {
    const shard = this.#shards[this.#shardIndexes[index] ?? -1];
    if (shard === undefined) throw new RangeError(`No record ${index} among ${this.length} appended ones`);
    return shard;
  }
}

export class Stream {
  readonly arn: string;
  readonly folder: string | undefined;
  properties: StreamProperties;
  readonly #log: StreamLog;
  readonly #router: ShardRouter;
  readonly #settings: StreamSettings;

  private constructor(settings: StreamSettings, log: StreamLog) {
    this.#settings = settings;
    this.#log = log;
    this.folder = settings.folder;
    this.properties = settings.properties;
    this.arn = formatArn(settings.identity, "kinesis", `stream/${settings.properties.name}`);
    this.#router = new ShardRouter(log.shards.map((shard) => shard.range));
  }

  static async open(settings: StreamSettings): Promise<Stream> {
    let stream: Stream | undefined;
    // Asked again each time, because the retention period can be changed.
    const properties = () => stream?.properties ?? settings.properties;
    const log = await StreamLog.open({
      directory: settings.folder,
      clock: settings.clock,
      createdAt: settings.properties.createdAt,
      shardCount: settings.properties.shardCount,
      memoryBytes: settings.memoryBytes,
      repair: settings.repair,
      retentionMs: () => properties().retentionHours * 3_600_000,
      readableSince: () => properties().readableSince,
    });
    stream = new Stream(settings, log);
    return stream;
  }

  get name(): string {
    return this.properties.name;
  }

  get shards(): readonly Shard[] {
    return this.#log.shards;
  }

  /** Records that came before this time cannot be read any more. */
  get readableSince(): number {
    return this.#log.oldestReadableArrivalMs();
  }

  async append(records: readonly ProducerRecord[]): Promise<AppendedRecords> {
    this.#check(records);
    const arrivalMs = this.#settings.clock.now();
    const shardIndexes = new Array<number>(records.length);
    let bytes = 0;
    for (let at = 0; at < records.length; at++) {
      const { partitionKey, explicitHashKey, data } = records[at] as ProducerRecord;
      shardIndexes[at] = this.#router.shardOf(partitionKey, explicitHashKey);
      bytes += data.length + partitionKey.length;
    }
    const offsets = this.#build(records, shardIndexes, arrivalMs);
    await this.#log.commit();
    this.#settings.metrics.incoming(this.name, records.length, bytes);
    return new AppendedRecords(this.shards, shardIndexes, offsets);
  }

  reader(shard: Shard, offset: number): ShardReader {
    return new ShardReader(this.#log, shard, offset);
  }

  /** The offset of the oldest record of a shard that can still be read. */
  horizon(shard: Shard): number {
    return this.#log.horizon(shard);
  }

  /** An offset at or just before the first record that came at `arrivalMs` or later. */
  offsetSince(shard: Shard, arrivalMs: number): number {
    return this.#log.offsetSince(shard, Math.max(arrivalMs, this.readableSince));
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  /** Adds the records to their shards' frames: all of them, or none if one cannot be added. */
  #build(
    records: readonly ProducerRecord[],
    shardIndexes: readonly number[],
    arrivalMs: number,
  ): readonly number[] {
    const marks: BuilderMark[] = [];
    const offsets = new Array<number>(records.length);
    try {
      for (let at = 0; at < records.length; at++) {
        const { partitionKey, data } = records[at] as ProducerRecord;
        const shardIndex = shardIndexes[at] as number;
        const { builder } = this.shards[shardIndex] as Shard;
        marks[shardIndex] ??= builder.mark();
        offsets[at] = builder.add(partitionKey, data, arrivalMs);
      }
      return offsets;
    } catch (error) {
      for (const [shardIndex, { builder }] of this.shards.entries()) {
        const mark = marks[shardIndex];
        if (mark !== undefined) builder.rewind(mark);
      }
      throw error;
    }
  }

  /** Before anything is accepted, so that a refused call leaves nothing behind. */
  #check(records: readonly ProducerRecord[]): void {
    const mostBytes = this.properties.maxRecordSizeInKiB * 1024;
    for (const { partitionKey, data, explicitHashKey } of records) {
      const keyBytes = partitionKey.length;
      if (keyBytes === 0 || keyBytes > 256 || data.length + keyBytes > mostBytes)
        this.#refuse(records, mostBytes);
      if (explicitHashKey !== undefined && !isHashKey(explicitHashKey)) {
        throw invalidArgument(
          "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. " +
            `Specified value was ${explicitHashKey}`,
        );
      }
    }
  }

  #refuse(records: readonly ProducerRecord[], mostBytes: number): void {
    const constraints = new Constraints();
    for (const [index, { partitionKey, data }] of records.entries()) {
      const member = `records.${index + 1}.member`;
      constraints.length(`${member}.partitionKey`, partitionKey, { least: 1, most: 256 });
      // "The record size limit applies to the total size of the partition key and data blob." API reference, PutRecords
      if (data.length + partitionKey.length > mostBytes)
        constraints.blob(`${member}.data`, data.length, mostBytes - partitionKey.length);
    }
    constraints.throwIfBroken();
  }
}
