// The segment files of one stream: recovery when they are opened, appending with fdatasync, rolling, dropping, and reading back.
// What `append` has resolved for is on disk. After a crash the torn end of the newest segment is cut off; it was never acknowledged.

import { type FileHandle, open, rm } from "node:fs/promises";
import { Extent } from "../../../storage/extent.ts";
import { makePrivateFolder, privateFile, syncFolder } from "../../../storage/private-files.ts";
import type { Frame } from "./frame.ts";
import { extentOf } from "./log-extent.ts";
import { OpenFiles } from "./open-files.ts";
import { recoverSegments, type SegmentRecoverySettings } from "./recover-segments.ts";
import { Segment } from "./segment.ts";
import { type Block, filesOf, holdsRecords, type ShardPart } from "./segment-index.ts";

const fullSegmentBytes = 64 * 1024 * 1024;
const cachedBlocks = 32;
/** Each tells of some hundred blocks. */
const cachedIndexes = 16;

export interface SegmentFilesSettings extends SegmentRecoverySettings {
  /** Whether there is such a shard still: what is left of one that is gone may go with its segments. */
  readonly isKept: (shardIndex: number) => boolean;
}

export interface ShardPosition {
  readonly nextOffset: number;
  readonly lastArrivalMs: number;
}

export class SegmentFiles {
  readonly #directory: string;
  #segments: Segment[];
  #file: FileHandle | undefined;
  /** Blocks that were read lately, the latest last: the readers of a stream's shards walk the same blocks. */
  readonly #blocks = new Map<Block, Promise<readonly Frame[]>>();
  /** Full segments whose blocks were looked up lately, the latest last. */
  readonly #indexes = new Set<Segment>();
  readonly #reads = new OpenFiles();
  readonly #extent: Extent;
  /** Where each shard stands, by its index. */
  readonly #offsets: number[] = [];
  readonly #forgotten = new Set<number>();
  readonly #found = new Map<number, ShardPosition>();
  /** The newest file may hold more than its segment, which must go before anything is written behind it. */
  #isTorn = false;

  private constructor({ directory, isKept }: SegmentFilesSettings, segments: Segment[]) {
    this.#directory = directory;
    this.#segments = segments;
    this.#extent = Extent.open(extentOf(directory));
    for (const { summary } of segments) {
      for (const { shardIndex, nextOffset, lastArrivalMs } of summary.parts.values()) {
        if (isKept(shardIndex)) this.#offsets[shardIndex] = nextOffset;
        this.#found.set(shardIndex, { nextOffset, lastArrivalMs });
      }
    }
    this.#extent.save(this.#acknowledged());
  }

  /** Throws DamagedFile unless a repair is under way. */
  static async open(settings: SegmentFilesSettings): Promise<SegmentFiles> {
    makePrivateFolder(settings.directory);
    const segments = await recoverSegments(settings);
    const files = new SegmentFiles(settings, segments);
    const active = segments.at(-1);
    if (active !== undefined) files.#file = await open(active.path, "r+");
    return files;
  }

  /** The file that is written. */
  get path(): string {
    return this.#active?.path ?? this.#directory;
  }

  /** Where the shard stood when the files were opened. */
  positionOf(shardIndex: number): ShardPosition | undefined {
    return this.#found.get(shardIndex);
  }

  /** Whether the newest segment tells where the shard stands: a crash may have cut its markers off. */
  marks(shardIndex: number): boolean {
    return this.#active?.marks(shardIndex) === true;
  }

  /** The shard is gone: its records may go with their segments, and nothing is missing then. */
  forget(shardIndex: number): void {
    this.#forgotten.add(shardIndex);
    if (shardIndex < this.#offsets.length) this.#offsets[shardIndex] = 0;
  }

  get #active(): Segment | undefined {
    return this.#segments.at(-1);
  }

  shouldRoll(oldestArrivalMs: number): boolean {
    const active = this.#active;
    if (active === undefined || active.length >= fullSegmentBytes) return true;
    return active.summary.hasRecords && active.firstArrivalMs < oldestArrivalMs;
  }

