// What goes to a pipe's dead-letter queue: not the records, but where they lie, so that they can be read while they are kept.

import type { PipeEntry } from "./batch.ts";
import type { SourceShard } from "./stream-source.ts";

export type DeadLetterCondition = "RetryAttemptsExhausted" | "RecordAgeExpired";

export interface DeadLetter {
  readonly context: { readonly partnerResourceArn: string; readonly condition: DeadLetterCondition };
  readonly version: "1.0";
  readonly timestamp: string;
  readonly KinesisBatchInfo: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
    readonly approximateArrivalOfFirstRecord: string;
    readonly approximateArrivalOfLastRecord: string;
    readonly batchSize: number;
    readonly streamArn: string;
  };
}

export interface DeadLetterSubject {
  readonly pipeArn: string;
  readonly streamArn: string;
  readonly shard: SourceShard;
  readonly entries: readonly [PipeEntry, ...PipeEntry[]];
  readonly condition: DeadLetterCondition;
  readonly now: number;
}

export function deadLetter(subject: DeadLetterSubject): DeadLetter {
  const { entries, shard } = subject;
  const first = entries[0];
  const last = entries.at(-1) ?? first;
  return {
    context: { partnerResourceArn: subject.pipeArn, condition: subject.condition },
    version: "1.0",
    timestamp: isoTime(subject.now),
    KinesisBatchInfo: {
      shardId: shard.id,
      startSequenceNumber: shard.sequenceNumber(first.offset),
      endSequenceNumber: shard.sequenceNumber(last.offset),
      approximateArrivalOfFirstRecord: isoTime(first.arrivalMs),
      approximateArrivalOfLastRecord: isoTime(last.arrivalMs),
      batchSize: entries.length,
      streamArn: subject.streamArn,
    },
  };
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
