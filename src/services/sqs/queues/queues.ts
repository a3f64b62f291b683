// SQS: all queues of the region. A message is on disk before SendMessage answers, and stays until it is deleted, purged or
// past its retention period. Without a directory everything lives in memory.

import { formatArn, parseArn } from "../../../aws/arn.ts";
import { Listeners } from "../../../aws/listeners.ts";
import { md5, md5OfAttributes } from "../../../aws/message-digest.ts";
import { SequenceNumbers } from "../../../aws/sequence-numbers.ts";
import { Journal } from "../../../storage/journal.ts";
import { checkBatchToSend } from "../api/batch-checks.ts";
import { invalidValue } from "../api/refusals.ts";
import {
  checkAttempt,
  checkGroupAndDeduplication,
  checkHiddenFor,
  checkOwner,
  checkQueueName,
  checkSameAttributes,
  longestVisibilitySeconds,
  type ReceiveMessageRequest,
  ranged,
  receiveLimits,
  tooManyInFlight,
} from "../api/request-checks.ts";
import { MoveTasks } from "../dead-letters/move-tasks.ts";
import { redrive } from "../dead-letters/redrive.ts";
import { checkDeadLetterQueue } from "../dead-letters/redrive-policy.ts";
import {
  checkMessage,
  messageBytes,
  type SendMessageRequest,
  type SendMessageResult,
} from "../messages/message.ts";
import { checkSize, deduplicationIdOf, newMessage, renewedMessage } from "../messages/new-message.ts";
import { receiptHandle, receiptOf } from "../messages/receipt-handle.ts";
import { ReceiveAttempts } from "../messages/receive-attempts.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import { QueueMetrics } from "../published-metrics.ts";
import type { Queue } from "./queue.ts";
import {
  checkedAttributes,
  checkTypeIsKept,
  effectiveAttributes,
  type QueueAttributes,
  redrivePolicyOf,
} from "./queue-attributes.ts";
import { type QueueEntry, queueEntry, sentEntry } from "./queue-journal.ts";
import { QueueTable } from "./queue-table.ts";
import type { CreateQueueRequest, DeadLetter, QueuesOptions, ReceivedMessage } from "./queues-options.ts";
import { RecentActs } from "./recent-acts.ts";

/** SQS API, SetQueueAttributes: "the change can take up to 60 seconds". */
const attributesTakeEffectMs = 60_000;

export class Queues {
  readonly #options: QueuesOptions;
  readonly #queues: QueueTable;
  #journal: Journal<QueueEntry> | undefined;
  /** Told of messages that were received too often. */
  readonly deadLetters = new Listeners<DeadLetter>();
  readonly #recent = new RecentActs();
  readonly #sequenceNumbers = new SequenceNumbers();
  readonly #metrics: QueueMetrics;
  readonly #attempts: ReceiveAttempts;
  /** Of dead letters. */
  readonly moves: MoveTasks;

