// Turns what becomes of events into CloudWatch's metrics AWS/Events.
// EventBridge user guide, "Monitoring Amazon EventBridge".

import { type Dimensions, KeptSeries, seriesOf } from "../../aws/kept-series.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import { isForThirdBus } from "./deliveries/delivery.ts";
import type { EventCounts } from "./event-counts.ts";

const namespace = "AWS/Events";

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
  const rules = new KeptSeries(sink, namespace, dimensionsOf);
  const countOfRule = (ruleArn: string, metric: RuleMetric, value: number) =>
    rules.record(ruleArn, metric, ofRules[metric].unit, value);
  const buses = new KeptSeries(sink, namespace, (EventBusName) => [{ EventBusName }]);
  const countOfAccount = seriesOf(sink, namespace, () => [{}]);
  return {
    requested({ entries, failedEntries, bytes, latencyMs, succeeded }) {
      countOfAccount("PutEventsApproximateCallCount", "Count", 1);
      countOfAccount(`PutEventsApproximate${succeeded ? "Success" : "Failed"}Count`, "Count", 1);
      countOfAccount("PutEventsEntriesCount", "Count", entries);
      countOfAccount("PutEventsFailedEntriesCount", "Count", failedEntries);
      countOfAccount("PutEventsLatency", "Milliseconds", latencyMs);
      countOfAccount("PutEventsRequestSize", "Bytes", bytes);
    },
    matched: (EventBusName) => buses.record(EventBusName, "MatchedEvents", "Count", 1),
    triggered({ arn }, by) {
      countOfRule(arn, "TriggeredRules", 1);
      if (by === "event") countOfRule(arn, "MatchedEvents", 1);
    },
    created: (deliveries) => countOfAccount("InvocationsCreated", "Count", deliveries),
    attempted({ ruleArn, acceptedAt }, { retries, startedAt, endedAt, succeeded }) {
      countOfRule(ruleArn, "InvocationAttempts", 1);
      if (retries > 0) countOfRule(ruleArn, "RetryInvocationAttempts", 1);
      else {
        countOfRule(ruleArn, "IngestiontoInvocationStartLatency", startedAt - acceptedAt);
        // What the account's was called before rules had one.
        countOfAccount("IngestionToInvocationStartLatency", "Milliseconds", startedAt - acceptedAt);
        countOfRule(ruleArn, "IngestiontoInvocationCompleteLatency", endedAt - acceptedAt);
      }
      if (!succeeded) return;
      countOfRule(ruleArn, "SuccessfulInvocationAttempts", 1);
      countOfRule(ruleArn, "IngestionToInvocationSuccessLatency", endedAt - acceptedAt);
    },
    notDeadLettered: ({ ruleArn }) => countOfRule(ruleArn, "InvocationsFailedToBeSentToDlq", 1),
    over(delivery, result) {
      const { ruleArn } = delivery;
      if (result !== "delivered" && isForThirdBus(delivery)) countOfRule(ruleArn, "DeadLetterInvocations", 1);
      else {
        countOfRule(ruleArn, "Invocations", 1);
        if (result !== "delivered") countOfRule(ruleArn, "FailedInvocations", 1);
      }
      if (result === "dead-letter") countOfRule(ruleArn, "InvocationsSentToDlq", 1);
    },
  };
}

/** A rule of a custom bus is told by both names: the name alone means one of the default bus. */
function dimensionsOf(ruleArn: string, metric: RuleMetric): readonly Dimensions[] {
  const path = ruleArn.slice(ruleArn.indexOf(":rule/") + ":rule/".length).split("/");
  const [EventBusName = "", RuleName = ""] = path.length === 1 ? ["default", ...path] : path;
  const both = { EventBusName, RuleName };
  const all = { rule: path.length === 1 ? [{ RuleName }, both] : [both], bus: [{ EventBusName }], all: [{}] };
  return scopes[ofRules[metric].scope].flatMap((scope): readonly Dimensions[] => all[scope]);
}
