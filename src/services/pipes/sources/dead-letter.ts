// What goes to a pipe's dead-letter queue: not the records, but where they lie, so that they can be read while they are kept.

import type { Abandoned } from "../../../event-sources/delivery.ts";

export interface DeadLetterOrigin {
  readonly pipeArn: string;
  readonly streamArn: string;
  /** What AWS calls the batch of this kind of stream. */
  readonly batchInfo: "KinesisBatchInfo" | "DDBStreamBatchInfo";
}

export function deadLetter<Content>(
  { pipeArn, streamArn, batchInfo }: DeadLetterOrigin,
  { entries, shard, condition }: Abandoned<Content>,
  now: number,
): object {
  const first = entries[0];
  const last = entries.at(-1) ?? first;
  return {
    context: { partnerResourceArn: pipeArn, condition: conditionNames[condition] },
    version: "1.0",
    timestamp: isoTime(now),
    [batchInfo]: {
      shardId: shard.id,
      startSequenceNumber: shard.sequenceNumber(first.offset),
      endSequenceNumber: shard.sequenceNumber(last.offset),
      approximateArrivalOfFirstRecord: isoTime(first.arrivalMs),
      approximateArrivalOfLastRecord: isoTime(last.arrivalMs),
      batchSize: entries.length,
      streamArn,
    },
  };
}

const conditionNames = { attempts: "RetryAttemptsExhausted", age: "RecordAgeExpired" } as const;

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
