// Reads all shards of a stream at once, each in order and at least once, parents to their end before their children; shards that come
// while it reads are read, too. It is woken when records are committed; when there are none, it does nothing at all.

import { setImmediate } from "node:timers/promises";
import type { Timer } from "../time/clock.ts";
import type { LaneProgress } from "./checkpoints.ts";
import { type FeedCounters, newCounters } from "./feed-counters.ts";
import type { FeedSeams, FeedStart } from "./feed-seams.ts";
import { ShardFeed } from "./shard-feed.ts";
import type { Cursor, SourceShard } from "./stream-source.ts";

export interface StreamPollerOptions<C extends Cursor, Content>
  extends Omit<FeedSeams<C, Content>, "counters" | "sleep" | "readableSince"> {
  /** @default new ones */
  readonly counters?: FeedCounters;
}

export class StreamPoller<C extends Cursor, Content> {
  readonly counters: FeedCounters;
  readonly #seams: FeedSeams<C, Content>;
  readonly #feeds = new Map<number, ShardFeed<C, Content>>();
  /** Indexes of shards that have been read to their end. */
  readonly #ended = new Set<number>();
  /** Where shards that were there at the first start are read from. */
  readonly #beginnings = new Map<number, LaneProgress>();
  readonly #sleepers = new Set<() => void>();
  #isRunning = false;
  #stopListening: () => void = () => undefined;

  constructor({ counters = newCounters(), ...seams }: StreamPollerOptions<C, Content>) {
    this.counters = counters;
    const { stream } = seams;
    this.#seams = {
      ...seams,
      counters,
      sleep: (ms) => this.#sleep(ms),
      readableSince: () => stream.readableSince,
    };
  }

  start(): void {
    const { stream, checkpoints } = this.#seams;
    this.#isRunning = true;
    if (checkpoints.isNew) for (const shard of stream.shards) this.#begin(shard);
    this.#stopListening = stream.onShardsChanged?.(() => this.#shardsChanged()) ?? this.#stopListening;
    this.#openShards();
  }

  /** Resolves when the batches in flight have ended, and the checkpoints are as they should be after a stop. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#stopListening();
    const stopped = Promise.all([...this.#feeds.values()].map((feed) => feed.stop()));
    for (const wake of this.#sleepers) wake();
    await stopped;
    // A commit that is being announced may still be on its way.
    await setImmediate();
    this.#seams.checkpoints.close();
    this.#feeds.clear();
  }

  /** Age of the oldest record that has been read and has not ended; 0 if there is none. */
  get iteratorAgeMs(): number {
    const arrivals = [...this.#feeds.values()].flatMap((feed) => feed.oldestArrivalMs ?? []);
    return arrivals.length === 0 ? 0 : Math.max(0, this.#seams.clock.now() - Math.min(...arrivals));
  }

  /** LATEST is where a shard stands now, and not where it will stand when its parents have been read, or after a restart. */
  #begin(shard: SourceShard): void {
    const { stream, settings, checkpoints, clock } = this.#seams;
    const { startingTimestampMs } = settings;
    const offset = {
      TRIM_HORIZON: () => stream.horizon(shard),
      LATEST: () => shard.committedOffset,
      AT_TIMESTAMP: () => stream.offsetSince(shard, startingTimestampMs),
    }[settings.startingPosition]();
    // The first one to come is the record to begin with.
    const isFound = offset === shard.committedOffset && startingTimestampMs <= clock.now();
    const progress = { lowWater: offset, done: offset, handedOut: isFound ? offset : 0 };
    this.#beginnings.set(shard.index, progress);
    checkpoints.save({ shardIndex: shard.index, lane: 0 }, progress);
  }

  #shardsChanged(): void {
    for (const feed of [...this.#feeds.values()]) feed.shardsChanged();
    this.#openShards();
  }

  #openShards(): void {
    const { shards } = this.#seams.stream;
    const isWaiting = (parent: number) =>
      !this.#ended.has(parent) && shards.some(({ index }) => index === parent);
    for (const shard of shards) {
      const { index, parents = [] } = shard;
      if (!this.#isRunning || this.#feeds.has(index) || this.#ended.has(index) || parents.some(isWaiting))
        continue;
      const feed = new ShardFeed(this.#seams, this.#startOf(shard), () => this.#shardEnded(index));
      this.#feeds.set(index, feed);
      feed.start();
    }
  }

  #shardEnded(index: number): void {
    this.#feeds.delete(index);
    this.#ended.add(index);
    this.#openShards();
  }

  #startOf(shard: SourceShard): FeedStart {
    const { stream, settings, checkpoints } = this.#seams;
    const restored = checkpoints.restore(shard.index);
    if (restored !== undefined) return { shard, lanes: restored, expectedOffset: restored[0]?.lowWater };
    // A shard that came later is read from its start, whatever the position: it goes on from one that has been read.
    const horizon = stream.horizon(shard);
    const progress = this.#beginnings.get(shard.index) ?? {
      ...{ lowWater: horizon, done: horizon, handedOut: horizon },
    };
    const lanes = Array.from({ length: settings.lanes }, () => ({ ...progress }));
    return { shard, lanes, expectedOffset: undefined };
  }

  #sleep(ms: number): Promise<boolean> {
    if (!this.#isRunning) return Promise.resolve(false);
    return new Promise((resolve) => {
      let timer: Timer | undefined;
      const wake = () => {
        timer?.cancel();
        this.#sleepers.delete(wake);
        resolve(this.#isRunning);
      };
      this.#sleepers.add(wake);
      timer = this.#seams.clock.setTimer(ms, wake);
    });
  }
}
