// Contributor Insights rules on the wire.

import { ServiceError } from "../../../aws/service-error.ts";
import {
  constraintError,
  optionalBoolean,
  optionalInteger,
  optionalString,
  requiredList,
  requiredString,
  requiredStringList,
  requiredTimestamp,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { Alarms } from "../alarms/alarms.ts";
import { type InsightRules, type RuleState, stateOf } from "../insight-rules/insight-rules.ts";
import {
  type InsightEvents,
  type PeriodTally,
  type RuleReport,
  ruleReport,
  type Tally,
} from "../insight-rules/rule-report.ts";
import { invalid } from "../refusals.ts";
import { pageOf } from "./pages.ts";
import { optionalChoice, optionalChoices, requiredPositive } from "./request-bounds.ts";
import { putTags, tagsIn } from "./tag-operations.ts";

export interface InsightParts {
  readonly alarms: Alarms;
  readonly insightRules: InsightRules;
  readonly insightEvents: InsightEvents;
}

export function insightOperations(parts: InsightParts): Record<string, Operation> {
  const { alarms, insightRules: rules } = parts;
  const each = (act: (name: string) => boolean) => (request: WireObject) => ({
    Failures: requiredStringList(request, "RuleNames").flatMap((name) => (act(name) ? [] : [notThere(name)])),
  });
  const turn = (state: RuleState) => each((name) => rules.turn(name, state));
  return {
    PutInsightRule(request) {
      const tags = tagsIn(request);
      const { arn, isNew } = rules.put({
        name: requiredString(request, "RuleName"),
        definition: requiredString(request, "RuleDefinition"),
        state:
          optionalChoice(request, "RuleState", ["ENABLED", "DISABLED"]) === "DISABLED"
            ? "DISABLED"
            : "ENABLED",
        isTransformed: optionalBoolean(request, "ApplyOnTransformedLogs") ?? false,
      });
      // "If you are updating an existing rule, any tags you specify are ignored."
      if (isNew) putTags(alarms, arn, tags);
      return {};
    },
    DescribeInsightRules(request) {
      const size = sizeOf(request, 500);
      const page = pageOf(rules.all(), optionalString(request, "NextToken"), size);
      return {
        InsightRules: page.items.map((rule) => ({
          Name: rule.name,
          State: stateOf(rule),
          Schema: "CloudWatchLogRule/1",
          Definition: rule.definition,
          ManagedRule: false,
          ApplyOnTransformedLogs: rule.isTransformed ? true : undefined,
        })),
        NextToken: page.nextToken,
      };
    },
    EnableInsightRules: turn("ENABLED"),
    DisableInsightRules: turn("DISABLED"),
    DeleteInsightRules: each((name) => {
      const rule = rules.find(name);
      if (rule !== undefined) alarms.tags.remove(rule.arn);
      rules.delete(name);
      return rule !== undefined;
    }),
    GetInsightRuleReport: (request) => report(parts, request),
    // Rules that a service makes of its own logs: none of the region does.
    ListManagedInsightRules(request) {
      requiredString(request, "ResourceARN");
      sizeOf(request, 100);
      return { ManagedRules: [] };
    },
    PutManagedInsightRules: (request) => ({
      Failures: requiredList(request, "ManagedRules").map((rule) => {
        requiredString(rule, "ResourceARN");
        return notThere(requiredString(rule, "TemplateName"));
      }),
    }),
  };
}

/** One of several rules that something could not be done with. */
function notThere(name: string): WireObject {
  return {
    FailureResource: name,
    ExceptionType: "ResourceNotFoundException",
    FailureCode: "404",
    FailureDescription: `Rule ${name} does not exist`,
  };
}

const mostResults = 500;

function sizeOf(request: WireObject, byDefault: number): number {
  const size = optionalInteger(request, "MaxResults") ?? byDefault;
  if (size < 1) throw constraintError("MaxResults", size, "have value greater than or equal to 1");
  if (size <= mostResults) return size;
  throw constraintError("MaxResults", size, `have value less than or equal to ${mostResults}`);
}

const mostPeriods = 21_600;

async function report(
  { insightRules, insightEvents }: InsightParts,
  request: WireObject,
): Promise<WireObject> {
  const name = requiredString(request, "RuleName");
  const [from, until] = [requiredTimestamp(request, "StartTime"), requiredTimestamp(request, "EndTime")];
  const period = requiredPositive(request, "Period");
  const most = optionalInteger(request, "MaxContributorCount") ?? 10;
  const metrics = optionalChoices(request, "Metrics", Object.keys(periodMetrics)) ?? [];
  const isByMaximum = optionalChoice(request, "OrderBy", ["Sum", "Maximum"]) === "Maximum";
  if (most < 1 || most > 100) throw invalid("MaxContributorCount must be from 1 to 100.");
  if (period % 60 !== 0) throw invalid("Period must be a multiple of 60.");
  if (from >= until) throw invalid("StartTime must be before EndTime.");
  if (until.getTime() - from.getTime() > mostPeriods * period * 1000)
    throw invalid(`A report has at most ${mostPeriods} periods.`);
  const rule = insightRules.find(name);
  if (rule === undefined)
    throw new ServiceError("ResourceNotFoundException", `Rule ${name} does not exist`, { status: 404 });
  const rank = ({ maximum, sum }: Tally) => (isByMaximum ? maximum : sum);
  const range = { from: from.getTime(), until: until.getTime(), periodMs: period * 1000 };
  const found = await inSlices(ruleReport(rule, insightEvents, { ...range, most, rank }));
  return shown(found, metrics, rank);
}

function shown(
  { definition, contributors, sum, top, periods }: RuleReport,
  metrics: readonly string[],
  rank: (tally: Tally) => number,
): WireObject {
  return {
    KeyLabels: definition.keys,
    AggregationStatistic: definition.aggregate === "Sum" ? "Sum" : "SampleCount",
    AggregateValue: sum,
    ApproximateUniqueCount: contributors,
    Contributors: top.map((contributor) => ({
      Keys: contributor.keys,
      ApproximateAggregateValue: rank(contributor.total),
      Datapoints: [...contributor.periods]
        .toSorted(([one], [other]) => one - other)
        .map(([at, tally]) => ({ Timestamp: new Date(at), ApproximateValue: rank(tally) })),
    })),
    MetricDatapoints: periods.map((period) => ({
      Timestamp: new Date(period.at),
      ...Object.fromEntries(metrics.map((name) => [name, periodMetrics[name]?.(period)])),
    })),
  };
}

/** Where nothing was counted all of them are nought. */
const periodMetrics: Readonly<Record<string, (period: PeriodTally) => number>> = {
  UniqueContributors: ({ contributors }) => contributors,
  MaxContributorValue: ({ most }) => most,
  SampleCount: ({ all }) => all.count,
  Sum: ({ all }) => all.sum,
  Minimum: ({ all }) => (all.count === 0 ? 0 : all.minimum),
  Maximum: ({ all }) => (all.count === 0 ? 0 : all.maximum),
  Average: ({ all }) => (all.count === 0 ? 0 : all.sum / all.count),
};
