// Opens the segments of a log after whatever happened to them. The torn end of the newest one, which is what a kill leaves of its
// last write, is cut off: it was never acknowledged. Anything else that is missing is damage, and is told by what it held: the
// offsets of a shard are dense, so that the frames around a loss say how much is lost.

import { readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { type Damage, met, type Repair } from "../../../storage/damage.ts";
import { Extent } from "../../../storage/extent.ts";
import { narrow, privateFile, readIfThere, syncFolder } from "../../../storage/private-files.ts";
import { type Frame, findFrame, gapFrame, gapStart, readFrame } from "./frame.ts";
import { extentOf, type LogExtent, parseExtent } from "./log-extent.ts";
import { Segment } from "./segment.ts";

const usuallyCheckedBytes = 256 * 1024 * 1024;

export interface SegmentRecoverySettings {
  readonly directory: string;
  readonly repair: Repair | undefined;
  /**
   * So much of the log, from its end, is read through when it is opened; what is older is checked when it is read.
   * @default 256 MiB
   */
  readonly checkedBytes?: number | undefined;
  /** How a record is named to its producer and consumers. */
  readonly sequenceNumber: (shardIndex: number, offset: number) => string;
}

/** The segments in order. Throws DamagedFile unless a repair is under way, and the system's error for what cannot be read. */
export async function recoverSegments(settings: SegmentRecoverySettings): Promise<Segment[]> {
  return new SegmentRecovery(settings).run();
}

interface LostDamage extends Damage {
  readonly lost: string[];
}

/** A segment whose file has to be written anew, or cut. */
interface Rewriting {
  readonly path: string;
  readonly frames: Frame[];
}

class SegmentRecovery {
  readonly #settings: SegmentRecoverySettings;
  readonly #acknowledged: LogExtent | undefined;
  readonly #damages: LostDamage[] = [];
  readonly #rewritings: Rewriting[] = [];
  /** Files that say more than they did: where a gap is. */
  readonly #changed = new Set<string>();
  /** What is sound of the newest segment, and how much of its file that is. */
  #newest: (Rewriting & { readonly end: number; readonly fileBytes: number }) | undefined;
  /** Where each shard stands after what has been read. */
  readonly #positions = new Map<number, { readonly offset: number; readonly arrivalMs: number }>();

  constructor(settings: SegmentRecoverySettings) {
    this.#settings = settings;
    this.#acknowledged = parseExtent(Extent.read(extentOf(settings.directory)));
  }

  async run(): Promise<Segment[]> {
    const { directory, repair } = this.#settings;
    const numbers = this.#numbers();
    const newest = numbers.at(-1);
    const trusted = this.#trusted(numbers);
    const segments = numbers.map((number) => {
      const known = trusted.get(number);
      if (known === undefined) return this.#scan(new Segment(directory, number), number === newest);
      this.#follow(known);
      return known;
    });
    this.#lookForLostEnd();
    for (const damage of this.#damages) {
      if (damage.bytes > 0 && damage.lost.length === 0) damage.lost.push("no record that is known");
      met(damage, repair);
    }
    if (this.#damages.length === 0) {
      await cutTornEnd(this.#newest);
      for (const segment of segments.slice(0, -1))
        if (!segment.isIndexed) await segment.saveIndex().catch(() => undefined);
      return segments;
    }
    for (const rewriting of this.#rewritings) await rewrite(rewriting);
    syncFolder(directory);
    return this.#afterRepair(numbers);
  }

  /** Those that are there, and those that should be. */
  #numbers(): readonly number[] {
    const present = readdirSync(this.#settings.directory)
      .filter((name) => name.endsWith(".log"))
      .map((name) => Number.parseInt(name, 10));
    const { first, newest } = this.#acknowledged ?? { first: Number.POSITIVE_INFINITY, newest: 0 };
    const least = Math.min(...present, first);
    const most = Math.max(...present, newest);
    return Array.from({ length: Math.max(0, most - least + 1) }, (_, index) => least + index);
  }

  /** Old segments by their index, as long as that fits: reading them all would take long. */
  #trusted(numbers: readonly number[]): ReadonlyMap<number, Segment> {
    const trusted = new Map<number, Segment>();
    const { directory, repair, checkedBytes = usuallyCheckedBytes } = this.#settings;
    if (repair !== undefined) return trusted;
    let bytes = 0;
    for (const number of numbers.toReversed()) {
      const { path } = new Segment(directory, number);
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      bytes += size;
      if (bytes <= checkedBytes || number === numbers.at(-1)) continue;
      const segment = Segment.indexed(directory, number);
      if (segment?.length === size) trusted.set(number, segment);
    }
    return trusted;
  }

  #follow({ summary }: Segment): void {
    for (const { shardIndex, nextOffset, lastArrivalMs } of summary.parts.values())
      this.#positions.set(shardIndex, { offset: nextOffset, arrivalMs: lastArrivalMs });
  }

  #scan(segment: Segment, isNewest: boolean): Segment {
    const { path } = segment;
    const bytes = readIfThere(path);
    if (bytes !== undefined) narrow(path);
    const indexed = isNewest ? undefined : Segment.indexed(this.#settings.directory, segment.number);
    const rewriting: Rewriting = { path, frames: [] };
    const damagesBefore = this.#damages.length;
    const end = this.#walk(bytes ?? Buffer.alloc(0), rewriting);
    for (const frame of rewriting.frames) segment.add(frame);
    segment.isIndexed = indexed?.isIndexed === true && indexed.length === segment.length;
    const due = this.#lengthDue(segment.number, { bytes, indexed, isNewest });
    if (bytes === undefined) this.#damaged(path, 0, due, "the file is missing");
    else if (end < due) this.#damaged(path, end, due - end, endProblem(bytes.length, due));
    if (this.#damages.length > damagesBefore || this.#changed.has(path)) this.#rewritings.push(rewriting);
    if (isNewest) this.#newest = { ...rewriting, end, fileBytes: bytes?.length ?? 0 };
    return segment;
  }

  /** How long the file must be for all that was acknowledged to be there. */
  #lengthDue(
    number: number,
    file: {
      readonly bytes: Buffer | undefined;
      readonly indexed: Segment | undefined;
      readonly isNewest: boolean;
    },
  ): number {
    const { newest = 0, length = 0 } = this.#acknowledged ?? {};
    const acknowledged = number === newest ? length : 0;
    // One that is followed by another was whole when that was begun.
    return file.isNewest
      ? acknowledged
      : Math.max(acknowledged, file.indexed?.length ?? 0, file.bytes?.length ?? 0);
  }

  /** Collects the frames that are sound and go on where their shard stood. Answers with where the last one ends. */
  #walk(bytes: Buffer, { path, frames }: Rewriting): number {
    let position = 0;
    while (position < bytes.length) {
      const frame = readFrame(bytes, position);
      if (frame === undefined || this.#isStale(frame)) {
        const next = findFrame(bytes, position + 1);
        if (next === undefined) break;
        this.#damaged(
          path,
          position,
          next - position,
          "what stands there is no frame with its checksum, and sound frames follow it",
        );
        position = next;
        continue;
      }
      this.#noteGap(frame, { path, position, frames });
      frames.push(frame);
      this.#positions.set(frame.shardIndex, {
        offset: frame.firstOffset + frame.count,
        arrivalMs: frame.lastArrivalMs,
      });
      position += frame.bytes.length;
    }
    return position;
  }

  /** Left over from a write that failed. */
  #isStale({ shardIndex, firstOffset }: Frame): boolean {
    return firstOffset < (this.#positions.get(shardIndex)?.offset ?? 0);
  }

  #noteGap(
    frame: Frame,
    {
      path,
      position,
      frames,
    }: { readonly path: string; readonly position: number; readonly frames: Frame[] },
  ): void {
    const { shardIndex, firstOffset } = frame;
    const known = this.#positions.get(shardIndex);
    if (known === undefined || known.offset === firstOffset || gapStart(frame) === known.offset) return;
    this.#lost(shardIndex, known.offset, firstOffset, { path, position });
    this.#changed.add(path);
    frames.push(
      gapFrame({ shardIndex, from: known.offset, to: firstOffset, lastArrivalMs: known.arrivalMs }),
    );
  }

  /** What was acknowledged at the end of the log may be gone with its frames. */
  #lookForLostEnd(): void {
    const newest = this.#newest;
    if (this.#acknowledged === undefined || newest === undefined) return;
    let isLost = false;
    for (const [shardIndex, offset] of this.#acknowledged.offsets.entries()) {
      const { offset: from, arrivalMs } = this.#positions.get(shardIndex) ?? { offset: 1, arrivalMs: 0 };
      if (from >= offset) continue;
      this.#lost(shardIndex, from, offset, { path: newest.path, position: newest.end });
      newest.frames.push(gapFrame({ shardIndex, from, to: offset, lastArrivalMs: arrivalMs }));
      isLost = true;
    }
    const isKnown = this.#rewritings.some(({ path }) => path === newest.path);
    if (isLost && !isKnown) this.#rewritings.push(newest);
  }

  #lost(
    shardIndex: number,
    from: number,
    to: number,
    { path, position }: { readonly path: string; readonly position: number },
  ): void {
    if (this.#damages.length === 0) this.#damaged(path, position, 0, "the records before are missing");
    const { sequenceNumber } = this.#settings;
    const first = sequenceNumber(shardIndex, from);
    const which =
      to - from === 1
        ? `the record ${first}`
        : `${to - from} records, ${first} to ${sequenceNumber(shardIndex, to - 1)},`;
    this.#damages.at(-1)?.lost.push(`${which} of shardId-${String(shardIndex).padStart(12, "0")}`);
  }

  #damaged(path: string, offset: number, bytes: number, problem: string): void {
    this.#damages.push({ path, offset, bytes, problem, lost: [] });
  }

  async #afterRepair(numbers: readonly number[]): Promise<Segment[]> {
    const segments: Segment[] = [];
    for (const number of numbers) {
      const segment = new Segment(this.#settings.directory, number);
      const bytes = readFileSync(segment.path);
      for (let frame = readFrame(bytes, 0); frame !== undefined; frame = readFrame(bytes, segment.length))
        segment.add(frame);
      if (number !== numbers.at(-1)) await segment.saveIndex();
      segments.push(segment);
    }
    return segments;
  }
}

function endProblem(length: number, due: number): string {
  return length < due
    ? `it ends after ${length} bytes, and ${due} were acknowledged`
    : "what stands there to its end is no frame with its checksum, and was acknowledged";
}

async function cutTornEnd(
  newest: { readonly path: string; readonly end: number; readonly fileBytes: number } | undefined,
): Promise<void> {
  if (newest === undefined || newest.end >= newest.fileBytes) return;
  const file = await open(newest.path, "r+");
  try {
    await file.truncate(newest.end);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function rewrite({ path, frames }: Rewriting): Promise<void> {
  const draft = `${path}.new`;
  await writeFile(draft, Buffer.concat(frames.map(({ bytes }) => bytes)), { mode: privateFile, flush: true });
  renameSync(draft, path);
}
