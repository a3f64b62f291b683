// The messages of a queue without receiving them, which would hide and count them.

import type { Region } from "../../region/region.ts";

const mostShown = 500;

/** The oldest first. Throws QueueDoesNotExist. */
export function queueMessages({ services, clock }: Pick<Region, "services" | "clock">, queueName: string) {
  const now = clock.now();
  return services.sqs
    .messages(queueName)
    .slice(0, mostShown)
    .map(({ messageId, body, sentAt, receiveCount, visibleAt, groupId, sourceArn, attributes = [] }) => ({
      ...{ messageId, body, sentAt, receiveCount, groupId, sourceArn },
      isVisible: visibleAt <= now,
      attributes: Object.fromEntries(
        Array.from(attributes, ([name, { stringValue, binaryValue }]) => [
          name,
          stringValue ?? Buffer.from(binaryValue ?? []).toString("base64"),
        ]),
      ),
    }));
}
