// What an on-failure destination is told of records of a stream that are given up: where they lie, and why.
// https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html

import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../../aws/json.ts";
import type { Abandoned } from "../../../event-sources/delivery.ts";
import type { MappedRecord } from "./mapped-record.ts";
import type { SourceKind } from "./mapping-record.ts";

export interface FailureOrigin {
  readonly functionArn: string;
  readonly streamArn: string;
  readonly kind: SourceKind;
}

const conditions = { attempts: "RetryAttemptsExhausted", age: "RecordAgeExceeded" } as const;

export function failureRecord(
  { functionArn, streamArn, kind }: FailureOrigin,
  abandoned: Abandoned<MappedRecord>,
  now: number,
): JsonObject {
  const { entries, shard, condition, attempts, outcome } = abandoned;
  const response = outcome?.response;
  const first = entries[0];
  const last = entries.at(-1) ?? first;
  // A table's changes are timed to the second.
  const time = (at: number) => (kind === "dynamodb" ? isoTime(at).replace(/\.\d+/, "") : isoTime(at));
  return {
    requestContext: {
      requestId: response?.requestId ?? randomUUID(),
      functionArn,
      condition: conditions[condition],
      approximateInvokeCount: Math.max(1, attempts),
    },
    ...(condition === "age" || response === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: response.executedVersion,
            functionError: response.functionError ?? null,
          },
        }),
    version: "1.0",
    timestamp: isoTime(now),
    [kind === "dynamodb" ? "DDBStreamBatchInfo" : "KinesisBatchInfo"]: {
      shardId: shard.id,
      startSequenceNumber: first.record.identifier,
      endSequenceNumber: last.record.identifier,
      approximateArrivalOfFirstRecord: time(first.arrivalMs),
      approximateArrivalOfLastRecord: time(last.arrivalMs),
      batchSize: entries.length,
      streamArn,
    },
  };
}

/** Where a bucket keeps it: `aws/lambda/<mapping>/<shard>/2026/01/02/2026-01-02T03.04.05-<uuid>`. */
export function failureKey(uuid: string, shardId: string, now: number): string {
  const [date = "", time = ""] = isoTime(now).split("T");
  const stamp = `${date}T${time.slice(0, 8).replaceAll(":", ".")}`;
  return `aws/lambda/${uuid}/${shardId}/${date.replaceAll("-", "/")}/${stamp}-${randomUUID()}`;
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
