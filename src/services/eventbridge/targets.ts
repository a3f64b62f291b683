// What can be delivered to EventBridge by ARN: an event to a bus.

import { parseArn } from "../../aws/arn.ts";
import {
  type DeliveryRequest,
  type DeliveryTarget,
  delivered,
  type EventNaming,
} from "../../aws/delivery.ts";
import { isJsonObject } from "../../aws/json.ts";
import { jsonOrUndefined } from "../../aws/json-text.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { ServiceEvent } from "../../aws/service-event.ts";
import type { MatchedEvent } from "./buses/put-events.ts";

export interface BusTargetParts {
  forward(busArn: string, payload: string, matched: MatchedEvent): Promise<void>;
  putServiceEvent(event: ServiceEvent, busArn: string): Promise<void>;
}

export function busTarget(buses: BusTargetParts): DeliveryTarget {
  return {
    kinds: ["bus"],
    service: "events",
    resource: /^event-bus\//,
    async deliver(request) {
      const { arn, payload, matched } = request;
      if (matched === undefined) await buses.putServiceEvent(eventOf(request), arn);
      else await buses.forward(arn, payload.text, matched);
      return delivered;
    },
  };
}

/** What is delivered by anything but a rule is the detail of an event that tells where it comes from. */
function eventOf({ caller, payload, event }: DeliveryRequest): ServiceEvent {
  const service = parseArn(caller.arn)?.service ?? "";
  const naming: EventNaming = event ?? { source: service, detailType: `Event from aws:${service}` };
  const { source, detailType, resources = [caller.arn], time } = naming;
  const detail = payload.value ?? jsonOrUndefined(payload.text);
  if (!isJsonObject(detail)) throw new ServiceError("MalformedDetail", "Detail is malformed.");
  return { source, detailType, resources, detail, time };
}
