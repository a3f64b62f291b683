// The segment files of one stream: recovery when they are opened, appending with fdatasync, rolling, dropping, and reading back.
// What `append` has resolved for is on disk. After a crash the torn end of the newest segment is cut off; it was never acknowledged.

import { type FileHandle, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import type { Frame } from "./frame.ts";
import { type Block, filesOf, loadIndex, Segment, saveIndex, scanSegment } from "./segment.ts";

const fullSegmentBytes = 64 * 1024 * 1024;
const cachedBlocks = 32;

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

  private constructor(directory: string, segments: Segment[]) {
    this.#directory = directory;
    this.#segments = segments;
  }

  static async open(directory: string): Promise<SegmentFiles> {
    await mkdir(directory, { recursive: true });
    const numbers = (await readdir(directory))
      .filter((name) => name.endsWith(".log"))
      .map((name) => Number.parseInt(name, 10))
      .sort((a, b) => a - b);
    const segments: Segment[] = [];
    for (const number of numbers) segments.push(await recover(directory, number, number === numbers.at(-1)));
    const files = new SegmentFiles(directory, segments);
    const active = segments.at(-1);
    if (active !== undefined) files.#file = await open(active.path, "r+");
    return files;
  }

  positionOf(shardIndex: number): ShardPosition | undefined {
    for (const segment of this.#segments.toReversed()) {
      const part = segment.lastPartOf(shardIndex);
      if (part !== undefined) return part;
    }
    return undefined;
  }

  /** Whether the newest segment tells where the shard stands: a crash may have cut its markers off. */
  marks(shardIndex: number): boolean {
    return this.#active?.lastPartOf(shardIndex) !== undefined;
  }

  get #active(): Segment | undefined {
    return this.#segments.at(-1);
  }

  shouldRoll(oldestArrivalMs: number): boolean {
    const active = this.#active;
    if (active === undefined || active.length >= fullSegmentBytes) return true;
    return active.hasRecords && active.firstArrivalMs < oldestArrivalMs;
  }

  /** Begins a new segment with `markers`. If that fails, the old one stays in use. */
  async roll(markers: readonly Frame[]): Promise<void> {
    const full = this.#active;
    const segment = new Segment(this.#directory, (full?.number ?? 0) + 1);
    const file = await open(segment.path, "w+");
    try {
      await appendTo(file, segment, markers);
      await syncDirectory(this.#directory);
    } catch (error) {
      await file.close();
      await rm(segment.path, { force: true });
      throw error;
    }
    await this.#file?.close();
    this.#file = file;
    this.#segments.push(segment);
    if (full !== undefined) await saveIndex(full).catch(() => undefined);
  }

  async append(frames: readonly Frame[]): Promise<void> {
    const segment = this.#active;
    const file = this.#file;
    if (segment === undefined || file === undefined)
      throw new Error(`No segment is open in ${this.#directory}`);
    await appendTo(file, segment, frames);
  }

  /** Deletes the segments whose records all came before `arrivalMs`. The newest segment stays: it is being written. */
  async dropBefore(arrivalMs: number): Promise<void> {
    while (this.#segments.length > 1) {
      const [oldest] = this.#segments;
      if (oldest === undefined || (oldest.hasRecords && oldest.lastArrivalMs >= arrivalMs)) return;
      this.#segments.shift();
      for (const path of filesOf(oldest)) await rm(path, { force: true });
    }
  }

  get oldestArrivalMs(): number | undefined {
    return this.#segments.find((segment) => segment.hasRecords)?.lastArrivalMs;
  }

  /** Where the first record lies that came at `arrivalMs` or later: an offset at or just before it. */
  offsetSince(shardIndex: number, arrivalMs: number): number | undefined {
    for (const segment of this.#segments) {
      if (segment.lastArrivalMs < arrivalMs) continue;
      const block = segment.findBlock(shardIndex, (part) => part.lastArrivalMs >= arrivalMs);
      if (block !== undefined) return block.parts.find((part) => part.shardIndex === shardIndex)?.firstOffset;
    }
    return undefined;
  }

  /** The frames that hold `offset` and what follows it in the same block; empty if it is not there any more. */
  async framesAt(shardIndex: number, offset: number): Promise<readonly Frame[]> {
    for (const segment of this.#segments) {
      if (!segment.reaches(shardIndex, offset)) continue;
      const block = segment.findBlock(shardIndex, (part) => part.nextOffset > offset);
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
  }

  async #read(segment: Segment, block: Block): Promise<readonly Frame[]> {
    // The newest block still grows; the newest records are in memory anyway, so it is read seldom and never kept.
    if (block === this.#active?.blocks.at(-1)) return segment.readBlock(block);
    const reading = this.#blocks.get(block) ?? segment.readBlock(block);
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

async function recover(directory: string, number: number, isNewest: boolean): Promise<Segment> {
  const { path } = new Segment(directory, number);
  const saved = await loadIndex(directory, number, (await stat(path)).size);
  if (saved !== undefined) return saved;
  const { segment, fileBytes } = await scanSegment(directory, number);
  if (segment.length === fileBytes) return segment;
  if (!isNewest)
    throw new Error(`The stream log is damaged: ${path} at byte ${segment.length} of ${fileBytes}`);
  const file = await open(path, "r+");
  await file.truncate(segment.length);
  await file.datasync();
  await file.close();
  return segment;
}

async function appendTo(file: FileHandle, segment: Segment, frames: readonly Frame[]): Promise<void> {
  try {
    await writeAll(file, frames, segment.length);
    await file.datasync();
  } catch (error) {
    // Whoever waits is told that the write failed, so nothing of it may come back after a restart.
    await file.truncate(segment.length).catch(() => undefined);
    throw error;
  }
  for (const frame of frames) segment.add(frame);
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

/** A new file survives a crash only once its directory is on disk. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  await handle.sync().finally(() => handle.close());
}
