// Turns what becomes of events into CloudWatch's metrics AWS/Events.
// EventBridge user guide, "Monitoring Amazon EventBridge".

import type { CountedSeries, MetricSink } from "../../aws/metric-sink.ts";
import { hasGoneRound } from "./deliveries/delivery.ts";
import type { EventCounts } from "./event-counts.ts";

type Unit = "Count" | "Milliseconds" | "Bytes";

/** What AWS counts of a rule: by itself, and of some also all rules of its bus and all rules of the account together. */
const scopes = {
  rule: ["rule"],
  ruleAndAll: ["rule", "all"],
  everywhere: ["rule", "bus", "all"],
} as const;

const ofRules = {
  TriggeredRules: { scope: "everywhere", unit: "Count" },
  MatchedEvents: { scope: "rule", unit: "Count" },
  Invocations: { scope: "ruleAndAll", unit: "Count" },
  FailedInvocations: { scope: "rule", unit: "Count" },
  DeadLetterInvocations: { scope: "rule", unit: "Count" },
  InvocationsSentToDlq: { scope: "rule", unit: "Count" },
  InvocationsFailedToBeSentToDlq: { scope: "rule", unit: "Count" },
  InvocationAttempts: { scope: "everywhere", unit: "Count" },
  RetryInvocationAttempts: { scope: "everywhere", unit: "Count" },
  SuccessfulInvocationAttempts: { scope: "everywhere", unit: "Count" },
  // The names are spelled as AWS spells them.
  IngestiontoInvocationStartLatency: { scope: "everywhere", unit: "Milliseconds" },
  IngestiontoInvocationCompleteLatency: { scope: "everywhere", unit: "Milliseconds" },
  IngestionToInvocationSuccessLatency: { scope: "everywhere", unit: "Milliseconds" },
} as const satisfies Readonly<Record<string, { scope: keyof typeof scopes; unit: Unit }>>;

type RuleMetric = keyof typeof ofRules;

export function publishedMetrics(sink: MetricSink): EventCounts {
  const counted = new RuleSeries(sink);
  const single = singleSeries(sink);
  return {
    requested({ entries, failedEntries, bytes, latencyMs, succeeded }) {
      single("PutEventsApproximateCallCount").record(1);
      single(`PutEventsApproximate${succeeded ? "Success" : "Failed"}Count`).record(1);
      single("PutEventsEntriesCount").record(entries);
      single("PutEventsFailedEntriesCount").record(failedEntries);
      single("PutEventsLatency", "Milliseconds").record(latencyMs);
      single("PutEventsRequestSize", "Bytes").record(bytes);
    },
    matched: (EventBusName) => single("MatchedEvents", "Count", EventBusName).record(1),
    triggered({ arn }, by) {
      counted.record(arn, "TriggeredRules", 1);
      if (by === "event") counted.record(arn, "MatchedEvents", 1);
    },
    created: (deliveries) => single("InvocationsCreated").record(deliveries),
    attempted({ ruleArn, acceptedAt }, { retries, startedAt, endedAt, succeeded }) {
      counted.record(ruleArn, "InvocationAttempts", 1);
      if (retries > 0) counted.record(ruleArn, "RetryInvocationAttempts", 1);
      else {
        counted.record(ruleArn, "IngestiontoInvocationStartLatency", startedAt - acceptedAt);
        // What the account's was called before rules had one.
        single("IngestionToInvocationStartLatency", "Milliseconds").record(startedAt - acceptedAt);
        counted.record(ruleArn, "IngestiontoInvocationCompleteLatency", endedAt - acceptedAt);
      }
      if (!succeeded) return;
      counted.record(ruleArn, "SuccessfulInvocationAttempts", 1);
      counted.record(ruleArn, "IngestionToInvocationSuccessLatency", endedAt - acceptedAt);
    },
    notDeadLettered: ({ ruleArn }) => counted.record(ruleArn, "InvocationsFailedToBeSentToDlq", 1),
    over(delivery, result) {
      const { ruleArn } = delivery;
      if (result !== "delivered" && hasGoneRound(delivery))
        counted.record(ruleArn, "DeadLetterInvocations", 1);
      else {
        counted.record(ruleArn, "Invocations", 1);
        if (result !== "delivered") counted.record(ruleArn, "FailedInvocations", 1);
      }
      if (result === "dead-letter") counted.record(ruleArn, "InvocationsSentToDlq", 1);
    },
  };
}

/** Metrics of rules. Series are kept for each: finding one by its dimensions is too dear for every event. */
class RuleSeries {
  readonly #sink: MetricSink;
  readonly #known = new Map<string, Map<RuleMetric, readonly CountedSeries[]>>();

  constructor(sink: MetricSink) {
    this.#sink = sink;
  }

  record(ruleArn: string, metric: RuleMetric, value: number): void {
    for (const series of this.#series(ruleArn, metric)) series.record(value);
  }

  #series(ruleArn: string, metric: RuleMetric): readonly CountedSeries[] {
    const ofRule = this.#known.get(ruleArn) ?? new Map<RuleMetric, readonly CountedSeries[]>();
    this.#known.set(ruleArn, ofRule);
    let series = ofRule.get(metric);
    if (series === undefined) {
      const { scope, unit } = ofRules[metric];
      series = dimensionsOf(ruleArn, scopes[scope]).map((dimensions) =>
        this.#sink.series("AWS/Events", metric, dimensions, unit),
      );
      ofRule.set(metric, series);
    }
    return series;
  }
}

/** A rule of a custom bus is told by both names: the name alone means one of the default bus. */
function dimensionsOf(
  ruleArn: string,
  wanted: readonly ("rule" | "bus" | "all")[],
): readonly Readonly<Record<string, string>>[] {
  const path = ruleArn.slice(ruleArn.indexOf(":rule/") + ":rule/".length).split("/");
  const [EventBusName = "", RuleName = ""] = path.length === 1 ? ["default", ...path] : path;
  const both = { EventBusName, RuleName };
  const all = { rule: path.length === 1 ? [{ RuleName }, both] : [both], bus: [{ EventBusName }], all: [{}] };
  return wanted.flatMap((scope): readonly Readonly<Record<string, string>>[] => all[scope]);
}

/** Metrics of the account, or of a bus as a whole. */
function singleSeries(sink: MetricSink) {
  const known = new Map<string, CountedSeries>();
  return (metric: string, unit: Unit = "Count", EventBusName?: string): CountedSeries => {
    const key = EventBusName === undefined ? metric : `${metric} ${EventBusName}`;
    const dimensions = EventBusName === undefined ? {} : { EventBusName };
    const series = known.get(key) ?? sink.series("AWS/Events", metric, dimensions, unit);
    known.set(key, series);
    return series;
  };
}
