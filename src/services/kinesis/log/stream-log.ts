// The log of one stream. Appends from all shards are committed in groups: while one group is being written and synced, the
// next one collects, so one fdatasync acknowledges whatever came in meanwhile. Without a directory the log lives in memory only.

import { ServiceError } from "../../../aws/service-error.ts";
import { cannotWrite } from "../../../storage/cannot-write.ts";
import type { Repair } from "../../../storage/damage.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import { SequenceSpelling } from "../shards/sequence-number.ts";
import { Shard } from "../shards/shard.ts";
import { firstRecordOffset, openShards, type ShardRecord } from "../shards/shard-table.ts";
import type { Frame } from "./frame.ts";
import { SegmentFiles } from "./segment-files.ts";

export interface StreamLogSettings {
  /** Undefined keeps the stream in memory. */
  readonly directory: string | undefined;
  readonly clock: Clock;
  readonly shards: readonly ShardRecord[];
  readonly retentionMs: () => number;
  /** Records that came before stay unreadable even if the retention period is made longer. */
  readonly readableSince: () => number;
  /** Bytes of the newest records that stay in memory, for all shards together. */
  readonly memoryBytes: number;
  readonly checkedBytes?: number | undefined;
  readonly repair?: Repair | undefined;
}

/** What all who wait for records have read may take this part of the memory: clients that ask now and then want what came just now. */
const sharesUnread = 8;

/** Those who wait for one group. */
type Group = PromiseWithResolvers<void>;

export class StreamLog {
  readonly #shards = new Map<number, Shard>();
  readonly #settings: StreamLogSettings;
  readonly #files: SegmentFiles | undefined;
  #group: Group | undefined;
  #working: Promise<void> | undefined;
  #trimIsDue = false;
  #trimTimer: Timer | undefined;
  #closed = false;

  private constructor(settings: StreamLogSettings, files: SegmentFiles | undefined) {
    this.#settings = settings;
    this.#files = files;
    const open = openShards(settings.shards).length;
    for (const record of settings.shards) this.#add(record, open);
  }

