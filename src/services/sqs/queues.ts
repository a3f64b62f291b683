// SQS: all queues of the region. A message is on disk before SendMessage answers, and stays until it is deleted, purged or
// past its retention period. Without a directory everything lives in memory.

import { formatArn, parseArn, type RegionIdentity } from "../../aws/arn.ts";
import type { Json } from "../../aws/json.ts";
import { md5, md5OfAttributes } from "../../aws/message-digest.ts";
import { SequenceNumbers } from "../../aws/sequence-numbers.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { Repair } from "../../storage/damage.ts";
import { Journal } from "../../storage/journal.ts";
import type { Clock } from "../../time/clock.ts";
import { checkBatchToSend } from "./batch-checks.ts";
import { invalidValue } from "./invalid-value.ts";
import { checkMessage, messageBytes, type SendMessageRequest, type SendMessageResult } from "./message.ts";
import { checkSize, deduplicationIdOf, newMessage } from "./new-message.ts";
import { Queue, type StoredMessage } from "./queue.ts";
import {
  checkedAttributes,
  effectiveAttributes,
  type QueueAttributes,
  redrivePolicyOf,
} from "./queue-attributes.ts";
import { type QueueEntry, queueEntry, sentEntry, storedMessage } from "./queue-journal.ts";
import { receiptHandle, receiptOf } from "./receipt-handle.ts";
import { RecentActs } from "./recent-acts.ts";
import { checkDeadLetterQueue } from "./redrive-policy.ts";
import {
  checkGroupAndDeduplication,
  checkQueueName,
  checkSameAttributes,
  longestVisibilitySeconds,
  type ReceiveMessageRequest,
  ranged,
  receiveLimits,
} from "./request-checks.ts";

/** SQS API, SetQueueAttributes: "the change can take up to 60 seconds". */
const attributesTakeEffectMs = 60_000;

