// The index of a segment that is full: what it holds, and where. A file beside it begins with the first, which is read when the
// stream is opened; where its blocks are is read when somebody wants one. Losing an index costs only time.
//
//   summary  bytes of the segment, last arrival, then for each shard: its index, first offset, next offset, last arrival
//   blocks   for each: position, bytes, parts, then for each part: shard, first offset, next offset, last arrival
//
// Both are numbers with their checksum.

import { rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { checkedBytesAt, readChecked, writeChecked } from "../../../storage/checked-numbers.ts";
import { privateFile, readIfThere } from "../../../storage/private-files.ts";
import { readSealed } from "../../../storage/sealed-file.ts";

/** Enough for a few dozen shards: the summary of a usual segment is read at once. */
const usualSummaryBytes = 2048;
const blockNumbers = 3;
const partNumbers = 4;

/** What a block, or a whole segment, holds of one shard. */
export interface ShardPart {
  readonly shardIndex: number;
  readonly firstOffset: number;
  nextOffset: number;
  lastArrivalMs: number;
}

export interface Block {
  readonly position: number;
  length: number;
  readonly parts: ShardPart[];
}

/** What a segment holds. */
export class SegmentSummary {
  length = 0;
  /** Of its records, if it has any. */
  lastArrivalMs = Number.NEGATIVE_INFINITY;
  readonly parts = new Map<number, ShardPart>();

  /** False while the segment holds only markers. */
  get hasRecords(): boolean {
    return this.lastArrivalMs !== Number.NEGATIVE_INFINITY;
  }

  /** What was added lies at the end of the segment, and takes so many bytes. */
  add(added: Readonly<ShardPart>, bytes: number): void {
    const { shardIndex, lastArrivalMs } = added;
    this.length += bytes;
    const part = this.parts.get(shardIndex);
    if (part === undefined) this.parts.set(shardIndex, { ...added });
    else extend(part, added);
    if (holdsRecords(added)) this.lastArrivalMs = Math.max(this.lastArrivalMs, lastArrivalMs);
  }
}

export function holdsRecords({ firstOffset, nextOffset }: Readonly<ShardPart>): boolean {
  return nextOffset > firstOffset;
}

/** What was added lies behind the part. */
export function extend(part: ShardPart, { nextOffset, lastArrivalMs }: Readonly<ShardPart>): void {
  part.nextOffset = nextOffset;
  part.lastArrivalMs = lastArrivalMs;
}

/** Of the segment at `path`. */
const indexPath = (path: string) => `${path.slice(0, -".log".length)}.index`;
/** An older Millrace wrote an index as one JSON text, of its blocks alone. It stays as long as its segment. */
const formerPath = (path: string) => `${indexPath(path)}.json`;

export function filesOf(path: string): readonly string[] {
  return [path, indexPath(path), formerPath(path)];
}

/** Rejects with the system's error. One that a crash has torn is none: its checksum tells. */
export async function saveIndex(
  path: string,
  summary: SegmentSummary,
  blocks: readonly Block[],
): Promise<void> {
  const { length, lastArrivalMs, parts } = summary;
  const sections = [
    [length, lastArrivalMs, ...[...parts.values()].flatMap(numbersOf)],
    blocks.flatMap((block) => [
      block.position,
      block.length,
      block.parts.length,
      ...block.parts.flatMap(numbersOf),
    ]),
  ];
  const bytes = Buffer.concat(sections.map((section) => writeChecked(section)));
  await writeFile(indexPath(path), bytes, { mode: privateFile });
}

/** What is in it is no index: the next opening makes it anew. */
export function dropIndex(path: string): void {
  rmSync(indexPath(path), { force: true });
}

/** What the segment at `path` holds, or undefined if its index does not tell. */
export function readSummary(path: string): SegmentSummary | undefined {
  const start = readIfThere(indexPath(path), usualSummaryBytes);
  if (start === undefined) return undefined;
  const isWhole = (checkedBytesAt(start) ?? 0) <= start.length;
  const values = readChecked(isWhole ? start : (readIfThere(indexPath(path)) ?? start));
  if (values === undefined) return undefined;
  const [length = 0, lastArrivalMs = 0] = values;
  const summary = Object.assign(new SegmentSummary(), { length, lastArrivalMs });
  for (const part of partsIn(values, 2, values.length)) summary.parts.set(part.shardIndex, part);
  return summary;
}

/** Where the blocks of the segment at `path` are, or undefined if its index does not tell. */
export function readBlocks(path: string): Block[] | undefined {
  const bytes = readIfThere(indexPath(path));
  const values = bytes && readChecked(bytes, checkedBytesAt(bytes));
  if (values === undefined) return undefined;
  const blocks: Block[] = [];
  for (let at = 0; at < values.length; ) {
    const [position = 0, length = 0, count = 0] = values.slice(at, at + blockNumbers);
    const end = at + blockNumbers + count * partNumbers;
    blocks.push({ position, length, parts: partsIn(values, at + blockNumbers, end) });
    at = end;
  }
  return blocks;
}

function numbersOf({ shardIndex, firstOffset, nextOffset, lastArrivalMs }: ShardPart): readonly number[] {
  return [shardIndex, firstOffset, nextOffset, lastArrivalMs];
}

function partsIn(values: readonly number[], from: number, end: number): ShardPart[] {
  const parts: ShardPart[] = [];
  for (let at = from; at < end; at += partNumbers) {
    const [shardIndex = 0, firstOffset = 0, nextOffset = 0, lastArrivalMs = 0] = values.slice(
      at,
      at + partNumbers,
    );
    parts.push({ shardIndex, firstOffset, nextOffset, lastArrivalMs });
  }
  return parts;
}

interface FormerIndex {
  readonly length?: number;
  readonly blocks?: Block[];
}

/** The index that an older Millrace wrote. */
export function readFormerIndex(
  path: string,
): { readonly summary: SegmentSummary; readonly blocks: Block[] } | undefined {
  const saved = readSealed<FormerIndex>(formerPath(path));
  if (saved.state !== "sound") return undefined;
  const { length, blocks } = saved.value;
  if (typeof length !== "number" || !Array.isArray(blocks)) return undefined;
  const summary = new SegmentSummary();
  for (const { parts } of blocks) for (const part of parts) summary.add(part, 0);
  return { summary: Object.assign(summary, { length }), blocks };
}
