// Replays of archived messages to a subscriber, in their order. Meanwhile it gets nothing else: without an end the replay comes to what
// is published now and goes over into it, with one the subscription pauses behind it. How far a replay got is kept, so that it goes on
// after a restart. https://docs.aws.amazon.com/sns/latest/dg/message-archiving-and-replay-subscriber.html

import type { ArchiveSpan } from "../../../storage/archive-log.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { Publication } from "../publishing/publication.ts";
import type { Subscription } from "../topics/topic.ts";
import { isNoPolicy } from "./archive-policy.ts";
import { type ArchivedMessage, messageFromJson } from "./archived-message.ts";
import { replaySpanOf } from "./replay-policy.ts";
import type { TopicArchives } from "./topic-archives.ts";

export type ReplayStatus = "Pending" | "In progress" | "Completed" | "Failed";

/** Plain JSON, as it is kept. */
export type KeptReplay = {
  readonly subscriptionArn: string;
  readonly policy: string;
  readonly startedAt: number;
  readonly status: ReplayStatus;
  /** The sequence number of the last message that it has been through, while it is under way. */
  readonly upTo?: string;
};

export type ReplayEntry =
  | { readonly type: "replay"; readonly replay: KeptReplay }
  | { readonly type: "replay over"; readonly subscriptionArn: string };

export interface ReplaySeams {
  readonly clock: Clock;
  readonly archives: Pick<TopicArchives, "has" | "spans">;
  readonly subscription: (arn: string) => Subscription | undefined;
  readonly keep: (entry: ReplayEntry) => Promise<void>;
  /** Rejects if it is to be tried again. */
  readonly deliver: (subscription: Subscription, message: ArchivedMessage) => Promise<void>;
}

interface Replay {
  kept: KeptReplay;
  /** Of which messages all behind are yet to be looked at. */
  behind: ArchiveSpan | undefined;
  /** The sequence number of the last message that it has been through. */
  upTo: string;
  /** Something was published since the archive was looked at. */
  isOvertaken: boolean;
  isRunning: boolean;
  timer: Timer | undefined;
}

const retryMs = 1000;

export class Replays {
  readonly #seams: ReplaySeams;
  /** By the ARNs of their subscriptions. */
  readonly #replays = new Map<string, Replay>();
  #isStarted = false;

  constructor(seams: ReplaySeams) {
    this.#seams = seams;
  }

  /** Undefined for a subscription that never asked for one. */
  statusOf(subscriptionArn: string): ReplayStatus | undefined {
    return this.#replays.get(subscriptionArn)?.kept.status;
  }

  /** Begins what the policy asks for in the place of any other replay, or ends it where the policy says nothing. */
  set({ arn }: Pick<Subscription, "arn">, policy: string | undefined): void {
    if (policy === undefined || isNoPolicy(policy)) {
      this.forget(arn);
      return;
    }
    this.#stop(arn);
    const kept: KeptReplay = {
      ...{ subscriptionArn: arn, policy, startedAt: this.#seams.clock.now(), status: "Pending" },
    };
    this.#note(kept);
    this.#write({ type: "replay", replay: kept });
    this.#plan(arn, 0);
  }

  /** As `set`, but one by the same policy goes on: a template says again what it has said before. */
  restate(subscription: Pick<Subscription, "arn">, policy: string | undefined): void {
    const kept = this.#replays.get(subscription.arn)?.kept;
    if (kept === undefined || kept.policy !== policy) this.set(subscription, policy);
    else if (isUnderWay(kept)) this.#plan(subscription.arn, 0);
  }

  forget(subscriptionArn: string): void {
    if (!this.#stop(subscriptionArn)) return;
    this.#write({ type: "replay over", subscriptionArn });
  }

  /** Whether a subscriber is not handed what is published now: a replay comes to it, came to it, or has paused its subscription. */
  holds(subscriptionArn: string, { sequenceNumber = "" }: Publication): boolean {
    const replay = this.#replays.get(subscriptionArn);
    if (replay === undefined || replay.kept.status === "Failed") return false;
    if (replay.kept.status === "Completed")
      return spanOf(replay.kept).to !== undefined || sequenceNumber <= replay.upTo;
    replay.isOvertaken = true;
    if (!replay.isRunning) this.#plan(subscriptionArn, 0);
    return true;
  }

  follow(entry: ReplayEntry): void {
    if (entry.type === "replay") this.#note(entry.replay);
    else this.#replays.delete(entry.subscriptionArn);
  }

  entries(): readonly ReplayEntry[] {
    return Array.from(this.#replays.values(), ({ kept: replay }) => ({ type: "replay", replay }));
  }

  /** Goes on with what the last run left over. */
  start(): void {
    this.#isStarted = true;
    for (const [arn, { kept }] of this.#replays) if (isUnderWay(kept)) this.#plan(arn, 0);
  }

  stop(): void {
    this.#isStarted = false;
    for (const { timer } of this.#replays.values()) timer?.cancel();
  }

  #note(kept: KeptReplay): void {
    const { subscriptionArn: arn, upTo = "" } = kept;
    const fresh = { behind: undefined, isOvertaken: false, isRunning: false, timer: undefined };
    this.#replays.set(arn, { kept, upTo, ...fresh });
  }

  #stop(arn: string): boolean {
    this.#replays.get(arn)?.timer?.cancel();
    return this.#replays.delete(arn);
  }

  #plan(arn: string, delayMs: number): void {
    const replay = this.#replays.get(arn);
    if (replay === undefined || !this.#isStarted) return;
    replay.timer?.cancel();
    replay.timer = this.#seams.clock.setTimer(delayMs, () => {
      if (replay.isRunning) return;
      replay.isRunning = true;
      this.#run(replay).then(
        (delay) => this.#goOn(replay, delay !== undefined && replay.isOvertaken ? 0 : delay),
        // What a disk or a queue does not give or take now is asked for again.
        () => this.#goOn(replay, retryMs),
      );
    });
  }

