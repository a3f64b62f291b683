// How much a shard takes and gives in a second, and how often what may be called, where AWS's limits are enforced.
// https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html

import type { Clock } from "../../time/clock.ts";
import { Allowance } from "./allowance.ts";
import { shardIdOf } from "./shard-table.ts";
import type { Stream, WriteLimits } from "./stream.ts";

const mebibyte = 1024 * 1024;

interface ShardAllowance {
  readonly records: Allowance;
  readonly bytes: Allowance;
  readonly reads: Allowance;
  readonly bytesRead: Allowance;
}

/** Of one shard, as one call of GetRecords sees it. */
export interface ReadLimits {
  readonly shardId: string;
  /** Whether this call is one too many, or comes too soon after a large one. It counts as a call if it is not. */
  readonly isSpent: boolean;
  spend(bytes: number): void;
}

export class ThroughputLimits {
  readonly #clock: Clock;
  readonly #shards = new WeakMap<Stream, Map<string, ShardAllowance>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(stream: Stream): WriteLimits {
    return {
      take: (shardId, bytes) => {
        const shard = this.#shard(stream, shardId);
        const now = this.#clock.now();
        if (!shard.records.hasRoom(1, now) || !shard.bytes.hasRoom(bytes, now)) return false;
        shard.records.spend(1, now);
        shard.bytes.spend(bytes, now);
        return true;
      },
    };
  }

  reading(stream: Stream, shardIndex: number): ReadLimits {
    const shardId = shardIdOf(shardIndex);
    const { reads, bytesRead } = this.#shard(stream, shardId);
    const now = this.#clock.now();
    const isSpent = !reads.hasRoom(1, now) || bytesRead.isOverdrawn(now);
    if (!isSpent) reads.spend(1, now);
    return { shardId, isSpent, spend: (bytes) => bytesRead.spend(bytes, this.#clock.now()) };
  }

  #shard(stream: Stream, shardId: string): ShardAllowance {
    const shards = this.#shards.get(stream) ?? new Map<string, ShardAllowance>();
    this.#shards.set(stream, shards);
    const known = shards.get(shardId) ?? {
      records: new Allowance(1000),
      bytes: new Allowance(mebibyte),
      reads: new Allowance(5),
      bytesRead: new Allowance(2 * mebibyte),
    };
    shards.set(shardId, known);
    return known;
  }
}
