// The period of a query's result: an expression has the longest of the metrics that it is made of.

import { isInsightsQuery } from "./insights-query.ts";
import type { MetricDataQuery } from "./metric-data-query.ts";
import { callsOf, type Expression, referencedIds } from "./metric-math-parser.ts";

const defaultPeriodSeconds = 60;

export function periodSecondsOf(
  query: MetricDataQuery | undefined,
  queries: ReadonlyMap<string, MetricDataQuery>,
  expressionOf: (query: MetricDataQuery) => Expression,
): number {
  const seen = new Set<string>();
  const longest = Math.max(0, ...(query === undefined ? [] : periodsOf(query)));
  return longest === 0 ? defaultPeriodSeconds : longest;

  function periodsOf(of: MetricDataQuery): readonly number[] {
    // Expressions that refer to each other are refused where they are evaluated.
    if (seen.has(of.id)) return [];
    seen.add(of.id);
    if (of.metricStat !== undefined) return [of.metricStat.periodSeconds];
    if (of.periodSeconds !== undefined) return [of.periodSeconds];
    if (isInsightsQuery(of.expression ?? "")) return [];
    const expression = expressionOf(of);
    const searched = callsOf(expression, "SEARCH").map(({ args: [, , period] }) => period);
    return [
      ...referencedIds(expression).flatMap((id) => {
        const made = queries.get(id);
        return made === undefined ? [] : periodsOf(made);
      }),
      ...searched.flatMap((period) => (period?.type === "number" ? period.value : [])),
    ];
  }
}
