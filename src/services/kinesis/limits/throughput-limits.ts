// How much a shard takes and gives in a second, and how often what may be called, where AWS's limits are enforced.
// https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html

import type { Clock } from "../../../time/clock.ts";
import { shardIdOf } from "../shards/shard-table.ts";
import type { Stream, WriteLimits } from "../streams/stream.ts";
import { Allowance } from "./allowance.ts";

const mebibyte = 1024 * 1024;
const recordsASecond = 1000;
const demandWindowMs = 60_000;

interface ShardAllowance {
  readonly records: Allowance;
  readonly bytes: Allowance;
  readonly reads: Allowance;
  readonly bytesRead: Allowance;
  readonly demand: Demand;
}

/** What producers ask of a shard, be it taken or not. */
class Demand {
  #since = 0;
  #bytes = 0;
  #records = 0;

  add(bytes: number, now: number): void {
    // What was asked a while ago tells nothing of now.
    if (now - this.#since > 2 * demandWindowMs) this.#begin(now);
    this.#bytes += bytes;
    this.#records++;
  }

  /** Whether it was more than half of what a shard takes, for as long as a window is. That is asked once. */
  takeIsBusy(now: number): boolean {
    const elapsedMs = now - this.#since;
    if (elapsedMs < demandWindowMs) return false;
    const half = elapsedMs / 1000 / 2;
    const isBusy = this.#bytes > half * mebibyte || this.#records > half * recordsASecond;
    this.#begin(now);
    return isBusy;
  }

  #begin(now: number): void {
    this.#since = now;
    this.#bytes = 0;
    this.#records = 0;
  }
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
        shard.demand.add(bytes, now);
        if (!shard.records.hasRoom(1, now) || !shard.bytes.hasRoom(bytes, now)) return false;
        shard.records.spend(1, now);
        shard.bytes.spend(bytes, now);
        return true;
      },
    };
  }

  /** The shards that were asked for more than half of what they take. Each is told once. */
  busyShards(stream: Stream): readonly string[] {
    const now = this.#clock.now();
    const shards = [...(this.#shards.get(stream) ?? [])];
    return shards.flatMap(([id, { demand }]) => (demand.takeIsBusy(now) ? [id] : []));
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
      records: new Allowance(recordsASecond),
      bytes: new Allowance(mebibyte),
      reads: new Allowance(5),
      bytesRead: new Allowance(2 * mebibyte),
      demand: new Demand(),
    };
    shards.set(shardId, known);
    return known;
  }
}
