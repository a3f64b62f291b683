// SNS: topics, their subscriptions, and Publish. A message is handed to its subscribers before Publish answers, so a queue
// has it on disk by then. Topics and what clients subscribed to them are kept; without a directory they live in memory.

import { formatArn } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { Journal } from "../../../storage/journal.ts";
import { openTogether } from "../../../storage/open-together.ts";
import { checkArn } from "../api/invalid-parameter.ts";
import { Archiving } from "../archives/archiving.ts";
import { effectiveTopicPolicy } from "../http/delivery-policy.ts";
import { HttpEndpoints } from "../http/http-endpoints.ts";
import { Mobile } from "../mobile/mobile.ts";
import { topicMetrics } from "../published-metrics.ts";
import type { Publication, PublishRequest, PublishResult } from "../publishing/publication.ts";
import { Publisher } from "../publishing/publisher.ts";
import { type SignedMembers, Signer } from "../publishing/signer.ts";
import { Subscriptions } from "../subscriptions/subscriptions.ts";
import { checkSameTags, type Tags } from "./tags.ts";
import type { Topic } from "./topic.ts";
import {
  checkedNewTopic,
  checkedTopicAttribute,
  checkSameTopic,
  defaultAttributes,
  setAttributes,
} from "./topic-attributes.ts";
import { type TopicEntry, topicEntry } from "./topic-journal.ts";
import { TopicTable } from "./topic-table.ts";
import type { TopicsOptions } from "./topics-options.ts";

export class Topics {
  readonly #options: TopicsOptions;
  readonly #topics: TopicTable;
  readonly #http: HttpEndpoints;
  readonly #publisher: Publisher;
  readonly #archiving: Archiving;
  readonly #signer: Signer;
  readonly mobile: Mobile;
  readonly subscriptions: Subscriptions;
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
    this.subscriptions = new Subscriptions({
      ...{ topics: this.#topics, archiving: this.#archiving, http: this.#http, platforms: mobile.platforms },
      compileFilter: options.compileFilter,
      keep: (topic) => this.#keep(topicEntry(topic)),
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
