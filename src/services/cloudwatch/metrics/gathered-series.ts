// What is read of several metrics at once: the groups of a Metrics Insights query, and the metrics that a search finds.

import { Datapoint } from "./datapoint.ts";
import { groupOf, type InsightsQuery, selects } from "./insights-query.ts";
import type { MetricIdentity } from "./metric-identity.ts";
import type { LabelledSeries } from "./metric-query.ts";
import type { MetricSeries } from "./metric-series.ts";
import { finderOf } from "./search-expression.ts";
import type { SearchExpression } from "./search-parser.ts";
import { firstPeriodOf, type TimeRange, type TimeSeries } from "./time-range.ts";

export interface Metric {
  readonly identity: MetricIdentity;
  readonly byUnit: Map<string, MetricSeries>;
}

/** "A search expression can find only metrics that have reported data within the past two weeks." */
const searchedMs = 14 * 86_400_000;
/** "A graph can display as many as 500 time series." */
const mostFound = 500;

export function selectGroups(
  query: InsightsQuery,
  metrics: Iterable<Metric>,
  { periodSeconds, range }: { readonly periodSeconds: number; readonly range: TimeRange },
): readonly LabelledSeries[] {
  const groups = new Map<string, MetricSeries[]>();
  for (const { identity, byUnit } of metrics) {
    if (!selects(query, identity)) continue;
    const label = groupOf(query, identity);
    const group = groups.get(label) ?? [];
    for (const series of byUnit.values()) group.push(series);
    groups.set(label, group);
  }
  const selected = [...groups].map(([label, series]) => ({
    label,
    ...selectSeries(query, aggregate(series, periodSeconds, range)),
  }));
  const { orderBy, limit } = query;
  if (orderBy !== undefined)
    selected.sort((left, right) => (left.rank - right.rank) * (orderBy.descending ? -1 : 1));
  return selected.slice(0, limit);
}

export function searchMetrics(
  search: SearchExpression,
  metrics: Iterable<Metric>,
  now: number,
): readonly MetricIdentity[] {
  const finds = finderOf(search);
  const found: MetricIdentity[] = [];
  for (const { identity, byUnit } of metrics) {
    if (found.length === mostFound) break;
    const isRecent = () => [...byUnit.values()].some(({ latestAt }) => latestAt >= now - searchedMs);
    if (finds(identity) && isRecent()) found.push(identity);
  }
  return found;
}

/** What several series amount to in each period that has data, in order of time. */
export function aggregate(
  all: readonly MetricSeries[],
  periodSeconds: number,
  range: TimeRange,
): readonly Datapoint[] {
  const periodMs = periodSeconds * 1000;
  const from = firstPeriodOf(range, periodSeconds);
  const byPeriod = new Map<number, Datapoint>();
  for (const series of all) {
    for (const datapoint of series.read(from, range.until)) {
      const at = from + Math.floor((datapoint.at - from) / periodMs) * periodMs;
      const sum = byPeriod.get(at) ?? new Datapoint(at);
      sum.merge(datapoint);
      byPeriod.set(at, sum);
    }
  }
  return [...byPeriod.values()].sort((left, right) => left.at - right.at);
}

/** The points of a group, and what groups are put in order by: the statistic over the whole range. */
function selectSeries(
  { statistic, orderBy }: InsightsQuery,
  datapoints: readonly Datapoint[],
): { readonly points: TimeSeries; readonly rank: number } {
  const points: TimeSeries = new Map();
  const whole = new Datapoint(0);
  for (const datapoint of datapoints) {
    points.set(datapoint.at, datapoint.statistic({ type: "plain", name: statistic }) ?? Number.NaN);
    whole.merge(datapoint);
  }
  return { points, rank: whole.statistic({ type: "plain", name: orderBy?.statistic ?? statistic }) ?? 0 };
}
