// EventBridge: buses that take events, rules that match them or are due at times, and what carries them to the rules' targets;
// and the connections that HTTP tasks are authorized by.

import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { eventBridgeApi } from "./api/api.ts";
import { EventBuses } from "./buses/event-buses.ts";
import { Connections } from "./connections/connections.ts";
import type { EventBridge } from "./eventbridge.ts";
import { publishedMetrics } from "./published-metrics.ts";
import { connection } from "./resources/connection.ts";
import { eventBus, eventBusPolicy } from "./resources/event-bus.ts";
import { eventRule } from "./resources/rule.ts";
import { busTarget } from "./targets.ts";

export interface EventBridgeNeeds
  extends Pick<House, "clock" | "identity" | "folder" | "repair" | "router" | "onFault"> {
  readonly cloudwatch: { readonly metrics: MetricSink };
  /** Where it is told that a target did not take an event. */
  readonly logs: LogSink;
}

export const eventbridge: ServiceDoor<"events", EventBridgeNeeds, EventBridge> = {
  name: "events",
  async open({ clock, identity, folder, repair, router, onFault, cloudwatch, logs }) {
    const directory = folder("events");
    const metrics = publishedMetrics(cloudwatch.metrics);
    const buses = await EventBuses.open({
      ...{ directory, clock, identity, repair },
      deliver: router.deliver,
      isServed: (arn) => router.isServed(arn),
      onTriggered: metrics.triggered,
      onOutcome: (delivery, result, reason) => {
        metrics.over(delivery, result);
        if (result !== "dropped" || reason === undefined) return;
        const { ruleArn, target, event } = delivery;
        const message = `${ruleArn}: ${target.arn} did not take the event: ${reason.message}\n${event}`;
        logs.append("/millrace/rules", ruleArn.slice(ruleArn.lastIndexOf("/") + 1), [
          { timestamp: clock.now(), message },
        ]);
      },
      onFault: (fault, ruleArn) => onFault(fault, `the rule ${ruleArn}`),
    });
    try {
      return { buses, connections: await Connections.open({ directory, clock, identity, repair }) };
    } catch (problem) {
      await buses.close();
      throw problem;
    }
  },
  apis: { eventbridge: ({ buses, connections }) => eventBridgeApi(buses, connections) },
  kinds: [eventBus, eventBusPolicy, eventRule, connection],
  targets: [({ buses }) => busTarget(buses)],
  keeps: {
    "events/events.journal": "all buses, rules and targets",
    "events/connections.journal": "all connections",
  },
  start: ({ buses }) => buses.start(),
  stop: ({ buses }) => buses.close(),
  close: ({ connections }) => connections.close(),
};