  static async open(settings: StreamLogSettings): Promise<StreamLog> {
    const { directory, shards, checkedBytes, repair } = settings;
    const times = new Map(shards.map(({ index, createdAt }) => [index, createdAt]));
    const sequenceNumber = (shardIndex: number, offset: number) =>
      new SequenceSpelling(times.get(shardIndex) ?? 0, shardIndex).spell(offset);
    const isKept = (shardIndex: number) => times.has(shardIndex);
    const files =
      directory === undefined
        ? undefined
        : await SegmentFiles.open({ directory, checkedBytes, repair, sequenceNumber, isKept });
    const log = new StreamLog(settings, files);
    if (files !== undefined && !shards.every(({ index }) => files.marks(index)))
      await files.roll(log.#markers());
    await log.#trim();
    return log;
  }

  get shards(): Iterable<Shard> {
    return this.#shards.values();
  }

  shard(index: number): Shard | undefined {
    return this.#shards.get(index);
  }

  /** Goes on with these shards: closes those that are closed now, opens those that are new, and forgets those that are not there. */
  reshard(records: readonly ShardRecord[]): void {
    const kept = new Set(records.map(({ index }) => index));
    const open = openShards(records).length;
    for (const { index } of this.shards) {
      if (kept.has(index)) continue;
      this.#shards.delete(index);
      this.#files?.forget(index);
    }
    for (const record of records) {
      const shard = this.#shards.get(record.index);
      if (shard === undefined) this.#add(record, open);
      else if (record !== shard.record) this.#close(shard, record);
    }
  }

  #close(shard: Shard, record: ShardRecord): void {
    shard.close(record);
    // Its share of the memory goes to those that came out of it; what is on disk is read from there.
    if (this.#files !== undefined) shard.dropFramesBefore(Number.POSITIVE_INFINITY);
  }

  #add(record: ShardRecord, among: number): void {
    const { nextOffset = firstRecordOffset, lastArrivalMs = 0 } = this.#files?.positionOf(record.index) ?? {};
    const tailBytes = Math.ceil(this.#settings.memoryBytes / among);
    // Without files there is nowhere else to read from.
    const readBytes = this.#files === undefined ? tailBytes : Math.ceil(tailBytes / sharesUnread);
    const settings = { record, nextOffset, lastArrivalMs, tailBytes, readBytes };
    this.#shards.set(record.index, new Shard(settings));
  }

  /** Resolves when everything that was added to the shards' builders so far is on disk and readable. */
  commit(): Promise<void> {
    if (this.#closed)
      return Promise.reject(new ServiceError("InternalFailure", "The stream is closed.", { status: 500 }));
    this.#group ??= Promise.withResolvers();
    // Begun in a microtask, so that all that is put within one turn of the event loop shares one fdatasync.
    this.#work();
    return this.#group.promise;
  }

  /** The first offset that retention leaves readable, or the next one if there is none. */
  horizon(shard: Shard): number {
    return this.offsetSince(shard, this.oldestReadableArrivalMs());
  }

  oldestReadableArrivalMs(): number {
    const { clock, retentionMs, readableSince } = this.#settings;
    return Math.max(clock.now() - retentionMs(), readableSince());
  }

  /** An offset at or just before the first record that came at `arrivalMs` or later. */
  offsetSince(shard: Shard, arrivalMs: number): number {
    const onDisk = this.#files?.offsetSince(shard.index, arrivalMs);
    return onDisk ?? shard.frameInMemorySince(arrivalMs)?.firstOffset ?? shard.committedOffset;
  }

  /** Committed frames that have left memory. Empty if retention has dropped them. */
  framesOnDisk(shard: Shard, offset: number): Promise<readonly Frame[]> {
    return this.#files?.framesAt(shard.index, offset) ?? Promise.resolve([]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#trimTimer?.cancel();
    await this.#working;
    await this.#files?.close();
  }

  #work(): void {
    this.#working ??= Promise.resolve().then(() => this.#flush());
  }

  /** The only place that touches the files, one thing after the other. */
  async #flush(): Promise<void> {
    while (this.#group !== undefined || this.#trimIsDue) {
      if (this.#trimIsDue) await this.#trim();
      const group = this.#group;
      this.#group = undefined;
      const written = [...this.shards].filter((shard) => !shard.builder.isEmpty);
      const frames = written.flatMap((shard) => shard.builder.take());
      try {
        if (frames.length > 0) await this.#files?.append(frames);
      } catch (error) {
        this.#refuse([group, this.#group], error);
        continue;
      }
      for (const frame of frames) this.#shards.get(frame.shardIndex)?.commit(frame);
      group?.resolve();
      for (const shard of written) shard.notify();
      if (this.#files?.shouldRoll(this.#rollArrivalMs()) === true) await this.#roll();
      this.#scheduleTrim();
    }
    this.#working = undefined;
  }

  async #roll(): Promise<void> {
    try {
      await this.#files?.roll(this.#markers());
    } catch {
      // The full segment stays in use. If the disk is at fault, the next append says so to a caller who can hear it.
    }
  }

  /** Nothing of a group that could not be written may count: its offsets are given out again. */
  #refuse(groups: readonly (Group | undefined)[], error: unknown): void {
    this.#group = undefined;
    for (const shard of this.shards) shard.builder.rollBackTo(shard.committedOffset);
    const refusal = cannotWrite(this.#files?.path ?? "the stream's log", error);
    for (const group of groups) group?.reject(refusal);
  }

  #markers(): readonly Frame[] {
    return Array.from(this.shards, (shard) => shard.builder.marker(shard.committedOffset));
  }

  /** A slow stream rolls by time, too, so that retention is not held up by a segment that never fills. */
  #rollArrivalMs(): number {
    return this.#settings.clock.now() - this.#settings.retentionMs() / 24;
  }

  /** One timer, due when the oldest segment expires, and none when there is nothing to expire. */
  #scheduleTrim(): void {
    if (this.#trimTimer !== undefined || this.#closed) return;
    const oldest = this.#oldestArrivalMs();
    if (oldest === undefined) return;
    const delayMs = oldest + this.#settings.retentionMs() + 1 - this.#settings.clock.now();
    this.#trimTimer = this.#settings.clock.setTimer(Math.max(delayMs, 1000), () => {
      this.#trimTimer = undefined;
      this.#trimIsDue = true;
      this.#work();
    });
  }

  #oldestArrivalMs(): number | undefined {
    if (this.#files !== undefined) return this.#files.oldestArrivalMs;
    const arrivals = [...this.shards].flatMap((shard) => shard.oldestFrameInMemory?.lastArrivalMs ?? []);
    return arrivals.length === 0 ? undefined : Math.min(...arrivals);
  }

  async #trim(): Promise<void> {
    this.#trimIsDue = false;
    const oldest = this.oldestReadableArrivalMs();
    for (const shard of this.shards) shard.dropFramesBefore(oldest);
    if (this.#files?.shouldRoll(oldest) === true) await this.#roll();
    // Old segments that cannot be deleted now are deleted by the next attempt; until then they only take room.
    await this.#files?.dropBefore(oldest).catch(() => undefined);
    this.#scheduleTrim();
  }
}
