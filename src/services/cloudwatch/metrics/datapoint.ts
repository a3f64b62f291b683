// What a metric amounts to in one period, and the statistics that CloudWatch computes of it.

import { Distribution } from "./distribution.ts";
import { measureWithin, type PlainStatistic, type Statistic } from "./statistic.ts";

/** A set of values known only by its summary, as `StatisticValues` of PutMetricData gives it. */
export interface StatisticSet {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** As it is kept on disk: its start, count, sum, extremes, and how its values are spread. */
export type DatapointJson = readonly [
  at: number,
  count: number,
  sum: number,
  minimum: number,
  maximum: number,
  buckets: readonly number[] | null,
];

export class Datapoint {
  /** Start of the period, in milliseconds since the epoch. */
  readonly at: number;
  #count = 0;
  #sum = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;
  /** Undefined as soon as a summary went in: CloudWatch then has no percentiles either. */
  #distribution: Distribution | undefined = new Distribution();

  constructor(at: number) {
    this.at = at;
  }

  toJson(): DatapointJson {
    return [
      this.at,
      this.#count,
      this.#sum,
      this.#minimum,
      this.#maximum,
      this.#distribution?.toJson() ?? null,
    ];
  }

  static fromJson([at, count, sum, minimum, maximum, buckets]: DatapointJson): Datapoint {
    const datapoint = new Datapoint(at);
    datapoint.#count = count;
    datapoint.#sum = sum;
    datapoint.#minimum = minimum;
    datapoint.#maximum = maximum;
    datapoint.#distribution = buckets === null ? undefined : Distribution.fromJson(buckets);
    return datapoint;
  }

  add(value: number, count = 1): void {
    this.#count += count;
    this.#sum += value * count;
    if (value < this.#minimum) this.#minimum = value;
    if (value > this.#maximum) this.#maximum = value;
    this.#distribution?.add(value, count);
  }

  addSet(set: StatisticSet): void {
    if (set.minimum === set.maximum) {
      this.add(set.minimum, set.sampleCount);
      return;
    }
    this.#count += set.sampleCount;
    this.#sum += set.sum;
    this.#minimum = Math.min(this.#minimum, set.minimum);
    this.#maximum = Math.max(this.#maximum, set.maximum);
    this.#distribution = undefined;
  }

  merge(other: Datapoint): void {
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#minimum = Math.min(this.#minimum, other.#minimum);
    this.#maximum = Math.max(this.#maximum, other.#maximum);
    if (other.#distribution === undefined) this.#distribution = undefined;
    else this.#distribution?.merge(other.#distribution);
  }

  /** Undefined if the datapoint cannot tell: percentiles and the like of values that came as a summary. */
  statistic(statistic: Statistic): number | undefined {
    switch (statistic.type) {
      case "plain":
        return this.#plain(statistic.name);
      case "percentile":
        return this.#percentile(statistic.percent);
      case "range":
        return this.#within(statistic);
    }
  }

  #plain(name: PlainStatistic): number {
    switch (name) {
      case "SampleCount":
        return this.#count;
      case "Sum":
        return this.#sum;
      case "Average":
        return this.#sum / this.#count;
      case "Minimum":
        return this.#minimum;
      case "Maximum":
        return this.#maximum;
    }
  }

  #percentile(percent: number): number | undefined {
    if (this.#distribution === undefined) return undefined;
    // The extremes need no estimate.
    if (percent === 0) return this.#minimum;
    if (percent === 100) return this.#maximum;
    return this.#clamped(this.#distribution.percentile(percent));
  }

  #within({ measure, bounds }: Extract<Statistic, { readonly type: "range" }>): number | undefined {
    const values = this.#distribution
      ?.values()
      .map(([value, count]) => [this.#clamped(value), count] as const);
    return values === undefined ? undefined : measureWithin(measure, bounds, values);
  }

  /** Estimates of values that came never leave what really came. */
  #clamped(value: number): number {
    return Math.min(this.#maximum, Math.max(this.#minimum, value));
  }
}
