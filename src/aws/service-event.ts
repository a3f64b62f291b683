// What an AWS service tells on a bus by itself.

import { formatArn, type RegionIdentity } from "./arn.ts";
import type { DeliveryRequest } from "./delivery.ts";
import type { JsonObject } from "./json.ts";

/** What a service of AWS tells: its source may begin with `aws.`. */
export interface ServiceEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: JsonObject;
  /** When it came to pass, in milliseconds since the epoch. @default now */
  readonly time?: number | undefined;
}

/**
 * An event for the default bus, for the router: so a service tells it that knows no bus. The first of its resources is what it comes
 * from.
 */
export function serviceEventRequest(event: ServiceEvent, identity: RegionIdentity): DeliveryRequest {
  const { source, detailType, resources, detail, time } = event;
  return {
    arn: formatArn(identity, "events", "event-bus/default"),
    caller: { arn: resources[0] ?? formatArn(identity, source.replace(/^aws\./, ""), "") },
    event: { source, detailType, resources, time },
    payload: {
      value: detail,
      get text() {
        return JSON.stringify(detail);
      },
    },
  };
}
