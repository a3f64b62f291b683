// GetMetricData: queries that read a metric, and expressions over the results of the others.

import { ServiceError } from "../../../aws/service-error.ts";
import { atOnce } from "../../../time/time-slice.ts";
import { expandLabel, isDynamic, type LabelClock } from "./dynamic-label.ts";
import { type InsightsQuery, isInsightsQuery, parseInsightsQuery } from "./insights-query.ts";
import { evaluateExpression, type MathValue } from "./metric-math.ts";
import { type Expression, parseExpression, referencedIds } from "./metric-math-parser.ts";
import type { MetricStat } from "./metric-stat.ts";
import { PointBudget } from "./point-budget.ts";
import { parseStatistic } from "./statistic.ts";
import { checkPeriod, type TimeRange, type TimeSeries } from "./time-range.ts";

export interface MetricDataQuery {
  readonly id: string;
  readonly metricStat?: MetricStat;
  readonly expression?: string;
  readonly label?: string;
  readonly returnData?: boolean;
  readonly periodSeconds?: number;
}

export interface MetricDataResult {
  readonly id: string;
  readonly label: string;
  /** In order of time. */
  readonly points: TimeSeries;
}

/** GetMetricData: "as many as 500 different metrics in one request". */
const mostQueries = 500;
const defaultPeriodSeconds = 60;

/** Where the values of a query come from. */
export interface MetricSource {
  readonly labels: LabelClock;
  read(stat: MetricStat): TimeSeries;
  /** A series for each group of a Metrics Insights query. */
  select(query: InsightsQuery, periodSeconds: number): readonly LabelledSeries[];
}

export interface LabelledSeries {
  readonly label: string;
  readonly points: TimeSeries;
}

/** Those of the queries, by their ids. */
export type ParsedExpressions = ReadonlyMap<string, Expression>;

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

  /** An expression over an array of metrics, such as METRICS(), gives a result for each of them. */
  #resultsOf(query: MetricDataQuery): MetricDataResult[] {
    if (query.expression !== undefined && isInsightsQuery(query.expression))
      return this.#select(query, query.expression);
    const value = this.#valueOf(query.id);
    const series = Array.isArray(value)
      ? value
      : [value instanceof Map ? value : this.#constant(value as number, query)];
    return series.map((points) => ({ id: query.id, label: this.#labelOf(query, points), points }));
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
    const found = this.#source.select(
      parseInsightsQuery(expression),
      query.periodSeconds ?? defaultPeriodSeconds,
    );
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
    if (this.#open.has(id)) throw invalidExpression(`The expression of '${id}' refers to itself.`);
    this.#open.add(id);
    const value = query.metricStat === undefined ? this.#evaluate(query) : this.#read(query.metricStat);
    this.#open.delete(id);
    this.#values.set(id, value);
    return value;
  }

  #read(stat: MetricStat): TimeSeries {
    const points = clip(this.#source.read(stat), this.#range);
    this.#budget.spend(points.size);
    return points;
  }

  #evaluate(query: MetricDataQuery): MathValue {
    if (query.expression !== undefined && isInsightsQuery(query.expression)) {
      return this.#select(query, query.expression).map(({ points }) => points);
    }
    return evaluateExpression(this.#expressionOf(query), {
      valueOf: (id) => this.#valueOf(id),
      metrics: () => this.#metrics(),
      periodSecondsOf: (id) => this.#periodSeconds(this.#queries.get(id)),
      range: this.#range,
      periodSeconds: this.#periodSeconds(query),
      budget: this.#budget,
    });
  }

  #expressionOf({ id, expression = "" }: MetricDataQuery): Expression {
    return this.#expressions.get(id) ?? parseExpression(expression);
  }

  #metrics(): TimeSeries[] {
    return [...this.#queries.values()]
      .filter((query) => query.metricStat !== undefined)
      .map((query) => this.#valueOf(query.id) as TimeSeries);
  }

  /** An expression has the longest period of the metrics it is made of. */
  #periodSeconds(query: MetricDataQuery | undefined): number {
    if (query === undefined) return defaultPeriodSeconds;
    if (query.metricStat !== undefined) return query.metricStat.periodSeconds;
    if (query.periodSeconds !== undefined) return query.periodSeconds;
    if (isInsightsQuery(query.expression ?? "")) return defaultPeriodSeconds;
    const ids = referencedIds(this.#expressionOf(query));
    const periods = ids
      .map((id) => this.#queries.get(id)?.metricStat?.periodSeconds)
      .filter((period) => period !== undefined);
    return periods.length === 0 ? defaultPeriodSeconds : Math.max(...periods);
  }

  #constant(value: number, query: MetricDataQuery): TimeSeries {
    const periodSeconds = this.#periodSeconds(query);
    const periodMs = periodSeconds * 1000;
    const points: TimeSeries = new Map();
    // A statistic of no values at all.
    if (!Number.isFinite(value)) return points;
    this.#budget.checkPeriods(this.#range, periodSeconds);
    const first = Math.floor(this.#range.from / periodMs) * periodMs;
    for (let at = first; at < this.#range.until; at += periodMs) points.set(at, value);
    this.#budget.spend(points.size);
    return points;
  }
}

function clip(points: TimeSeries, range: TimeRange): TimeSeries {
  for (const at of points.keys()) if (at >= range.until) points.delete(at);
  return points;
}

/** All that can be said of queries before there is any data. Throws ValidationException. */
export function checkQueries(queries: readonly MetricDataQuery[]): void {
  atOnce(checkInPieces(queries));
}

/** The same; yields where whoever asks may give way to others. */
export function* checkInPieces(queries: readonly MetricDataQuery[]): Generator<void, ParsedExpressions> {
  if (queries.length > mostQueries) {
    throw invalidExpression(
      `The collection MetricDataQueries must not have a size greater than ${mostQueries}.`,
    );
  }
  const ids = new Set<string>();
  for (const { id, metricStat, expression, periodSeconds } of queries) {
    if (!/^[a-z][a-zA-Z0-9_]{0,254}$/.test(id)) {
      throw invalidExpression(
        `The value '${id}' of MetricDataQuery.Id is invalid. Expected a lower-case letter, then letters, digits and underscores.`,
      );
    }
    if (ids.has(id))
      throw invalidExpression(`The values for parameter id in MetricDataQueries are not unique.`);
    if ((metricStat === undefined) === (expression === undefined)) {
      throw invalidExpression(
        `Exactly one of MetricStat and Expression must be specified for query '${id}'.`,
      );
    }
    ids.add(id);
    if (metricStat !== undefined) parseStatistic(metricStat.stat);
    for (const seconds of [periodSeconds, metricStat?.periodSeconds]) {
      if (seconds !== undefined) checkPeriod(seconds);
    }
  }
  const expressions = new Map<string, Expression>();
  for (const { id, expression } of queries) {
    if (expression === undefined) continue;
    if (isInsightsQuery(expression)) parseInsightsQuery(expression);
    else expressions.set(id, checkedExpression(expression, ids));
    yield;
  }
  return expressions;
}

function checkedExpression(source: string, ids: ReadonlySet<string>): Expression {
  const expression = parseExpression(source);
  const unknown = referencedIds(expression).find((id) => id !== "REPEAT" && !ids.has(id));
  if (unknown !== undefined) throw unrecognized(unknown);
  return expression;
}

function unrecognized(id: string): ServiceError {
  return invalidExpression(`Unrecognized metric id '${id}' in a metric math expression.`);
}

function invalidExpression(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}
