// Feeds the lanes of one shard: reads ahead a little, filters, spreads records over the lanes by partition key, and keeps the
// checkpoint, which is the oldest record that has not ended.

import { type PipeEntry, type PipeOrigin, type PipeRecord, RecordWriter } from "./batch.ts";
import type { Checkpoints, LaneProgress } from "./checkpoints.ts";
import { Delivery, type DeliverySeams } from "./delivery.ts";
import { Lane } from "./lane.ts";
import type { SourceReader, SourceShard, SourceStream } from "./stream-source.ts";

/** Lanes of a shard may hold this many batches' worth of records that wait. */
const batchesAhead = 2;
const readRetryMs = 1000;

export interface FeedSeams extends DeliverySeams {
  readonly stream: SourceStream;
  readonly shard: SourceShard;
  readonly origin: PipeOrigin;
  readonly checkpoints: Checkpoints;
  readonly maximumPayloadBytes: number;
  readonly filter: ((record: PipeRecord, data: Buffer) => boolean) | undefined;
}

export class ShardFeed {
  readonly #seams: FeedSeams;
  readonly #writer: RecordWriter;
  readonly #lanes: readonly Lane[];
  readonly #progress: readonly LaneProgress[];
  /** Where each lane had come when the pipe was started: records before have been handed out already. */
  readonly #handedOutBefore: readonly number[];
  readonly #reader: SourceReader;
  #savedLowWater: number;
  /** The offset that follows the record read last, or that a saved checkpoint promises. */
  #expectedOffset: number | undefined;
  #pumping: Promise<void> | undefined;
  #stopped = false;
  #stopListening: () => void = () => undefined;

  constructor(seams: FeedSeams) {
    this.#seams = seams;
    this.#writer = new RecordWriter(seams.shard, seams.origin);
    this.#progress = this.#startingProgress();
    this.#handedOutBefore = this.#progress.map(({ handedOut }) => handedOut);
    this.#savedLowWater = this.#progress[0]?.lowWater ?? 0;
    this.#reader = seams.stream.reader(seams.shard, this.#savedLowWater);
    this.#lanes = this.#progress.map((_, lane) => this.#newLane(lane));
    // LATEST is where the shard stands now, and not where it will stand after a restart.
    this.#save(0);
  }

  start(): void {
    this.#stopListening = this.#seams.shard.onCommit(() => this.#pump());
    this.#pump();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopListening();
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
    await this.#pumping;
    for (const lane of this.#lanes.keys()) this.#save(lane);
  }

  /** When the oldest record came that has not ended, or undefined if there is none. */
  get oldestArrivalMs(): number | undefined {
    const arrivals = this.#lanes.flatMap((lane) => lane.oldest?.arrivalMs ?? []);
    return arrivals.length === 0 ? undefined : Math.min(...arrivals);
  }

  #startingProgress(): readonly LaneProgress[] {
    const { source, stream, shard, checkpoints } = this.#seams;
    const restored = checkpoints.restore(shard.index);
    if (restored !== undefined) {
      this.#expectedOffset = restored[0]?.lowWater;
      return restored;
    }
    const offset = {
      TRIM_HORIZON: () => stream.horizon(shard),
      LATEST: () => shard.committedOffset,
      AT_TIMESTAMP: () => stream.offsetSince(shard, source.startingTimestampMs),
    }[source.startingPosition]();
    return Array.from({ length: source.lanes }, () => ({
      lowWater: offset,
      done: offset,
      handedOut: offset,
    }));
  }

  #newLane(index: number): Lane {
    const { source, clock, maximumPayloadBytes } = this.#seams;
    const delivery = new Delivery(this.#seams, this.#seams.shard, (offset) => this.#ended(index, offset));
    return new Lane({
      source,
      clock,
      maximumPayloadBytes,
      deliver: (entries) => delivery.deliver(entries),
      onStarting: (entries) => this.#starting(index, entries),
      onIdle: () => this.#idle(index),
    });
  }

  #pump(): void {
    if (this.#stopped || this.#pumping !== undefined) return;
    const loading = this.#fill();
    if (loading === undefined) return;
    this.#pumping = this.#pumpAfter(loading);
  }

