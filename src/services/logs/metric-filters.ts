// Metric filters: of each event of a group that a pattern matches, a value is counted in a metric.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html

import { ServiceError } from "../../aws/service-error.ts";
import type { Records } from "../../storage/record-book.ts";
import type { LogEvent } from "./log-group.ts";
import type { Logs } from "./logs.ts";
import { compileFilterPattern, type FilterPattern } from "./patterns/filter-pattern.ts";
import { limitExceeded } from "./refusals.ts";
import type { Transformers } from "./transformers/transformers.ts";

export interface MetricTransformation {
  readonly metricName: string;
  readonly metricNamespace: string;
  /** A number, or where in an event it is: `$.latency`, `$bytes`. */
  readonly metricValue: string;
  readonly defaultValue?: number | undefined;
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
  readonly unit?: string | undefined;
}

export interface MetricFilter {
  readonly logGroupName: string;
  readonly filterName: string;
  readonly filterPattern: string;
  readonly metricTransformations: readonly MetricTransformation[];
  readonly creationTime: number;
  readonly applyOnTransformedLogs: boolean;
}

/** CloudWatch, as metric filters need it. */
export interface FilteredMetrics {
  seriesOf(
    identity: {
      readonly namespace: string;
      readonly metricName: string;
      readonly dimensions: Readonly<Record<string, string>>;
    },
    unit: string,
  ): { recordAt(timestamp: number, value: number): void };
}

const mostFilters = 100;

export class MetricFilters {
  readonly #logs: Logs;
  readonly #transformers: Transformers;
  readonly #filters: Records<MetricFilter>;
  readonly #compiled = new Map<string, FilterPattern>();
  #metrics: FilteredMetrics | undefined;

  constructor(logs: Logs, transformers: Transformers) {
    this.#logs = logs;
    this.#transformers = transformers;
    this.#filters = logs.book.records<MetricFilter>("metricFilter");
  }

  countInto(metrics: FilteredMetrics): void {
    this.#metrics = metrics;
  }

  put(filter: Omit<MetricFilter, "creationTime">): void {
    const { logGroupName, filterName } = filter;
    this.#logs.group(logGroupName);
    compileFilterPattern(filter.filterPattern);
    const key = `${logGroupName}:${filterName}`;
    if (!this.#filters.has(key) && this.of(logGroupName).length >= mostFilters) throw limitExceeded();
    this.#filters.put(key, { ...filter, creationTime: this.#logs.now() });
    this.#compiled.delete(key);
  }

  delete(logGroupName: string, filterName: string): void {
    this.#logs.group(logGroupName);
    if (!this.#filters.has(`${logGroupName}:${filterName}`))
      throw new ServiceError("ResourceNotFoundException", "The specified metric filter does not exist.");
    this.forget(logGroupName, filterName);
  }

  /** Also of a group that is gone. */
  forget(logGroupName: string, filterName: string): void {
    const key = `${logGroupName}:${filterName}`;
    this.#filters.remove(key);
    this.#compiled.delete(key);
  }

  get all(): readonly MetricFilter[] {
    return this.#filters.values();
  }

  of(logGroupName: string): readonly MetricFilter[] {
    return this.all.filter((filter) => filter.logGroupName === logGroupName);
  }

  /** Throws ResourceNotFoundException for a group that is not there. */
  ofExisting(logGroupName: string): readonly MetricFilter[] {
    this.#logs.group(logGroupName);
    return this.of(logGroupName);
  }

  /** Counts what the filters of a group make of events that came into it. Yields where whoever asks may give way to others. */
  *take(filters: readonly MetricFilter[], events: readonly LogEvent[]): Generator<void, void> {
    if (this.#metrics === undefined) return;
    for (const filter of filters) {
      const pattern = this.#patternOf(filter);
      const [transformation] = filter.metricTransformations;
      if (transformation === undefined) continue;
      for (const event of events) {
        const transformed = filter.applyOnTransformedLogs
          ? this.#transformers.transformed(filter.logGroupName, event)
          : undefined;
        this.#count(pattern, transformation, { ...event, message: transformed ?? event.message });
        yield;
      }
    }
  }

  #count(
    pattern: FilterPattern,
    transformation: MetricTransformation,
    { message, timestamp }: LogEvent,
  ): void {
    const { metricNamespace: namespace, metricName, unit = "None", defaultValue } = transformation;
    const record = (value: number, dimensions: Readonly<Record<string, string>>) =>
      this.#metrics?.seriesOf({ namespace, metricName, dimensions }, unit).recordAt(timestamp, value);
    if (!pattern.matches(message)) {
      if (defaultValue !== undefined) record(defaultValue, {});
      return;
    }
    const { metricValue } = transformation;
    const text = metricValue.startsWith("$") ? pattern.valueOf(message, metricValue) : metricValue;
    const value = Number(text ?? Number.NaN);
    if (text?.trim() === "" || !Number.isFinite(value)) return;
    const dimensions: Record<string, string> = {};
    for (const [name, selector] of Object.entries(transformation.dimensions ?? {})) {
      const found = pattern.valueOf(message, selector);
      // A metric without one of its dimensions would be another metric.
      if (found === undefined || found === "") return;
      dimensions[name] = found;
    }
    record(value, dimensions);
  }

  #patternOf({ logGroupName, filterName, filterPattern }: MetricFilter): FilterPattern {
    const key = `${logGroupName}:${filterName}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const compiled = compileFilterPattern(filterPattern);
    this.#compiled.set(key, compiled);
    return compiled;
  }
}
