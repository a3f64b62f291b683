// Subscribers by HTTP: they are asked whether they want to be told, get what is published, and what they do not take goes to their
// dead-letter queue. SNS developer guide, "Fanout to HTTP/S endpoints".

import type { Deliver, DeliveryError } from "../../../aws/delivery.ts";
import { isLoopback } from "../../../http-client/loopback.ts";
import type { Clock } from "../../../time/clock.ts";
import type { CountForTopic } from "../published-metrics.ts";
import type { Signed, SignedMembers } from "../publishing/signer.ts";
import { deadLetterQueueOf } from "../subscriptions/redrive-policy.ts";
import type { Subscription, Topic } from "../topics/topic.ts";
import { retryDelays, retryPolicyOf } from "./delivery-policy.ts";
import { HttpDeliveries, type HttpDelivery, type HttpEntry } from "./http-deliveries.ts";
import { type ConfirmationType, confirmationMessage, notificationMessage } from "./http-messages.ts";

export interface HttpEndpointSeams {
  readonly clock: Clock;
  readonly endpoint: string;
  readonly keep: (entry: HttpEntry) => Promise<void>;
  readonly deliver: Deliver;
  readonly sign: (topic: Topic, members: SignedMembers) => Promise<Signed>;
  readonly subscription: (arn: string) => Subscription | undefined;
  readonly onUndelivered: (subscription: Subscription, error: DeliveryError) => void;
  readonly count: CountForTopic;
}

export class HttpEndpoints {
  readonly #seams: HttpEndpointSeams;
  readonly #deliveries: HttpDeliveries;

  constructor(seams: HttpEndpointSeams) {
    const { clock, keep, subscription, count } = seams;
    this.#seams = seams;
    this.#deliveries = new HttpDeliveries({
      clock,
      keep,
      giveUp: (delivery, problem) => this.#giveUp(delivery, problem),
      onTaken({ subscriptionArn }) {
        const taker = subscription(subscriptionArn);
        if (taker?.isPending === false) count(taker.topicArn, "delivered");
      },
    });
  }

  follow(entry: HttpEntry): void {
    this.#deliveries.follow(entry);
  }

  entries(): readonly HttpEntry[] {
    return this.#deliveries.entries();
  }

  /** Sends what the last run left over. */
  resume(): void {
    this.#deliveries.resume();
  }

  close(): void {
    this.#deliveries.close();
  }

  /** Resolves once the message is on its way, from which nothing takes it but its endpoint. */
  post(topic: Topic, subscription: Subscription, body: string, messageId: string): Promise<void> {
    const message = notificationMessage(subscription, messageId, body);
    return this.#deliveries.send(subscription.arn, message, delaysOf(topic, subscription));
  }

  /** Asks the endpoint whether it wants to be told, or to be told again. Nobody waits for that. */
  ask(type: ConfirmationType, topic: Topic, subscription: Subscription): void {
    if (!/^https?$/.test(subscription.protocol)) return;
    const { onUndelivered } = this.#seams;
    if (!(URL.canParse(subscription.endpoint) && isLoopback(new URL(subscription.endpoint)))) {
      const message = `nothing is sent beyond this machine, so no ${type} was`;
      onUndelivered(subscription, { code: "NotSent", message, isPassing: false });
      return;
    }
    this.#ask(type, topic, subscription).catch((fault: unknown) => {
      const message = fault instanceof Error ? fault.message : String(fault);
      onUndelivered(subscription, { code: "InternalError", message, isPassing: true });
    });
  }

  async #ask(type: ConfirmationType, topic: Topic, subscription: Subscription): Promise<void> {
    const { endpoint, clock, sign } = this.#seams;
    const message = await confirmationMessage(type, subscription, {
      endpoint,
      now: clock.now(),
      sign: (members) => sign(topic, members),
    });
    await this.#deliveries.send(subscription.arn, message, delaysOf(topic, subscription));
  }

  async #giveUp({ subscriptionArn, body }: HttpDelivery, problem: string): Promise<void> {
    const { subscription: find, deliver, onUndelivered, count } = this.#seams;
    const subscription = find(subscriptionArn);
    if (subscription === undefined) return;
    const { topicArn, attributes, isPending } = subscription;
    if (!isPending) count(topicArn, "failed");
    const arn = deadLetterQueueOf(attributes);
    if (isPending || arn === undefined) {
      onUndelivered(subscription, { code: "HttpEndpointError", message: problem, isPassing: false });
      return;
    }
    const kept = await deliver({
      ...{ arn, caller: { arn: subscriptionArn }, payload: { text: body } },
      isDeadLetter: true,
    });
    count(topicArn, kept.status === "DELIVERED" ? "redriven" : "lost");
    if (kept.status !== "DELIVERED") onUndelivered(subscription, kept.error);
  }
}

function delaysOf({ attributes }: Topic, subscription: Subscription): readonly number[] {
  return retryDelays(
    retryPolicyOf(attributes.get("DeliveryPolicy"), subscription.attributes.get("DeliveryPolicy")),
  );
}
