// SNS: topics, their subscriptions, and Publish. A message is handed to its subscribers before Publish answers, so a queue
// has it on disk by then. Topics and what clients subscribed to them are kept; without a directory they live in memory.

import { formatArn } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { Journal } from "../../../storage/journal.ts";
import { openTogether } from "../../../storage/open-together.ts";
import { checkArn } from "../api/invalid-parameter.ts";
import { Archiving } from "../archives/archiving.ts";
import type { ReplayStatus } from "../archives/replays.ts";
import { effectiveTopicPolicy } from "../http/delivery-policy.ts";
import { HttpEndpoints } from "../http/http-endpoints.ts";
import { Mobile } from "../mobile/mobile.ts";
import { topicMetrics } from "../published-metrics.ts";
import type { Publication, PublishRequest, PublishResult } from "../publishing/publication.ts";
import { Publisher } from "../publishing/publisher.ts";
import { type SignedMembers, Signer } from "../publishing/signer.ts";
import { compileFilterPolicy, type Filter, filterOfAttributes } from "../subscriptions/filter-policy.ts";
import { newSubscription, subscriptionOfToken } from "../subscriptions/new-subscription.ts";
import { checkRedrivePolicy } from "../subscriptions/redrive-policy.ts";
import {
  checkSameSubscription,
  checkSubscriber,
  checkSubscriptionArn,
  checkSubscriptionAttribute,
  checkSubscriptionRole,
} from "../subscriptions/subscription-attributes.ts";
import { checkSameTags, type Tags } from "./tags.ts";
import type { Subscription, Topic } from "./topic.ts";
import {
  checkedNewTopic,
  checkedTopicAttribute,
  checkSameTopic,
  defaultAttributes,
  setAttributes,
} from "./topic-attributes.ts";
import { type TopicEntry, topicEntry } from "./topic-journal.ts";
import { TopicTable } from "./topic-table.ts";
import type { SubscribeRequest, TopicsOptions } from "./topics-options.ts";

export class Topics {
  readonly #options: TopicsOptions;
  readonly #topics: TopicTable;
  readonly #http: HttpEndpoints;
  readonly #publisher: Publisher;
  readonly #archiving: Archiving;
  readonly #signer: Signer;
  readonly mobile: Mobile;
  #journal: Journal<TopicEntry> | undefined;

