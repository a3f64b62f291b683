// Putting records. Those that are put one by one within a turn of the event loop go to their stream together: what a put costs beside
// its bytes is then done once.

import { ServiceError } from "../../../aws/service-error.ts";
import type { ThroughputLimits } from "../limits/throughput-limits.ts";
import type { StreamMetrics } from "../metrics.ts";
import {
  checkRecordCount,
  checkRecords,
  checkRequestSize,
  onlyRecord,
  type ProducerRecord,
} from "../records/producer-record.ts";
import type { AppendedRecords } from "./appended-records.ts";
import type { AppendOptions, Stream } from "./stream.ts";

export interface PutsParts {
  readonly now: () => number;
  readonly accountId: string;
  readonly metrics: StreamMetrics;
  /** Undefined unless limits are enforced. */
  readonly limits: ThroughputLimits | undefined;
  /** Told of each put where limits are enforced. */
  readonly onLimitedPut: (stream: Stream) => void;
}

/** Where one record went. The texts are made when they are asked for. */
export class PutRecord {
  readonly #appended: AppendedRecords;
  readonly #index: number;

  constructor(appended: AppendedRecords, index: number) {
    this.#appended = appended;
    this.#index = index;
  }

  get shardId(): string {
    return this.#appended.shardId(this.#index);
  }

  get sequenceNumber(): string {
    return this.#appended.sequenceNumber(this.#index);
  }
}

/** Records of one turn, and when they are on disk. */
interface Gathered {
  readonly records: ProducerRecord[];
  readonly appended: Promise<AppendedRecords>;
}

export class Puts {
  readonly #parts: PutsParts;
  readonly #gathered = new Map<Stream, Gathered>();

  constructor(parts: PutsParts) {
    this.#parts = parts;
  }

  /** Throws what refuses the record; rejects with ProvisionedThroughputExceededException where limits are enforced. */
  putRecord(stream: Stream, record: ProducerRecord): Promise<PutRecord> {
    this.#check(stream, record);
    const { records, appended } = this.#gathered.get(stream) ?? this.#gather(stream);
    const index = records.push(record) - 1;
    return appended.then((all) => {
      if (all.isLeftOut(index)) throw this.rateExceeded(stream, all.shardId(index));
      return new PutRecord(all, index);
    });
  }

  /** Where limits are enforced, some records may be left out. */
  putRecords(stream: Stream, records: readonly ProducerRecord[]): Promise<AppendedRecords> {
    checkRecordCount(records);
    checkRequestSize(records);
    const limits = this.#parts.limits?.of(stream);
    return this.append(stream, records, { operation: "PutRecords", limits });
  }

  rateExceeded({ name }: Stream, shardId: string): ServiceError {
    return new ServiceError(
      "ProvisionedThroughputExceededException",
      `Rate exceeded for shard ${shardId} in stream ${name} under account ${this.#parts.accountId}.`,
    );
  }

  /** One function, being hot: each that waits for another costs every record microtasks. Only a call has a latency. */
  async append(
    stream: Stream,
    records: readonly ProducerRecord[],
    options: AppendOptions & { readonly operation?: "PutRecord" | "PutRecords" } = {},
  ): Promise<AppendedRecords> {
    const { operation, limits } = options;
    const { now, metrics, onLimitedPut } = this.#parts;
    const startedAt = now();
    let appended: AppendedRecords | undefined;
    try {
      appended = await stream.append(records, options);
      if (limits !== undefined) onLimitedPut(stream);
      metrics.incoming(stream, records, appended);
      return appended;
    } finally {
      const latencyMs = now() - startedAt;
      if (operation === "PutRecords")
        metrics.operation(stream.name, operation, { latencyMs, succeeded: appended !== undefined });
      if (operation === "PutRecord")
        for (let index = 0; index < records.length; index++)
          metrics.operation(stream.name, operation, {
            latencyMs,
            succeeded: appended?.isLeftOut(index) === false,
          });
    }
  }

  /** Before it is put among others, of which none is to be refused with it. */
  #check(stream: Stream, record: ProducerRecord): void {
    try {
      checkRecords([record], stream.properties, onlyRecord);
    } catch (refusal) {
      this.#parts.metrics.operation(stream.name, "PutRecord", { latencyMs: 0, succeeded: false });
      throw refusal;
    }
  }

  #gather(stream: Stream): Gathered {
    const records: ProducerRecord[] = [];
    const appended = Promise.resolve().then(() => {
      this.#gathered.delete(stream);
      const limits = this.#parts.limits?.of(stream);
      return this.append(stream, records, { operation: "PutRecord", pathOf: onlyRecord, limits });
    });
    const gathered = { records, appended };
    this.#gathered.set(stream, gathered);
    return gathered;
  }
}
