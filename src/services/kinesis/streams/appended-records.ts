// Where each record of an append went.

import type { Shard } from "../shards/shard.ts";

/** The offset of a record that its shard did not take. */
export const leftOut = -1;

/** The texts are made when they are asked for: most producers never ask. */
export class AppendedRecords {
  readonly #shards: readonly Shard[];
  readonly #places: readonly number[];
  readonly #offsets: readonly number[];

  /** `places` are those of the records' shards among `shards`. */
  constructor(shards: readonly Shard[], places: readonly number[], offsets: readonly number[]) {
    this.#shards = shards;
    this.#places = places;
    this.#offsets = offsets;
  }

  get length(): number {
    return this.#offsets.length;
  }

  get areAllTaken(): boolean {
    return !this.#offsets.includes(leftOut);
  }

  /** Whether the record's shard had taken as much as it may. */
  isLeftOut(index: number): boolean {
    return this.#offsets[index] === leftOut;
  }

  shardId(index: number): string {
    return this.shardAt(index).id;
  }

  sequenceNumber(index: number): string {
    return this.shardAt(index).sequenceNumber(this.offset(index));
  }

  offset(index: number): number {
    return this.#offsets[index] ?? leftOut;
  }

  shardAt(index: number): Shard {
    const shard = this.#shards[this.#places[index] ?? -1];
    if (shard === undefined) throw new RangeError(`No record ${index} among ${this.length} appended ones`);
    return shard;
  }
}
