// Publish: what is checked of a message, how it gets its ids, and that it is handed to every subscriber before it is answered.

import { randomUUID } from "node:crypto";
import { SequenceNumbers } from "../../../aws/sequence-numbers.ts";
import type { Clock } from "../../../time/clock.ts";
import { InOrder } from "../../../time/in-order.ts";
import { inSlices, TimeSlice } from "../../../time/time-slice.ts";
import { checkBatchToPublish } from "../api/batch-checks.ts";
import { invalidParameter } from "../api/invalid-parameter.ts";
import type { ArchivedMessage } from "../archives/archived-message.ts";
import type { CountForTopic, TopicMetric } from "../published-metrics.ts";
import { FilteredMessage } from "../subscriptions/filter-policy.ts";
import {
  type DeliverTo,
  type DeliverySeams,
  deliveryOf,
  isSentTo,
} from "../subscriptions/subscriber-delivery.ts";
import type { Subscription, Topic } from "../topics/topic.ts";
import {
  checkForTopic,
  checkPublication,
  newPublication,
  type Publication,
  type PublishRequest,
  type PublishResult,
  type TopicTraits,
  textsByProtocol,
} from "./publication.ts";
import { RecentPublications } from "./recent-publications.ts";
import type { Signed, SignedMembers } from "./signer.ts";

export interface PublisherSeams extends DeliverySeams {
  readonly clock: Clock;
  /** How many of a topic's messages stay readable. */
  readonly keptMessages: number;
  readonly count: CountForTopic;
  readonly sign: (topic: Topic, members: SignedMembers) => Promise<Signed>;
  /** Resolves once the topic's archive has it on disk, if it has one. */
  readonly archive: (topic: Topic, message: ArchivedMessage) => Promise<void>;
  /** Whether a replay keeps it from a subscriber. */
  readonly isHeld: (subscriptionArn: string, publication: Publication) => boolean;
  /** Resolves once a message is on its way to an HTTP endpoint. */
  readonly post: (topic: Topic, to: Subscription, body: string, messageId: string) => Promise<void>;
}

/** In characters, of what one telephone is told at once: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const mostOfText = 1600;

/** Of so many subscribers at once nobody needs to wait. A topic may have millions. */
const few = 16;

export class Publisher {
  readonly #seams: PublisherSeams;
  readonly #recent: RecentPublications;
  readonly #sequenceNumbers = new SequenceNumbers(10n ** 19n);
  /** No message of a topic overtakes an earlier one that is not on its way to all subscribers yet. */
  readonly #order = new InOrder<Topic>();

  constructor(seams: PublisherSeams) {
    this.#seams = seams;
    this.#recent = new RecentPublications(seams.clock);
  }

  /** Throws what SNS refuses of a batch as a whole. */
  checkBatch(topic: Topic, requests: readonly PublishRequest[]): void {
    checkBatchToPublish(requests, traitsOf(topic));
  }

  async publish(topic: Topic, request: PublishRequest): Promise<PublishResult> {
    checkPublication(request);
    const traits = traitsOf(topic);
    checkForTopic(request, traits);
    const texts = textsByProtocol(request);
    const publishedAt = this.#seams.clock.now();
    const sequenceNumber = traits.isFifo ? this.#sequenceNumbers.next(publishedAt) : undefined;
    const publication = newPublication(request, publishedAt, sequenceNumber);
    if (traits.isFifo) {
      const duplicate = this.#recent.duplicateOf(topic, publication);
      if (duplicate !== undefined) return resultOf(duplicate);
      this.#recent.add(topic, publication);
    }
    try {
      await this.#seams.archive(topic, { publication, texts });
      await this.#handOn(topic, publication, texts);
    } catch (problem) {
      this.#recent.forget(topic, publication);
      throw problem;
    }
    topic.published.push(publication);
    if (topic.published.length > this.#seams.keptMessages) topic.published.shift();
    return resultOf(publication);
  }

  /** To a telephone: it is told in a log group, and sent to nobody. Throws InvalidParameter. */
  publishText(phoneNumber: string, request: PublishRequest): PublishResult {
    checkPublication(request);
    const texts = textsByProtocol(request);
    const text = texts.get("sms") ?? texts.get("default") ?? request.message;
    if (text.length > mostOfText)
      throw invalidParameter(`Message Reason: Message must be less than ${mostOfText} characters`);
    this.#seams.onText?.(phoneNumber, text);
    return { messageId: randomUUID(), sequenceNumber: undefined };
  }

  /** To a device's endpoint, which nothing is sent to. Throws InvalidParameter. */
  publishUnsent(request: PublishRequest): PublishResult {
    checkPublication(request);
    textsByProtocol(request);
    return { messageId: randomUUID(), sequenceNumber: undefined };
  }

  /** Takes note of a sequence number that was given before a restart. */
  follow(sequenceNumber: string): void {
    this.#sequenceNumbers.follow(sequenceNumber);
  }

  /** To the one subscriber that asked for it. */
  async replay(topic: Topic, to: Subscription, { publication, texts }: ArchivedMessage): Promise<void> {
    const replayed: Partial<Record<TopicMetric, TopicMetric>> = {
      delivered: "replayed",
      failed: "notReplayed",
    };
    const countFor = (metric: TopicMetric) => this.#seams.count(topic.arn, replayed[metric] ?? metric);
    const message = new FilteredMessage(publication.messageAttributes, publication.message);
    if (await inSlices(isSentTo(to, message, countFor)))
      await this.#deliveryOf(topic, publication, countFor)(to, texts);
  }

  async #handOn(topic: Topic, publication: Publication, texts: ReadonlyMap<string, string>): Promise<void> {
    const { count, isHeld } = this.#seams;
    count(topic.arn, "published");
    count(topic.arn, "size", Buffer.byteLength(publication.message));
    const subscriptions = [...topic.subscriptions.values()].filter(({ arn }) => !isHeld(arn, publication));
    const countFor = (metric: TopicMetric) => count(topic.arn, metric);
    const deliverTo = this.#deliveryOf(topic, publication, countFor);
    const message = new FilteredMessage(publication.messageAttributes, publication.message);
    const handedOn: Promise<void>[] = [];
    await this.#order.do(topic, async () => {
      const slice = new TimeSlice();
      for (const to of subscriptions) {
        if (slice.isOver) await slice.giveWay();
        if (!(await inSlices(isSentTo(to, message, countFor)))) continue;
        const delivery = deliverTo(to, texts);
        // One that fails before all have begun is told at the end.
        delivery.catch(() => undefined);
        handedOn.push(delivery);
        // Where there are many they find the signature that the first waits for, and do not all go on at once when it is there.
        if (handedOn.length === 1 && subscriptions.length > few) await delivery.catch(() => undefined);
      }
    });
    await Promise.all(handedOn);
  }

  #deliveryOf(topic: Topic, publication: Publication, count: (metric: TopicMetric) => void): DeliverTo {
    const { sign, post, endpoint, deliver, onText, onUndelivered } = this.#seams;
    return deliveryOf(publication, {
      ...{ endpoint, deliver, onText, onUndelivered, count },
      sign: (members) => sign(topic, members),
      post: (subscription, body) => post(topic, subscription, body, publication.messageId),
    });
  }
}

function resultOf({ messageId, sequenceNumber }: Publication): PublishResult {
  return { messageId, sequenceNumber };
}

function traitsOf({ name, attributes }: Topic): TopicTraits {
  return {
    isFifo: name.endsWith(".fifo"),
    deduplicatesByContent: attributes.get("ContentBasedDeduplication") === "true",
  };
}