  #goOn(replay: Replay, delayMs: number | undefined): void {
    replay.isRunning = false;
    if (delayMs !== undefined && this.#isCurrent(replay)) this.#plan(replay.kept.subscriptionArn, delayMs);
  }

  /** Resolves with when to look again, if it is not over. */
  async #run(replay: Replay): Promise<number | undefined> {
    const { clock, archives, subscription: find } = this.#seams;
    const { to } = spanOf(replay.kept);
    const subscription = find(replay.kept.subscriptionArn);
    // A template makes its subscription again at each start.
    if (subscription === undefined) return undefined;
    if (replay.kept.status === "Pending") this.#change(replay, "In progress");
    do {
      replay.isOvertaken = false;
      const isPast = await this.#goThrough(replay, subscription);
      if (!this.#isCurrent(replay)) return undefined;
      if (!archives.has(subscription.topicArn)) return this.#change(replay, "Failed");
      if (isPast) return this.#change(replay, "Completed");
    } while (replay.isOvertaken);
    // Nothing is awaited from here on: whatever is published next is either held, or behind this.
    if (to !== undefined && to >= clock.now()) return to + 1 - clock.now();
    return this.#change(replay, "Completed");
  }

  /** Whether it has come to a message past its end. */
  async #goThrough(replay: Replay, { topicArn }: Subscription): Promise<boolean> {
    const { from, to } = spanOf(replay.kept);
    for await (const { events, ...span } of this.#seams.archives.spans(topicArn, replay.behind)) {
      for (const { event } of events) {
        const message = messageFromJson(topicArn, event);
        const { publishedAt, sequenceNumber = "" } = message.publication;
        if (to !== undefined && publishedAt > to) return true;
        if (sequenceNumber <= replay.upTo) continue;
        if (publishedAt >= from) await this.#deliver(replay, message);
        if (!this.#isCurrent(replay)) return false;
        replay.upTo = sequenceNumber;
      }
      replay.behind = span;
      this.#change(replay, "In progress");
    }
    return false;
  }

  /** Its queue is to take it although it may have had it a moment ago, but no message twice of one replay. */
  async #deliver({ kept }: Replay, { publication, texts }: ArchivedMessage): Promise<void> {
    const subscription = this.#seams.subscription(kept.subscriptionArn);
    if (subscription === undefined) return;
    const messageDeduplicationId = `${publication.messageId}.${kept.startedAt}`;
    await this.#seams.deliver(subscription, {
      publication: { ...publication, messageDeduplicationId, isReplayed: true },
      texts,
    });
  }

  #isCurrent(replay: Replay): boolean {
    return this.#isStarted && this.#replays.get(replay.kept.subscriptionArn) === replay;
  }

  #change(replay: Replay, status: ReplayStatus): undefined {
    const { upTo: _, ...kept } = replay.kept;
    // Once it is over the number is of use only for what is being published at this moment.
    replay.kept = { ...kept, status, ...(status === "In progress" ? { upTo: replay.upTo } : {}) };
    this.#write({ type: "replay", replay: replay.kept });
  }

  /** Nobody waits for that: what is not on disk is replayed once more. */
  #write(entry: ReplayEntry): void {
    this.#seams.keep(entry).catch(() => {});
  }
}

function isUnderWay({ status }: KeptReplay): boolean {
  return status === "Pending" || status === "In progress";
}

function spanOf({ policy }: KeptReplay) {
  return replaySpanOf(policy, "");
}
