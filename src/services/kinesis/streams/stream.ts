// One stream: what it is, its shards, and putting records into it. What `append` has resolved for is on disk.

import { join } from "node:path";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { cannotWrite } from "../../../storage/cannot-write.ts";
import type { Repair } from "../../../storage/damage.ts";
import type { Clock } from "../../../time/clock.ts";
import type { BuilderMark } from "../log/frame.ts";
import { StreamLog } from "../log/stream-log.ts";
import {
  checkRecords,
  listedRecord,
  type ProducerRecord,
  type RecordPath,
} from "../records/producer-record.ts";
import { ShardRouter } from "../shards/hash-range.ts";
import type { Shard } from "../shards/shard.ts";
import { ShardReader } from "../shards/shard-reader.ts";
import { openShards, Resharding, type ShardRecord, withoutExpired } from "../shards/shard-table.ts";
import { UserRecordReader } from "../shards/user-record-reader.ts";
import { AppendedRecords, leftOut } from "./appended-records.ts";
import { saveStream } from "./stream-folder.ts";
import type { StreamProperties } from "./stream-properties.ts";
import { StreamStatus } from "./stream-status.ts";

export interface StreamSettings {
  readonly properties: StreamProperties;
  readonly folder: string | undefined;
  readonly identity: RegionIdentity;
  readonly clock: Clock;
  readonly memoryBytes: number;
  readonly checkedBytes?: number | undefined;
  readonly repair?: Repair | undefined;
}

export interface AppendOptions {
  /** @default listedRecord */
  readonly pathOf?: RecordPath | undefined;
  readonly limits?: WriteLimits | undefined;
}

export interface WriteLimits {
  /** Whether the shard takes a record of so many bytes now. */
  take(shardId: string, bytes: number): boolean;
}

/** The open shards in the order of their hash keys, and which of them takes a record. */
interface Routing {
  readonly open: readonly Shard[];
  readonly router: ShardRouter;
}

export class Stream {
  readonly arn: string;
  readonly folder: string | undefined;
  readonly status: StreamStatus;
  readonly #log: StreamLog;
  readonly #settings: StreamSettings;
  readonly #shardListeners = new Set<() => void>();
  #properties: StreamProperties;
  #routing: Routing;
  /** One change of what the stream is after the other: each begins with what the last one left. */
  #changing: Promise<unknown> = Promise.resolve();
  /** While shards are closed and opened, records wait. */
  #resharding: Promise<void> | undefined;
  #turn = 0;

  private constructor(settings: StreamSettings, log: StreamLog) {
    this.#settings = settings;
    this.#log = log;
    this.folder = settings.folder;
    this.#properties = settings.properties;
    this.arn = formatArn(settings.identity, "kinesis", `stream/${settings.properties.name}`);
    this.status = new StreamStatus(settings.clock);
    this.#routing = routingOf(log);
  }