export interface QueuesOptions {
  /** Where to keep the messages; undefined for memory only. */
  readonly directory: string | undefined;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  /** What precedes the account in a queue's URL, such as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  readonly repair?: Repair | undefined;
}

export interface CreateQueueRequest {
  readonly queueName: string;
  readonly attributes?: QueueAttributes;
  readonly tags?: ReadonlyMap<string, string>;
}

export interface ReceivedMessage {
  readonly message: StoredMessage;
  readonly receiptHandle: string;
}

export class Queues {
  readonly #options: QueuesOptions;
  readonly #queues = new Map<string, Queue>();
  #journal: Journal | undefined;
  readonly #recent = new RecentActs();
  readonly #sequenceNumbers = new SequenceNumbers();

  private constructor(options: QueuesOptions) {
    this.#options = options;
  }

  static async open(options: QueuesOptions): Promise<Queues> {
    const queues = new Queues(options);
    const state = {
      replay: (entry: Json) => queues.#replay(entry as unknown as QueueEntry),
      snapshot: () => queues.#snapshot(),
    };
    queues.#journal = await Journal.openIn(options.directory, "queues.journal", state, options.repair);
    return queues;
  }

  async createQueue(request: CreateQueueRequest): Promise<{ readonly queueUrl: string }> {
    const { queueName: name, attributes: given = new Map(), tags = new Map() } = request;
    checkQueueName(name, given);
    const attributes = this.#checked(given, name.endsWith(".fifo"));
    const existing = this.#queues.get(name);
    if (existing !== undefined) {
      checkSameAttributes(existing, attributes);
      // Whoever made it may still wait for the disk.
      await this.#keep();
    } else {
      const createdAt = this.#options.clock.now();
      this.#recent.checkCreate(name, createdAt);
      const queue = this.#add({ name, attributes, tags, createdAt });
      await this.#keep(queueEntry(queue));
    }
    return { queueUrl: this.queueUrl(name) };
  }

  getQueueUrl(queueName: string): { readonly queueUrl: string } {
    return { queueUrl: this.queueUrl(this.#named(queueName).name) };
  }

  listQueues(prefix = ""): readonly string[] {
    const names = [...this.#queues.keys()].filter((name) => name.startsWith(prefix)).sort();
    return names.map((name) => this.queueUrl(name));
  }

  queueUrl(name: string): string {
    return `${this.#options.endpoint}/${this.#options.identity.accountId}/${name}`;
  }

  queueArn(name: string): string {
    return formatArn(this.#options.identity, "sqs", name);
  }

  getQueueAttributes(queueUrl: string): ReadonlyMap<string, string> {
    const queue = this.#at(queueUrl);
    const { visible, inFlight, delayed } = queue.counts();
    return effectiveAttributes(queue.attributes)
      .set("QueueArn", queue.arn)
      .set("ApproximateNumberOfMessages", String(visible))
      .set("ApproximateNumberOfMessagesNotVisible", String(inFlight))
      .set("ApproximateNumberOfMessagesDelayed", String(delayed))
      .set("CreatedTimestamp", String(Math.floor(queue.createdAt / 1000)))
      .set("LastModifiedTimestamp", String(Math.floor(queue.modifiedAt / 1000)));
  }

  async setQueueAttributes(queueUrl: string, given: QueueAttributes): Promise<void> {
    const queue = this.#at(queueUrl);
    const attributes = this.#checked(given, queue.fifo);
    if (attributes.get("FifoQueue") === "false") {
      throw new ServiceError(
        "InvalidAttributeValue",
        "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
      );
    }
    queue.modifiedAt = this.#options.clock.now();
    queue.change(new Map([...queue.attributes, ...attributes]), queue.modifiedAt + attributesTakeEffectMs);
    await this.#keep(queueEntry(queue));
  }

  tagsOf(queueUrl: string): ReadonlyMap<string, string> {
    return this.#at(queueUrl).tags;
  }

  async setTags(queueUrl: string, tags: ReadonlyMap<string, string>): Promise<void> {
    const queue = this.#at(queueUrl);
    queue.tags = tags;
    await this.#keep(queueEntry(queue));
  }

  /** Throws what SQS refuses of a batch as a whole. */
  checkBatch(queueUrl: string, requests: readonly SendMessageRequest[]): void {
    checkBatchToSend(this.#at(queueUrl), requests);
  }

  async sendMessage(request: SendMessageRequest): Promise<SendMessageResult> {
    const queue = this.#at(request.queueUrl);
    const { messageBody: body, messageAttributes: attributes } = request;
    checkMessage(body, attributes);
    checkGroupAndDeduplication(queue, request);
    checkSize(queue, messageBytes(body, attributes));
    this.#journal?.checkWritable();
    const deduplicationId = deduplicationIdOf(queue, request);
    const duplicate =
      deduplicationId === undefined ? undefined : queue.duplicateOf(deduplicationId, request.messageGroupId);
    const message = duplicate ?? this.#newMessage(queue, request, deduplicationId);
    if (duplicate === undefined) queue.add(message);
    await this.#keep(...(duplicate === undefined ? [sentEntry(queue.name, message)] : []));
    return {
      messageId: message.messageId,
      md5OfMessageBody: md5(body),
      md5OfMessageAttributes: md5OfAttributes(attributes),
      sequenceNumber: message.sequenceNumber,
    };
  }

  /** Sends text to a queue named by its name, ARN or URL: the way of other parts of the region. */
  async send(
    queue: string,
    messageBody: string,
    more?: Omit<SendMessageRequest, "queueUrl" | "messageBody">,
  ): Promise<void> {
    const name = parseArn(queue)?.resource ?? queue.slice(queue.lastIndexOf("/") + 1);
    await this.sendMessage({ ...more, queueUrl: this.queueUrl(name), messageBody });
  }

  async receiveMessage(request: ReceiveMessageRequest): Promise<readonly ReceivedMessage[]> {
    const queue = this.#at(request.queueUrl);
    const { most, waitSeconds, hiddenSeconds } = receiveLimits(queue.attributes, request);
    const take = () => queue.take(most, hiddenSeconds, (message) => this.#redrive(queue, message));
    const taken = await queue.wait(waitSeconds, take, request.signal);
    return taken.map((message) => ({ message, receiptHandle: receiptHandle(message) }));
  }

  async deleteMessage(queueUrl: string, handle: string): Promise<void> {
    const queue = this.#at(queueUrl);
    const receipt = receiptOf(handle);
    const { messageId } = receipt;
    if (queue.isExpired(receipt))
      throw invalidValue("ReceiptHandle", handle, "The receipt handle has expired.");
    this.#journal?.checkWritable();
    const removed: QueueEntry = { type: "removed", queue: queue.name, messageIds: [messageId] };
    await this.#keep(...(queue.remove(messageId) ? [removed] : []));
  }

  changeMessageVisibility(queueUrl: string, handle: string, seconds: number): void {
    const queue = this.#at(queueUrl);
    ranged("VisibilityTimeout", seconds, { least: 0, most: longestVisibilitySeconds });
    const message = queue.received(receiptOf(handle).messageId);
    if (message === undefined)
      throw invalidValue(
        "ReceiptHandle",
        handle,
        "Message does not exist or is not available for visibility timeout change.",
      );
    queue.changeVisibility(message, seconds);
  }

  async purgeQueue(queueUrl: string): Promise<void> {
    const queue = this.#at(queueUrl);
    this.#recent.purge(queue.name, this.#options.clock.now());
    queue.clear();
    await this.#keep({ type: "purged", queue: queue.name });
  }

  /** `freesName`: whether another of its name may be made at once. CloudFormation is so long about it that its own may. */
  async deleteQueue(queueUrl: string, { freesName = false } = {}): Promise<void> {
    const queue = this.#at(queueUrl);
    queue.close();
    this.#queues.delete(queue.name);
    if (!freesName) this.#recent.delete(queue.name, this.#options.clock.now());
    await this.#keep({ type: "deleted", queue: queue.name });
  }

  /** Every message of a queue, in flight or not, without receiving it. */
  messages(queueName: string): readonly StoredMessage[] {
    return this.#named(queueName).messages;
  }

  messageCount(queueName: string): number {
    const { visible, inFlight, delayed } = this.#named(queueName).counts();
    return visible + inFlight + delayed;
  }

  async close(): Promise<void> {
    for (const queue of this.#queues.values()) queue.close();
    await this.#journal?.close();
  }

  #checked(given: QueueAttributes, isFifo: boolean): QueueAttributes {
    const attributes = checkedAttributes(given, isFifo);
    checkDeadLetterQueue(attributes.get("RedrivePolicy"), isFifo, (name) => this.#queues.get(name));
    return attributes;
  }

  #add(properties: Pick<Queue, "name" | "createdAt" | "attributes" | "tags">): Queue {
    const queue = new Queue(this.#options.clock, { ...properties, arn: this.queueArn(properties.name) });
    this.#queues.set(queue.name, queue);
    return queue;
  }

  #newMessage(queue: Queue, request: SendMessageRequest, deduplicationId: string | undefined): StoredMessage {
    const sentAt = this.#options.clock.now();
    const sequenceNumber = queue.fifo ? this.#sequenceNumbers.next(sentAt) : undefined;
    return newMessage(queue, request, { sentAt, deduplicationId, sequenceNumber });
  }

  /** Moves a message that was received too often to the dead-letter queue, with its age. True if it is gone from here. */
  #redrive(queue: Queue, message: StoredMessage): boolean {
    const policy = redrivePolicyOf(queue.attributes);
    if (policy === undefined || message.receiveCount < policy.maxReceiveCount) return false;
    const deadLetters = this.#queues.get(parseArn(policy.deadLetterTargetArn)?.resource ?? "");
    if (deadLetters === undefined || deadLetters === queue) return false;
    const letter = {
      ...message,
      sourceArn: queue.arn,
      visibleAt: 0,
    };
    queue.remove(message.messageId);
    deadLetters.add(letter);
    const removed: QueueEntry = { type: "removed", queue: queue.name, messageIds: [message.messageId] };
    // A redrive answers nobody, so nobody waits for the disk; a failing disk shows at the next call that is answered.
    this.#keep(sentEntry(deadLetters.name, letter), removed).catch(() => {});
    return true;
  }

  #at(queueUrl: string): Queue {
    return this.#named(queueUrl.slice(queueUrl.lastIndexOf("/") + 1));
  }

