// What the streams count, for whoever turns it into CloudWatch's AWS/Kinesis metrics.

import type { GetRecordsResult } from "./reading/reading.ts";
import type { ProducerRecord } from "./records/producer-record.ts";
import type { AppendedRecords } from "./streams/appended-records.ts";
import type { Stream } from "./streams/stream.ts";

export interface StreamMetrics {
  /** Records that are on disk, and those that their shards did not take. */
  incoming(stream: Stream, records: readonly ProducerRecord[], appended: AppendedRecords): void;
  /** One read. */
  outgoing(stream: Stream, read: GetRecordsResult): void;
  /** A read that was refused because there were too many, or too large ones. */
  readsExceeded(stream: Stream, shardId: string): void;
  operation(
    streamName: string,
    operation: "PutRecord" | "PutRecords" | "GetRecords",
    outcome: { readonly latencyMs: number; readonly succeeded: boolean },
  ): void;
  /** What a subscription was sent, or that one was refused. */
  subscription(
    streamName: string,
    consumerName: string,
    outcome:
      | "subscribed"
      | "refused"
      | { readonly records: number; readonly bytes: number; readonly millisBehindLatest: number },
  ): void;
}

export const noMetrics: StreamMetrics = {
  incoming() {},
  outgoing() {},
  readsExceeded() {},
  operation() {},
  subscription() {},
};
