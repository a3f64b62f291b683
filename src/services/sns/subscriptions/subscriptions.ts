// The subscriptions of topics: how they come, change and go. They are kept with their topics, but for those of a template.

import { ServiceError } from "../../../aws/service-error.ts";
import type { Archiving } from "../archives/archiving.ts";
import type { ReplayStatus } from "../archives/replays.ts";
import type { HttpEndpoints } from "../http/http-endpoints.ts";
import type { Platforms } from "../mobile/platforms.ts";
import type { Subscription, Topic } from "../topics/topic.ts";
import type { TopicTable } from "../topics/topic-table.ts";
import { type CompileFilter, compileFilterPolicy, type Filter, filterOfAttributes } from "./filter-policy.ts";
import { newSubscription, type SubscribeRequest, subscriptionOfToken } from "./new-subscription.ts";
import { checkRedrivePolicy } from "./redrive-policy.ts";
import {
  checkSameSubscription,
  checkSubscriber,
  checkSubscriptionArn,
  checkSubscriptionAttribute,
  checkSubscriptionRole,
} from "./subscription-attributes.ts";

export interface SubscriptionsOptions {
  readonly topics: TopicTable;
  readonly archiving: Archiving;
  readonly http: Pick<HttpEndpoints, "ask">;
  readonly platforms: Pick<Platforms, "checkSubscriber">;
  readonly compileFilter: CompileFilter;
  /** Keeps a topic as it is now. */
  readonly keep: (topic: Topic) => void;
}

export class Subscriptions {
  readonly #options: SubscriptionsOptions;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  subscribe(request: SubscribeRequest): { readonly subscriptionArn: string } {
    const { topicArn, protocol, endpoint, attributes = new Map(), ofTemplate = false } = request;
    const { topics, archiving, http, platforms, keep } = this.#options;
    const topic = topics.named(topicArn);
    const filter = this.#filterOf(attributes, "Attributes Reason: ");
    const topicIsFifo = topic.name.endsWith(".fifo");
    checkSubscriber(protocol, endpoint, topicIsFifo);
    if (protocol === "application") platforms.checkSubscriber(endpoint);
    for (const [name, value] of attributes)
      checkSubscriptionAttribute({ name, value, protocol, topicIsFifo }, "Attributes Reason: ");
    checkRedrivePolicy(attributes, "Attributes Reason: ");
    checkSubscriptionRole(protocol, attributes);
    archiving.checkReplay(topicArn, attributes.get("ReplayPolicy"), "Attributes Reason: ");
    const same = [...topic.subscriptions.values()].find(
      (each) => each.protocol === protocol && each.endpoint === endpoint,
    );
    // A template says what its subscription is; a client who subscribes again hears which one there is.
    if (same !== undefined && !ofTemplate) checkSameSubscription(same.attributes, attributes);
    if (same !== undefined && !ofTemplate) return { subscriptionArn: same.arn };
    const subscription = newSubscription({ ...request, attributes, ofTemplate, filter }, same);
    const { arn } = subscription;
    topic.subscriptions.set(arn, subscription);
    archiving.replays.restate(subscription, attributes.get("ReplayPolicy"));
    if (subscription.isPending) http.ask("SubscriptionConfirmation", topic, subscription);
    if (!ofTemplate || same?.ofTemplate === false) keep(topic);
    return { subscriptionArn: arn };
  }

  /**
   * Makes of a subscription that waits one that is served. Confirming again changes nothing.
   * @throws InvalidParameter, also for a topic that is not there
   */
  confirm(topicArn: string, token: string, isAuthenticated: boolean): Subscription {
    const topic = this.#options.topics.get(topicArn);
    const subscription = subscriptionOfToken(topic, token);
    if (topic !== undefined && subscription.isPending) {
      subscription.isPending = false;
      subscription.isAuthenticated = isAuthenticated;
      this.#options.keep(topic);
    }
    return subscription;
  }

  unsubscribe(subscriptionArn: string): void {
    const { topics, archiving, http, keep } = this.#options;
    checkSubscriptionArn(subscriptionArn);
    const subscription = topics.subscription(subscriptionArn);
    if (subscription === undefined) return;
    const topic = topics.named(subscription.topicArn);
    topic.subscriptions.delete(subscriptionArn);
    archiving.replays.forget(subscriptionArn);
    keep(topic);
    if (!subscription.isPending) http.ask("UnsubscribeConfirmation", topic, subscription);
  }

  /** Throws InvalidParameter, NotFound. */
  get(subscriptionArn: string): Subscription {
    checkSubscriptionArn(subscriptionArn);
    const subscription = this.#options.topics.subscription(subscriptionArn);
    if (subscription !== undefined) return subscription;
    throw new ServiceError("NotFound", "Subscription does not exist", { status: 404 });
  }

  setAttribute(subscriptionArn: string, name: string, value: string): void {
    const { topics, archiving, keep } = this.#options;
    const subscription = this.get(subscriptionArn);
    const { protocol, topicArn } = subscription;
    const topicIsFifo = topicArn.endsWith(".fifo");
    checkSubscriptionAttribute({ name, value, protocol, topicIsFifo }, "");
    if (name === "ReplayPolicy") archiving.checkReplay(topicArn, value, "");
    const attributes = new Map([...subscription.attributes, [name, value]]);
    checkRedrivePolicy(attributes, "");
    subscription.filter = this.#filterOf(attributes, "");
    subscription.attributes = attributes;
    if (name === "ReplayPolicy") archiving.replays.set(subscription, value);
    keep(topics.named(topicArn));
  }

  /** Undefined for a subscription that asked for no replay. */
  replayStatus(subscriptionArn: string): ReplayStatus | undefined {
    return this.#options.archiving.replays.statusOf(subscriptionArn);
  }

  /** Throws InvalidParameter, NotFound. @param topicArn whose they are; left out for all */
  list(topicArn?: string): readonly Subscription[] {
    const { topics } = this.#options;
    const listed = topicArn === undefined ? topics.all() : [topics.named(topicArn)];
    return listed.flatMap((topic) => [...topic.subscriptions.values()]);
  }

  #filterOf(attributes: ReadonlyMap<string, string>, where: "" | "Attributes Reason: "): Filter | undefined {
    return filterOfAttributes(attributes, (settings) =>
      compileFilterPolicy(settings, this.#options.compileFilter, where),
    );
  }
}
