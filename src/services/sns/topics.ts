// SNS: topics, their subscriptions, and Publish. A message is handed to its subscribers before Publish answers, so a queue
// has it on disk by then. Topics and what clients subscribed to them are kept; without a directory they live in memory.

import { createHash, randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../aws/arn.ts";
import type { Json } from "../../aws/json.ts";
import { SequenceNumbers } from "../../aws/sequence-numbers.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { Repair } from "../../storage/damage.ts";
import { Journal } from "../../storage/journal.ts";
import type { Clock } from "../../time/clock.ts";
import { checkBatchToPublish } from "./batch-checks.ts";
import {
  type CompileFilter,
  compileFilterPolicy,
  type Filter,
  type FilterSettings,
  keptFilterPolicy,
} from "./filter-policy.ts";
import { checkArn, invalidParameter } from "./invalid-parameter.ts";
import {
  checkForTopic,
  checkPublication,
  type Publication,
  type PublishRequest,
  type PublishResult,
  type TopicTraits,
  textsByProtocol,
} from "./publication.ts";
import { deadLetterQueueOf } from "./redrive-policy.ts";
import { type DeliverySeams, deliveryOf } from "./subscriber-delivery.ts";
import {
  checkSameSubscription,
  checkSubscriber,
  checkSubscriptionAttribute,
} from "./subscription-attributes.ts";
import { type Subscription, type Topic, templateSubscriptionArn } from "./topic.ts";
import {
  checkedNewTopic,
  checkedTopicAttribute,
  checkSameTopic,
  defaultAttributes,
} from "./topic-attributes.ts";
import { asJson, type TopicEntry, topicEntry } from "./topic-journal.ts";

export interface TopicsOptions extends DeliverySeams {
  readonly repair?: Repair | undefined;
  /** Where to keep them. @default in memory only */
  readonly directory?: string | undefined;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly compileFilter: CompileFilter;
  /** How many of a topic's messages stay readable. */
  readonly keptMessages?: number;
}

export interface SubscribeRequest {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes?: ReadonlyMap<string, string>;
  /** @default false */
  readonly ofTemplate?: boolean;
}

export class Topics {
  readonly #options: TopicsOptions;
  readonly #topics = new Map<string, Topic>();
  readonly #sequenceNumbers = new SequenceNumbers(10n ** 19n);

  #journal: Journal | undefined;

  private constructor(options: TopicsOptions) {
    this.#options = options;
  }

  static async open(options: TopicsOptions): Promise<Topics> {
    const topics = new Topics(options);
    const state = {
      replay: (entry: Json) => topics.#replay(entry as unknown as TopicEntry),
      snapshot: () => Array.from(topics.#topics.values(), (topic) => asJson(topicEntry(topic))),
    };
    topics.#journal = await Journal.openIn(options.directory, "topics.journal", state, options.repair);
    return topics;
  }

  /** Resolves once every change up to now is on disk. */
  committed(): Promise<void> {
    return this.#journal?.append() ?? Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  createTopic(name: string, given: ReadonlyMap<string, string> = new Map()): { readonly topicArn: string } {
    const attributes = checkedNewTopic(name, given);
    const arn = formatArn(this.#options.identity, "sns", name);
    const existing = this.#topics.get(arn);
    if (existing !== undefined) checkSameTopic(this.getTopicAttributes(arn), attributes);
    else {
      const topic = { arn, name, attributes, subscriptions: new Map(), published: [] };
      this.#topics.set(arn, topic);
      this.#keep(topicEntry(topic));
    }
    return { topicArn: arn };
  }

  listTopics(): readonly string[] {
    return [...this.#topics.keys()];
  }

  /** SNS answers the same whether the topic was there or not. */
  deleteTopic(topicArn: string): void {
    if (this.#topics.delete(topicArn)) this.#keep({ type: "deleted", topicArn });
  }

  getTopicAttributes(topicArn: string): ReadonlyMap<string, string> {
    const { arn, attributes, subscriptions } = this.#topic(topicArn);
    return new Map([
      ["TopicArn", arn],
      ["Owner", this.#options.identity.accountId],
      ...defaultAttributes(arn),
      ["SubscriptionsConfirmed", String(subscriptions.size)],
      ["SubscriptionsPending", "0"],
      ["SubscriptionsDeleted", "0"],
      ...attributes,
    ]);
  }

  setTopicAttributes(topicArn: string, name: string, given: string): void {
    const topic = this.#topic(topicArn);
    const value = checkedTopicAttribute(name, given, topic.name.endsWith(".fifo"));
    topic.attributes = new Map([...topic.attributes, [name, value]]);
    this.#keep(topicEntry(topic));
  }

  subscribe(request: SubscribeRequest): { readonly subscriptionArn: string } {
    const { topicArn, protocol, endpoint, attributes = new Map(), ofTemplate = false } = request;
    const topic = this.#topic(topicArn);
    const filter = this.#filterOf(attributes, (settings, compile) =>
      compileFilterPolicy(settings, compile, "Attributes Reason: "),
    );
    checkSubscriber(protocol, endpoint, topic.name.endsWith(".fifo"));
    for (const [name, value] of attributes) checkSubscriptionAttribute(name, value, "Attributes Reason: ");
    deadLetterQueueOf(attributes, "Attributes Reason: ");
    const same = [...topic.subscriptions.values()].find(
      (each) => each.protocol === protocol && each.endpoint === endpoint,
    );
    // A template says what its subscription is; a client who subscribes again hears which one there is.
    if (same !== undefined && !ofTemplate) checkSameSubscription(same.attributes, attributes);
    if (same !== undefined && !ofTemplate) return { subscriptionArn: same.arn };
    const arn =
      same?.arn ??
      (ofTemplate ? templateSubscriptionArn(topicArn, protocol, endpoint) : `${topicArn}:${randomUUID()}`);
    topic.subscriptions.set(arn, { arn, topicArn, protocol, endpoint, attributes, filter, ofTemplate });
    if (!ofTemplate || same?.ofTemplate === false) this.#keep(topicEntry(topic));
    return { subscriptionArn: arn };
  }

  unsubscribe(subscriptionArn: string): void {
    checkArn("SubscriptionArn", subscriptionArn);
    if (subscriptionArn.split(":").length < 7) throw invalidParameter("SubscriptionId");
    for (const topic of this.#topics.values())
      if (topic.subscriptions.delete(subscriptionArn)) this.#keep(topicEntry(topic));
  }

  subscription(subscriptionArn: string): Subscription {
    for (const topic of this.#topics.values()) {
      const subscription = topic.subscriptions.get(subscriptionArn);
      if (subscription !== undefined) return subscription;
    }
    throw new ServiceError("NotFound", "Subscription does not exist", { status: 404 });
  }

  setSubscriptionAttributes(subscriptionArn: string, name: string, value: string): void {
    const subscription = this.subscription(subscriptionArn);
    checkSubscriptionAttribute(name, value, "");
    const attributes = new Map([...subscription.attributes, [name, value]]);
    deadLetterQueueOf(attributes);
    subscription.filter = this.#filterOf(attributes, compileFilterPolicy);
    subscription.attributes = attributes;
    this.#keep(topicEntry(this.#topic(subscription.topicArn)));
  }

  listSubscriptions(topicArn?: string): readonly Subscription[] {
    const topics = topicArn === undefined ? [...this.#topics.values()] : [this.#topic(topicArn)];
    return topics.flatMap((topic) => [...topic.subscriptions.values()]);
  }

  /** Throws what SNS refuses of a batch as a whole. */
  checkBatch(topicArn: string, requests: readonly PublishRequest[]): void {
    checkBatchToPublish(requests, traitsOf(this.#topic(topicArn)));
  }

  async publish(request: PublishRequest): Promise<PublishResult> {
    const topic = this.#topic(request.topicArn);
    checkPublication(request);
    const traits = traitsOf(topic);
    checkForTopic(request, traits);
    const publishedAt = this.#options.clock.now();
    const publication: Publication = {
      messageId: randomUUID(),
      sequenceNumber: traits.isFifo ? this.#sequenceNumbers.next(publishedAt) : undefined,
      topicArn: topic.arn,
      message: request.message,
      subject: request.subject,
      messageAttributes: request.messageAttributes,
      messageGroupId: request.messageGroupId,
      messageDeduplicationId:
        request.messageDeduplicationId ??
        (traits.isFifo ? createHash("sha256").update(request.message).digest("hex") : undefined),
      traceHeader: request.traceHeader,
      publishedAt,
    };
    const texts = textsByProtocol(request);
    const deliverTo = deliveryOf(publication, this.#options);
    await Promise.all(
      Array.from(topic.subscriptions.values(), (subscription) => deliverTo(subscription, texts)),
    );
    topic.published.push(publication);
    if (topic.published.length > (this.#options.keptMessages ?? 100)) topic.published.shift();
    return { messageId: publication.messageId, sequenceNumber: publication.sequenceNumber };
  }

  /** The last messages of a topic, oldest first, so that a user sees what was published. */
  published(topicArn: string): readonly Publication[] {
    return [...this.#topic(topicArn).published];
  }

  #filterOf(
    attributes: ReadonlyMap<string, string>,
    compile: (settings: FilterSettings, compileFilter: CompileFilter) => Filter,
  ): Filter | undefined {
    const policy = attributes.get("FilterPolicy");
    const scope = attributes.get("FilterPolicyScope");
    // A scope alone is looked at like the scope of a policy that lets everything pass.
    if (policy === undefined && scope === undefined) return undefined;
    return compile(
      { policy: policy === undefined || policy === "" ? "{}" : policy, scope },
      this.#options.compileFilter,
    );
  }

  #keep(entry: TopicEntry): void {
    // Whoever must know of a failing disk asks for `committed`; a template's changes are made again anyway.
    this.#journal?.append(asJson(entry)).catch(() => {});
  }

  #replay(entry: TopicEntry): void {
    if (entry.type === "deleted") {
      this.#topics.delete(entry.topicArn);
      return;
    }
    const topicArn = formatArn(this.#options.identity, "sns", entry.name);
    const subscriptions = entry.subscriptions.map((each): [string, Subscription] => {
      const attributes = new Map(Object.entries(each.attributes));
      const filter = this.#filterOf(attributes, keptFilterPolicy);
      return [each.arn, { ...each, topicArn, attributes, filter, ofTemplate: false }];
    });
    this.#topics.set(topicArn, {
      arn: topicArn,
      name: entry.name,
      attributes: new Map(Object.entries(entry.attributes)),
      subscriptions: new Map(subscriptions),
      published: [],
    });
  }

  #topic(topicArn: string): Topic {
    const topic = this.#topics.get(topicArn);
    if (topic !== undefined) return topic;
    checkArn("TopicArn", topicArn);
    throw new ServiceError("NotFound", "Topic does not exist", { status: 404 });
  }
}

function traitsOf({ name, attributes }: Topic): TopicTraits {
  return {
    isFifo: name.endsWith(".fifo"),
    deduplicatesByContent: attributes.get("ContentBasedDeduplication") === "true",
  };
}