  private constructor(options: QueuesOptions) {
    const { clock, metrics } = options;
    this.#options = options;
    this.#queues = new QueueTable({
      ...options,
      arnOf: (name) => this.queueArn(name),
      sequenceNumbers: this.#sequenceNumbers,
    });
    this.#attempts = new ReceiveAttempts(clock);
    this.#metrics = new QueueMetrics(metrics, clock);
    this.moves = new MoveTasks({
      clock,
      queue: (arn) => this.#queues.byArn(arn),
      all: () => this.#queues.all(),
      renewed: (letter, { fifo }) => {
        const sentAt = clock.now();
        const sequenceNumber = fifo ? this.#sequenceNumbers.next(sentAt) : undefined;
        return renewedMessage(letter, { sentAt, sequenceNumber });
      },
      keep: (...entries) => this.#keep(...entries),
    });
  }

  static async open(options: QueuesOptions): Promise<Queues> {
    const queues = new Queues(options);
    const state = {
      replay: (entry: QueueEntry) => queues.#replay(entry),
      snapshot: () => [...queues.#queues.entries(), ...queues.moves.entries()],
    };
    queues.#journal = await Journal.openIn(options.directory, "queues.journal", state, options.repair);
    return queues;
  }

  /** Lets flow what flows by itself: moves that the last run left over, and what is told each minute. */
  start(): void {
    this.moves.resume();
    this.#metrics.watch(() => this.#queues.all());
  }

  stop(): void {
    this.moves.close();
    this.#metrics.close();
  }

  async createQueue(request: CreateQueueRequest): Promise<{ readonly queueUrl: string }> {
    const { queueName: name, attributes: given = new Map(), tags = new Map() } = request;
    checkQueueName(name, given);
    const arn = this.queueArn(name);
    const attributes = this.#checked(given, { arn, fifo: name.endsWith(".fifo"), attributes: new Map() });
    const existing = this.#queues.get(name);
    if (existing !== undefined) {
      checkSameAttributes(existing, attributes);
      // Whoever made it may still wait for the disk.
      await this.#keep();
    } else {
      const createdAt = this.#options.clock.now();
      this.#recent.checkCreate(name, createdAt);
      const queue = this.#queues.add({ name, attributes, tags, createdAt });
      await this.#keep(queueEntry(queue));
    }
    return { queueUrl: this.queueUrl(name) };
  }

  getQueueUrl(queueName: string, owner?: string): { readonly queueUrl: string } {
    checkOwner(owner, this.#options.identity);
    return { queueUrl: this.queueUrl(this.#queues.named(queueName).name) };
  }

  listQueues(prefix = ""): readonly string[] {
    return this.#queues.names(prefix).map((name) => this.queueUrl(name));
  }

  /** The queues whose dead letters come to this one. */
  deadLetterSources(queueUrl: string): readonly string[] {
    const { arn } = this.#queues.at(queueUrl);
    return this.listQueues().filter(
      (url) => redrivePolicyOf(this.#queues.at(url).attributes)?.deadLetterTargetArn === arn,
    );
  }

  queueUrl(name: string): string {
    return `${this.#options.endpoint}/${this.#options.identity.accountId}/${name}`;
  }

  /** As JSON text. */
  policyOf(arn: string): string | undefined {
    return this.#queues.byArn(arn)?.attributes.get("Policy");
  }

  has(arn: string): boolean {
    return this.#queues.byArn(arn) !== undefined;
  }

  queueArn(name: string): string {
    return formatArn(this.#options.identity, "sqs", name);
  }

  getQueueAttributes(queueUrl: string): ReadonlyMap<string, string> {
    const queue = this.#queues.at(queueUrl);
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
    const queue = this.#queues.at(queueUrl);
    const attributes = this.#checked(given, queue);
    checkTypeIsKept(attributes);
    queue.modifiedAt = this.#options.clock.now();
    queue.change(new Map([...queue.attributes, ...attributes]), queue.modifiedAt + attributesTakeEffectMs);
    await this.#keep(queueEntry(queue));
  }

  tagsOf(queueUrl: string): ReadonlyMap<string, string> {
    return this.#queues.at(queueUrl).tags;
  }

  async setTags(queueUrl: string, tags: ReadonlyMap<string, string>): Promise<void> {
    const queue = this.#queues.at(queueUrl);
    queue.tags = tags;
    await this.#keep(queueEntry(queue));
  }

  /** Throws what SQS refuses of a batch as a whole. */
  checkBatch(queueUrl: string, requests: readonly SendMessageRequest[]): void {
    checkBatchToSend(this.#queues.at(queueUrl), requests);
  }

  async sendMessage(request: SendMessageRequest): Promise<SendMessageResult> {
    const queue = this.#queues.at(request.queueUrl);
    const { messageBody: body, messageAttributes: attributes } = request;
    checkMessage(body, attributes, request.messageSystemAttributes);
    checkGroupAndDeduplication(queue, request);
    const bytes = messageBytes(body, attributes);
    checkSize(queue, bytes);
    this.#journal?.checkWritable();
    const deduplicationId = deduplicationIdOf(queue, request);
    const duplicate =
      deduplicationId === undefined ? undefined : queue.duplicateOf(deduplicationId, request.messageGroupId);
    const message = duplicate ?? this.#newMessage(queue, request, deduplicationId);
    if (duplicate === undefined) queue.add(message);
    else this.#metrics.record(queue.name, "duplicate", 1);
    this.#metrics.record(queue.name, "sent", 1);
    this.#metrics.record(queue.name, "size", bytes);
    await this.#keep(...(duplicate === undefined ? [sentEntry(queue.name, message)] : []));
    return {
      messageId: message.messageId,
      md5OfMessageBody: md5(body),
      md5OfMessageAttributes: md5OfAttributes(attributes),
      md5OfMessageSystemAttributes: md5OfAttributes(request.messageSystemAttributes),
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
    const queue = this.#queues.at(request.queueUrl);
    checkAttempt(queue, request.attemptId);
    const { most, waitSeconds, hiddenSeconds } = receiveLimits(queue.attributes, request);
    const take = () => queue.take(most, hiddenSeconds, (message) => this.#redrive(queue, message));
    // Who waits for messages just gets none.
    if (queue.isFull && (queue.fifo || waitSeconds > 0)) return [];
    if (queue.isFull) throw tooManyInFlight();
    const { attemptId } = request;
    const again =
      attemptId === undefined ? undefined : this.#attempts.repeat(queue, attemptId, hiddenSeconds);
    const taken = again ?? (await queue.wait(waitSeconds, take, request.signal));
    if (attemptId !== undefined && taken.length > 0) this.#attempts.note(queue, attemptId, taken);
    if (taken.length === 0) this.#metrics.record(queue.name, "empty", 1);
    else this.#metrics.record(queue.name, "received", taken.length);
    return taken.map((message) => ({ message, receiptHandle: receiptHandle(queue.name, message) }));
  }

  async deleteMessage(queueUrl: string, handle: string): Promise<void> {
    const queue = this.#queues.at(queueUrl);
    const receipt = receiptOf(queue.name, handle);
    const { messageId } = receipt;
    if (queue.isExpired(receipt))
      throw invalidValue("ReceiptHandle", handle, "The receipt handle has expired.");
    this.#journal?.checkWritable();
    this.#metrics.record(queue.name, "deleted", 1);
    const removed: QueueEntry = { type: "removed", queue: queue.name, messageIds: [messageId] };
    await this.#keep(...(queue.remove(messageId) ? [removed] : []));
  }

  changeMessageVisibility(queueUrl: string, handle: string, seconds: number): void {
    const queue = this.#queues.at(queueUrl);
    ranged("VisibilityTimeout", seconds, { least: 0, most: longestVisibilitySeconds });
    const message = queue.received(receiptOf(queue.name, handle).messageId);
    if (message === undefined)
      throw invalidValue(
        "ReceiptHandle",
        handle,
        "Message does not exist or is not available for visibility timeout change.",
      );
    checkHiddenFor(message, seconds, this.#options.clock.now());
    queue.changeVisibility(message, seconds);
  }

  async purgeQueue(queueUrl: string): Promise<void> {
    const queue = this.#queues.at(queueUrl);
    this.#recent.purge(queue.name, this.#options.clock.now());
    queue.clear();
    await this.#keep({ type: "purged", queue: queue.name });
  }

  /** `freesName`: whether another of its name may be made at once. CloudFormation is so long about it that its own may. */
  async deleteQueue(queueUrl: string, { freesName = false } = {}): Promise<void> {
    const queue = this.#queues.at(queueUrl);
    queue.close();
    this.#queues.delete(queue.name);
    this.moves.forget(queue.arn);
    this.#metrics.forget(queue.name);
    if (!freesName) this.#recent.delete(queue.name, this.#options.clock.now());
    await this.#keep({ type: "deleted", queue: queue.name });
  }

  /** Every message of a queue, in flight or not, without receiving it. */
  messages(queueName: string): readonly StoredMessage[] {
    return this.#queues.named(queueName).messages;
  }

  messageCount(queueName: string): number {
    const { visible, inFlight, delayed } = this.#queues.named(queueName).counts();
    return visible + inFlight + delayed;
  }

  async close(): Promise<void> {
    for (const queue of this.#queues.all()) queue.close();
    await this.#journal?.close();
  }

  #checked(given: QueueAttributes, queue: Pick<Queue, "arn" | "fifo" | "attributes">): QueueAttributes {
    const attributes = checkedAttributes(given, queue.fifo, queue.attributes);
    checkDeadLetterQueue(given.get("RedrivePolicy"), queue, (name) => this.#queues.get(name));
    return attributes;
  }

  #newMessage(queue: Queue, request: SendMessageRequest, deduplicationId: string | undefined): StoredMessage {
    this.#queues.checkRoom(request);
    const sentAt = this.#options.clock.now();
    const sequenceNumber = queue.fifo ? this.#sequenceNumbers.next(sentAt) : undefined;
    return newMessage(queue, request, { sentAt, deduplicationId, sequenceNumber });
  }

  /** True if the message is gone from here. A redrive answers nobody, so nobody waits for the disk: a failing one shows at the next call. */
  #redrive(queue: Queue, message: StoredMessage): boolean {
    const entries = redrive(queue, message, (arn) => this.#queues.byArn(arn));
    if (entries.length === 0) return false;
    this.deadLetters.tell(() => ({ from: queue.arn, receiveCount: message.receiveCount }));
    this.#keep(...entries).catch(() => {});
    return true;
  }

  async #keep(...entries: readonly QueueEntry[]): Promise<void> {
    await this.#journal?.append(...entries);
  }

  #replay(entry: QueueEntry): void {
    if (entry.type === "move") {
      this.moves.follow(entry.task);
      return;
    }
    this.#queues.replay(entry);
    if (entry.type === "deleted") this.moves.forget(this.queueArn(entry.queue));
  }
}
