// The shards of a stream, open and closed, and how they come out of each other. The open ones always share all hash keys among
// them: a split or a merge closes shards and opens others in one step, so that there is no moment in between.

import { evenHashKeyRanges, type HashKeyRange } from "./hash-range.ts";

/** Offset of a shard's first record. Offset 0 is its StartingSequenceNumber, which is older than any record. */
export const firstRecordOffset = 1;

export interface ShardRecord extends HashKeyRange {
  readonly index: number;
  /** Later than that of its parents, so that its sequence numbers follow theirs. */
  readonly createdAt: number;
  /** The parent, and after a merge the adjacent parent. */
  readonly parents: readonly number[];
  /** When it was closed, and the offset after its last record. */
  readonly closed?: { readonly at: number; readonly endOffset: number };
}

export function shardIdOf(index: number): string {
  return `shardId-${String(index).padStart(12, "0")}`;
}

const mostIndex = 2_147_483_647;

/** As AWS finds a shard by its id: the digits at its end count, whatever is before them. Undefined where there are none, or too many. */
export function shardIndexIn(id: string): number | undefined {
  const [, digits] = /^(?:.*-)?(\d+)$/.exec(id) ?? [];
  const index = Number(digits);
  return digits === undefined || index > mostIndex ? undefined : index;
}

export interface ShardTable {
  /** How many shards there have ever been: no index is given out twice. */
  readonly made: number;
  /** In the order of their indexes. */
  readonly shards: readonly ShardRecord[];
}

/** When shards are closed, and the offset after the last record of each; undefined for one that was never open for records. */
export interface Closing {
  readonly at: number;
  readonly endOffset: (index: number) => number | undefined;
}

export function firstShards(count: number, createdAt: number): ShardTable {
  const shards = evenHashKeyRanges(count).map((range, index) => ({
    ...range,
    index,
    createdAt,
    parents: [],
  }));
  return { made: count, shards };
}

/** In the order of their hash keys. */
export function openShards<Shard extends Pick<ShardRecord, "startingHashKey" | "closed">>(
  shards: readonly Shard[],
): readonly Shard[] {
  const open = shards.filter(({ closed }) => closed === undefined);
  // Numbers in decimal: the longer one is the larger one.
  return open.sort(
    ({ startingHashKey: one }, { startingHashKey: other }) =>
      one.length - other.length || (one < other ? -1 : 1),
  );
}

/** Without the closed shards that have left retention. */
export function withoutExpired(table: ShardTable, isExpired: (shard: ShardRecord) => boolean): ShardTable {
  return { ...table, shards: table.shards.filter((shard) => !isExpired(shard)) };
}

/** A table while its shards are split and merged. */
export class Resharding {
  readonly #shards: Map<number, ShardRecord>;
  readonly #closing: Closing;
  #made: number;

  constructor({ made, shards }: ShardTable, closing: Closing) {
    this.#made = made;
    this.#shards = new Map(shards.map((shard) => [shard.index, shard]));
    this.#closing = closing;
  }

  get table(): ShardTable {
    return { made: this.#made, shards: [...this.#shards.values()] };
  }

  /** Two children for the shard, of which the second begins at `key`, which lies inside of it. */
  split(shard: ShardRecord, key: bigint): readonly [ShardRecord, ShardRecord] {
    const { startingHashKey, endingHashKey } = shard;
    const createdAt = this.#close([shard]);
    const parents = [shard.index];
    return [
      this.#open({ startingHashKey, endingHashKey: String(key - 1n), createdAt, parents }),
      this.#open({ startingHashKey: String(key), endingHashKey, createdAt, parents }),
    ];
  }

  /** One child for two shards, of which the second begins where the first one ends. */
  merge(shard: ShardRecord, adjacent: ShardRecord): ShardRecord {
    const { startingHashKey } = shard;
    const { endingHashKey } = adjacent;
    const createdAt = this.#close([shard, adjacent]);
    return this.#open({ startingHashKey, endingHashKey, createdAt, parents: [shard.index, adjacent.index] });
  }

  /** As many open shards as wanted, all of one width. A shard that has it already stays as it is. */
  scaleTo(count: number): void {
    const left = [...openShards(this.table.shards)].reverse();
    for (const { endingHashKey } of evenHashKeyRanges(count)) {
      const end = BigInt(endingHashKey);
      let child = this.#takeUpTo(end, left);
      while (BigInt(child.endingHashKey) < end) child = this.merge(child, this.#takeUpTo(end, left));
    }
  }

  /** The next of the shards that are left, cut off where it would reach beyond `end`. */
  #takeUpTo(end: bigint, left: ShardRecord[]): ShardRecord {
    const next = left.pop();
    if (next === undefined) throw new Error(`No shard is left for the hash keys up to ${end}`);
    if (BigInt(next.endingHashKey) <= end) return next;
    const [first, rest] = this.split(next, end + 1n);
    left.push(rest);
    return first;
  }

  /** Answers with the time of the children's creation. */
  #close(parents: readonly ShardRecord[]): number {
    const { at, endOffset } = this.#closing;
    const createdAt = Math.max(at, ...parents.map((parent) => parent.createdAt + 1));
    for (const parent of parents) {
      const closed = { at: createdAt, endOffset: endOffset(parent.index) ?? firstRecordOffset };
      this.#shards.set(parent.index, { ...parent, closed });
    }
    return createdAt;
  }

  #open(child: Omit<ShardRecord, "index">): ShardRecord {
    const shard = { index: this.#made++, ...child };
    this.#shards.set(shard.index, shard);
    return shard;
  }
}

/** Whether the second shard begins where the first one ends. */
export function areAdjacent(shard: HashKeyRange, adjacent: HashKeyRange): boolean {
  return BigInt(shard.endingHashKey) + 1n === BigInt(adjacent.startingHashKey);
}
