// Feeds the lanes of one shard: reads ahead a little, filters, spreads records over the lanes by partition key, and keeps the
// checkpoint, which is the oldest record that has not ended.

import { TimeSlice } from "../time/time-slice.ts";
import type { Checkpoints, LaneProgress } from "./checkpoints.ts";
import { Delivery, type DeliverySeams } from "./delivery.ts";
import { type Entry, type EntryWriter, offsetAfter } from "./entry.ts";
import { Lane } from "./lane.ts";
import type { Cursor, SourceReader, SourceShard, SourceStream } from "./stream-source.ts";

/** Lanes of a shard may hold this many batches' worth of records that wait. */
const batchesAhead = 2;
const readRetryMs = 1000;

export interface FeedSeams<C extends Cursor, Content> extends DeliverySeams<Content> {
  readonly stream: SourceStream<C>;
  readonly checkpoints: Checkpoints;
  /** The longest text of a batch, in UTF-8 bytes. */
  readonly maximumPayloadBytes: number;
  readonly writer: (shard: SourceShard) => EntryWriter<C, Content>;
  /** What a lane's batches have to do with each other. Absent where nothing. */
  readonly course?: ((lane: LaneHandle, shard: SourceShard) => LaneCourse<Content>) | undefined;
  /** Whether a record is to be handed out. */
  readonly filter: ((record: Content, cursor: C) => boolean) | undefined;
}

/** Batches of a lane that belong together, as those of a tumbling window do. */
export interface LaneCourse<Content> {
  /** Records before this offset have been taken, however far the checkpoint holds back. */
  readonly takenBefore: number;
  /** The lane is there, and nothing has come to it. */
  begin(): void;
  readonly separates: (first: Entry<Content>, next: Entry<Content>) => boolean;
  readonly take: DeliverySeams<Content>["take"];
  /** Does what is due before a batch and after it, and has it delivered. */
  deliver(entries: readonly Entry<Content>[], delivery: () => Promise<void>): Promise<void>;
  /** All records of the lane before this offset have ended. */
  ended(offset: number): void;
  /** Nothing more comes to the lane: what is open is to be ended. */
  finish(): void;
  stop(): void;
}

export interface LaneHandle extends Pick<Lane<unknown>, "hold" | "release" | "interject"> {
  readonly index: number;
  /** Whether all that the shard has is read, but for what the lanes have not taken yet. */
  readonly hasCaughtUp: () => boolean;
  readonly sleep: DeliverySeams<unknown>["sleep"];
}

/** What is read of one shard, and from where. */
export interface FeedStart {
  readonly shard: SourceShard;
  readonly lanes: readonly LaneProgress[];
  /** The first record that there must be; undefined where nobody has read the shard before. */
  readonly expectedOffset: number | undefined;
}

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
      else if (this.#reader.advance()) this.#take();
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
    if (!isHeld && this.#reader.nextOffset > this.#savedLowWater) this.#save(0);
    if (!hasCaughtUp || !this.#isAtEnd || this.#lanes.some((lane) => lane.isBusy)) return;
    if (isHeld) for (const course of this.#courses) course.finish();
    else this.#end();
  }

  get #isAtEnd(): boolean {
    const { endOffset } = this.#shard;
    return endOffset !== undefined && this.#reader.nextOffset >= endOffset;
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

  #take(): void {
    const { counters, settings, filter } = this.#seams;
    const { record: cursor } = this.#reader;
    counters.recordsExpired += cursor.offset - (this.#expectedOffset ?? cursor.offset);
    this.#expectedOffset = offsetAfter(cursor);
    if (!this.#hasBegun && cursor.arrivalMs < settings.startingTimestampMs) return;
    if (!this.#hasBegun) this.#begin(cursor.offset);
    counters.recordsRead++;
    const written = this.#writer.entry(cursor);
    const entry = cursor.hasMore === true ? { ...written, hasMore: true } : written;
    const index = this.#lanes.length === 1 ? 0 : laneOf(entry.key, this.#lanes.length);
    if (entry.offset < (this.#progress[index]?.done ?? 0)) return;
    if (entry.offset < (this.#courses[index]?.takenBefore ?? 0)) return;
    if (filter === undefined || this.#guarded("Filter", () => filter(entry.record, cursor))) {
      this.#lanes[index]?.add(entry);
    } else counters.recordsFilteredOut++;
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
      this.#reader.nextOffset,
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
