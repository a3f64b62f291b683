// GetMetricData: queries that read a metric, and expressions over the results of the others.

import { atOnce } from "../../../time/time-slice.ts";
import { refused } from "../refusals.ts";
import { type Bands, type Limits, madeOf } from "./band.ts";
import { expandLabel, isDynamic, type LabelClock } from "./dynamic-label.ts";
import { type InsightsQuery, isInsightsQuery, parseInsightsQuery } from "./insights-query.ts";
import { isList, type MathSeries, type MathValue } from "./math-value.ts";
import type { MetricDataQuery } from "./metric-data-query.ts";
import type { MetricIdentity } from "./metric-identity.ts";
import { evaluateExpression } from "./metric-math.ts";
import { type Expression, parseExpression } from "./metric-math-parser.ts";
import type { MetricStat } from "./metric-stat.ts";
import { PointBudget } from "./point-budget.ts";
import { checkInPieces, type ParsedExpressions, unrecognized } from "./query-checks.ts";
import { periodSecondsOf } from "./query-period.ts";
import { distinctNames } from "./search-expression.ts";
import { parseSearch, type SearchExpression } from "./search-parser.ts";
import { everyPeriod } from "./series-functions.ts";
import { parseStatistic } from "./statistic.ts";
import { checkPeriod, type TimeRange, type TimeSeries } from "./time-range.ts";

export interface MetricDataResult {
  readonly id: string;
  readonly label: string;
  /** In order of time. */
  readonly points: TimeSeries;
  /** Whether points are left out because they are no numbers, as what is divided by zero. */
  readonly hasDropped?: boolean;
}

/** Where the values of a query come from. */
export interface MetricSource {
  readonly labels: LabelClock;
  read(stat: MetricStat): TimeSeries;
  /** A series for each group of a Metrics Insights query. */
  select(query: InsightsQuery, periodSeconds: number): readonly LabelledSeries[];
  search(search: SearchExpression): readonly MetricIdentity[];
  readonly band: Bands;
}

export interface LabelledSeries {
  readonly label: string;
  readonly points: TimeSeries;
}

/** The results one by one, so that those that nobody takes are not computed. Throws ValidationException before the first. */
export function evaluateQueries(
  queries: readonly MetricDataQuery[],
  range: TimeRange,
  source: MetricSource,
  expressions: ParsedExpressions = atOnce(checkInPieces(queries)),
): Iterable<MetricDataResult> {
  return new Evaluation(queries, range, source, expressions).results();
}

class Evaluation {
  readonly #queries: ReadonlyMap<string, MetricDataQuery>;
  readonly #range: TimeRange;
  readonly #source: MetricSource;
  readonly #expressions: ParsedExpressions;
  readonly #budget = new PointBudget();
  readonly #values = new Map<string, MathValue>();
  readonly #open = new Set<string>();
  /** The queries of which points were left out. */
  readonly #dropped = new Set<string>();

  constructor(
    queries: readonly MetricDataQuery[],
    range: TimeRange,
    source: MetricSource,
    expressions: ParsedExpressions,
  ) {
    this.#expressions = expressions;
    this.#queries = new Map(queries.map((query) => [query.id, query]));
    this.#range = range;
    this.#source = source;
  }

  *results(): Generator<MetricDataResult> {
    for (const query of this.#queries.values()) {
      if (query.returnData ?? true) yield* this.#resultsOf(query);
    }
  }

