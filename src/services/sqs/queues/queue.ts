// One queue: which messages it holds, which of them may be seen now, and who waits for one.
// A standard queue hands out in order of arrival as far as possible; a FIFO queue keeps each message group in order.

import type { HeldBytes } from "../../../storage/held-bytes.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import { messageBytes } from "../messages/message.ts";
import type { Receipt } from "../messages/receipt-handle.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import { FairOrder, type GroupCounts } from "./fair-order.ts";
import { numberAttribute, type QueueAttributes } from "./queue-attributes.ts";

interface Waiter {
  readonly attempt: () => boolean;
}

const deduplicationMs = 5 * 60_000;
/** SQS quotas, "In-flight messages". */
const mostInFlight = 120_000;

function bytesOf({ body, attributes }: StoredMessage): number {
  return messageBytes(body, attributes);
}

function areByGroup(attributes: QueueAttributes): boolean {
  return attributes.get("DeduplicationScope") === "messageGroup";
}

export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly createdAt: number;
  #attributes: QueueAttributes;
  /** Whether a duplicate is one only within its group; until a change takes effect it is as it was before. */
  #duplicates: { readonly byGroup: boolean; readonly before: boolean; readonly effectiveAt: number };
  modifiedAt: number;
  tags: ReadonlyMap<string, string>;
  readonly #clock: Clock;
  readonly #held: HeldBytes;
  #bytes = 0;
  /** In order of arrival. */
  readonly #messages = new Map<string, StoredMessage>();
  /** Those that may be received, for a standard queue; kept apart so that a receive need not pass over those in flight. */
  readonly #visible = new Set<StoredMessage>();
  readonly #hidden = new Set<StoredMessage>();
  /** How many of those that are hidden were received. */
  #inFlight = 0;
  readonly #fair = new FairOrder();
  #nextVisibleAt = Number.POSITIVE_INFINITY;
  readonly #waiters = new Set<Waiter>();
  #wakeUp: Timer | undefined;
  readonly #recent = new Map<string, StoredMessage>();

  constructor(
    clock: Clock,
    held: HeldBytes,
    properties: Pick<Queue, "name" | "arn" | "createdAt" | "attributes" | "tags">,
  ) {
    this.#clock = clock;
    this.#held = held;
    this.name = properties.name;
    this.arn = properties.arn;
    this.createdAt = properties.createdAt;
    this.modifiedAt = properties.createdAt;
    this.#attributes = properties.attributes;
    const byGroup = areByGroup(properties.attributes);
    this.#duplicates = { byGroup, before: byGroup, effectiveAt: 0 };
    this.tags = properties.tags;
    this.fifo = properties.name.endsWith(".fifo");
  }

  get attributes(): QueueAttributes {
    return this.#attributes;
  }

  /** `effectiveAt`: when a changed deduplication scope begins to count. */
  change(attributes: QueueAttributes, effectiveAt: number): void {
    this.#attributes = attributes;
    const byGroup = areByGroup(attributes);
    if (byGroup === this.#duplicates.byGroup) return;
    this.#duplicates = { byGroup, before: this.#areByGroupNow(), effectiveAt };
  }

  get messages(): readonly StoredMessage[] {
    this.#expire();
    return [...this.#messages.values()];
  }

  /** The message that has been here for longest. */
  get oldest(): StoredMessage | undefined {
    this.#expire();
    return this.#messages.values().next().value;
  }

  /** Whether as many messages are in flight as SQS allows. */
  get isFull(): boolean {
    return this.#inFlight >= mostInFlight && this.counts().inFlight >= mostInFlight;
  }

  has(messageId: string): boolean {
    return this.#messages.has(messageId);
  }

  /** The message that a FIFO queue takes this one to be, if it had it within five minutes. */
  duplicateOf(deduplicationId: string, groupId: string | undefined): StoredMessage | undefined {
    const key = this.#duplicateKey(deduplicationId, groupId);
    const earlier = this.#recent.get(key);
    if (earlier === undefined || earlier.sentAt + deduplicationMs > this.#clock.now()) return earlier;
    this.#recent.delete(key);
    return undefined;
  }

  add(message: StoredMessage): void {
    const former = this.#messages.get(message.messageId);
    this.#messages.set(message.messageId, message);
    this.#hold(bytesOf(message) - (former === undefined ? 0 : bytesOf(former)));
    if (message.deduplicationId !== undefined)
      this.#remember(this.#duplicateKey(message.deduplicationId, message.groupId), message);
    if (message.visibleAt > this.#clock.now()) this.#hide(message);
    else this.#show(message);
    this.#wakeWaiters();
  }

  remove(messageId: string): boolean {
    const message = this.#messages.get(messageId);
    if (message === undefined) return false;
    this.#messages.delete(messageId);
    this.#hold(-bytesOf(message));
    if (this.#visible.delete(message)) this.#fair.taken(message);
    if (this.#hidden.delete(message)) this.#endFlight(message);
    // In a FIFO queue the next message of the group may now be seen.
    if (this.fifo) this.#wakeWaiters();
    return true;
  }

  clear(): void {
    this.#hold(-this.#bytes);
    this.#messages.clear();
    this.#visible.clear();
    this.#hidden.clear();
    this.#inFlight = 0;
    this.#fair.clear();
  }

  #hold(bytes: number): void {
    this.#bytes += bytes;
    this.#held.change(bytes);
  }

  /** Whether a FIFO queue takes no more acts on this receipt: the message can be seen again, or was received anew. */
  isExpired({ messageId, receiveCount }: Receipt): boolean {
    this.#reveal();
    const message = this.#messages.get(messageId);
    if (!this.fifo || message === undefined) return false;
    return message.receiveCount !== receiveCount || this.#visible.has(message);
  }

  /** The message, if it was received and its receipt may still hide it: a standard queue allows that when it can be seen again. */
  received(messageId: string): StoredMessage | undefined {
    this.#reveal();
    const message = this.#messages.get(messageId);
    if (message === undefined || message.receiveCount === 0) return undefined;
    return this.fifo && this.#visible.has(message) ? undefined : message;
  }

  changeVisibility(message: StoredMessage, seconds: number): void {
    message.visibleAt = this.#clock.now() + seconds * 1000;
    this.#hide(message);
    this.#wakeWaiters();
  }

  /** Takes up to `most` messages and hides them. `refuse` takes a message away instead, as a redrive does. */
  take(
    most: number,
    visibilitySeconds: number,
    refuse: (message: StoredMessage) => boolean,
  ): StoredMessage[] {
    this.#expire();
    this.#reveal();
    const now = this.#clock.now();
    const taken: StoredMessage[] = [];
    // One that is refused may come back to the end of the queue, from a dead-letter queue whose letters come here.
    let left = this.#visible.size;
    for (const message of this.#candidates()) {
      if (taken.length === most || left-- === 0) break;
      if (refuse(message)) continue;
      message.receiveCount++;
      message.firstReceivedAt ??= now;
      message.receivedAt = now;
      message.visibleAt = now + visibilitySeconds * 1000;
      this.#hide(message);
      taken.push(message);
    }
    return taken;
  }

  /** Up to `most` messages that a receive would hand out now, left as they are. */
  firstVisible(most: number): readonly StoredMessage[] {
    this.#expire();
    this.#reveal();
    const first: StoredMessage[] = [];
    for (const message of this.#candidates()) {
      if (first.length === most) break;
      first.push(message);
    }
    return first;
  }

  /** Resolves with what `attempt` finds, at the latest when the time is over (then perhaps with nothing). */
  wait<Found extends readonly unknown[]>(
    seconds: number,
    attempt: () => Found,
    signal?: AbortSignal,
  ): Promise<Found> {
    const found = attempt();
    if (found.length > 0 || seconds === 0) return Promise.resolve(found);
    return new Promise((resolve) => {
      const finish = (result: Found) => {
        this.#waiters.delete(waiter);
        timer.cancel();
        resolve(result);
        return true;
      };
      const waiter: Waiter = {
        attempt: () => {
          const late = attempt();
          return late.length > 0 && finish(late);
        },
      };
      const timer = this.#clock.setTimer(seconds * 1000, () => finish(attempt()));
      signal?.addEventListener("abort", () => finish(found), { once: true });
      this.#waiters.add(waiter);
      this.#planWakeUp();
    });
  }

  counts(): { readonly visible: number; readonly inFlight: number; readonly delayed: number } {
    this.#expire();
    this.#reveal();
    const inFlight = this.#inFlight;
    return { visible: this.#visible.size, inFlight, delayed: this.#hidden.size - inFlight };
  }

  groupCounts(): GroupCounts {
    const { visible, inFlight } = this.counts();
    return this.#fair.counts(visible, inFlight);
  }

  close(): void {
    this.#wakeUp?.cancel();
  }

  /** Messages may be hidden and taken away meanwhile. */
  #candidates(): Iterable<StoredMessage> {
    if (this.fifo) return this.#firstOfGroups();
    const noisy = this.#fair.noisy(this.#inFlight);
    return noisy.length === 0 ? this.#visible : this.#fair.order(this.#visible, noisy);
  }

  /** Messages in order, without those behind one of their group that was in flight or delayed before. */
  *#firstOfGroups(): Iterable<StoredMessage> {
    const blocked = new Set<string | undefined>();
    for (const message of this.#messages.values()) {
      if (this.#hidden.has(message)) blocked.add(message.groupId);
      else if (!blocked.has(message.groupId)) yield message;
    }
  }

  #show(message: StoredMessage): void {
    if (this.#hidden.delete(message)) this.#endFlight(message);
    this.#visible.add(message);
    this.#fair.shown(message);
  }

  #hide(message: StoredMessage): void {
    if (this.#visible.delete(message)) this.#fair.taken(message);
    if (!this.#hidden.has(message) && message.receiveCount > 0) {
      this.#inFlight++;
      this.#fair.received(message);
    }
    this.#hidden.add(message);
    this.#nextVisibleAt = Math.min(this.#nextVisibleAt, message.visibleAt);
  }

  #reveal(): void {
    const now = this.#clock.now();
    if (now < this.#nextVisibleAt) return;
    this.#nextVisibleAt = Number.POSITIVE_INFINITY;
    for (const message of this.#hidden) {
      if (message.visibleAt > now) {
        this.#nextVisibleAt = Math.min(this.#nextVisibleAt, message.visibleAt);
        continue;
      }
      this.#show(message);
    }
  }

  /** Of a message that was hidden: only one that was received was in flight. */
  #endFlight(message: StoredMessage): void {
    if (message.receiveCount === 0) return;
    this.#inFlight--;
    this.#fair.over(message);
  }

  /** Messages lie in order of arrival, so those past the retention period come first. */
  #expire(): void {
    const oldest = this.#clock.now() - numberAttribute(this.attributes, "MessageRetentionPeriod") * 1000;
    for (const message of this.#messages.values()) {
      if (message.sentAt >= oldest) break;
      this.remove(message.messageId);
    }
  }

  #areByGroupNow(): boolean {
    const { byGroup, before, effectiveAt } = this.#duplicates;
    return this.#clock.now() < effectiveAt ? before : byGroup;
  }

  #duplicateKey(deduplicationId: string, groupId: string | undefined): string {
    // Neither id has a space.
    return this.#areByGroupNow() ? `${groupId} ${deduplicationId}` : deduplicationId;
  }

  #remember(key: string, message: StoredMessage): void {
    const oldest = this.#clock.now() - deduplicationMs;
    for (const [id, earlier] of this.#recent) {
      if (earlier.sentAt >= oldest) break;
      this.#recent.delete(id);
    }
    this.#recent.set(key, message);
  }

  #wakeWaiters(): void {
    for (const waiter of this.#waiters) if (!waiter.attempt()) break;
    this.#planWakeUp();
  }

  #planWakeUp(): void {
    this.#wakeUp?.cancel();
    this.#wakeUp = undefined;
    if (this.#waiters.size === 0 || this.#nextVisibleAt === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.max(1, this.#nextVisibleAt - this.#clock.now());
    this.#wakeUp = this.#clock.setTimer(delayMs, () => this.#wakeWaiters());
  }
}
