// What can be delivered to SQS by ARN: a message to a queue.

import { type DeliveryTarget, delivered } from "../../aws/delivery.ts";
import type { SendMessageRequest } from "./messages/message.ts";

export interface QueueTargetParts {
  send(
    queueArn: string,
    messageBody: string,
    more: Omit<SendMessageRequest, "queueUrl" | "messageBody">,
  ): Promise<void>;
  has(queueArn: string): boolean;
}

export function queueTarget(queues: QueueTargetParts): DeliveryTarget {
  return {
    kinds: ["queue", "FIFO queue"],
    service: "sqs",
    resource: /./,
    has: (arn) => queues.has(arn),
    async deliver({ arn, payload, attributes, groupId, deduplicationId, traceHeader }) {
      await queues.send(arn, payload.text, {
        messageAttributes: attributes,
        messageGroupId: groupId,
        // A standard queue takes none, though the source may know one.
        messageDeduplicationId: arn.endsWith(".fifo") ? deduplicationId : undefined,
        messageSystemAttributes:
          traceHeader === undefined
            ? undefined
            : new Map([["AWSTraceHeader", { dataType: "String", stringValue: traceHeader }]]),
      });
      return delivered;
    },
  };
}
