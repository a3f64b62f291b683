// SNS: topics, their subscriptions, and Publish. A message is handed to its subscribers before Publish answers, so a queue
// has it on disk by then. Topics live in memory: the region's template makes them again at each start.

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../aws/arn.ts";
import { isJsonObject, type Json } from "../aws/json.ts";
import type { MessageAttributes } from "../aws/message-attribute.ts";
import { ServiceError } from "../aws/service-error.ts";
import type { Clock } from "../time/clock.ts";
import { type CompileFilter, compileFilterPolicy, type Filter } from "./filter-policy.ts";
import {
  envelope,
  lambdaEvent,
  type Publication,
  type PublishRequest,
  type PublishResult,
} from "./publication.ts";
import { deadLetterQueueOf } from "./redrive-policy.ts";

export interface TopicsOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly endpoint: string;
  readonly compileFilter: CompileFilter;
  readonly deliver: TopicDelivery;
  /** A subscriber did not take a message, and has no dead-letter queue that does. */
  readonly onUndelivered?: (subscription: Subscription, error: unknown) => void;
  /** How many of a topic's messages stay readable. */
  readonly keptMessages?: number;
}

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
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  attributes: ReadonlyMap<string, string>;
  filter: Filter | undefined;
}

export interface Topic {
  readonly arn: string;
  readonly name: string;
  attributes: ReadonlyMap<string, string>;
  readonly subscriptions: Map<string, Subscription>;
  readonly published: Publication[];
}

export interface SubscribeRequest {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes?: ReadonlyMap<string, string>;
}

/** SNS quotas, "Message size". */
const largestMessageBytes = 262_144;

export class Topics {
  readonly #options: TopicsOptions;
  readonly #topics = new Map<string, Topic>();

  constructor(options: TopicsOptions) {
    this.#options = options;
  }

