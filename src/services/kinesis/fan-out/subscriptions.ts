// Enhanced fan-out: records are sent to a consumer as they come, for five minutes or until its shard has ended.
// https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html

import { ServiceError } from "../../../aws/service-error.ts";
import { Allowance } from "../limits/allowance.ts";
import {
  childrenOf,
  hasEnded,
  millisBehind,
  type RecordBatch,
  readBatch,
  sinceAfter,
} from "../reading/reading.ts";
import { type ShardIteratorRequest, startingPosition } from "../reading/starting-position.ts";
import type { Shard } from "../shards/shard.ts";
import type { ShardRecord } from "../shards/shard-table.ts";
import type { Streams } from "../streams/streams.ts";
import { consumerArn, consumersOf, type FoundConsumer, findConsumer } from "./consumers.ts";

const subscriptionMs = 300_000;
/** Whoever subscribes again is refused as long, and takes the subscription over afterwards. */
const exclusiveMs = 5_000;
/** An event is sent so often even where there is no record. */
const heartbeatMs = 5_000;
const bytesPerSecond = 2 * 1024 * 1024;
const limits = { limit: 1000, mostBytes: 1024 * 1024 };

export interface SubscriptionRequest {
  readonly consumerArn: string;
  readonly shardId: string;
  readonly startingPosition: Omit<ShardIteratorRequest, "shardId">;
  /** Aborted when the consumer is gone. */
  readonly signal?: AbortSignal | undefined;
}

export interface SubscriptionEvent extends RecordBatch {
  /** From where to subscribe again, after the record of this number. Undefined once the shard has ended. */
  readonly continuationSequenceNumber: string | undefined;
  readonly millisBehindLatest: number;
  readonly childShards: readonly ShardRecord[] | undefined;
}

export class Subscriptions {
  readonly #streams: Streams;
  readonly #active = new Map<string, Subscription>();

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  /** Throws ResourceInUseException while another is younger than five seconds; an older one ends. */
  subscribe(request: SubscriptionRequest): AsyncIterable<SubscriptionEvent> {
    const streams = this.#streams;
    const found = findConsumer(streams, request);
    const { stream, consumer } = found;
    const { accountId } = streams.identity;
    const start = { ...request.startingPosition, shardId: request.shardId };
    const position = startingPosition(stream, start, { now: streams.now(), accountId });
    const shard = stream.shard(position.shardIndex) as Shard;
    const name = `${accountId}:${stream.name}:${shard.id}:${consumer.name}`;
    const former = this.#active.get(name);
    if (former !== undefined && streams.now() - former.startedAt < exclusiveMs) {
      streams.metrics.subscription(stream.name, consumer.name, "refused");
      throw inUse(name);
    }
    former?.end(inUse(name));
    const subscription = new Subscription(streams, found, { shard, ...position, signal: request.signal });
    this.#active.set(name, subscription);
    request.signal?.addEventListener("abort", () => this.#forget(name, subscription), { once: true });
    streams.metrics.subscription(stream.name, consumer.name, "subscribed");
    return this.#events(name, subscription);
  }

  async *#events(name: string, subscription: Subscription): AsyncGenerator<SubscriptionEvent> {
    try {
      yield* subscription.events();
    } finally {
      this.#forget(name, subscription);
    }
  }

  #forget(name: string, subscription: Subscription): void {
    if (this.#active.get(name) === subscription) this.#active.delete(name);
  }
}

interface SubscriptionStart {
  readonly shard: Shard;
  readonly offset: number;
  readonly sinceMs: number;
  readonly signal: AbortSignal | undefined;
}

class Subscription {
  readonly startedAt: number;
  readonly #streams: Streams;
  readonly #found: FoundConsumer;
  readonly #start: SubscriptionStart;
  readonly #allowance: Allowance | undefined;
  #endedBy: ServiceError | undefined;
  #wake: () => void = () => undefined;

  constructor(streams: Streams, found: FoundConsumer, start: SubscriptionStart) {
    this.#streams = streams;
    this.#found = found;
    this.#start = start;
    this.startedAt = streams.now();
    this.#allowance = streams.limits && new Allowance(bytesPerSecond);
  }

  /** Another has taken over. */
  end(error: ServiceError): void {
    this.#endedBy = error;
    this.#wake();
  }

  /** Throws ResourceInUseException and ResourceNotFoundException. */
  async *events(): AsyncGenerator<SubscriptionEvent> {
    const { shard, signal } = this.#start;
    const { stream } = this.#found;
    let { offset, sinceMs } = this.#start;
    let isFirst = true;
    for (;;) {
      if (!isFirst && signal?.aborted !== true) await this.#moment(offset);
      if (signal?.aborted === true || this.#leftMs <= 0) return;
      this.#check();
      const batch = await readBatch(stream.rawReader(shard, offset), { ...limits, sinceMs });
      offset = batch.nextOffset;
      sinceMs = sinceAfter(batch, shard, sinceMs);
      isFirst = false;
      const event = this.#event(batch);
      this.#allowance?.spend(batch.bytes, this.#streams.now());
      yield event;
      if (event.continuationSequenceNumber === undefined) return;
    }
  }

  #event(batch: RecordBatch): SubscriptionEvent {
    const { shard } = this.#start;
    const { stream, consumer } = this.#found;
    const millisBehindLatest = millisBehind(shard, batch, this.#streams.now());
    const { length: records } = batch.records;
    const { bytes } = batch;
    this.#streams.metrics.subscription(stream.name, consumer.name, { records, bytes, millisBehindLatest });
    const isAtEnd = hasEnded(shard, batch.nextOffset);
    return {
      ...batch,
      millisBehindLatest,
      continuationSequenceNumber: isAtEnd ? undefined : shard.sequenceNumber(batch.nextOffset - 1),
      childShards: isAtEnd ? childrenOf(stream, shard) : undefined,
    };
  }

  get #leftMs(): number {
    return this.startedAt + subscriptionMs - this.#streams.now();
  }

  #check(): void {
    if (this.#endedBy !== undefined) throw this.#endedBy;
    const { stream, consumer } = this.#found;
    const isThere = this.#streams.all.includes(stream);
    if (isThere && consumersOf(stream).some(({ createdAt }) => createdAt === consumer.createdAt)) return;
    throw new ServiceError(
      "ResourceNotFoundException",
      `Consumer ${consumerArn(this.#found)}, account ${this.#streams.identity.accountId} not found.`,
    );
  }

  /** Until there is something to tell: records, the end of the shard or of the subscription, or that it is still there. */
  #moment(offset: number): Promise<void> {
    const { shard, signal } = this.#start;
    const isPaced = this.#allowance?.isOverdrawn(this.#streams.now()) === true;
    if (!isPaced && (offset < shard.committedOffset || hasEnded(shard, offset))) return Promise.resolve();
    return new Promise((resolve) => {
      const waitMs = Math.min(isPaced ? 1000 : heartbeatMs, this.#leftMs);
      const timer = this.#streams.clock.setTimer(waitMs, () => this.#wake());
      const stopListening = isPaced
        ? () => undefined
        : shard.onCommit(
            () => this.#wake(),
            () => offset,
          );
      const wake = () => {
        timer.cancel();
        stopListening();
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      this.#wake = wake;
      signal?.addEventListener("abort", wake, { once: true });
    });
  }
}

function inUse(name: string): ServiceError {
  return new ServiceError(
    "ResourceInUseException",
    `Another active subscription exists for this consumer: ${name}`,
  );
}
