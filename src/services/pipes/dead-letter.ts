// What goes to a pipe's dead-letter queue: not the records, but where they lie, so that they can be read while they are kept.

import type { Abandoned } from "../../event-sources/delivery.ts";
import type { PipeRecord } from "./batch.ts";

export interface DeadLetter {
  readonly context: {
    readonly partnerResourceArn: string;
    readonly condition: "RetryAttemptsExhausted" | "RecordAgeExpired";
  };
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

export interface DeadLetterOrigin {
  readonly pipeArn: string;
  readonly streamArn: string;
}

export function deadLetter(
  { pipeArn, streamArn }: DeadLetterOrigin,
  { entries, shard, condition }: Abandoned<PipeRecord>,
  now: number,
): DeadLetter {
  const first = entries[0];
  const last = entries.at(-1) ?? first;
  return {
    context: { partnerResourceArn: pipeArn, condition: conditionNames[condition] },
    version: "1.0",
    timestamp: isoTime(now),
    KinesisBatchInfo: {
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
