// How a publication reaches one subscriber. As on AWS, the publisher does not hear of a subscriber that fails: its own
// dead-letter queue does, if it has one.

import type { MessageAttributes } from "../aws/message-attribute.ts";
import { ServiceError } from "../aws/service-error.ts";
import { envelope, lambdaEvent, type Publication } from "./publication.ts";
import { deadLetterQueueOf } from "./redrive-policy.ts";
import type { Subscription } from "./topics.ts";

export interface TopicDelivery {
  sqs(queueArn: string, message: QueuedNotification): Promise<void>;
  lambda(functionArn: string, event: string): Promise<void>;
}

export interface QueuedNotification {
  readonly body: string;
  /** Only with raw delivery do the attributes become the message's own. */
  readonly attributes: MessageAttributes | undefined;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly traceHeader: string | undefined;
}

export interface DeliverySeams {
  /** What the links in envelopes begin with. */
  readonly endpoint: string;
  readonly deliver: TopicDelivery;
  /** A subscriber did not take a message, and has no dead-letter queue that does. */
  readonly onUndelivered?: (subscription: Subscription, error: unknown) => void;
}

/** `texts` are the publication's, by protocol, where its message is structured. */
export type DeliverTo = (subscription: Subscription, texts: ReadonlyMap<string, string>) => Promise<void>;

export function deliveryOf(publication: Publication, seams: DeliverySeams): DeliverTo {
  const { messageGroupId: groupId, messageDeduplicationId: deduplicationId, traceHeader } = publication;
  const enveloped = (text: string, { arn }: Subscription) =>
    envelope(publication, text, `${seams.endpoint}/?Action=Unsubscribe&SubscriptionArn=${arn}`);

  const queued = (subscription: Subscription, text: string): QueuedNotification => {
    const isRaw = subscription.attributes.get("RawMessageDelivery")?.toLowerCase() === "true";
    return {
      body: isRaw ? text : enveloped(text, subscription),
      attributes: isRaw ? publication.messageAttributes : undefined,
      groupId,
      deduplicationId,
      traceHeader,
    };
  };

  const deliver: DeliverTo = async (subscription, texts) => {
    const { protocol, endpoint, filter, arn } = subscription;
    if (filter?.(publication.messageAttributes, publication.message) === false) return;
    const text = texts.get(protocol) ?? texts.get("default") ?? publication.message;
    if (protocol === "lambda") return seams.deliver.lambda(endpoint, lambdaEvent(publication, text, arn));
    return seams.deliver.sqs(endpoint, queued(subscription, text));
  };

  return async (subscription, texts) => {
    try {
      await deliver(subscription, texts);
    } catch (error) {
      // A queue whose disk takes nothing is no subscriber that refuses: whoever publishes is told, and tries again.
      if (error instanceof ServiceError && error.status >= 500) throw error;
      const deadLetterArn = deadLetterQueueOf(subscription.attributes);
      const report = (reason: unknown) => seams.onUndelivered?.(subscription, reason);
      if (deadLetterArn === undefined) return report(error);
      await seams.deliver.sqs(deadLetterArn, queued(subscription, publication.message)).catch(report);
    }
  };
}
