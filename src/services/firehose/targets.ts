// What can be delivered to Firehose by ARN: a record to a delivery stream.

import { type DeliveryTarget, delivered } from "../../aws/delivery.ts";
import { ServiceError } from "../../aws/service-error.ts";

export interface DeliveryStreamTargetParts {
  put(name: string, data: readonly Buffer[]): Promise<number>;
  has(name: string): boolean;
}

const kind = "deliverystream/";

export function deliveryStreamTarget(streams: DeliveryStreamTargetParts): DeliveryTarget {
  const nameIn = (arn: string) => arn.slice(arn.indexOf(kind) + kind.length);
  return {
    kinds: ["delivery stream"],
    service: "firehose",
    resource: /^deliverystream\//,
    has: (arn) => streams.has(nameIn(arn)),
    async deliver({ arn, payload }) {
      const taken = await streams.put(nameIn(arn), [Buffer.from(payload.binary ?? payload.text)]);
      if (taken === 0) throw new ServiceError("ServiceUnavailableException", "Slow down.", { status: 503 });
      return delivered;
    },
  };
}
