// What a metric amounts to in one period, and the statistics that CloudWatch computes of it.

import { ServiceError } from "../aws/service-error.ts";
import { Distribution } from "./distribution.ts";

/** A set of values known only by its summary, as `StatisticValues` of PutMetricData gives it. */
export interface StatisticSet {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

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

  /** Undefined if the datapoint cannot tell: percentiles of values that came as a summary. */
  statistic(statistic: Statistic): number | undefined {
    switch (statistic) {
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
      default:
        return this.#percentile(Number(statistic.slice(1)));
    }
  }

  #percentile(percent: number): number | undefined {
    const estimate = this.#distribution?.percentile(percent);
    if (estimate === undefined) return undefined;
    return Math.min(this.#maximum, Math.max(this.#minimum, estimate));
  }
}

const plainStatistics = ["SampleCount", "Sum", "Average", "Minimum", "Maximum"] as const;

export type Statistic = (typeof plainStatistics)[number] | `p${number}`;

/** Reads `Sum`, `Average`, … or a percentile such as `p99` or `p99.9`. */
export function parseStatistic(text: string): Statistic {
  const plain = plainStatistics.find((statistic) => statistic === text);
  if (plain !== undefined) return plain;
  const [, percent] = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(text) ?? [];
  if (percent !== undefined && Number(percent) <= 100) return text as Statistic;
  throw new ServiceError(
    "InvalidParameterValueException",
    `The value ${text} for parameter Stat is not supported. Expected one of ${plainStatistics.join(", ")} or a percentile from p0 to p100.`,
  );
}
