// The report of a Contributor Insights rule: who contributed how much, in all and in each period.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetInsightRuleReport.html

import { clfFields, type EventFields, jsonFields } from "./event-fields.ts";
import type { InsightRule } from "./insight-rules.ts";
import { isLogGroupOf, parseRuleDefinition, type RuleDefinition } from "./rule-definition.ts";

/** An event of a log group. */
export interface InsightEvent {
  readonly timestamp: number;
  readonly ingestedAt: number;
  readonly message: string;
}

/** The events of those log groups whose names are accepted, from a time until before another; yields where others may have their turn. */
export type InsightEvents = (
  isAsked: (logGroupName: string) => boolean,
  range: { readonly from: number; readonly until: number },
) => Generator<void, Iterable<InsightEvent>>;

/** What observations come to. */
export interface Tally {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface Contributor {
  readonly keys: readonly string[];
  total: Tally;
  /** By the beginning of the period; only those in which it contributed. */
  readonly periods: Map<number, Tally>;
}

/** What all contributors come to in a period. */
export interface PeriodTally {
  readonly at: number;
  contributors: number;
  /** The most of one contributor. */
  most: number;
  all: Tally;
}

export interface RuleReport {
  readonly definition: RuleDefinition;
  readonly contributors: number;
  readonly sum: number;
  /** Those who contributed the most, in order. */
  readonly top: readonly Contributor[];
  readonly periods: readonly PeriodTally[];
}

export interface ReportQuery {
  readonly from: number;
  readonly until: number;
  readonly periodMs: number;
  /** How many contributors are told, and by what they are ranked. */
  readonly most: number;
  readonly rank: (tally: Tally) => number;
}

/** Yields where others may have their turn. */
export function* ruleReport(
  rule: InsightRule,
  events: InsightEvents,
  query: ReportQuery,
): Generator<void, RuleReport> {
  const definition = parseRuleDefinition(rule.definition);
  const found = yield* contributorsOf(rule, definition, events, query);
  const { from, until, periodMs, most, rank } = query;
  const periods = new Map<number, PeriodTally>();
  for (let at = floorTo(from, periodMs); at < until; at += periodMs)
    periods.set(at, { at, contributors: 0, most: 0, all: nothing });
  const top: Contributor[] = [];
  let sum = 0;
  for (const contributor of found) {
    yield;
    sum += contributor.total.sum;
    const place = top.findIndex(({ total }) => rank(total) < rank(contributor.total));
    top.splice(place === -1 ? top.length : place, 0, contributor);
    if (top.length > most) top.pop();
    for (const [at, tally] of contributor.periods) {
      const period = periods.get(at);
      if (period === undefined) continue;
      period.contributors++;
      period.most = Math.max(period.most, tally.sum);
      period.all = together(period.all, tally);
    }
  }
  return { definition, contributors: found.length, sum, top, periods: [...periods.values()] };
}

function* contributorsOf(
  rule: InsightRule,
  definition: RuleDefinition,
  events: InsightEvents,
  range: ReportQuery,
): Generator<void, readonly Contributor[]> {
  const found = new Map<string, Contributor>();
  for (const event of yield* events((name) => isLogGroupOf(definition, name), range)) {
    yield;
    if (!wasEnabled(rule, event.ingestedAt)) continue;
    const observed = observation(definition, event.message);
    if (observed === undefined) continue;
    const id = JSON.stringify(observed.keys);
    const contributor = found.get(id) ?? { keys: observed.keys, total: nothing, periods: new Map() };
    const period = floorTo(event.timestamp, range.periodMs);
    const { value } = observed;
    const tally = { count: 1, sum: value, minimum: value, maximum: value };
    contributor.total = together(contributor.total, tally);
    contributor.periods.set(period, together(contributor.periods.get(period) ?? nothing, tally));
    found.set(id, contributor);
  }
  return [...found.values()];
}

function wasEnabled({ enabled }: InsightRule, at: number): boolean {
  return enabled.some(({ from, until = Number.POSITIVE_INFINITY }) => at >= from && at < until);
}

/** Undefined for an event that the rule does not count. */
function observation(
  definition: RuleDefinition,
  message: string,
): { readonly keys: readonly string[]; readonly value: number } | undefined {
  const fields: EventFields | undefined =
    definition.format === "JSON" ? jsonFields(message) : clfFields(message, definition.fields);
  if (fields === undefined || !definition.filters.every((matches) => matches(fields))) return undefined;
  const keys = definition.keys.flatMap((key) => fields.text(key) ?? []);
  const value = definition.summed === undefined ? 1 : fields.number(definition.summed);
  return value === undefined || keys.length < definition.keys.length ? undefined : { keys, value };
}

const nothing: Tally = {
  ...{ count: 0, sum: 0 },
  ...{ minimum: Number.POSITIVE_INFINITY, maximum: Number.NEGATIVE_INFINITY },
};

function together(one: Tally, other: Tally): Tally {
  return {
    count: one.count + other.count,
    sum: one.sum + other.sum,
    minimum: Math.min(one.minimum, other.minimum),
    maximum: Math.max(one.maximum, other.maximum),
  };
}

function floorTo(at: number, periodMs: number): number {
  return Math.floor(at / periodMs) * periodMs;
}