  #named(name: string): Queue {
    const queue = this.#queues.get(name);
    if (queue !== undefined) return queue;
    throw new ServiceError("QueueDoesNotExist", "The specified queue does not exist.");
  }

  async #keep(...entries: readonly QueueEntry[]): Promise<void> {
    await this.#journal?.append(...entries);
  }

  #replay(entry: QueueEntry): void {
    if (entry.type === "queue") {
      const attributes = new Map(
        Object.entries(entry.attributes).map(([name, value]) => [name, String(value)]),
      );
      const tags = new Map(Object.entries(entry.tags).map(([name, value]) => [name, String(value)]));
      const existing = this.#queues.get(entry.name);
      if (existing === undefined)
        this.#add({ name: entry.name, createdAt: entry.createdAt, attributes, tags });
      else {
        existing.change(attributes, 0);
        existing.tags = tags;
      }
      return;
    }
    const queue = this.#queues.get(entry.queue) ?? this.#afterRepair(entry);
    if (entry.type === "sent") {
      const message = storedMessage(entry.message);
      if (message.sequenceNumber !== undefined) this.#sequenceNumbers.follow(message.sequenceNumber);
      queue?.add(message);
    } else if (entry.type === "removed") for (const messageId of entry.messageIds) queue?.remove(messageId);
    else if (entry.type === "purged") queue?.clear();
    else this.#queues.delete(entry.queue);
  }

  /** A queue whose own entry was damaged: its messages are there for all that, and a template gives it its attributes again. */
  #afterRepair({ type, queue: name }: Exclude<QueueEntry, { readonly type: "queue" }>): Queue | undefined {
    if (type !== "sent") return undefined;
    const attributes = new Map(name.endsWith(".fifo") ? [["FifoQueue", "true"]] : []);
    return this.#add({ name, attributes, tags: new Map(), createdAt: this.#options.clock.now() });
  }

  *#snapshot(): Iterable<QueueEntry> {
    for (const queue of this.#queues.values()) {
      yield queueEntry(queue);
      for (const message of queue.messages) yield sentEntry(queue.name, message);
    }
  }
}
