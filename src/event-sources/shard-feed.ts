// Feeds the lanes of one shard: reads ahead a little, filters, spreads records over the lanes by partition key, and keeps the
// checkpoint, which is the oldest record that has not ended.

import { TimeSlice } from "../time/time-slice.ts";
import type { LaneProgress } from "./checkpoints.ts";
import { Delivery } from "./delivery.ts";
import { type Entry, type EntryWriter, offsetAfter } from "./entry.ts";
import type { FeedSeams, FeedStart, LaneCourse, LaneHandle } from "./feed-seams.ts";
import { Lane } from "./lane.ts";
import type { Cursor, SourceReader, SourceShard } from "./stream-source.ts";

/** Lanes of a shard may hold this many batches' worth of records that wait. */
const batchesAhead = 2;
const readRetryMs = 1000;

export class ShardFeed<C extends Cursor, Content> {
  readonly #seams: FeedSeams<C, Content>;
  readonly #shard: SourceShard;
  readonly #writer: EntryWriter<C, Content>;
  readonly #lanes: readonly Lane<Content>[];
  readonly #courses: LaneCourse<Content>[] = [];
  readonly #progress: readonly LaneProgress[];
  /** Where each lane had come when this reader was started: records before have been handed out already. */
  readonly #handedOutBefore: readonly number[];
  readonly #reader: SourceReader<C>;
  readonly #onEnd: () => void;
  #savedLowWater: number;
  /** The offset that follows the record read last, or that a saved checkpoint promises. */
  #expectedOffset: number | undefined;
  /** Whether the record is found that the reading begins with. */
  #hasBegun: boolean;
  /** The record that has been read, and of which it is not known yet whether it is to be handed out. */
  #filteredOffset: number | undefined;
  #pumping: Promise<void> | undefined;
  #stopped = false;
  #stopListening: () => void = () => undefined;

  /** `onEnd` is called once all of a closed shard has ended. */
  constructor(seams: FeedSeams<C, Content>, start: FeedStart, onEnd: () => void) {
    this.#seams = seams;
    this.#shard = start.shard;
    this.#onEnd = onEnd;
    this.#writer = seams.writer(start.shard);
    this.#progress = start.lanes;
    this.#expectedOffset = start.expectedOffset;
    this.#hasBegun = this.#progress.some(({ handedOut }) => handedOut > 0);
    this.#handedOutBefore = this.#progress.map(({ handedOut }) => handedOut);
    this.#savedLowWater = this.#progress[0]?.lowWater ?? 0;
    this.#reader = seams.stream.reader(start.shard, this.#savedLowWater);
    this.#lanes = this.#progress.map((_, lane) => this.#newLane(lane));
  }

