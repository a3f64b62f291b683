// Records as a producer gives them, and what Kinesis asks of those of a call: all of them before any is put, so that a refused
// call leaves nothing behind.

import { ServiceError } from "../../../aws/service-error.ts";
import { Constraints, invalidArgument } from "../api/constraints.ts";
import { isHashKey } from "../shards/hash-range.ts";
import type { StreamProperties } from "../streams/stream-properties.ts";
import { EncodedData } from "./encoded-data.ts";

export interface ProducerRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array | EncodedData;
  /** A decimal number below 2^128 that decides the shard in place of the partition key. */
  readonly explicitHashKey?: string | undefined;
}

const mostRecordsPerRequest = 500;
const mostBytesPerRequest = 10 * 1024 * 1024;

/** Where the members of a record stand in the request. */
export type RecordPath = (index: number) => string;

export const onlyRecord: RecordPath = () => "";
export const listedRecord: RecordPath = (index) => `records.${index + 1}.member.`;

export function checkRecords(
  records: readonly ProducerRecord[],
  { maxRecordSizeInKiB, recordDistribution }: StreamProperties,
  pathOf: RecordPath,
): void {
  const mostBytes = maxRecordSizeInKiB * 1024;
  const leastKey = recordDistribution === "AUTO" ? 0 : 1;
  for (const { partitionKey, data, explicitHashKey } of records) {
    const { length } = partitionKey;
    if (length < leastKey || length > 256 || data.length + length > mostBytes)
      refuse(records, { mostBytes, leastKey, pathOf });
    if (explicitHashKey !== undefined && !isHashKey(explicitHashKey)) {
      refuse(records, { mostBytes, leastKey, pathOf });
      throw invalidArgument(
        "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. " +
          `Specified value was ${explicitHashKey}`,
      );
    }
  }
}

/** Tells every constraint that a record breaks, if there is nothing to be told of how they are written. */
function refuse(
  records: readonly ProducerRecord[],
  bounds: { readonly mostBytes: number; readonly leastKey: number; readonly pathOf: RecordPath },
): void {
  const { mostBytes, leastKey, pathOf } = bounds;
  for (const { data } of records) if (data instanceof EncodedData) data.check();
  const constraints = new Constraints();
  for (const [index, { partitionKey, data, explicitHashKey }] of records.entries()) {
    const path = pathOf(index);
    constraints.length(`${path}partitionKey`, partitionKey, { least: leastKey, most: 256 });
    // The limit is that of key and data together, and AWS tells it of the data.
    constraints.blob(`${path}data`, data.length + partitionKey.length, mostBytes);
    if (explicitHashKey !== undefined) constraints.hashKey(`${path}explicitHashKey`, explicitHashKey);
  }
  constraints.throwIfBroken();
}

/** Of PutRecords, about all of its records. */
export function checkRecordCount(records: readonly unknown[]): void {
  if (records.length > 0 && records.length <= mostRecordsPerRequest) return;
  const [shown, bound, most] =
    records.length === 0
      ? ["[]", "greater", 1]
      : [`[${records.length} records]`, "less", mostRecordsPerRequest];
  throw new ServiceError(
    "ValidationException",
    `1 validation error detected: Value '${shown}' at 'records' failed to satisfy constraint: ` +
      `Member must have length ${bound} than or equal to ${most}`,
  );
}

/** Of PutRecords, about all of its records. */
export function checkRequestSize(records: readonly ProducerRecord[]): void {
  let bytes = 0;
  for (const record of records) bytes += record.data.length + record.partitionKey.length;
  if (bytes > mostBytesPerRequest) throw invalidArgument("Records size exceeds 10 MB limit");
}
