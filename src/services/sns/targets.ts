// What can be delivered to SNS by ARN: a message to a topic.

import { type DeliveryTarget, delivered } from "../../aws/delivery.ts";
import type { PublishRequest, PublishResult } from "./publishing/publication.ts";

export interface TopicTargetParts {
  publish(request: PublishRequest): Promise<PublishResult>;
  has(topicArn: string): boolean;
}

export function topicTarget(topics: TopicTargetParts): DeliveryTarget {
  return {
    kinds: ["topic"],
    service: "sns",
    resource: /^[^:]+$/,
    has: (arn) => topics.has(arn),
    async deliver({ arn, payload, subject, attributes, groupId, deduplicationId, traceHeader }) {
      await topics.publish({
        topicArn: arn,
        message: payload.text,
        subject,
        messageAttributes: attributes,
        messageGroupId: groupId,
        // A standard topic takes none, though the source may know one.
        messageDeduplicationId: arn.endsWith(".fifo") ? deduplicationId : undefined,
        traceHeader,
      });
      return delivered;
    },
  };
}
