// The queues that there are, by name, URL and ARN, and how they come back from what was kept of them.

import type { JsonObject } from "../../../aws/json.ts";
import type { SequenceNumbers } from "../../../aws/sequence-numbers.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { HeldBytes } from "../../../storage/held-bytes.ts";
import type { Clock } from "../../../time/clock.ts";
import { messageBytes, type SendMessageRequest } from "../messages/message.ts";
import { Queue } from "./queue.ts";
import { type QueueEntry, queueEntry, sentEntry, storedMessage } from "./queue-journal.ts";

export interface QueueTableSeams {
  readonly clock: Clock;
  readonly arnOf: (name: string) => string;
  readonly sequenceNumbers: SequenceNumbers;
  /** @default the share of the process's memory that messages have */
  readonly mostHeldBytes?: number | undefined;
}

/** Of all that the process may hold. */
const share = 1 / 3;

/** What is kept of a queue or its messages. */
type TableEntry = Exclude<QueueEntry, { readonly type: "move" }>;

export class QueueTable {
  readonly #seams: QueueTableSeams;
  readonly #queues = new Map<string, Queue>();
  readonly #held: HeldBytes;

  constructor(seams: QueueTableSeams) {
    this.#seams = seams;
    this.#held = new HeldBytes("Messages", { share, most: seams.mostHeldBytes });
  }

  /** Throws ServiceUnavailable. */
  checkRoom({
    messageBody,
    messageAttributes,
  }: Pick<SendMessageRequest, "messageBody" | "messageAttributes">): void {
    this.#held.checkRoom(messageBytes(messageBody, messageAttributes));
  }

  all(): Iterable<Queue> {
    return this.#queues.values();
  }

  /** In their order, those that begin so. */
  names(prefix: string): readonly string[] {
    return [...this.#queues.keys()].filter((name) => name.startsWith(prefix)).sort();
  }

  get(name: string): Queue | undefined {
    return this.#queues.get(name);
  }

  byArn(arn: string): Queue | undefined {
    const queue = this.#queues.get(arn.slice(arn.lastIndexOf(":") + 1));
    return queue?.arn === arn ? queue : undefined;
  }

  /** Throws QueueDoesNotExist. */
  at(queueUrl: string): Queue {
    return this.named(queueUrl.slice(queueUrl.lastIndexOf("/") + 1));
  }

  /** Throws QueueDoesNotExist. */
  named(name: string): Queue {
    const queue = this.#queues.get(name);
    if (queue !== undefined) return queue;
    throw new ServiceError("QueueDoesNotExist", "The specified queue does not exist.");
  }

  add(properties: Pick<Queue, "name" | "createdAt" | "attributes" | "tags">): Queue {
    const { clock, arnOf } = this.#seams;
    const queue = new Queue(clock, this.#held, { ...properties, arn: arnOf(properties.name) });
    this.#queues.set(queue.name, queue);
    return queue;
  }

  delete(name: string): void {
    this.#queues.get(name)?.clear();
    this.#queues.delete(name);
  }

  replay(entry: TableEntry): void {
    if (entry.type === "queue") {
      const [attributes, tags] = [textsOf(entry.attributes), textsOf(entry.tags)];
      const existing = this.#queues.get(entry.name);
      if (existing === undefined)
        this.add({ name: entry.name, createdAt: entry.createdAt, attributes, tags });
      else {
        existing.change(attributes, 0);
        existing.tags = tags;
      }
      return;
    }
    const queue = this.#queues.get(entry.queue) ?? this.#afterRepair(entry);
    if (entry.type === "sent") {
      const message = storedMessage(entry.message);
      if (message.sequenceNumber !== undefined) this.#seams.sequenceNumbers.follow(message.sequenceNumber);
      queue?.add(message);
    } else if (entry.type === "removed") for (const messageId of entry.messageIds) queue?.remove(messageId);
    else if (entry.type === "purged") queue?.clear();
    else this.delete(entry.queue);
  }

  /** What of a message is kept does not change; a message is written out once its turn comes, because there may be many. */
  entries(): readonly (QueueEntry | (() => QueueEntry))[] {
    const entries: (QueueEntry | (() => QueueEntry))[] = [];
    for (const queue of this.#queues.values()) {
      entries.push(queueEntry(queue));
      for (const message of queue.messages) entries.push(() => sentEntry(queue.name, message));
    }
    return entries;
  }

  /** A queue whose own entry was damaged: its messages are there for all that, and a template gives it its attributes again. */
  #afterRepair({ type, queue: name }: Exclude<TableEntry, { readonly type: "queue" }>): Queue | undefined {
    if (type !== "sent") return undefined;
    const attributes = new Map(name.endsWith(".fifo") ? [["FifoQueue", "true"]] : []);
    return this.add({ name, attributes, tags: new Map(), createdAt: this.#seams.clock.now() });
  }
}

function textsOf(texts: JsonObject): ReadonlyMap<string, string> {
  return new Map(Object.entries(texts).map(([name, value]) => [name, String(value)]));
}