  /** Begins a new segment with `markers`. If that fails, the old one stays in use. */
  async roll(markers: readonly Frame[]): Promise<void> {
    const full = this.#active;
    await this.#cutTornEnd();
    const segment = new Segment(this.#directory, (full?.number ?? 0) + 1);
    const file = await open(segment.path, "w+", privateFile);
    try {
      await writeAll(file, markers, 0);
      await file.datasync();
      syncFolder(this.#directory);
    } catch (error) {
      await file.close();
      await rm(segment.path, { force: true });
      throw error;
    }
    await this.#file?.close();
    this.#file = file;
    this.#segments.push(segment);
    this.#enter(segment, markers);
    await full?.saveIndex().catch(() => undefined);
    if (full !== undefined) this.#look(full);
  }

  async append(frames: readonly Frame[]): Promise<void> {
    const segment = this.#active;
    const file = this.#file;
    if (segment === undefined || file === undefined)
      throw new Error(`No segment is open in ${this.#directory}`);
    await this.#cutTornEnd();
    this.#isTorn = true;
    try {
      await writeAll(file, frames, segment.length);
      await file.datasync();
      this.#isTorn = false;
    } catch (error) {
      // Whoever waits is told that the write failed, so nothing of it may come back after a restart.
      await this.#cutTornEnd().catch(() => undefined);
      throw error;
    }
    this.#enter(segment, frames);
  }

  async #cutTornEnd(): Promise<void> {
    if (!this.#isTorn) return;
    await this.#file?.truncate(this.#active?.length ?? 0);
    this.#isTorn = false;
  }

  /** The frames are on disk. */
  #enter(segment: Segment, frames: readonly Frame[]): void {
    for (const frame of frames) {
      segment.add(frame);
      if (this.#forgotten.has(frame.shardIndex)) continue;
      this.#offsets[frame.shardIndex] = frame.firstOffset + frame.count;
    }
    this.#extent.save(this.#acknowledged());
  }

  #acknowledged(first = this.#segments[0]?.number ?? 1): readonly number[] {
    const { number = 0, length = 0 } = this.#active ?? {};
    return [first, number, length, ...this.#offsets];
  }

  /** Deletes the segments whose records all came before `arrivalMs`. The newest segment stays: it is being written. */
  async dropBefore(arrivalMs: number): Promise<void> {
    while (this.#segments.length > 1) {
      const [oldest, next] = this.#segments;
      if (oldest === undefined || oldest.summary.lastArrivalMs >= arrivalMs) return;
      // Told before it is done: a segment that is gone without a word is taken for lost.
      this.#extent.lower(this.#acknowledged(next?.number));
      this.#segments.shift();
      this.#indexes.delete(oldest);
      for (const path of filesOf(oldest.path)) await rm(path, { force: true });
    }
  }

  get oldestArrivalMs(): number | undefined {
    return this.#segments.find(({ summary }) => summary.hasRecords)?.summary.lastArrivalMs;
  }

  /** Where the first record lies that came at `arrivalMs` or later: an offset at or just before it. */
  offsetSince(shardIndex: number, arrivalMs: number): number | undefined {
    const isWanted = (part: ShardPart) => holdsRecords(part) && part.lastArrivalMs >= arrivalMs;
    for (const segment of this.#segments) {
      const held = segment.summary.parts.get(shardIndex);
      if (held === undefined || !isWanted(held)) continue;
      const block = this.#look(segment).findBlock(shardIndex, isWanted);
      if (block !== undefined) return block.parts.find((part) => part.shardIndex === shardIndex)?.firstOffset;
    }
    return undefined;
  }

  /** The frames that hold `offset` and what follows it in the same block; empty if it is not there any more. */
  async framesAt(shardIndex: number, offset: number): Promise<readonly Frame[]> {
    for (const segment of this.#segments) {
      if (!segment.reaches(shardIndex, offset)) continue;
      const block = this.#look(segment).findBlock(shardIndex, (part) => part.nextOffset > offset);
      if (block === undefined) continue;
      const frames = await this.#read(segment, block);
      return frames.filter(
        (frame) => frame.shardIndex === shardIndex && frame.firstOffset + frame.count > offset,
      );
    }
    return [];
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
    await this.#reads.close();
    this.#extent.close();
  }

  /** The segment, of which a block is wanted. */
  #look(segment: Segment): Segment {
    if (segment === this.#active) return segment;
    this.#indexes.delete(segment);
    this.#indexes.add(segment);
    const [eldest] = this.#indexes;
    if (eldest === undefined || this.#indexes.size <= cachedIndexes) return segment;
    this.#indexes.delete(eldest);
    eldest.forgetBlocks();
    return segment;
  }

  async #read(segment: Segment, block: Block): Promise<readonly Frame[]> {
    // The newest block still grows; the newest records are in memory anyway, so it is read seldom and never kept.
    const read = () => this.#reads.use(segment.path, (file) => segment.readBlock(file, block));
    if (block === this.#active?.blocks.at(-1)) return read();
    const reading = this.#blocks.get(block) ?? read();
    this.#blocks.delete(block);
    this.#blocks.set(block, reading);
    const [eldest] = this.#blocks.keys();
    if (eldest !== undefined && this.#blocks.size > cachedBlocks) this.#blocks.delete(eldest);
    try {
      return await reading;
    } catch (error) {
      this.#blocks.delete(block);
      // The segment was dropped by retention while it was being looked up.
      if (!this.#segments.includes(segment)) return [];
      throw error;
    }
  }
}

async function writeAll(file: FileHandle, frames: readonly Frame[], position: number): Promise<void> {
  let buffers = frames.map((frame) => frame.bytes);
  let at = position;
  while (buffers.length > 0) {
    const { bytesWritten } = await file.writev(buffers.slice(0, 1024), at);
    at += bytesWritten;
    buffers = withoutFirst(buffers, bytesWritten);
  }
}

/** A write may end early, anywhere. */
function withoutFirst(buffers: readonly Buffer[], written: number): Buffer[] {
  let left = written;
  let index = 0;
  for (let buffer = buffers[0]; buffer !== undefined && left >= buffer.length; buffer = buffers[index]) {
    left -= buffer.length;
    index++;
  }
  const [first, ...rest] = buffers.slice(index);
  return first === undefined ? [] : [first.subarray(left), ...rest];
}
