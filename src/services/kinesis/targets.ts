// What can be delivered to Kinesis by ARN: a record to a stream.

import { randomUUID } from "node:crypto";
import { type DeliveryTarget, delivered } from "../../aws/delivery.ts";

export interface StreamTargetParts {
  putRecord(
    stream: { readonly streamArn: string },
    record: { readonly partitionKey: string; readonly data: Buffer },
  ): Promise<unknown>;
}

const longestPartitionKey = 256;

export function streamTarget(streams: StreamTargetParts): DeliveryTarget {
  return {
    kinds: ["stream"],
    service: "kinesis",
    resource: /^stream\//,
    async deliver(request) {
      const partitionKey = (request.partitionKey ?? randomUUID()).slice(0, longestPartitionKey);
      const data = Buffer.from(request.payload.binary ?? request.payload.text);
      await streams.putRecord({ streamArn: request.arn }, { partitionKey, data });
      return delivered;
    },
  };
}