  private constructor(options: TopicsOptions, mobile: Mobile) {
    this.#options = options;
    this.mobile = mobile;
    const { clock, endpoint } = options;
    const write = async (entry: TopicEntry) => {
      await this.#journal?.append(entry);
    };
    this.#signer = new Signer({ clock, endpoint, keep: (key) => write({ type: "signing", key }) });
    this.#topics = new TopicTable(options.identity, options.compileFilter);
    const count = topicMetrics(options.metrics);
    const sign = ({ attributes }: Topic, members: SignedMembers) =>
      this.#signer.sign(members, attributes.get("SignatureVersion") ?? "1");
    const subscription = (arn: string) => this.#topics.subscription(arn);
    this.#archiving = new Archiving({
      ...{ ...options, count, subscription, keep: write },
      deliver: (to, message) => this.#publisher.replay(this.#topics.named(to.topicArn), to, message),
    });
    this.#http = new HttpEndpoints({
      ...{ clock, endpoint, deliver: options.deliver, count, sign, subscription, keep: write },
      onUndelivered: (subscription, error) => options.onUndelivered?.(subscription, error),
    });
    this.#publisher = new Publisher({
      ...{ ...options, keptMessages: options.keptMessages ?? 100, count, sign },
      archive: (topic, message) => this.#archiving.archives.keep(topic, message),
      isHeld: (arn, publication) => this.#archiving.replays.holds(arn, publication),
      post: (topic, to, body, messageId) => this.#http.post(topic, to, body, messageId),
    });
  }

  static async open(options: TopicsOptions): Promise<Topics> {
    return openTogether(async (keep) => {
      const topics = new Topics(options, keep(await Mobile.open(options)));
      const state = {
        replay: (entry: TopicEntry) => topics.#replay(entry),
        snapshot: () => topics.#snapshot(),
      };
      topics.#journal = await Journal.openIn(options.directory, "topics.journal", state, options.repair);
      for (const topic of topics.#topics.all()) topics.#archiving.archives.settle(topic);
      await topics.#archiving.archives.settled();
      return topics;
    });
  }

  /** Resolves once every change up to now is on disk. */
  async committed(): Promise<void> {
    await Promise.all([this.#journal?.append(), this.#archiving.archives.settled()]);
  }

  /** Sends what the last run left over. */
  start(): void {
    this.#http.resume();
    this.#archiving.start();
  }

  stop(): void {
    this.#http.close();
    this.#archiving.stop();
  }

  async close(): Promise<void> {
    await this.#archiving.close();
    await this.#journal?.close();
    await this.mobile.close();
  }

  /** The certificate by which what is signed here is checked, by the id in its URL. */
  certificate(id: string): string | undefined {
    return this.#signer.certificate(id);
  }

  createTopic(
    name: string,
    given: ReadonlyMap<string, string> = new Map(),
    tags: Tags = new Map(),
  ): { readonly topicArn: string } {
    const attributes = checkedNewTopic(name, given);
    const arn = formatArn(this.#options.identity, "sns", name);
    const existing = this.#topics.get(arn);
    if (existing !== undefined) {
      checkSameTopic(this.getTopicAttributes(arn), attributes);
      checkSameTags(existing.tags, tags);
    } else {
      const { DataProtectionPolicy: dataProtectionPolicy } = Object.fromEntries(attributes);
      attributes.delete("DataProtectionPolicy");
      const topic: Topic = {
        ...{ arn, name, attributes, tags, dataProtectionPolicy },
        ...{ subscriptions: new Map(), published: [] },
      };
      this.#topics.add(topic);
      this.#archiving.archives.settle(topic);
      this.#keep(topicEntry(topic));
    }
    return { topicArn: arn };
  }

  listTopics(): readonly string[] {
    return this.#topics.all().map(({ arn }) => arn);
  }

  /** SNS answers the same whether the topic was there or not. Throws InvalidState while it has an archive. */
  deleteTopic(topicArn: string): void {
    checkArn("TopicArn", topicArn);
    this.#archiving.checkDelete(topicArn);
    for (const arn of this.#topics.get(topicArn)?.subscriptions.keys() ?? [])
      this.#archiving.replays.forget(arn);
    if (this.#topics.delete(topicArn)) this.#keep({ type: "deleted", topicArn });
  }

  getTopicAttributes(topicArn: string): ReadonlyMap<string, string> {
    const topic = this.#topics.named(topicArn);
    const { arn, attributes, subscriptions } = topic;
    const pending = [...subscriptions.values()].filter(({ isPending }) => isPending).length;
    return new Map([
      ["TopicArn", arn],
      ["Owner", this.#options.identity.accountId],
      ...defaultAttributes(arn),
      ["EffectiveDeliveryPolicy", effectiveTopicPolicy(attributes.get("DeliveryPolicy"))],
      ["SubscriptionsConfirmed", String(subscriptions.size - pending)],
      ["SubscriptionsPending", String(pending)],
      ["SubscriptionsDeleted", "0"],
      ...setAttributes(attributes),
      ...this.#archiving.attributesOf(topic),
    ]);
  }

  has(topicArn: string): boolean {
    return this.#topics.get(topicArn) !== undefined;
  }

  /** As JSON text, if it has one of its own. */
  policyOf(topicArn: string): string | undefined {
    return this.#topics.get(topicArn)?.attributes.get("Policy");
  }

  setTopicAttributes(topicArn: string, name: string, given: string): void {
    const topic = this.#topics.named(topicArn);
    const value = checkedTopicAttribute(name, given, topic.name.endsWith(".fifo"));
    if (name === "DataProtectionPolicy") topic.dataProtectionPolicy = value === "" ? undefined : value;
    else topic.attributes = new Map([...topic.attributes, [name, value]]);
    this.#archiving.archives.settle(topic);
    this.#keep(topicEntry(topic));
  }

  /** Empty if it has none. */
  dataProtectionPolicy(topicArn: string): string {
    checkArn("ResourceArn", topicArn);
    return this.#topics.named(topicArn).dataProtectionPolicy ?? "";
  }

  /** Throws ResourceNotFound. */
  tagsOf(topicArn: string): Tags {
    checkArn("ResourceArn", topicArn);
    const topic = this.#topics.get(topicArn);
    if (topic !== undefined) return topic.tags;
    throw new ServiceError("ResourceNotFound", "Resource does not exist", { status: 404 });
  }

  setTags(topicArn: string, tags: Tags): void {
    const topic = this.#topics.named(topicArn);
    topic.tags = tags;
    this.#keep(topicEntry(topic));
  }

  subscribe(request: SubscribeRequest): { readonly subscriptionArn: string } {
    const { topicArn, protocol, endpoint, attributes = new Map(), ofTemplate = false } = request;
    const topic = this.#topics.named(topicArn);
    const filter = this.#filterOf(attributes, "Attributes Reason: ");
    const topicIsFifo = topic.name.endsWith(".fifo");
    checkSubscriber(protocol, endpoint, topicIsFifo);
    if (protocol === "application") this.mobile.platforms.checkSubscriber(endpoint);
    for (const [name, value] of attributes)
      checkSubscriptionAttribute({ name, value, protocol, topicIsFifo }, "Attributes Reason: ");
    checkRedrivePolicy(attributes, "Attributes Reason: ");
    checkSubscriptionRole(protocol, attributes);
    this.#archiving.checkReplay(topicArn, attributes.get("ReplayPolicy"), "Attributes Reason: ");
    const same = [...topic.subscriptions.values()].find(
      (each) => each.protocol === protocol && each.endpoint === endpoint,
    );
    // A template says what its subscription is; a client who subscribes again hears which one there is.
    if (same !== undefined && !ofTemplate) checkSameSubscription(same.attributes, attributes);
    if (same !== undefined && !ofTemplate) return { subscriptionArn: same.arn };
    const subscription = newSubscription({ ...request, attributes, ofTemplate, filter }, same);
    const { arn } = subscription;
    topic.subscriptions.set(arn, subscription);
    this.#archiving.replays.restate(subscription, attributes.get("ReplayPolicy"));
    if (subscription.isPending) this.#http.ask("SubscriptionConfirmation", topic, subscription);
    if (!ofTemplate || same?.ofTemplate === false) this.#keep(topicEntry(topic));
    return { subscriptionArn: arn };
  }

  /**
   * Makes of a subscription that waits one that is served. Confirming again changes nothing.
   * @throws InvalidParameter, also for a topic that is not there
   */
  confirmSubscription(topicArn: string, token: string, isAuthenticated: boolean): Subscription {
    const topic = this.#topics.get(topicArn);
    const subscription = subscriptionOfToken(topic, token);
    if (topic !== undefined && subscription.isPending) {
      subscription.isPending = false;
      subscription.isAuthenticated = isAuthenticated;
      this.#keep(topicEntry(topic));
    }
    return subscription;
  }

  unsubscribe(subscriptionArn: string): void {
    checkSubscriptionArn(subscriptionArn);
    const subscription = this.#topics.subscription(subscriptionArn);
    if (subscription === undefined) return;
    const topic = this.#topics.named(subscription.topicArn);
    topic.subscriptions.delete(subscriptionArn);
    this.#archiving.replays.forget(subscriptionArn);
    this.#keep(topicEntry(topic));
    if (!subscription.isPending) this.#http.ask("UnsubscribeConfirmation", topic, subscription);
  }

  subscription(subscriptionArn: string): Subscription {
    checkSubscriptionArn(subscriptionArn);
    const subscription = this.#topics.subscription(subscriptionArn);
    if (subscription !== undefined) return subscription;
    throw new ServiceError("NotFound", "Subscription does not exist", { status: 404 });
  }

  setSubscriptionAttributes(subscriptionArn: string, name: string, value: string): void {
    const subscription = this.subscription(subscriptionArn);
    const { protocol, topicArn } = subscription;
    const topicIsFifo = topicArn.endsWith(".fifo");
    checkSubscriptionAttribute({ name, value, protocol, topicIsFifo }, "");
    if (name === "ReplayPolicy") this.#archiving.checkReplay(topicArn, value, "");
    const attributes = new Map([...subscription.attributes, [name, value]]);
    checkRedrivePolicy(attributes, "");
    subscription.filter = this.#filterOf(attributes, "");
    subscription.attributes = attributes;
    if (name === "ReplayPolicy") this.#archiving.replays.set(subscription, value);
    this.#keep(topicEntry(this.#topics.named(topicArn)));
  }

  /** Undefined for a subscription that asked for no replay. */
  replayStatus(subscriptionArn: string): ReplayStatus | undefined {
    return this.#archiving.replays.statusOf(subscriptionArn);
  }

  listSubscriptions(topicArn?: string): readonly Subscription[] {
    const topics = topicArn === undefined ? this.#topics.all() : [this.#topics.named(topicArn)];
    return topics.flatMap((topic) => [...topic.subscriptions.values()]);
  }

  /** Throws what SNS refuses of a batch as a whole. */
  checkBatch(topicArn: string, requests: readonly PublishRequest[]): void {
    this.#publisher.checkBatch(this.#topics.named(topicArn), requests);
  }

  async publish(request: PublishRequest): Promise<PublishResult> {
    return this.#publisher.publish(this.#topics.named(request.topicArn), request);
  }

  /** To a telephone: it is told in a log group, and sent to nobody. Throws InvalidParameter. */
  publishText(phoneNumber: string, request: PublishRequest): PublishResult {
    return this.#publisher.publishText(phoneNumber, request);
  }

  /** To a device's endpoint, which nothing is sent to. Throws InvalidParameter. */
  publishUnsent(request: PublishRequest): PublishResult {
    return this.#publisher.publishUnsent(request);
  }

  /** The last messages of a topic, oldest first, so that a user sees what was published. */
  published(topicArn: string): readonly Publication[] {
    return [...this.#topics.named(topicArn).published];
  }

  #filterOf(attributes: ReadonlyMap<string, string>, where: "" | "Attributes Reason: "): Filter | undefined {
    return filterOfAttributes(attributes, (settings) =>
      compileFilterPolicy(settings, this.#options.compileFilter, where),
    );
  }

  #keep(entry: TopicEntry): void {
    // Whoever must know of a failing disk asks for `committed`; a template's changes are made again anyway.
    this.#journal?.append(entry).catch(() => {});
  }

  #snapshot(): readonly TopicEntry[] {
    const { key } = this.#signer;
    const entries = [
      ...this.#topics.entries(),
      ...this.#http.entries(),
      ...this.#archiving.replays.entries(),
    ];
    return key === undefined ? entries : [{ type: "signing", key }, ...entries];
  }

  #replay(entry: TopicEntry): void {
    if (entry.type === "signing") this.#signer.follow(entry.key);
    else if (entry.type === "http" || entry.type === "http over") this.#http.follow(entry);
    else if (entry.type === "replay" || entry.type === "replay over") this.#archiving.replays.follow(entry);
    else this.#topics.replay(entry);
    // What is published next is behind what was replayed, whatever the clock says.
    if (entry.type === "replay") this.#publisher.follow(entry.replay.upTo ?? "0");
  }
}
