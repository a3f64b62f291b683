// How far the reader of a stream has come, on disk: for each lane (a shard, or one of the parts that ParallelizationFactor cuts it into) what
// has ended and what has been handed out. A process that is killed leaves all that was saved; fdatasync follows within a second.
//
// The file is a header and, for each lane, two slots that are written in turn, so that a torn write leaves the slot before it:
//   header  u32 CRC, u32 lanes a shard, f64 creation time of the stream
//   slot    u32 CRC, u32 unused, f64 generation, f64 low water, f64 done, f64 handed out

import { closeSync, fdatasync, fsyncSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type Damage, met, type Repair } from "../storage/damage.ts";
import { Extent } from "../storage/extent.ts";
import { makePrivateFolder, openPrivate, readIfThere } from "../storage/private-files.ts";
import type { Clock, Timer } from "../time/clock.ts";
import { firstRecordOffset } from "./stream-source.ts";

const slotBytes = 64;
const usedBytes = 40;
const syncEveryMs = 1000;

export interface LaneProgress {
  /** Everything of the shard before this offset has ended. */
  lowWater: number;
  /** Everything of the lane before this offset has ended. */
  done: number;
  /** Nothing of the lane from this offset on has been handed out. 0 where the record that the reading begins with is not found yet. */
  handedOut: number;
}

export interface CheckpointSettings {
  /** Undefined keeps nothing over a restart. */
  readonly directory: string | undefined;
  /** Of the file. */
  readonly name: string;
  /** Who reads, as damage is told: "the pipe ingest". */
  readonly reader: string;
  readonly streamCreatedAt: number;
  readonly lanesPerShard: number;
  readonly clock: Clock;
  readonly repair?: Repair | undefined;
}

/** Stands for a lane that has not been read yet while one behind it has: that nothing stands there is damage. No record has this offset. */
const unread: LaneProgress = { lowWater: 0, done: 0, handedOut: 0 };

interface SavedProgress {
  readonly shards: ReadonlyMap<number, readonly (LaneProgress | undefined)[]>;
  /** Of every other shard it is not known how far it had come. */
  readonly isLost: boolean;
}

export class Checkpoints {
  readonly #settings: CheckpointSettings;
  readonly #fd: number | undefined;
  readonly #saved: SavedProgress;
  readonly #generations = new Map<number, number>();
  readonly #slot = Buffer.alloc(slotBytes);
  readonly #extent: Extent | undefined;
  /** So many lanes have been saved: they must be there again. */
  #lanes = 0;
  #syncTimer: Timer | undefined;

