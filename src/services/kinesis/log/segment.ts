// A segment: one append-only file of a stream's log. Old records are found by its index and read a block at a time; a whole
// segment is dropped once all it holds is older than the retention period.
// Each segment begins with a marker frame for every shard, so that offsets go on where they were even if all else is dropped.

import { readFileSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { DamagedFile } from "../../../storage/damage.ts";
import { type Frame, readFrame } from "./frame.ts";
import {
  type Block,
  dropIndex,
  extend,
  readBlocks,
  readFormerIndex,
  readSummary,
  SegmentSummary,
  type ShardPart,
  saveIndex,
} from "./segment-index.ts";

const blockBytes = 256 * 1024;

/** What is known of a segment; its blocks are looked up when one is wanted. */
interface Known {
  readonly summary: SegmentSummary;
  readonly blocks: Block[] | undefined;
  readonly isIndexed: boolean;
}

export class Segment {
  readonly number: number;
  readonly path: string;
  readonly summary: SegmentSummary;
  /** Of the records that were added. */
  firstArrivalMs = Number.POSITIVE_INFINITY;
  /** Whether its index is on disk. */
  isIndexed: boolean;
  #blocks: Block[] | undefined;

  /** An empty one, unless something is known of it. */
  constructor(directory: string, number: number, known?: Known) {
    this.number = number;
    this.path = join(directory, `${String(number).padStart(12, "0")}.log`);
    this.summary = known?.summary ?? new SegmentSummary();
    this.#blocks = known === undefined ? [] : known.blocks;
    this.isIndexed = known?.isIndexed ?? false;
  }

  /** As its index tells of it, or undefined if there is none that can be relied on. */
  static indexed(directory: string, number: number): Segment | undefined {
    const { path } = new Segment(directory, number);
    const summary = readSummary(path);
    if (summary !== undefined)
      return new Segment(directory, number, { summary, blocks: undefined, isIndexed: true });
    const former = readFormerIndex(path);
    return former && new Segment(directory, number, { ...former, isIndexed: false });
  }

  get length(): number {
    return this.summary.length;
  }

  /** Throws DamagedFile if neither its index nor the segment itself tells where they are. */
  get blocks(): Block[] {
    this.#blocks ??= readBlocks(this.path) ?? this.#walk();
    return this.#blocks;
  }

  /** Of one that is full: its blocks are read again when one is wanted. */
  forgetBlocks(): void {
    if (this.isIndexed) this.#blocks = undefined;
  }

  /** Saves its index, so that opening the stream again need not read the segment. Rejects with the system's error. */
  async saveIndex(): Promise<void> {
    await saveIndex(this.path, this.summary, this.blocks);
    this.isIndexed = true;
  }

  /** Enters a frame that now lies at the end of the file. */
  add(frame: Frame): void {
    enter(this.blocks, frame);
    this.summary.add(partOf(frame), frame.bytes.length);
    if (frame.count > 0) this.firstArrivalMs = Math.min(this.firstArrivalMs, frame.lastArrivalMs);
  }

  /** Whether the segment tells where the shard stands. */
  marks(shardIndex: number): boolean {
    return this.summary.parts.has(shardIndex);
  }

  /** Whether `offset` of a shard lies here or in an earlier segment. */
  reaches(shardIndex: number, offset: number): boolean {
    return (this.summary.parts.get(shardIndex)?.nextOffset ?? 0) > offset;
  }

  /** The first block with frames of the shard for which `wanted` holds. */
  findBlock(shardIndex: number, wanted: (part: ShardPart) => boolean): Block | undefined {
    return this.blocks.find((block) =>
      block.parts.some((part) => part.shardIndex === shardIndex && wanted(part)),
    );
  }

  async readBlock(file: FileHandle, block: Block): Promise<readonly Frame[]> {
    // It may grow meanwhile.
    const { length, position } = block;
    const bytes = Buffer.allocUnsafeSlow(length);
    const { bytesRead } = await file.read(bytes, 0, length, position);
    return framesOf(bytes.subarray(0, bytesRead), this.path, { position, length });
  }

  /** Finds its blocks without its index, which the next opening makes anew. */
  #walk(): Block[] {
    dropIndex(this.path);
    this.isIndexed = false;
    const blocks: Block[] = [];
    const bytes = readFileSync(this.path);
    for (const frame of framesOf(bytes, this.path, { position: 0, length: this.length }))
      enter(blocks, frame);
    return blocks;
  }
}

function enter(blocks: Block[], frame: Frame): void {
  const bytes = frame.bytes.length;
  let block = blocks.at(-1);
  if (block === undefined || block.length + bytes > blockBytes) {
    block = { position: block === undefined ? 0 : block.position + block.length, length: 0, parts: [] };
    blocks.push(block);
  }
  block.length += bytes;
  const added = partOf(frame);
  const part = block.parts.find(({ shardIndex }) => shardIndex === added.shardIndex);
  if (part === undefined) block.parts.push(added);
  else extend(part, added);
}

function partOf({ shardIndex, firstOffset, count, lastArrivalMs }: Frame): ShardPart {
  return { shardIndex, firstOffset, nextOffset: firstOffset + count, lastArrivalMs };
}

function framesOf(bytes: Buffer, path: string, block: Pick<Block, "position" | "length">): readonly Frame[] {
  const frames: Frame[] = [];
  for (let position = 0; position < block.length; ) {
    const frame = readFrame(bytes, position);
    if (frame === undefined) {
      throw new DamagedFile({
        path,
        offset: block.position + position,
        bytes: block.length - position,
        problem: "what stands there is no frame with its checksum",
        lost: [],
      });
    }
    frames.push(frame);
    position += frame.bytes.length;
  }
  return frames;
}
