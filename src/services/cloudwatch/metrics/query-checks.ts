// What can be said of GetMetricData's queries before there is any data.

import type { ServiceError } from "../../../aws/service-error.ts";
import { atOnce } from "../../../time/time-slice.ts";
import { refused } from "../refusals.ts";
import { isInsightsQuery, parseInsightsQuery } from "./insights-query.ts";
import type { MetricDataQuery } from "./metric-data-query.ts";
import { callsOf, type Expression, parseExpression, referencedIds } from "./metric-math-parser.ts";
import { parseSearch } from "./search-parser.ts";
import { parseStatistic } from "./statistic.ts";
import { checkPeriod } from "./time-range.ts";

/** GetMetricData: "as many as 500 different metrics in one request". */
const mostQueries = 500;

/** Those of the queries, by their ids. */
export type ParsedExpressions = ReadonlyMap<string, Expression>;

/** `called` is the member that has them. Throws ValidationException. */
export function checkQueries(queries: readonly MetricDataQuery[], called: string): void {
  atOnce(checkInPieces(queries, called));
}

/** The same; yields where whoever asks may give way to others. */
export function* checkInPieces(
  queries: readonly MetricDataQuery[],
  called = "MetricDataQueries",
): Generator<void, ParsedExpressions> {
  if (queries.length > mostQueries) {
    throw refused(`The collection MetricDataQueries must not have a size greater than ${mostQueries}.`);
  }
  const ids = new Set<string>();
  for (const [at, { id, metricStat, expression, periodSeconds }] of queries.entries()) {
    if (!/^[a-z][a-zA-Z0-9_]{0,254}$/.test(id)) {
      throw refused(
        `The value '${id}' of MetricDataQuery.Id is invalid. Expected a lower-case letter, then letters, digits and underscores.`,
      );
    }
    if (ids.has(id)) throw refused(`The values for parameter id in MetricDataQueries are not unique.`);
    const place = `${called}.member.${at + 1}`;
    if (metricStat === undefined && expression === undefined)
      throw refused(`The parameter ${place}.MetricStat is required.\n`);
    if (metricStat !== undefined && expression !== undefined)
      throw refused(
        `The parameters ${place}.Expression and ${place}.MetricStat are mutually exclusive and you have specified both.\n`,
      );
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
  const unknown = referencedIds(expression).find((id) => !ids.has(id));
  if (unknown !== undefined) throw unrecognized(unknown);
  for (const {
    args: [search],
  } of callsOf(expression, "SEARCH"))
    if (search?.type === "text") parseSearch(search.value);
  return expression;
}

export function unrecognized(id: string): ServiceError {
  return refused(`Unrecognized metric id '${id}' in a metric math expression.`);
}