  /** An expression over a list of metrics, such as METRICS(), gives a result for each of them. */
  #resultsOf(query: MetricDataQuery): MetricDataResult[] {
    const { id } = query;
    if (query.expression !== undefined && isInsightsQuery(query.expression))
      return this.#select(query, query.expression);
    const value = this.#valueOf(id);
    const told = this.#dropped.has(id) ? { hasDropped: true } : {};
    if (!isList(value)) {
      const points = typeof value === "number" ? this.#constant(value, query) : value.points;
      return [{ id, label: this.#labelOf(query, points), points, ...told }];
    }
    return value.map((series) => {
      return { id, label: this.#labelAmong(query, series), points: series.points, ...told };
    });
  }

  /** A label that is the same for all stands before what tells them apart. */
  #labelAmong({ label = "", ...query }: MetricDataQuery, series: MathSeries): string {
    if (!isDynamic(label)) return label === "" ? series.name : `${label} ${series.name}`;
    const { metricStat } = series;
    const periodSeconds = metricStat?.periodSeconds ?? this.#periodSeconds(query);
    return expandLabel(label, { ...series, metricStat, periodSeconds }, this.#source.labels);
  }

  /** `name` is what the series is called if the query does not say. */
  #labelOf(query: MetricDataQuery, points: TimeSeries, name?: string): string {
    const { label, metricStat } = query;
    if (label !== undefined && !isDynamic(label)) return label;
    const given = name ?? this.#nameOf(query);
    if (label === undefined) return given;
    const labelled = { points, name: given, metricStat, periodSeconds: this.#periodSeconds(query) };
    return expandLabel(label, labelled, this.#source.labels);
  }

  /** A metric's name, with the statistic and the period where the metrics that are asked for differ in them. */
  #nameOf({ id, metricStat }: MetricDataQuery): string {
    if (metricStat === undefined) return id;
    const stats = [...this.#queries.values()].flatMap((query) => query.metricStat ?? []);
    const differ = (of: (stat: MetricStat) => unknown) => new Set(stats.map(of)).size > 1;
    return [
      metricStat.metric.metricName,
      ...(differ(({ stat }) => stat) ? [metricStat.stat] : []),
      ...(differ(({ periodSeconds }) => periodSeconds) ? [metricStat.periodSeconds] : []),
    ].join(" ");
  }

  #select(query: MetricDataQuery, expression: string): MetricDataResult[] {
    const found = this.#source.select(parseInsightsQuery(expression), this.#periodSeconds(query));
    return found.map(({ label: group, points: all }) => {
      this.#budget.spend(all.size);
      const points = clip(all, this.#range);
      // A label that is the same for all would not tell the groups apart.
      const isNamed = group === "" || isDynamic(query.label ?? "");
      const label = isNamed ? this.#labelOf(query, points, group === "" ? query.id : group) : group;
      return { id: query.id, label, points };
    });
  }

  #valueOf(id: string): MathValue {
    const known = this.#values.get(id);
    if (known !== undefined) return known;
    const query = this.#queries.get(id);
    if (query === undefined) throw unrecognized(id);
    if (this.#open.has(id)) throw refused(`The expression of '${id}' refers to itself.`);
    this.#open.add(id);
    const value = this.#computed(query);
    this.#open.delete(id);
    this.#values.set(id, value);
    return value;
  }

  #computed(query: MetricDataQuery): MathValue {
    const { metricStat } = query;
    if (metricStat !== undefined) {
      const points = this.#read(metricStat);
      return { points, name: this.#labelOf(query, points), metricStat };
    }
    const value = this.#evaluate(query);
    if (typeof value === "number" || isList(value)) return value;
    return { points: value.points, name: this.#labelOf(query, value.points) };
  }

  #read(stat: MetricStat): TimeSeries {
    const points = clip(this.#source.read(stat), this.#range);
    this.#budget.spend(points.size);
    return points;
  }

  #evaluate(query: MetricDataQuery): MathValue {
    if (query.expression !== undefined && isInsightsQuery(query.expression))
      return this.#select(query, query.expression).map(({ label, points }) => ({ name: label, points }));
    return evaluateExpression(this.#expressionOf(query), {
      valueOf: (id) => this.#valueOf(id),
      metrics: (part) => this.#metrics(part),
      search: (search, stat, periodSeconds) => this.#search(search, stat, periodSeconds),
      band: (id, deviations) => this.#band(id, deviations),
      periodSecondsOf: (id) => this.#periodSeconds(this.#queries.get(id)),
      onDropped: () => void this.#dropped.add(query.id),
      range: this.#range,
      periodSeconds: this.#periodSeconds(query),
      budget: this.#budget,
    });
  }

  #search(search: string, stat: string, periodSeconds: number): readonly MathSeries[] {
    checkPeriod(periodSeconds);
    parseStatistic(stat);
    const found = this.#source.search(parseSearch(search));
    const names = distinctNames(found);
    return found.map((metric, index) => {
      const metricStat = { metric, stat, periodSeconds };
      return { name: names[index] ?? "", metricStat, points: this.#read(metricStat) };
    });
  }

  #band(id: string, deviations: number): readonly MathSeries[] {
    const query = this.#queries.get(id);
    if (query === undefined) throw unrecognized(id);
    if (!(deviations > 0))
      throw refused("ANOMALY_DETECTION_BAND needs a number of standard deviations above 0.");
    const periodSeconds = this.#periodSeconds(query);
    const queries = () => madeOf(query, this.#queries, (each) => this.#expressionOf(each));
    const band = this.#source.band(
      query.metricStat === undefined
        ? { queries: queries(), periodSeconds }
        : { metricStat: query.metricStat },
    );
    const periods = { range: this.#range, periodSeconds, budget: this.#budget };
    const ends = [
      ["High", ({ upper }: Limits) => upper],
      ["Low", ({ lower }: Limits) => lower],
    ] as const;
    return ends.map(([name, end]) => {
      const points = everyPeriod(periods, (at) =>
        band === undefined ? undefined : end(band(at, deviations)),
      );
      return { name: `${this.#nameOf(query)} ${name}`, points };
    });
  }

  #expressionOf({ id, expression = "" }: MetricDataQuery): Expression {
    return this.#expressions.get(id) ?? parseExpression(expression);
  }

  #metrics(part: string): readonly MathSeries[] {
    return [...this.#queries.values()]
      .filter(({ id, metricStat }) => metricStat !== undefined && id.includes(part))
      .map(({ id }) => this.#valueOf(id) as MathSeries);
  }

  #periodSeconds(query: MetricDataQuery | undefined): number {
    return periodSecondsOf(query, this.#queries, (each) => this.#expressionOf(each));
  }

  #constant(value: number, query: MetricDataQuery): TimeSeries {
    // A statistic of no values at all is no number.
    if (!Number.isFinite(value)) return new Map();
    const periods = { range: this.#range, periodSeconds: this.#periodSeconds(query), budget: this.#budget };
    const points = everyPeriod(periods, () => value);
    this.#budget.spend(points.size);
    return points;
  }
}

function clip(points: TimeSeries, range: TimeRange): TimeSeries {
  for (const at of points.keys()) if (at >= range.until) points.delete(at);
  return points;
}
