// Which shard a record goes to: the MD5 of its partition key, or its explicit hash key, falls into the shard's range of hash keys.
// API reference, PutRecord: "an MD5 hash function is used to map partition keys to 128-bit integer values".

import { hash } from "node:crypto";

export interface HashKeyRange {
  readonly startingHashKey: string;
  readonly endingHashKey: string;
}

const hashKeys = 2n ** 128n;
/** Keys repeat (a station reports again and again), and a look-up costs a tenth of an MD5. */
const rememberedKeys = 32_768;

/** Splits all hash keys evenly, as CreateStream does. */
export function evenHashKeyRanges(shardCount: number): readonly HashKeyRange[] {
  const width = hashKeys / BigInt(shardCount);
  return Array.from({ length: shardCount }, (_, index) => ({
    startingHashKey: String(BigInt(index) * width),
    endingHashKey: String((index === shardCount - 1 ? hashKeys : BigInt(index + 1) * width) - 1n),
  }));
}

export function isHashKey(text: string): boolean {
  return /^(0|[1-9]\d{0,38})$/.test(text) && BigInt(text) < hashKeys;
}

export class ShardRouter {
  /** The highest hash key of each open shard as 32 hexadecimal digits, which compare as text. */
  readonly #ends: readonly string[];
  #recent = new Map<string, number>();
  #older = new Map<string, number>();

  /** `ranges` are all hash keys, in their order. */
  constructor(ranges: readonly HashKeyRange[]) {
    this.#ends = ranges.map((range) => toHex(range.endingHashKey));
  }

  /** Which of the ranges a record belongs to. */
  shardOf(partitionKey: string, explicitHashKey: string | undefined): number {
    if (explicitHashKey !== undefined) return this.#find(toHex(explicitHashKey));
    if (this.#ends.length === 1) return 0;
    const known = this.#recent.get(partitionKey);
    if (known !== undefined) return known;
    const shardIndex = this.#older.get(partitionKey) ?? this.#find(hash("md5", partitionKey, "hex"));
    this.#remember(partitionKey, shardIndex);
    return shardIndex;
  }

  /** Two generations make a cache whose upkeep costs nothing: when the young one is full, it becomes the old one. */
  #remember(partitionKey: string, shardIndex: number): void {
    if (this.#recent.size >= rememberedKeys) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(partitionKey, shardIndex);
  }

  #find(hashKey: string): number {
    let low = 0;
    let high = this.#ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (hashKey <= (this.#ends[middle] ?? "")) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function toHex(hashKey: string): string {
  return BigInt(hashKey).toString(16).padStart(32, "0");
}
