// What is expected of a metric, or of expressions over metrics, as whoever has learnt it tells.

import { given } from "../../../aws/wire/given.ts";
import type { MetricDataQuery } from "./metric-data-query.ts";
import { type Expression, referencedIds } from "./metric-math-parser.ts";
import type { MetricStat } from "./metric-stat.ts";

export interface Limits {
  readonly lower: number;
  readonly upper: number;
}

export type Band = (at: number, deviations: number) => Limits;

/** A metric, or the queries that an expression is made of; the last of them is the expression. */
export type Watched =
  | { readonly metricStat: MetricStat }
  | { readonly queries: readonly MetricDataQuery[]; readonly periodSeconds: number };

/** Undefined for what nobody learns, or has learnt enough of. */
export type Bands = (watched: Watched) => Band | undefined;

/** A query with all that it is computed from, without what they are called. */
export function madeOf(
  query: MetricDataQuery,
  queries: ReadonlyMap<string, MetricDataQuery>,
  expressionOf: (query: MetricDataQuery) => Expression,
): readonly MetricDataQuery[] {
  const found = new Map<string, MetricDataQuery>();
  const visit = (each: MetricDataQuery) => {
    if (found.has(each.id)) return;
    found.set(each.id, {
      id: each.id,
      ...given("metricStat", each.metricStat),
      ...given("expression", each.expression),
      ...given("periodSeconds", each.periodSeconds),
      returnData: each.id === query.id,
    });
    if (each.expression === undefined) return;
    for (const id of referencedIds(expressionOf(each))) {
      const next = queries.get(id);
      if (next !== undefined) visit(next);
    }
  };
  visit(query);
  const [watched, ...parts] = [...found.values()];
  const inOrder = parts.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return watched === undefined ? inOrder : [...inOrder, watched];
}
