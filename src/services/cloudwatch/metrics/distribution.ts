// How the values of a datapoint are spread, for percentiles: counts in buckets whose bounds grow by two percent, so that a
// percentile is off by at most one percent of its value however many values there were.

import type { CountedValues } from "./statistic.ts";

const growth = Math.log(1.02);
/** Below it everything counts as zero. */
const smallest = 1e-9;
/** Enough for values from a microsecond to a month; beyond it the smallest buckets are merged. */
const mostBuckets = 2048;

export class Distribution {
  /** Bucket index to count. Index 0 is zero; negative values mirror the positive ones. */
  readonly #buckets = new Map<number, number>();
  // A series often repeats one value (a counter's 1), so its bucket is worth remembering.
  #lastValue = Number.NaN;
  #lastBucket = 0;

  add(value: number, count: number): void {
    if (value !== this.#lastValue) {
      this.#lastValue = value;
      this.#lastBucket = bucketOf(value);
    }
    this.#buckets.set(this.#lastBucket, (this.#buckets.get(this.#lastBucket) ?? 0) + count);
    if (this.#buckets.size > mostBuckets) this.#mergeSmallest();
  }

  /** Buckets with their counts, one behind the other. */
  toJson(): readonly number[] {
    return [...this.#buckets].flat();
  }

  static fromJson(pairs: readonly number[]): Distribution {
    const distribution = new Distribution();
    for (let at = 0; at + 1 < pairs.length; at += 2)
      distribution.#buckets.set(pairs[at] as number, pairs[at + 1] as number);
    return distribution;
  }

  merge(other: Distribution): void {
    for (const [bucket, count] of other.#buckets) {
      this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
    }
  }

  /** The value that `percent` percent of all values do not exceed. */
  percentile(percent: number): number {
    const values = this.values();
    const total = values.reduce((sum, [, count]) => sum + count, 0);
    const rank = Math.max(1, Math.ceil((percent / 100) * total - 1e-9));
    let seen = 0;
    for (const [value, count] of values) {
      seen += count;
      if (seen >= rank) return value;
    }
    return values.at(-1)?.[0] ?? 0;
  }

  /** About the values that came, in ascending order, each with how often. */
  values(): CountedValues {
    const sorted = [...this.#buckets].sort(([left], [right]) => left - right);
    return sorted.map(([bucket, count]) => [middleOf(bucket), count]);
  }

  #mergeSmallest(): void {
    const [first = 0, second = 0] = [...this.#buckets.keys()].sort(
      (left, right) => Math.abs(left) - Math.abs(right),
    );
    const merged = (this.#buckets.get(first) ?? 0) + (this.#buckets.get(second) ?? 0);
    this.#buckets.delete(first);
    this.#buckets.set(second, merged);
  }
}

/** Buckets are numbered so that the bucket of `smallest` is 1 or -1. */
function bucketOf(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude < smallest) return 0;
  const bucket = Math.floor(Math.log(magnitude / smallest) / growth) + 1;
  return value < 0 ? -bucket : bucket;
}

/** The middle of a bucket. */
function middleOf(bucket: number): number {
  if (bucket === 0) return 0;
  const magnitude = smallest * Math.exp((Math.abs(bucket) - 0.5) * growth);
  return bucket < 0 ? -magnitude : magnitude;
}