  createTopic(
    name: string,
    attributes: ReadonlyMap<string, string> = new Map(),
  ): { readonly topicArn: string } {
    if (!/^[A-Za-z0-9_-]{1,256}$|^(?=.{6,256}$)[A-Za-z0-9_-]+\.fifo$/.test(name))
      throw invalidParameter("Topic Name");
    const arn = formatArn(this.#options.identity, "sns", name);
    const existing = this.#topics.get(arn);
    if (existing === undefined) {
      this.#topics.set(arn, { arn, name, attributes, subscriptions: new Map(), published: [] });
    }
    return { topicArn: arn };
  }

  listTopics(): readonly string[] {
    return [...this.#topics.keys()];
  }

  /** SNS answers the same whether the topic was there or not. */
  deleteTopic(topicArn: string): void {
    this.#topics.delete(topicArn);
  }

  getTopicAttributes(topicArn: string): ReadonlyMap<string, string> {
    const { arn, attributes, subscriptions } = this.#topic(topicArn);
    return new Map([
      ["TopicArn", arn],
      ["Owner", this.#options.identity.accountId],
      ["DisplayName", ""],
      ["SubscriptionsConfirmed", String(subscriptions.size)],
      ["SubscriptionsPending", "0"],
      ["SubscriptionsDeleted", "0"],
      ...attributes,
    ]);
  }

  setTopicAttributes(topicArn: string, name: string, value: string): void {
    const topic = this.#topic(topicArn);
    topic.attributes = new Map([...topic.attributes, [name, value]]);
  }

  subscribe(request: SubscribeRequest): { readonly subscriptionArn: string } {
    const { topicArn, protocol, endpoint, attributes = new Map() } = request;
    const topic = this.#topic(topicArn);
    if (protocol !== "sqs" && protocol !== "lambda") {
      throw new ServiceError(
        "InvalidParameter",
        `Invalid parameter: Protocol: ${protocol} is not served here. Served are sqs and lambda.`,
      );
    }
    if (!endpoint.startsWith("arn:")) throw invalidParameter("Endpoint");
    for (const each of topic.subscriptions.values()) {
      if (each.protocol === protocol && each.endpoint === endpoint) return { subscriptionArn: each.arn };
    }
    const arn = `${topicArn}:${randomUUID()}`;
    const filter = this.#filterOf(attributes);
    deadLetterQueueOf(attributes);
    topic.subscriptions.set(arn, { arn, topicArn, protocol, endpoint, attributes, filter });
    return { subscriptionArn: arn };
  }

  unsubscribe(subscriptionArn: string): void {
    for (const topic of this.#topics.values()) topic.subscriptions.delete(subscriptionArn);
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
    const attributes = new Map([...subscription.attributes, [name, value]]);
    deadLetterQueueOf(attributes);
    subscription.filter = this.#filterOf(attributes);
    subscription.attributes = attributes;
  }

  listSubscriptions(topicArn?: string): readonly Subscription[] {
    const topics = topicArn === undefined ? [...this.#topics.values()] : [this.#topic(topicArn)];
    return topics.flatMap((topic) => [...topic.subscriptions.values()]);
  }

  async publish(request: PublishRequest): Promise<PublishResult> {
    const topic = this.#topic(request.topicArn);
    checkPublication(request);
    const publication: Publication = {
      messageId: randomUUID(),
      topicArn: topic.arn,
      message: request.message,
      subject: request.subject,
      messageAttributes: request.messageAttributes,
      messageGroupId: request.messageGroupId,
      messageDeduplicationId: request.messageDeduplicationId,
      publishedAt: this.#options.clock.now(),
    };
    const texts = textsByProtocol(request);
    await Promise.all(
      Array.from(topic.subscriptions.values(), (subscription) =>
        this.#tryToDeliver(publication, subscription, texts),
      ),
    );
    topic.published.push(publication);
    if (topic.published.length > (this.#options.keptMessages ?? 100)) topic.published.shift();
    return { messageId: publication.messageId };
  }

  /** The last messages of a topic, oldest first, so that a user sees what was published. */
  published(topicArn: string): readonly Publication[] {
    return [...this.#topic(topicArn).published];
  }

  /** As on AWS, the publisher does not hear of a subscriber that fails: its own dead-letter queue does, if it has one. */
  async #tryToDeliver(
    publication: Publication,
    subscription: Subscription,
    texts: ReadonlyMap<string, string>,
  ): Promise<void> {
    try {
      await this.#deliver(publication, subscription, texts);
    } catch (error) {
      const deadLetterArn = deadLetterQueueOf(subscription.attributes);
      const body = envelope(publication, publication.message, this.#unsubscribeUrl(subscription));
      const { messageGroupId: groupId, messageDeduplicationId: deduplicationId } = publication;
      const letter = { body, attributes: undefined, groupId, deduplicationId };
      const report = (reason: unknown) => this.#options.onUndelivered?.(subscription, reason);
      if (deadLetterArn === undefined) report(error);
      else await this.#options.deliver.sqs(deadLetterArn, letter).catch(report);
    }
  }

  async #deliver(
    publication: Publication,
    subscription: Subscription,
    texts: ReadonlyMap<string, string>,
  ): Promise<void> {
    const { protocol, endpoint, attributes, filter } = subscription;
    if (filter?.(publication.messageAttributes, publication.message) === false) return;
    const text = texts.get(protocol) ?? texts.get("default") ?? publication.message;
    if (protocol === "lambda") {
      await this.#options.deliver.lambda(endpoint, lambdaEvent(publication, text, subscription.arn));
      return;
    }
    const raw = attributes.get("RawMessageDelivery") === "true";
    await this.#options.deliver.sqs(endpoint, {
      body: raw ? text : envelope(publication, text, this.#unsubscribeUrl(subscription)),
      attributes: raw ? publication.messageAttributes : undefined,
      groupId: publication.messageGroupId,
      deduplicationId: publication.messageDeduplicationId,
    });
  }

  #unsubscribeUrl({ arn }: Subscription): string {
    return `${this.#options.endpoint}/?Action=Unsubscribe&SubscriptionArn=${arn}`;
  }

  #filterOf(attributes: ReadonlyMap<string, string>): Filter | undefined {
    const policy = attributes.get("FilterPolicy");
    if (policy === undefined || policy === "") return undefined;
    return compileFilterPolicy(policy, attributes.get("FilterPolicyScope"), this.#options.compileFilter);
  }

  #topic(topicArn: string): Topic {
    const topic = this.#topics.get(topicArn);
    if (topic !== undefined) return topic;
    if (!topicArn.startsWith("arn:")) throw invalidParameter("TopicArn");
    throw new ServiceError("NotFound", "Topic does not exist", { status: 404 });
  }
}

function invalidParameter(name: string): ServiceError {
  return new ServiceError("InvalidParameter", `Invalid parameter: ${name}`);
}

function checkPublication({ message, subject }: PublishRequest): void {
  if (message === "") throw new ServiceError("InvalidParameter", "Invalid parameter: Empty message");
  if (Buffer.byteLength(message) > largestMessageBytes) {
    throw new ServiceError("InvalidParameter", "Invalid parameter: Message too long");
  }
  if (subject !== undefined && (subject === "" || subject.length > 100 || /[\n\r]/.test(subject))) {
    throw new ServiceError("InvalidParameter", "Invalid parameter: Subject");
  }
}

/** SNS API, Publish, MessageStructure: a JSON message must have a `default` text, and may have one for each protocol. */
function textsByProtocol({ message, messageStructure }: PublishRequest): ReadonlyMap<string, string> {
  if (messageStructure !== "json") return new Map();
  const texts = parsedOrUndefined(message);
  if (!isJsonObject(texts) || typeof texts.default !== "string") {
    throw new ServiceError(
      "InvalidParameter",
      "Invalid parameter: Message Structure - No default entry in JSON message body",
    );
  }
  return new Map(
    Object.entries(texts).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function parsedOrUndefined(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