  static async open(settings: StreamSettings): Promise<Stream> {
    let stream: Stream | undefined;
    // Asked again each time, because the retention period can be changed.
    const properties = () => stream?.properties ?? settings.properties;
    const log = await StreamLog.open({
      directory: settings.folder,
      clock: settings.clock,
      shards: settings.properties.shardTable.shards,
      memoryBytes: settings.memoryBytes,
      checkedBytes: settings.checkedBytes,
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

  get properties(): StreamProperties {
    return this.#properties;
  }

  /** Open ones and those that were closed within the retention period, in the order in which they were made. */
  get shards(): readonly Shard[] {
    return [...this.#log.shards].filter(({ record }) => !this.#isExpired(record));
  }

  /** In the order of their hash keys. */
  get openShards(): readonly Shard[] {
    return this.#routing.open;
  }

  shard(index: number): Shard | undefined {
    const shard = this.#log.shard(index);
    return shard === undefined || this.#isExpired(shard.record) ? undefined : shard;
  }

  /** Calls `listener` whenever shards have been closed and others opened, until the returned function is called. */
  onShardsChanged(listener: () => void): () => void {
    this.#shardListeners.add(listener);
    return () => void this.#shardListeners.delete(listener);
  }

  /** Records that came before this time cannot be read any more. */
  get readableSince(): number {
    return this.#log.oldestReadableArrivalMs();
  }

  /**
   * Puts any number of records: all of them, or none if one is refused. With `limits` some may be left out, as the answer tells.
   */
  async append(
    records: readonly ProducerRecord[],
    { pathOf = listedRecord, limits }: AppendOptions = {},
  ): Promise<AppendedRecords> {
    checkRecords(records, this.properties, pathOf);
    while (this.#resharding !== undefined) await this.#resharding;
    const { open } = this.#routing;
    const places = this.#placesOf(records);
    const offsets = this.#build(records, places, limits);
    await this.#log.commit();
    return new AppendedRecords(open, places, offsets);
  }

  /** Which of the open shards each record goes to. */
  #placesOf(records: readonly ProducerRecord[]): readonly number[] {
    const { open, router } = this.#routing;
    const isDistributed = this.properties.recordDistribution === "AUTO";
    const places = new Array<number>(records.length);
    for (let at = 0; at < records.length; at++) {
      const { partitionKey, explicitHashKey } = records[at] as ProducerRecord;
      places[at] = isDistributed ? this.#turn++ % open.length : router.shardOf(partitionKey, explicitHashKey);
    }
    return places;
  }

  /** Reads what was put, as it was put. */
  rawReader(shard: Shard, offset: number): ShardReader {
    return new ShardReader(this.#log, shard, offset);
  }

  /** Reads what functions and pipes are handed: records that producers have put together one by one. */
  reader(shard: Shard, offset: number): UserRecordReader {
    return new UserRecordReader(this.rawReader(shard, offset));
  }

  /** The offset of the oldest record of a shard that can still be read. */
  horizon(shard: Shard): number {
    return this.#log.horizon(shard);
  }

  /** An offset at or just before the first record that came at `arrivalMs` or later. */
  offsetSince(shard: Shard, arrivalMs: number): number {
    return this.#log.offsetSince(shard, Math.max(arrivalMs, this.readableSince));
  }

  /** On disk when it resolves. Rejects with what `change` throws, and with InternalFailure. */
  update(change: (properties: StreamProperties) => Partial<StreamProperties>): Promise<void> {
    return this.#oneByOne(() => this.#save({ ...this.properties, ...change(this.properties) }));
  }

  /**
   * Closes shards and opens others. Whatever was put before is in the old ones by then, and their ends and the new ones become
   * known to the disk in one piece. Rejects with what `change` throws, and with InternalFailure: nothing has happened then.
   */
  reshard(
    change: (resharding: Resharding, properties: StreamProperties) => Partial<StreamProperties>,
  ): Promise<void> {
    return this.#oneByOne(async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#resharding = promise;
      try {
        await this.#log.commit();
        await this.#reshard(change);
      } finally {
        this.#resharding = undefined;
        resolve();
      }
      for (const listener of this.#shardListeners) listener();
    });
  }

  async #reshard(
    change: (resharding: Resharding, properties: StreamProperties) => Partial<StreamProperties>,
  ): Promise<void> {
    const { properties } = this;
    const table = withoutExpired(properties.shardTable, (shard) => this.#isExpired(shard));
    const endOffset = (index: number) => this.#log.shard(index)?.committedOffset;
    const resharding = new Resharding(table, { at: this.#settings.clock.now(), endOffset });
    const changes = change(resharding, properties);
    await this.#save({ ...properties, ...changes, shardTable: resharding.table });
    this.#log.reshard(this.properties.shardTable.shards);
    this.#routing = routingOf(this.#log);
  }

  async close(): Promise<void> {
    this.status.close();
    await this.#changing;
    await this.#log.close();
  }

  /** Its records have left retention. */
  #isExpired({ closed }: ShardRecord): boolean {
    return closed !== undefined && closed.at < this.readableSince;
  }

  #oneByOne(work: () => Promise<void>): Promise<void> {
    const done = this.#changing.then(work);
    this.#changing = done.catch(() => undefined);
    return done;
  }

  async #save(properties: StreamProperties): Promise<void> {
    const { folder } = this;
    if (folder !== undefined) {
      await saveStream(folder, properties).catch((problem) => {
        throw cannotWrite(join(folder, "stream.json"), problem);
      });
    }
    this.#properties = properties;
  }

  /** Adds the records to their shards' frames: all of them, or none if one cannot be added. */
  #build(
    records: readonly ProducerRecord[],
    places: readonly number[],
    limits: WriteLimits | undefined,
  ): readonly number[] {
    const { open } = this.#routing;
    const arrivalMs = this.#settings.clock.now();
    const marks: BuilderMark[] = [];
    const offsets = new Array<number>(records.length);
    try {
      for (let at = 0; at < records.length; at++) {
        const { partitionKey, data } = records[at] as ProducerRecord;
        const place = places[at] as number;
        const { builder, id } = open[place] as Shard;
        if (limits?.take(id, data.length + partitionKey.length) === false) {
          offsets[at] = leftOut;
          continue;
        }
        marks[place] ??= builder.mark();
        offsets[at] = builder.add(partitionKey, data, arrivalMs);
      }
      return offsets;
    } catch (error) {
      for (const [place, { builder }] of open.entries()) {
        const mark = marks[place];
        if (mark !== undefined) builder.rewind(mark);
      }
      throw error;
    }
  }
}

function routingOf(log: StreamLog): Routing {
  const byIndex = [...log.shards];
  const open = openShards(byIndex.map(({ record }) => record)).map(({ index }) => log.shard(index) as Shard);
  return { open, router: new ShardRouter(open.map(({ record }) => record)) };
}
