// A segment: one append-only file of a stream's log, and a coarse index of it. Old records are found by the index and read
// a block at a time; a whole segment is dropped once all it holds is older than the retention period.
// Each segment begins with a marker frame for every shard, so that offsets go on where they were even if all else is dropped.

import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "../../../aws/json.ts";
import { DamagedFile } from "../../../storage/damage.ts";
import { readSealed, saveSealed } from "../../../storage/sealed-file.ts";
import { type Frame, readFrame } from "./frame.ts";

const blockBytes = 256 * 1024;

/** What one block holds of one shard. */
export interface BlockPart {
  readonly shardIndex: number;
  readonly firstOffset: number;
  nextOffset: number;
  lastArrivalMs: number;
}

export interface Block {
  readonly position: number;
  length: number;
  readonly parts: BlockPart[];
}

export class Segment {
  readonly number: number;
  readonly path: string;
  readonly blocks: Block[];
  length: number;
  firstArrivalMs = Number.POSITIVE_INFINITY;
  lastArrivalMs = 0;
  /** False while the segment holds only markers. */
  hasRecords = false;
  /** Where each shard stands at the end of the segment. */
  readonly #ends = new Map<number, number>();

  constructor(directory: string, number: number, blocks: Block[] = []) {
    this.number = number;
    this.path = join(directory, `${String(number).padStart(12, "0")}.log`);
    this.blocks = blocks;
    this.length = 0;
    for (const block of blocks) {
      this.length = block.position + block.length;
      for (const part of block.parts) this.#note(part);
    }
  }

  /** Enters a frame that now lies at the end of the file. */
  add(frame: Frame): void {
    const block = this.#blockFor(frame);
    block.length += frame.bytes.length;
    this.length += frame.bytes.length;
    let part = block.parts.find((each) => each.shardIndex === frame.shardIndex);
    if (part === undefined) {
      const { shardIndex, firstOffset, lastArrivalMs } = frame;
      part = { shardIndex, firstOffset, nextOffset: firstOffset, lastArrivalMs };
      block.parts.push(part);
    }
    part.nextOffset = frame.firstOffset + frame.count;
    part.lastArrivalMs = frame.lastArrivalMs;
    this.#note(part);
  }

  /** Whether the segment tells where the shard stands. */
  marks(shardIndex: number): boolean {
    return this.#ends.has(shardIndex);
  }

  /** Whether `offset` of a shard lies here or in an earlier segment. */
  reaches(shardIndex: number, offset: number): boolean {
    return (this.#ends.get(shardIndex) ?? 0) > offset;
  }

  /** The first block with frames of the shard for which `wanted` holds. */
  findBlock(shardIndex: number, wanted: (part: BlockPart) => boolean): Block | undefined {
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

  #blockFor(frame: Frame): Block {
    const last = this.blocks.at(-1);
    if (last !== undefined && last.length + frame.bytes.length <= blockBytes) return last;
    const block = { position: this.length, length: 0, parts: [] };
    this.blocks.push(block);
    return block;
  }

  #note(part: BlockPart): void {
    this.#ends.set(part.shardIndex, part.nextOffset);
    if (part.nextOffset === part.firstOffset) return;
    this.hasRecords = true;
    this.firstArrivalMs = Math.min(this.firstArrivalMs, part.lastArrivalMs);
    this.lastArrivalMs = Math.max(this.lastArrivalMs, part.lastArrivalMs);
  }
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

const indexPath = (segment: Segment) => `${segment.path.slice(0, -".log".length)}.index.json`;

/** Saves the index of a full segment, so that opening the stream again need not read the segment. Losing it costs only time. */
export async function saveIndex(segment: Segment): Promise<void> {
  const blocks = segment.blocks as unknown as Json;
  await saveSealed(indexPath(segment), { length: segment.length, blocks });
}

export function filesOf(segment: Segment): readonly string[] {
  return [segment.path, indexPath(segment)];
}

export interface SavedIndex {
  /** Of the segment's file. */
  readonly length: number;
  readonly blocks: Block[];
}

/** The saved index of a segment, or undefined if there is none that can be relied on: it is only there to save time. */
export function loadIndex(segment: Segment): SavedIndex | undefined {
  const saved = readSealed(indexPath(segment));
  if (saved.state !== "sound") return undefined;
  const { length, blocks } = saved.value as unknown as Partial<SavedIndex>;
  return typeof length === "number" && Array.isArray(blocks) ? { length, blocks } : undefined;
}
