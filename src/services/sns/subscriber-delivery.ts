// How a publication reaches one subscriber. As on AWS, the publisher does not hear of a subscriber that fails: its own
// dead-letter queue does, if it has one.

import type { Deliver, DeliveryError, DeliveryRequest } from "../../aws/delivery.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { envelope, lambdaEvent, type Publication } from "./publication.ts";
import { deadLetterQueueOf } from "./redrive-policy.ts";
import type { Subscription } from "./topic.ts";

export interface DeliverySeams {
  /** What the links in envelopes begin with. */
  readonly endpoint: string;
  readonly deliver: Deliver;
  /** A subscriber did not take a message, and has no dead-letter queue that does. */
  readonly onUndelivered?: (subscription: Subscription, error: DeliveryError) => void;
}

/** `texts` are the publication's, by protocol, where its message is structured. */
export type DeliverTo = (subscription: Subscription, texts: ReadonlyMap<string, string>) => Promise<void>;

export function deliveryOf(publication: Publication, seams: DeliverySeams): DeliverTo {
  const { messageGroupId: groupId, messageDeduplicationId: deduplicationId, traceHeader } = publication;
  const enveloped = (text: string, { arn }: Subscription) =>
    envelope(publication, text, `${seams.endpoint}/?Action=Unsubscribe&SubscriptionArn=${arn}`);

  const notification = (subscription: Subscription, text: string): DeliveryRequest => {
    const { arn, endpoint, protocol, attributes } = subscription;
    const to = { arn: endpoint, caller: { arn }, groupId, deduplicationId, traceHeader };
    if (protocol === "lambda") return { ...to, payload: { text: lambdaEvent(publication, text, arn) } };
    if (attributes.get("RawMessageDelivery")?.toLowerCase() !== "true")
      return { ...to, payload: { text: enveloped(text, subscription) } };
    // Only with raw delivery do the attributes become the message's own.
    return { ...to, payload: { text }, attributes: publication.messageAttributes };
  };

  return async (subscription, texts) => {
    const { protocol, filter } = subscription;
    if (filter?.(publication.messageAttributes, publication.message) === false) return;
    const text = texts.get(protocol) ?? texts.get("default") ?? publication.message;
    const { deliver, onUndelivered } = seams;
    const outcome = await deliver(notification(subscription, text));
    if (outcome.status === "DELIVERED") return;
    const { status, error } = outcome;
    // A queue whose disk takes nothing is no subscriber that refuses: whoever publishes is told, and tries again.
    if (status === "FAILED" && error.isPassing)
      throw new ServiceError(error.code, error.message, { status: 500 });
    const deadLetterArn = deadLetterQueueOf(subscription.attributes);
    if (deadLetterArn === undefined) return onUndelivered?.(subscription, error);
    const letter = { ...subscription, protocol: "sqs", endpoint: deadLetterArn };
    const kept = await deliver(notification(letter, publication.message));
    if (kept.status !== "DELIVERED") onUndelivered?.(subscription, kept.error);
  };
}
