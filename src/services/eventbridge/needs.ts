// What EventBridge's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html

import type { RegionIdentity } from "../../aws/arn.ts";
import { arnOfName, firstText, objectsIn } from "../../aws/wire/arn-members.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import { type Need, passing, type ServicePermissions } from "../permissions.ts";
import type { EventBridge } from "./eventbridge.ts";

const aboutRules = /Rule$|Targets$|TargetsByRule$/;
const aboutBuses = /EventBus$|Permission$/;

export const eventsPermissions: ServicePermissions<EventBridge> = {
  needsOf(operation, request, { identity }) {
    if (operation === "PutEvents") {
      const buses = objectsIn(request.Entries).map((entry) => firstText(entry, "EventBusName") ?? "default");
      return [...new Set(buses)].map((bus) => ({
        action: "events:PutEvents",
        resource: busArn(bus, identity),
      }));
    }
    return [
      { action: `events:${operation}`, resource: resourceOf(operation, request, identity) },
      ...passedRoles(request),
    ];
  },
  contextOf(_, request) {
    const [entries, targets] = [objectsIn(request.Entries), objectsIn(request.Targets)];
    const of = (list: readonly WireObject[], member: string) => {
      const texts = list.flatMap((each) => firstText(each, member) ?? []);
      return texts.length === 0 ? undefined : texts;
    };
    return {
      "events:source": of(entries, "Source"),
      "events:detail-type": of(entries, "DetailType"),
      "events:TargetArn": of(targets, "Arn"),
    };
  },
  deliveryAction: ({ arn }) =>
    arn.includes(":api-destination/") ? "events:InvokeApiDestination" : "events:PutEvents",
  policyOf({ buses }, arn) {
    const name = /:event-bus\/(.+)$/.exec(arn)?.[1];
    const policy = buses.listEventBuses().find((bus) => bus.name === name)?.settings.policy;
    return policy && JSON.stringify(policy);
  },
};

function busArn(bus: string, identity: RegionIdentity): string {
  return arnOfName(bus, { identity, service: "events", kind: "event-bus/" });
}

function resourceOf(operation: string, request: WireObject, identity: RegionIdentity): string {
  const arn = firstText(request, "ResourceARN", "EventSourceArn");
  if (arn !== undefined) return arn;
  if (aboutBuses.test(operation))
    return busArn(firstText(request, "EventBusName", "Name") ?? "default", identity);
  const archive = firstText(request, "ArchiveName");
  if (archive !== undefined) return arnOfName(archive, { identity, service: "events", kind: "archive/" });
  const name = firstText(request, "Rule", "Name");
  const buses = { identity, service: "events", kind: "event-bus/", all: "event-bus/*" };
  if (operation === "ListEventBuses") return arnOfName(undefined, buses);
  if (!aboutRules.test(operation) || name === undefined) return "*";
  const bus = firstText(request, "EventBusName")?.replace(/^.*event-bus\//, "") ?? "default";
  return arnOfName(bus === "default" ? name : `${bus}/${name}`, {
    identity,
    service: "events",
    kind: "rule/",
  });
}

function passedRoles(request: WireObject): readonly Need[] {
  const roles = [request, ...objectsIn(request.Targets)].flatMap(
    (holder) => firstText(holder, "RoleArn") ?? [],
  );
  return [...new Set(roles)].flatMap(passing);
}
