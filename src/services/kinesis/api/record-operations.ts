// Records: put, and read by iterators.

import {
  constraintError,
  optionalBlob,
  optionalInteger,
  optionalString,
  optionalTimestamp,
  requiredList,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { getRecords, getShardIterator, pointedAt } from "../reading/get-records.ts";
import type { ShardIteratorType } from "../reading/starting-position.ts";
import {
  listedRecord,
  onlyRecord,
  type ProducerRecord,
  type RecordPath,
} from "../records/producer-record.ts";
import type { AppendedRecords } from "../streams/appended-records.ts";
import type { Stream } from "../streams/stream.ts";
import type { Streams } from "../streams/streams.ts";
import { Constraints } from "./constraints.ts";
import { encryptionOf, endDryRun, referenceOf } from "./members.ts";
import { ReadRecords } from "./put-records-request.ts";
import { putAnswer, readAnswer } from "./record-answers.ts";

export function recordOperations(streams: Streams): Record<string, Operation> {
  return {
    async PutRecord(request) {
      // Records are in order anyway: a shard takes them one after another.
      new Constraints()
        .sequenceNumber("sequenceNumberForOrdering", optionalString(request, "SequenceNumberForOrdering"))
        .throwIfBroken();
      const reference = referenceOf(request);
      const stream = streams.stream(reference);
      const record = recordOf(request, stream, { pathOf: onlyRecord, index: 0 });
      endDryRun(request);
      const { shardId, sequenceNumber } = await streams.putRecord(reference, record);
      const { EncryptionType } = encryptionOf(stream);
      return { ShardId: shardId, SequenceNumber: sequenceNumber, EncryptionType };
    },
    async PutRecords(request) {
      const reference = referenceOf(request);
      const stream = streams.stream(reference);
      const records = recordsIn(request, stream);
      endDryRun(request);
      const appended = await streams.putRecords(reference, records);
      if (appended.areAllTaken) return putAnswer(appended, stream);
      let failed = 0;
      const entries = records.map((_, index) => {
        if (!appended.isLeftOut(index)) return fromAppended(appended, index);
        failed++;
        const { code, message } = streams.rateExceeded(stream, appended.shardId(index));
        return { ErrorCode: code, ErrorMessage: message };
      });
      return {
        FailedRecordCount: failed,
        Records: entries,
        EncryptionType: encryptionOf(stream).EncryptionType,
      };
    },
    GetShardIterator(request) {
      const iterator = getShardIterator(streams, referenceOf(request), {
        shardId: requiredString(request, "ShardId"),
        shardIteratorType: requiredString(request, "ShardIteratorType") as ShardIteratorType,
        startingSequenceNumber: optionalString(request, "StartingSequenceNumber"),
        timestamp: optionalTimestamp(request, "Timestamp")?.getTime(),
      });
      endDryRun(request);
      return { ShardIterator: iterator };
    },
    async GetRecords(request) {
      const iterator = requiredString(request, "ShardIterator");
      const { stream } = pointedAt(streams, iterator);
      const streamArn = optionalString(request, "StreamARN");
      if (streamArn !== undefined) streams.stream({ streamName: stream.name, streamArn });
      endDryRun(request);
      return readAnswer(await getRecords(streams, iterator, optionalInteger(request, "Limit")), stream);
    },
  };
}

function recordsIn(request: WireObject, stream: Stream): readonly ProducerRecord[] {
  const { Records } = request;
  if (Records instanceof ReadRecords) return Records.records;
  const pathOf = listedRecord;
  return requiredList(request, "Records").map((entry, index) => recordOf(entry, stream, { pathOf, index }));
}

function recordOf(
  entry: WireObject,
  { properties }: Stream,
  { pathOf, index }: { readonly pathOf: RecordPath; readonly index: number },
): ProducerRecord {
  const partitionKey = optionalString(entry, "PartitionKey");
  const data = optionalBlob(entry, "Data");
  if (data === undefined) throw constraintError(`${pathOf(index)}data`, undefined, "not be null");
  if (partitionKey === undefined && properties.recordDistribution !== "AUTO")
    throw constraintError(`${pathOf(index)}partitionKey`, undefined, "not be null");
  return {
    partitionKey: partitionKey ?? "",
    data,
    explicitHashKey: optionalString(entry, "ExplicitHashKey"),
  };
}

function fromAppended(appended: AppendedRecords, index: number): WireObject {
  return { ShardId: appended.shardId(index), SequenceNumber: appended.sequenceNumber(index) };
}
