// Members that several operations have in common. A stream is meant by its StreamName, its StreamARN, or both.

import { ServiceError } from "../../../aws/service-error.ts";
import type { Tags } from "../../../aws/tags.ts";
import {
  optionalBoolean,
  optionalObject,
  optionalString,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import type { ConsumerRecord } from "../reading/reading.ts";
import type { HashKeyRange } from "../shards/hash-range.ts";
import { type ShardRecord, shardIdOf } from "../shards/shard-table.ts";
import type { Stream } from "../streams/stream.ts";
import type { StreamReference } from "../streams/streams.ts";

export function referenceOf(request: WireObject): StreamReference {
  return {
    streamName: optionalString(request, "StreamName"),
    streamArn: optionalString(request, "StreamARN"),
  };
}

export function tagsOf(request: WireObject): Tags {
  const tags = optionalObject(request, "Tags") ?? {};
  return Object.fromEntries(Object.keys(tags).map((key) => [key, requiredString(tags, key)]));
}

export function fromTag([key, value]: readonly [string, string]): WireObject {
  return { Key: key, Value: value };
}

/** How the stream's records would be encrypted. */
export function encryptionOf({ properties: { encryptionKeyId } }: Stream): WireObject {
  return encryptionKeyId === undefined
    ? { EncryptionType: "NONE" }
    : { EncryptionType: "KMS", KeyId: encryptionKeyId };
}

export function fromRange({ startingHashKey, endingHashKey }: HashKeyRange): WireObject {
  return { StartingHashKey: startingHashKey, EndingHashKey: endingHashKey };
}

export function fromRecords(records: readonly ConsumerRecord[], stream: Stream): readonly WireObject[] {
  const { EncryptionType } = encryptionOf(stream);
  return records.map(({ sequenceNumber, approximateArrivalMs, data, partitionKey }) => ({
    SequenceNumber: sequenceNumber,
    ApproximateArrivalTimestamp: new Date(approximateArrivalMs),
    Data: data,
    PartitionKey: partitionKey,
    EncryptionType,
  }));
}

export function fromChild(shard: ShardRecord): WireObject {
  return {
    ShardId: shardIdOf(shard.index),
    ParentShards: shard.parents.map(shardIdOf),
    HashKeyRange: fromRange(shard),
  };
}

/** Throws DryRunOperationException for a call that was only to find out whether it would be taken. */
export function endDryRun(request: WireObject): void {
  if (optionalBoolean(request, "DryRun") !== true) return;
  throw new ServiceError("DryRunOperationException", "Request would have succeeded, but DryRun flag is set.");
}