  async #pumpAfter(loading: Promise<void>): Promise<void> {
    try {
      await loading;
    } catch (error) {
      this.#note("Stream", error);
      await this.#seams.sleep(readRetryMs);
    }
    this.#pumping = undefined;
    this.#pump();
  }

  /** Moves what is in memory to the lanes. Gives a promise if it must wait for the disk to go on. */
  #fill(): Promise<void> | undefined {
    let loading: Promise<void> | undefined;
    while (loading === undefined && this.#hasRoom()) {
      if (this.#reader.advance()) this.#take();
      else {
        loading = this.#reader.load();
        if (loading === undefined) break;
      }
    }
    for (const lane of this.#lanes) lane.wake();
    // Records that were filtered out move the checkpoint, too.
    if (
      this.#lanes.every((lane) => lane.oldest === undefined) &&
      this.#reader.nextOffset > this.#savedLowWater
    ) {
      this.#save(0);
    }
    return loading;
  }

  #hasRoom(): boolean {
    const { source, maximumPayloadBytes } = this.#seams;
    let records = 0;
    let bytes = 0;
    for (const lane of this.#lanes) {
      records += lane.queued;
      bytes += lane.queuedBytes;
    }
    const most = batchesAhead * this.#lanes.length;
    return records < most * source.batchSize && bytes < most * maximumPayloadBytes;
  }

  #take(): void {
    const { counters, source, filter } = this.#seams;
    const { record: cursor } = this.#reader;
    counters.recordsExpired += cursor.offset - (this.#expectedOffset ?? cursor.offset);
    this.#expectedOffset = cursor.offset + 1;
    if (cursor.arrivalMs < source.startingTimestampMs) return;
    counters.recordsRead++;
    const entry = this.#writer.entry(cursor);
    const index = this.#lanes.length === 1 ? 0 : laneOf(entry.record.partitionKey, this.#lanes.length);
    if (entry.offset < (this.#progress[index]?.done ?? 0)) return;
    if (filter === undefined || this.#guarded("Filter", () => filter(entry.record, cursor.data()))) {
      this.#lanes[index]?.add(entry);
    } else counters.recordsFilteredOut++;
  }

  #starting(index: number, entries: readonly PipeEntry[]): void {
    const progress = this.#progress[index];
    const last = entries.at(-1);
    if (progress === undefined || last === undefined) return;
    const handedOutBefore = this.#handedOutBefore[index] ?? 0;
    if ((entries[0]?.offset ?? 0) < handedOutBefore) {
      this.#seams.counters.recordsRedelivered += entries.filter(
        ({ offset }) => offset < handedOutBefore,
      ).length;
    }
    progress.handedOut = Math.max(progress.handedOut, last.offset + 1);
    // On disk before the target sees the batch, so that after a crash the pipe knows that it may have.
    this.#save(index);
  }

  #ended(index: number, offset: number): void {
    const progress = this.#progress[index];
    if (progress !== undefined) progress.done = offset;
    this.#lanes[index]?.ended(offset);
    // Part of a batch: the rest may take long. The end of a whole one is saved together with what the lane does next.
    if (progress !== undefined && offset < progress.handedOut) this.#save(index);
  }

  #idle(index: number): void {
    this.#pump();
    this.#lanes[index]?.wake();
    // If the next batch has begun, that has saved how the last one ended.
    if (this.#lanes[index]?.isBusy === false) this.#save(index);
  }

  #save(index: number): void {
    const progress = this.#progress[index];
    if (progress === undefined) return;
    this.#savedLowWater = this.#lanes.reduce(
      (least, lane) => Math.min(least, lane.oldest?.offset ?? least),
      this.#reader.nextOffset,
    );
    progress.lowWater = this.#savedLowWater;
    const place = { shardIndex: this.#seams.shard.index, lane: index };
    // A checkpoint that cannot be saved costs repeats after a crash, which is no reason to stop.
    this.#guarded("Checkpoint", () => this.#seams.checkpoints.save(place, progress));
  }

  /** Nothing that goes wrong here may reach the log that announces its commits. */
  #guarded<T>(what: string, run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      this.#note(what, error);
      return undefined;
    }
  }

  #note(what: string, error: unknown): void {
    this.#seams.counters.lastError = `${what}: ${error instanceof Error ? error.message : error}`;
  }
}

/** FNV-1a: any hash does that keeps a key in its lane. */
function laneOf(partitionKey: string, lanes: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < partitionKey.length; i++)
    hash = Math.imul(hash ^ partitionKey.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % lanes;
}
