// Turns what becomes of events into CloudWatch's metrics AWS/Events.

import type { CountedSeries, MetricSink } from "../../aws/metric-sink.ts";
import type { DeliveryResult } from "./deliveries/deliveries.ts";
import type { Delivery } from "./deliveries/delivery.ts";
import type { Rule } from "./rules/rule.ts";

const eventsMetrics = {
  namespace: "AWS/Events",
  dimension: "RuleName",
  busDimension: "EventBusName",
  triggeredRules: { name: "TriggeredRules", unit: "Count" },
  invocations: { name: "Invocations", unit: "Count" },
  failedInvocations: { name: "FailedInvocations", unit: "Count" },
  invocationsSentToDeadLetterQueue: { name: "InvocationsSentToDlq", unit: "Count" },
} as const;

/** By rule, and by bus and rule. */
export function publishedMetrics(metrics: MetricSink) {
  // Kept for each rule: finding a series by its dimensions is too dear for every event.
  const known = new Map<string, ReadonlyMap<EventMetric, readonly CountedSeries[]>>();
  const count = (ruleArn: string, metric: EventMetric) => {
    const series = known.get(ruleArn) ?? seriesOfRule(metrics, ruleArn);
    known.set(ruleArn, series);
    for (const each of series.get(metric) ?? []) each.record(1);
  };
  return {
    triggered: ({ arn }: Rule) => count(arn, eventsMetrics.triggeredRules),
    over({ ruleArn }: Delivery, result: DeliveryResult) {
      count(ruleArn, eventsMetrics.invocations);
      if (result !== "delivered") count(ruleArn, eventsMetrics.failedInvocations);
      if (result === "dead-letter") count(ruleArn, eventsMetrics.invocationsSentToDeadLetterQueue);
    },
  };
}

const ruleMetrics = [
  eventsMetrics.triggeredRules,
  eventsMetrics.invocations,
  eventsMetrics.failedInvocations,
  eventsMetrics.invocationsSentToDeadLetterQueue,
] as const;
type EventMetric = (typeof ruleMetrics)[number];

function seriesOfRule(
  metrics: MetricSink,
  ruleArn: string,
): ReadonlyMap<EventMetric, readonly CountedSeries[]> {
  const path = ruleArn.slice(ruleArn.indexOf(":rule/") + ":rule/".length).split("/");
  const [bus = "", rule = ""] = path.length === 1 ? ["default", ...path] : path;
  const byRule = { [eventsMetrics.dimension]: rule };
  const sets = [byRule, { [eventsMetrics.busDimension]: bus, ...byRule }];
  return new Map(
    ruleMetrics.map((metric) => [
      metric,
      sets.map((dimensions) => metrics.series(eventsMetrics.namespace, metric.name, dimensions, metric.unit)),
    ]),
  );
}