  start(): void {
    this.#stopListening = this.#shard.onCommit(
      () => this.#pump(),
      () => this.#reader.nextOffset,
    );
    this.#pump();
  }

  /** To be called when the shard has been closed. */
  shardsChanged(): void {
    this.#pump();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopListening();
    for (const course of this.#courses) course.stop();
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
    await this.#pumping;
    for (const lane of this.#lanes.keys()) this.#save(lane);
  }

  /** When the oldest record came that has not ended, or undefined if there is none. */
  get oldestArrivalMs(): number | undefined {
    const arrivals = this.#lanes.flatMap((lane) => lane.oldest?.arrivalMs ?? []);
    return arrivals.length === 0 ? undefined : Math.min(...arrivals);
  }

  #newLane(index: number): Lane<Content> {
    const { settings, clock, maximumPayloadBytes } = this.#seams;
    const handle: LaneHandle = {
      index,
      hasCaughtUp: () => this.#pumping === undefined && this.#hasRoom(),
      hold: (offset) => lane.hold(offset),
      release: () => lane.release(),
      interject: (work) => lane.interject(work),
      sleep: this.#seams.sleep,
    };
    const course = this.#seams.course?.(handle, this.#shard);
    if (course !== undefined) this.#courses.push(course);
    const seams = course === undefined ? this.#seams : { ...this.#seams, take: course.take };
    const delivery = new Delivery(seams, this.#shard, (offset) => this.#ended(index, offset));
    const lane = new Lane<Content>({
      settings,
      clock,
      maximumPayloadBytes,
      separates: course?.separates,
      deliver: (entries) => {
        const run = () => delivery.deliver(entries);
        return course === undefined ? run() : course.deliver(entries, run);
      },
      onStarting: (entries) => this.#starting(index, entries),
      onIdle: () => this.#idle(index),
    });
    course?.begin();
    return lane;
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

  /** Moves what is in memory to the lanes. Gives a promise if it must wait for the disk, or let others have their turn, to go on. */
  #fill(): Promise<void> | undefined {
    let loading: Promise<void> | undefined;
    // Records of a megabyte are long in a filter, and those that do not pass never fill a lane.
    const slice = this.#seams.filter === undefined ? undefined : new TimeSlice();
    while (loading === undefined && this.#hasRoom()) {
      if (slice?.isOver === true) loading = slice.giveWay();
      else if (this.#reader.advance()) loading = this.#take();
      else {
        loading = this.#reader.load();
        if (loading === undefined) break;
      }
    }
    for (const lane of this.#lanes) lane.wake();
    if (this.#lanes.every((lane) => lane.oldest === undefined)) this.#rest(loading === undefined);
    return loading;
  }

  /** Nothing waits, and nothing is in flight. */
  #rest(hasCaughtUp: boolean): void {
    const isHeld = this.#lanes.some((lane) => lane.keepsFrom !== undefined);
    // Records that were filtered out move the checkpoint, too.
    if (!isHeld && this.#nextOffset > this.#savedLowWater) this.#save(0);
    if (!hasCaughtUp || !this.#isAtEnd || this.#lanes.some((lane) => lane.isBusy)) return;
    if (isHeld) for (const course of this.#courses) course.finish();
    else this.#end();
  }

  get #isAtEnd(): boolean {
    const { endOffset } = this.#shard;
    return endOffset !== undefined && this.#nextOffset >= endOffset;
  }

  /** All before it is in a lane, or has been left out. */
  get #nextOffset(): number {
    return this.#filteredOffset ?? this.#reader.nextOffset;
  }

  #end(): void {
    this.#stopped = true;
    this.#stopListening();
    this.#onEnd();
  }

  #hasRoom(): boolean {
    const { settings, maximumPayloadBytes } = this.#seams;
    let records = 0;
    let bytes = 0;
    for (const lane of this.#lanes) {
      records += lane.queued;
      bytes += lane.queuedBytes;
    }
    const most = batchesAhead * this.#lanes.length;
    return records < most * settings.batchSize && bytes < most * maximumPayloadBytes;
  }

  /** Gives a promise if it takes long to say whether the record is to be handed out. */
  #take(): Promise<void> | undefined {
    const { counters, settings, filter } = this.#seams;
    const { record: cursor } = this.#reader;
    counters.recordsExpired += cursor.offset - (this.#expectedOffset ?? cursor.offset);
    this.#expectedOffset = offsetAfter(cursor);
    if (!this.#hasBegun && cursor.arrivalMs < settings.startingTimestampMs) return undefined;
    if (!this.#hasBegun) this.#begin(cursor.offset);
    counters.recordsRead++;
    const written = this.#writer.entry(cursor);
    const entry = cursor.hasMore === true ? { ...written, hasMore: true } : written;
    const index = this.#lanes.length === 1 ? 0 : laneOf(entry.key, this.#lanes.length);
    if (entry.offset < (this.#progress[index]?.done ?? 0)) return undefined;
    if (entry.offset < (this.#courses[index]?.takenBefore ?? 0)) return undefined;
    const passes = filter === undefined || this.#guarded("Filter", () => filter(entry, cursor));
    if (passes instanceof Promise) return this.#addFiltered(entry, index, passes);
    this.#add(entry, index, passes);
    return undefined;
  }

  async #addFiltered(entry: Entry<Content>, index: number, passing: Promise<boolean>): Promise<void> {
    this.#filteredOffset = entry.offset;
    const passes = await passing.catch((error: unknown) => this.#note("Filter", error));
    this.#filteredOffset = undefined;
    this.#add(entry, index, passes);
  }

  #add(entry: Entry<Content>, index: number, passes: boolean | undefined): void {
    if (passes === true) this.#lanes[index]?.add(entry);
    else this.#seams.counters.recordsFilteredOut++;
  }

  /** What comes after the first record counts whatever its time: the clock may have been put back. */
  #begin(offset: number): void {
    this.#hasBegun = true;
    for (const progress of this.#progress) progress.handedOut = offset;
  }

  #starting(index: number, entries: readonly Entry<Content>[]): void {
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
    // On disk before anybody sees the batch, so that after a crash it is known that somebody may have.
    this.#save(index);
  }

  #ended(index: number, offset: number): void {
    const progress = this.#progress[index];
    const lane = this.#lanes[index];
    lane?.ended(offset);
    this.#courses[index]?.ended(offset);
    if (progress !== undefined) progress.done = lane?.held ?? offset;
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
      (least, lane) => Math.min(least, lane.keepsFrom ?? least),
      this.#nextOffset,
    );
    progress.lowWater = this.#savedLowWater;
    const place = { shardIndex: this.#shard.index, lane: index };
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

  #note(what: string, error: unknown): undefined {
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
