// CloudWatch metrics: every series of the region, and the ways to write, list and read them.

import { ServiceError } from "../../../aws/service-error.ts";
import type { Clock } from "../../../time/clock.ts";
import { atOnce } from "../../../time/time-slice.ts";
import { invalid } from "../refusals.ts";
import type { Bands } from "./band.ts";
import type { Datapoint } from "./datapoint.ts";
import { aggregate, type Metric, searchMetrics, selectGroups } from "./gathered-series.ts";
import type { MetricDataQuery } from "./metric-data-query.ts";
import { checkDatum, type MetricDatum } from "./metric-datum.ts";
import { checkMetric, type Dimensions, type MetricIdentity, metricKey } from "./metric-identity.ts";
import { evaluateQueries, type MetricDataResult, type MetricSource } from "./metric-query.ts";
import { type DatapointRoom, MetricSeries, type StorageResolution } from "./metric-series.ts";
import type { MetricStat } from "./metric-stat.ts";
import type { ParsedExpressions } from "./query-checks.ts";
import { parseStatistic } from "./statistic.ts";
import { checkDataRange, checkPeriod, checkRange, type TimeRange, type TimeSeries } from "./time-range.ts";
import { byPreference, checkUnit } from "./units.ts";

export interface ListMetricsFilter {
  readonly namespace?: string;
  readonly metricName?: string;
  /** A dimension without a value matches every value. */
  readonly dimensions?: readonly { readonly name: string; readonly value?: string }[];
  /** Only metrics with a datapoint in the last three hours. */
  readonly recentlyActive?: boolean;
}

export interface StatisticsDatapoint {
  readonly at: number;
  readonly unit: string;
  readonly statistics: Readonly<Record<string, number>>;
}

/** PutMetricData: "up to 1000 different metrics in one request". */
const mostData = 1000;
/** This keeps a runaway dimension from filling memory. */
const mostSeries = 20_000;
const forgottenTogether = 1000;
/** Of all series: about 270 bytes of memory each, so 160 MB; a day of every minute of four hundred series. */
const defaultMostDatapoints = 600_000;
const dayMs = 86_400_000;
const recentMs = 3 * 3_600_000;

export interface MetricsOptions {
  readonly clock: Clock;
  /** Of all series. @default 600,000 */
  readonly mostDatapoints?: number;
  /** What is expected of metrics, where anybody has learnt that. */
  readonly bands?: Bands;
}

export interface MetricDataOptions {
  readonly expressions?: ParsedExpressions;
  /** In which times within labels are told. @default +0000 */
  readonly timezone?: string;
}

export class Metrics {
  readonly #clock: Clock;
  readonly #metrics = new Map<string, Metric>();
  readonly #mostDatapoints: number;
  readonly #room: DatapointRoom;
  readonly #bands: Bands | undefined;
  #seriesCount = 0;
  #datapointCount = 0;

  constructor(options: MetricsOptions) {
    this.#clock = options.clock;
    this.#bands = options.bands;
    this.#mostDatapoints = options.mostDatapoints ?? defaultMostDatapoints;
    this.#room = {
      take: () => {
        if (++this.#datapointCount > this.#mostDatapoints) this.#makeRoom();
      },
      give: (datapoints) => {
        this.#datapointCount -= datapoints;
      },
    };
  }

  get datapointCount(): number {
    return this.#datapointCount;
  }

  /** A handle for values that come often: look it up once, then `record`. */
  series(
    namespace: string,
    metricName: string,
    dimensions: Dimensions,
    unit = "None",
    resolution: StorageResolution = 60,
  ): MetricSeries {
    return this.seriesOf({ namespace, metricName, dimensions }, unit, resolution);
  }

