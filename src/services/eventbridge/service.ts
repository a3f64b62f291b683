// EventBridge: buses that take events, rules that match them or are due at times, and what carries them to the rules' targets;
// archives that keep events to be replayed; and API destinations, with the connections by which they are authorized.

import { formatArn } from "../../aws/arn.ts";
import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import { Authorizer } from "../../http-client/authorizer.ts";
import { openTogether } from "../../storage/open-together.ts";
import { RecordBook } from "../../storage/record-book.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { accountQuotas } from "./account-quotas.ts";
import { eventBridgeApi } from "./api/api.ts";
import { Archives } from "./archives/archives.ts";
import { Replays } from "./archives/replays.ts";
import { EventBuses } from "./buses/event-buses.ts";
import { type Connection, Connections } from "./connections/connections.ts";
import { ApiDestinations } from "./destinations/api-destinations.ts";
import { destinationTarget } from "./destinations/destination-target.ts";
import type { EventBridge } from "./eventbridge.ts";
import { eventsPermissions } from "./needs.ts";
import { publishedMetrics } from "./published-metrics.ts";
import { apiDestination } from "./resources/api-destination.ts";
import { archive } from "./resources/archive.ts";
import { connection } from "./resources/connection.ts";
import { eventBus, eventBusPolicy } from "./resources/event-bus.ts";
import { eventRule } from "./resources/rule.ts";
import { allManaged } from "./rules/managed-rules.ts";
import { checkTrust } from "./rules/rule-checks.ts";
import { type ServiceRule, ServiceRules } from "./rules/service-rules.ts";
import { busTarget } from "./targets.ts";

export interface EventBridgeNeeds
  extends Pick<
    House,
    "access" | "clock" | "identity" | "folder" | "repair" | "router" | "onFault" | "enforceLimits"
  > {
  readonly cloudwatch: { readonly metrics: MetricSink };
  /** Where it is told that a target did not take an event. */
  readonly logs: LogSink;
}

export const eventbridge: ServiceDoor<"events", EventBridgeNeeds, EventBridge> = {
  name: "events",
  open({ access, clock, identity, folder, repair, router, onFault, enforceLimits, cloudwatch, logs }) {
    const directory = folder("events");
    const quotas = enforceLimits === true ? accountQuotas(identity) : undefined;
    const counts = publishedMetrics(cloudwatch.metrics);
    const authorizer = new Authorizer(clock);
    return openTogether(async (keep) => {
      const book = keep(await RecordBook.open({ directory, name: "archives.journal", repair }));
      const archives = keep(await Archives.open({ clock, identity, book, directory, repair }));
      const serviceRules = new ServiceRules(
        identity,
        book,
        formatArn(identity, "events", "event-bus/default"),
      );
      const buses = keep(
        await EventBuses.open({
          ...{ directory, clock, identity, repair, counts },
          deliver: router.deliver,
          isServed: (arn) => router.isServed(arn),
          checkRole: access && ((roleArn, ruleArn) => checkTrust(access, roleArn, ruleArn)),
          archive: (busArn, accepted) => archives.keep(busArn, accepted),
          managed: allManaged([archives.managedRules, serviceRules]),
          quotas,
          onOutcome: (delivery, result, reason) => {
            if (result !== "dropped" || reason === undefined) return;
            const { ruleArn, target, event } = delivery;
            const message = `${ruleArn}: ${target.arn} did not take the event: ${reason.message}\n${event}`;
            logs.append("/millrace/rules", ruleArn.slice(ruleArn.lastIndexOf("/") + 1), [
              { timestamp: clock.now(), message },
            ]);
          },
          onFault: (fault, ruleArn) => onFault(fault, `the rule ${ruleArn}`),
        }),
      );
      const replays = new Replays({
        ...{ clock, identity, book, archives },
        send: (event, { destinationArn, filterArns }) => buses.replay(destinationArn, event, filterArns),
        fault: (fault, { arn }) => onFault(fault, `the replay ${arn}`),
      });
      const authorize = (each: Connection) => authorizer.parameters(each);
      const connections = keep(
        await Connections.open({ directory, clock, identity, repair, authorize, quotas }),
      );
      const destinations = new ApiDestinations({ clock, identity, book, connections, quotas });
      const manageRule = (rule: ServiceRule) => {
        if (buses.describeEventBus().rule(rule.name) === undefined) serviceRules.make(rule);
      };
      return { buses, connections, archives, replays, destinations, manageRule, book, authorizer, clock };
    });
  },
  permissions: eventsPermissions,
  apis: { eventbridge: eventBridgeApi },
  sources: [{ name: "rule" }, { name: "rule's dead-letter config", only: ["queue"] }],
  kinds: [eventBus, eventBusPolicy, eventRule, archive, connection, apiDestination],
  targets: [({ buses }) => busTarget(buses), destinationTarget],
  keeps: {
    "events/archives.journal": "all archives, replays, API destinations and managed rules",
    "events/events.journal": "all buses, rules and targets",
    "events/connections.journal": "all connections",
  },
  start({ archives, buses, connections, replays }) {
    archives.start();
    buses.start();
    connections.start();
    replays.start();
  },
  async stop({ buses, replays }) {
    await replays.close();
    await buses.close();
  },
  async close({ archives, book, connections }) {
    await archives.close();
    await connections.close();
    await book.close();
  },
};