  /** Throws DamagedFile unless a repair is under way: records whose checkpoint is lost are then delivered again. */
  constructor(settings: CheckpointSettings) {
    this.#settings = settings;
    this.#saved = { shards: new Map(), isLost: false };
    if (settings.directory === undefined) return;
    makePrivateFolder(settings.directory);
    const path = checkpointsPath(settings.directory, settings.name);
    this.#saved = readCheckpoints(path, settings);
    this.#extent = Extent.open(path);
    // Written anew beside the old one, which also carries it over to another number of lanes.
    const draft = `${path}.new`;
    this.#fd = openPrivate(draft, "w+");
    this.#extent.lower([settings.streamCreatedAt, settings.lanesPerShard, 0]);
    writeSync(this.#fd, header(settings), 0, slotBytes, 0);
    for (const [shardIndex, lanes] of this.#saved.shards) {
      for (const [lane, progress] of lanes.entries()) {
        if (progress !== undefined) this.save({ shardIndex, lane }, progress);
      }
    }
    fsyncSync(this.#fd);
    renameSync(draft, path);
  }

  /** Whether nothing was kept: the stream is read for the first time. */
  get isNew(): boolean {
    return this.#saved.shards.size === 0 && !this.#saved.isLost;
  }

  /** What was saved for the lanes of a shard, or undefined if it has never been read. */
  restore(shardIndex: number): readonly LaneProgress[] | undefined {
    const { shards, isLost } = this.#saved;
    const lanes = shards.get(shardIndex) ?? (isLost ? fromTheStart(this.#settings) : undefined);
    if (lanes === undefined) return undefined;
    const lowWater = most(lanes, "lowWater");
    const hasBegun = most(lanes, "handedOut") > 0;
    return lanes.map((lane) => ({
      lowWater,
      done: Math.max(lane?.done ?? 0, lowWater),
      handedOut: hasBegun ? Math.max(lane?.handedOut ?? 0, lowWater) : 0,
    }));
  }

  save(place: { readonly shardIndex: number; readonly lane: number }, progress: LaneProgress): void {
    if (this.#fd === undefined) return;
    const lane = place.shardIndex * this.#settings.lanesPerShard + place.lane;
    // The shards that others are split into are read in any order.
    for (let before = this.#lanes; before < lane; before++) this.#write(this.#fd, before, unread);
    this.#write(this.#fd, lane, progress);
    if (lane >= this.#lanes) {
      this.#lanes = lane + 1;
      this.#extent?.save([this.#settings.streamCreatedAt, this.#settings.lanesPerShard, this.#lanes]);
    }
    this.#syncTimer ??= this.#settings.clock.setTimer(syncEveryMs, () => this.#sync());
  }

  #write(fd: number, lane: number, progress: LaneProgress): void {
    const generation = (this.#generations.get(lane) ?? 0) + 1;
    this.#generations.set(lane, generation);
    this.#slot.writeDoubleLE(generation, 8);
    this.#slot.writeDoubleLE(progress.lowWater, 16);
    this.#slot.writeDoubleLE(progress.done, 24);
    this.#slot.writeDoubleLE(progress.handedOut, 32);
    this.#slot.writeUInt32LE(crc32(this.#slot.subarray(8, usedBytes)), 0);
    writeSync(fd, this.#slot, 0, slotBytes, (1 + lane * 2 + (generation % 2)) * slotBytes);
  }

  close(): void {
    this.#syncTimer?.cancel();
    if (this.#fd === undefined) return;
    fsyncSync(this.#fd);
    closeSync(this.#fd);
    this.#extent?.close();
  }

  /** On another thread, so that nobody waits for it. A failure costs nothing but repeats after a power cut. */
  #sync(): void {
    this.#syncTimer = undefined;
    if (this.#fd !== undefined) fdatasync(this.#fd, () => undefined);
  }
}

/** Of a reader that is gone and does not write them any more. */
export function removeCheckpoints(directory: string, name: string): void {
  const path = checkpointsPath(directory, name);
  Extent.remove(path);
  rmSync(path, { force: true });
}

function checkpointsPath(directory: string, name: string): string {
  return join(directory, `${name}.checkpoints`);
}

function header(settings: CheckpointSettings): Buffer {
  const bytes = Buffer.alloc(slotBytes);
  bytes.writeUInt32LE(settings.lanesPerShard, 4);
  bytes.writeDoubleLE(settings.streamCreatedAt, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

function readCheckpoints(path: string, settings: CheckpointSettings): SavedProgress {
  const shards = new Map<number, (LaneProgress | undefined)[]>();
  const file = readIfThere(path);
  const bytes = file ?? Buffer.alloc(0);
  const isWhole = bytes.length >= slotBytes && bytes.readUInt32LE(0) === crc32(bytes.subarray(4, slotBytes));
  const [createdAt, lanesDue, lanesSaved = 0] = Extent.read(path) ?? [];
  const isKnown = createdAt === settings.streamCreatedAt && lanesSaved > 0;
  if (!isWhole && (file !== undefined || isKnown)) {
    const problem = file === undefined ? "the file is missing" : "it does not begin as checkpoints do";
    const where = { offset: 0, bytes: Math.min(slotBytes, bytes.length), problem };
    met({ ...damageOf(path, settings, where), ...(isKnown ? { lost: [] } : {}) }, settings.repair);
    if (!isKnown) return { shards, isLost: true };
  }
  // A stream that was created anew under the old name has none of the old records.
  const isOfStream = isWhole ? bytes.readDoubleLE(8) === settings.streamCreatedAt : isKnown;
  if (!isOfStream) return { shards, isLost: false };
  const lanesPerShard = isWhole ? bytes.readUInt32LE(4) : (lanesDue ?? 1);
  const pairs = Math.max(
    Math.ceil((bytes.length / slotBytes - 1) / 2),
    isKnown && lanesDue === lanesPerShard ? lanesSaved : 0,
  );
  for (let index = 0; index < pairs; index++) {
    const progress = newerSlot(bytes, (1 + index * 2) * slotBytes);
    const shardIndex = Math.floor(index / lanesPerShard);
    const lanes = shards.get(shardIndex) ?? new Array<undefined>(lanesPerShard).fill(undefined);
    lanes[index % lanesPerShard] = progress;
    shards.set(shardIndex, lanes);
  }
  for (const [shardIndex, lanes] of shards) {
    if (lanes.some((lane) => lane !== undefined)) continue;
    const offset = (1 + shardIndex * lanesPerShard * 2) * slotBytes;
    const problem = `nothing that stands there for shard ${shardIndex} has its checksum`;
    met(
      damageOf(path, settings, { shardIndex, offset, bytes: lanesPerShard * 2 * slotBytes, problem }),
      settings.repair,
    );
    shards.set(shardIndex, fromTheStart({ lanesPerShard }));
  }
  for (const [shardIndex, lanes] of shards)
    if (lanes.every((lane) => lane?.lowWater === unread.lowWater)) shards.delete(shardIndex);
  if (lanesPerShard === settings.lanesPerShard) return { shards, isLost: false };
  const spreadOut = [...shards].map(
    ([shardIndex, lanes]) => [shardIndex, spread(lanes, settings.lanesPerShard)] as const,
  );
  return { shards: new Map(spreadOut), isLost: false };
}

function damageOf(
  path: string,
  { reader }: CheckpointSettings,
  where: Pick<Damage, "offset" | "bytes" | "problem"> & { readonly shardIndex?: number },
): Damage {
  const { shardIndex, ...rest } = where;
  const place = shardIndex === undefined ? "" : ` in shard ${shardIndex}`;
  const lost = [`how far ${reader} has come${place}: all that is held of it is delivered again`];
  return { path, ...rest, lost };
}

function fromTheStart({ lanesPerShard }: Pick<CheckpointSettings, "lanesPerShard">): LaneProgress[] {
  const [lowWater, done, handedOut] = [firstRecordOffset, firstRecordOffset, 0];
  return Array.from({ length: lanesPerShard }, () => ({ lowWater, done, handedOut }));
}

/** Other lanes hold other partition keys, so only what holds for the whole shard is kept. */
function spread(lanes: readonly (LaneProgress | undefined)[], count: number): LaneProgress[] {
  const [lowWater, handedOut] = [most(lanes, "lowWater"), most(lanes, "handedOut")];
  return Array.from({ length: count }, () => ({ lowWater, done: lowWater, handedOut }));
}

function most(lanes: readonly (LaneProgress | undefined)[], what: keyof LaneProgress): number {
  return Math.max(...lanes.map((lane) => lane?.[what] ?? 0));
}

function newerSlot(bytes: Buffer, position: number): LaneProgress | undefined {
  let newest: LaneProgress | undefined;
  let generation = 0;
  for (const start of [position, position + slotBytes]) {
    if (start + slotBytes > bytes.length) continue;
    const slot = bytes.subarray(start, start + slotBytes);
    if (slot.readDoubleLE(8) <= generation || slot.readUInt32LE(0) !== crc32(slot.subarray(8, usedBytes)))
      continue;
    generation = slot.readDoubleLE(8);
    newest = {
      lowWater: slot.readDoubleLE(16),
      done: slot.readDoubleLE(24),
      handedOut: slot.readDoubleLE(32),
    };
  }
  return newest;
}
