// What topics and buses put into queues, with what travels beside the message; and where it is told that one would not take it.

import type { MessageAttributes } from "../aws/message-attribute.ts";
import type { Delivery } from "../events/deliveries.ts";
import type { Queues } from "../queues/queues.ts";
import type { LogSink } from "../telemetry/log-sink.ts";
import type { Clock } from "../time/clock.ts";
import type { QueuedNotification } from "../topics/subscriber-delivery.ts";
import type { Subscription } from "../topics/topics.ts";

export function deliverNotification(
  queues: Queues,
  queueArn: string,
  { body, attributes, groupId, deduplicationId, traceHeader }: QueuedNotification,
): Promise<void> {
  return queues.send(queueArn, body, {
    messageAttributes: attributes,
    messageGroupId: groupId,
    // A standard queue takes none, though the topic may know one.
    messageDeduplicationId: queueArn.endsWith(".fifo") ? deduplicationId : undefined,
    messageSystemAttributes:
      traceHeader === undefined ? undefined : textAttributes({ AWSTraceHeader: traceHeader }),
  });
}

/** SNS tells nobody but its delivery log of a message that a subscriber did not take. */
export function logUndelivered(
  { logs, clock }: { readonly logs: LogSink; readonly clock: Clock },
  { arn, topicArn, endpoint }: Subscription,
  error: unknown,
): void {
  const reason = error instanceof Error ? error.message : String(error);
  const entry = {
    timestamp: clock.now(),
    message: `${arn}: ${endpoint} did not take the message: ${reason}`,
  };
  logs.append("/millrace/topics", topicArn.slice(topicArn.lastIndexOf(":") + 1), [entry]);
}

/** EventBridge counts an event that a target without a dead-letter queue didn't take, and tells nobody why. */
export function logDropped(
  { logs, clock }: { readonly logs: LogSink; readonly clock: Clock },
  { ruleArn, target, event }: Delivery,
  error: unknown,
): void {
  const reason = error instanceof Error ? error.message : String(error);
  const entry = {
    timestamp: clock.now(),
    message: `${ruleArn}: ${target.arn} did not take the event: ${reason}\n${event}`,
  };
  logs.append("/millrace/rules", ruleArn.slice(ruleArn.lastIndexOf("/") + 1), [entry]);
}

export function textAttributes(texts: Readonly<Record<string, string>>): MessageAttributes {
  return new Map(
    Object.entries(texts).map(([name, stringValue]) => [name, { dataType: "String", stringValue }]),
  );
}
