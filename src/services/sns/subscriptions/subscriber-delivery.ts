// How a publication reaches one subscriber. As on AWS, the publisher does not hear of a subscriber that fails: its own
// dead-letter queue does, if it has one.

import type { Deliver, DeliveryError, DeliveryRequest } from "../../../aws/delivery.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { TopicMetric } from "../published-metrics.ts";
import { envelope, lambdaEvent, notificationMembers, type Publication } from "../publishing/publication.ts";
import type { Signed, SignedMembers } from "../publishing/signer.ts";
import type { Subscription } from "../topics/topic.ts";
import type { FilteredMessage } from "./filter-policy.ts";
import { deadLetterQueueOf } from "./redrive-policy.ts";

export interface DeliverySeams {
  /** What the links in envelopes begin with. */
  readonly endpoint: string;
  readonly deliver: Deliver;
  /** A text for a telephone, which nobody gets. */
  readonly onText?: ((phoneNumber: string, text: string) => void) | undefined;
  /** A subscriber did not take a message, and has no dead-letter queue that does. */
  readonly onUndelivered?: ((subscription: Subscription, error: DeliveryError) => void) | undefined;
}

export interface SigningSeams extends DeliverySeams {
  /** Resolves once a message is on its way to an HTTP endpoint, which is not waited for. */
  readonly post: (subscription: Subscription, body: string) => Promise<void>;
  readonly count: (metric: TopicMetric) => void;
  readonly sign: (members: SignedMembers) => Promise<Signed>;
}

/** `texts` are the publication's, by protocol, where its message is structured. */
export type DeliverTo = (subscription: Subscription, texts: ReadonlyMap<string, string>) => Promise<void>;

/** Protocols of which SNS keeps the subscribers, and nothing is sent to them here. */
const unserved = new Set(["application", "email", "email-json"]);

/**
 * Whether a message is sent to a subscriber. Counts it if its filter keeps it back. Yields where whoever asks may give way to others.
 */
export function* isSentTo(
  { isPending, protocol, filter, attributes }: Subscription,
  message: FilteredMessage,
  count: SigningSeams["count"],
): Generator<void, boolean> {
  if (isPending || unserved.has(protocol)) return false;
  if (filter === undefined || (yield* filter(message))) return true;
  count("filtered");
  count(message.keptBackBy(attributes.get("FilterPolicyScope")));
  return false;
}

export function deliveryOf(publication: Publication, seams: SigningSeams): DeliverTo {
  const { messageGroupId: groupId, messageDeduplicationId: deduplicationId, traceHeader } = publication;
  // Subscribers of one text get one signature.
  const signatures = new Map<string, Promise<Signed>>();
  const signed = (text: string) => {
    if (publication.sequenceNumber !== undefined) return undefined;
    const signature = signatures.get(text) ?? seams.sign(notificationMembers(publication, text));
    signatures.set(text, signature);
    return signature;
  };

  const notification = async (subscription: Subscription, text: string): Promise<DeliveryRequest> => {
    const { arn, endpoint, protocol, attributes } = subscription;
    const isStream = protocol === "firehose";
    const roleArn = isStream ? attributes.get("SubscriptionRoleArn") : undefined;
    const to = { arn: endpoint, caller: { arn, roleArn }, groupId, deduplicationId, traceHeader };
    // In a bucket each message is a line.
    const end = isStream ? "\n" : "";
    const unsubscribeUrl = `${seams.endpoint}/?Action=Unsubscribe&SubscriptionArn=${arn}`;
    if (protocol === "lambda") {
      const more = { signed: await signed(text), unsubscribeUrl, subscriptionArn: arn };
      return { ...to, payload: { text: lambdaEvent(publication, text, more) } };
    }
    // Only with raw delivery do the attributes become the message's own.
    if (attributes.get("RawMessageDelivery")?.toLowerCase() === "true")
      return { ...to, payload: { text: text + end }, attributes: publication.messageAttributes };
    const written = envelope(publication, text, { signed: await signed(text), unsubscribeUrl });
    return { ...to, payload: { text: written + end } };
  };

  return async (subscription, texts) => {
    const { protocol } = subscription;
    const text = texts.get(protocol) ?? texts.get("default") ?? publication.message;
    const { deliver, onUndelivered } = seams;
    if (protocol === "sms") return seams.onText?.(subscription.endpoint, text);
    const request = await notification(subscription, text);
    if (protocol === "http" || protocol === "https") return seams.post(subscription, request.payload.text);
    const outcome = await deliver(request);
    if (outcome.status === "DELIVERED") return seams.count("delivered");
    const { status, error } = outcome;
    // A queue whose disk takes nothing is no subscriber that refuses: whoever publishes is told, and tries again.
    if (status === "FAILED" && error.isPassing)
      throw new ServiceError(error.code, error.message, { status: 500 });
    seams.count("failed");
    const deadLetterArn = deadLetterQueueOf(subscription.attributes);
    if (deadLetterArn === undefined) return onUndelivered?.(subscription, error);
    const letter = { ...subscription, protocol: "sqs", endpoint: deadLetterArn };
    const kept = await deliver({
      ...(await notification(letter, publication.message)),
      isDeadLetter: true,
    });
    seams.count(kept.status === "DELIVERED" ? "redriven" : "lost");
    if (kept.status !== "DELIVERED") onUndelivered?.(subscription, kept.error);
  };
}