  seriesOf(identity: MetricIdentity, unit = "None", resolution: StorageResolution = 60): MetricSeries {
    const key = metricKey(identity);
    let metric = this.#metrics.get(key);
    const found = metric?.byUnit.get(unit);
    if (found !== undefined) return found;
    checkMetric(identity);
    checkUnit(unit);
    if (this.#seriesCount >= mostSeries) this.#forgetOldest();
    if (metric === undefined) {
      // Whatever the order in which they were put, dimensions are told by their names.
      const dimensions = Object.fromEntries(
        Object.entries(identity.dimensions).sort(([one], [other]) => (one < other ? -1 : 1)),
      );
      metric = { identity: { ...identity, dimensions }, byUnit: new Map() };
      this.#metrics.set(key, metric);
    }
    const series = new MetricSeries(this.#clock, unit, resolution, this.#room);
    metric.byUnit.set(unit, series);
    this.#seriesCount++;
    return series;
  }

  /** Every series with what it is a series of. */
  *all(): Iterable<readonly [MetricIdentity, MetricSeries]> {
    for (const { identity, byUnit } of this.#metrics.values())
      for (const series of byUnit.values()) yield [identity, series];
  }

  putMetricData(namespace: string, data: readonly MetricDatum[]): void {
    atOnce(this.putInPieces(namespace, data));
  }

  /** The same; yields where whoever asks may give way to others. */
  *putInPieces(namespace: string, data: readonly MetricDatum[]): Generator<void, void> {
    // What the services tell of themselves comes by `series`.
    if (namespace.startsWith("AWS/"))
      throw invalid(`The value ${namespace} for parameter Namespace is invalid.`);
    if (data.length > mostData) {
      throw new ServiceError(
        "ValidationException",
        `The collection MetricData must not have a size greater than ${mostData}.`,
      );
    }
    // All of a request is checked before any of it counts.
    const now = this.#clock.now();
    for (const [index, datum] of data.entries()) {
      checkDatum(namespace, datum, { place: index + 1, now });
      yield;
    }
    for (const datum of data) {
      this.#put(namespace, datum);
      yield;
    }
  }

  listMetrics(filter: ListMetricsFilter = {}): readonly MetricIdentity[] {
    const since = this.#clock.now() - recentMs;
    const found: MetricIdentity[] = [];
    for (const { identity, byUnit } of this.#metrics.values()) {
      const active = () => [...byUnit.values()].some((series) => series.latestAt >= since);
      if (matches(identity, filter) && (filter.recentlyActive !== true || active())) found.push(identity);
    }
    return found;
  }

  /** The value of a statistic for each period of the range that has data. */
  read(stat: MetricStat, range: TimeRange): TimeSeries {
    const statistic = parseStatistic(stat.stat);
    const points: TimeSeries = new Map();
    for (const datapoint of this.#ofOneUnit(stat, range)) {
      const value = datapoint.statistic(statistic);
      if (value !== undefined) points.set(datapoint.at, value);
    }
    return points;
  }

  getMetricStatistics(
    stat: Omit<MetricStat, "stat">,
    statistics: readonly string[],
    range: TimeRange,
  ): readonly StatisticsDatapoint[] {
    checkRange(range);
    checkDatapoints(range, stat.periodSeconds);
    const parsed = statistics.map((text) => [text, parseStatistic(text)] as const);
    const statisticsOf = (datapoint: Datapoint) =>
      Object.fromEntries(
        parsed.flatMap(([text, statistic]) => {
          const value = datapoint.statistic(statistic);
          return value === undefined ? [] : [[text, value]];
        }),
      );
    // Each unit that the values came in has datapoints of its own.
    return this.#seriesFor(stat).flatMap(({ unit }) =>
      this.#aggregate({ ...stat, unit }, range).map((datapoint) => ({
        ...{ at: datapoint.at, unit, statistics: statisticsOf(datapoint) },
      })),
    );
  }

  /** The results come one by one, as they are taken. Throws ValidationException for queries that say nothing. */
  getMetricData(
    queries: readonly MetricDataQuery[],
    range: TimeRange,
    { expressions, timezone = "+0000" }: MetricDataOptions = {},
  ): Iterable<MetricDataResult> {
    checkDataRange(range);
    const source: MetricSource = {
      labels: { now: this.#clock.now(), timezone },
      read: (stat) => this.read(stat, range),
      select: (query, periodSeconds) => selectGroups(query, this.#metrics.values(), { periodSeconds, range }),
      search: (search) => searchMetrics(search, this.#metrics.values(), this.#clock.now()),
      band: (of) => this.#bands?.(of),
    };
    return evaluateQueries(queries, range, source, expressions);
  }

  /** Values of different units make no statistic: the unit that comes first counts, of those that have values in the range. */
  #ofOneUnit(stat: MetricStat, range: TimeRange): readonly Datapoint[] {
    const byUnit = this.#metrics.get(metricKey(stat.metric))?.byUnit;
    if (stat.unit !== undefined || byUnit === undefined || byUnit.size <= 1)
      return this.#aggregate(stat, range);
    for (const unit of [...byUnit.keys()].sort(byPreference)) {
      const datapoints = this.#aggregate({ ...stat, unit }, range);
      if (datapoints.length > 0) return datapoints;
    }
    return [];
  }

  #aggregate(stat: Omit<MetricStat, "stat">, range: TimeRange): readonly Datapoint[] {
    checkPeriod(stat.periodSeconds);
    return aggregate(this.#seriesFor(stat), stat.periodSeconds, range);
  }

  #seriesFor({ metric, unit }: Omit<MetricStat, "stat">): readonly MetricSeries[] {
    const byUnit = this.#metrics.get(metricKey(metric))?.byUnit;
    if (byUnit === undefined) return [];
    if (unit === undefined) return [...byUnit.values()];
    const series = byUnit.get(unit);
    return series === undefined ? [] : [series];
  }

  #put(namespace: string, datum: MetricDatum): void {
    const { metricName, dimensions = {}, timestamp = this.#clock.now() } = datum;
    const resolution = datum.storageResolution === 1 ? 1 : 60;
    const series = this.seriesOf({ namespace, metricName, dimensions }, datum.unit, resolution);
    if (datum.value !== undefined) series.recordAt(timestamp, datum.value);
    datum.values?.forEach((value, at) => void series.recordAt(timestamp, value, datum.counts?.[at] ?? 1));
    if (datum.statisticValues !== undefined) series.recordSet(timestamp, datum.statisticValues);
  }

  /** Of every series the oldest go, until a quarter is free. */
  #makeRoom(): void {
    const wanted = this.#mostDatapoints * 0.75;
    for (let kept = dayMs; this.#datapointCount > wanted && kept > 1; kept *= 0.75) {
      const oldest = this.#clock.now() - kept;
      for (const { byUnit } of this.#metrics.values())
        for (const series of byUnit.values()) series.forgetBefore(oldest);
    }
  }

  /** Many at once: to find the oldest all must be looked at. What has no value yet is about to have its first. */
  #forgetOldest(): void {
    const lastOf = ({ size, latestAt }: MetricSeries) => (size === 0 ? Number.POSITIVE_INFINITY : latestAt);
    const ages = Array.from(this.#metrics, ([key, { byUnit }]) => {
      return { key, byUnit, at: Math.max(...[...byUnit.values()].map(lastOf)) };
    });
    ages.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
    for (const { key, byUnit } of ages) {
      if (this.#seriesCount <= mostSeries - forgottenTogether) return;
      for (const { size } of byUnit.values()) this.#room.give(size);
      this.#metrics.delete(key);
      this.#seriesCount -= byUnit.size;
    }
  }
}

/** GetMetricStatistics answers with at most 1,440 datapoints, and refuses to be asked for more. */
function checkDatapoints({ from, until }: TimeRange, periodSeconds: number): void {
  const datapoints = Math.ceil((until - from) / (periodSeconds * 1000));
  if (datapoints <= 1440) return;
  throw new ServiceError(
    "InvalidParameterCombinationException",
    `You have requested up to ${datapoints.toLocaleString("en-US")} datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
  );
}

function matches({ namespace, metricName, dimensions }: MetricIdentity, filter: ListMetricsFilter): boolean {
  if (filter.namespace !== undefined && namespace !== filter.namespace) return false;
  if (filter.metricName !== undefined && metricName !== filter.metricName) return false;
  return (filter.dimensions ?? []).every(({ name, value }) => {
    return Object.hasOwn(dimensions, name) && (value === undefined || dimensions[name] === value);
  });
}
