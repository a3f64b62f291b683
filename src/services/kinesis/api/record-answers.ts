// The answers that hold records by the hundred, whose JSON is written by hand.

import type { WireObject } from "../../../aws/wire/operation.ts";
import { JsonBytes, quoted, withWrittenJson } from "../../../aws/wire/written-json.ts";
import type { GetRecordsResult } from "../reading.ts";
import type { AppendedRecords, Stream } from "../stream.ts";
import { encryptionOf, fromChild, fromRecords } from "./members.ts";

/** Beside its key and its data. */
const bytesOfRecord = 220;
/** Of its key and its data; base64 takes a third more. */
const bytesOfByte = 1.4;
const bytesOfPlace = 140;
const bytesOfRest = 1024;

export function readAnswer(read: GetRecordsResult, stream: Stream): WireObject {
  const rest = {
    NextShardIterator: read.nextShardIterator,
    MillisBehindLatest: read.millisBehindLatest,
    ChildShards: read.childShards?.map(fromChild),
  };
  const answer = {
    ...rest,
    // Nobody but CBOR's clients asks for them one by one.
    get Records() {
      return fromRecords(read.records, stream);
    },
  };
  return withWrittenJson(answer, () => {
    const json = new JsonBytes(bytesOfRest + read.records.length * bytesOfRecord + read.bytes * bytesOfByte);
    const end = `","EncryptionType":${quoted(String(encryptionOf(stream).EncryptionType))}}`;
    let separator = '{"Records":[';
    for (const { sequenceNumber, approximateArrivalMs, dataBase64, partitionKey } of read.records) {
      json.add(
        `${separator}{"SequenceNumber":"${sequenceNumber}","ApproximateArrivalTimestamp":${approximateArrivalMs / 1000}` +
          `,"PartitionKey":${quoted(partitionKey)},"Data":"${dataBase64}${end}`,
      );
      separator = ",";
    }
    json.add(`${read.records.length === 0 ? separator : ""}],${JSON.stringify(rest).slice(1)}`);
    return json.end();
  });
}

/** Of records that their shards have all taken. */
export function putAnswer(appended: AppendedRecords, stream: Stream): WireObject {
  const { length } = appended;
  const rest = { FailedRecordCount: 0, EncryptionType: encryptionOf(stream).EncryptionType };
  const answer = {
    ...rest,
    get Records() {
      return Array.from({ length }, (_, index) => ({
        ShardId: appended.shardId(index),
        SequenceNumber: appended.sequenceNumber(index),
      }));
    },
  };
  return withWrittenJson(answer, () => {
    const json = new JsonBytes(bytesOfRest + length * bytesOfPlace);
    for (let index = 0; index < length; index++) {
      const place = `{"ShardId":"${appended.shardId(index)}","SequenceNumber":"${appended.sequenceNumber(index)}"}`;
      json.add((index === 0 ? '{"Records":[' : ",") + place);
    }
    json.add(`],${JSON.stringify(rest).slice(1)}`);
    return json.end();
  });
}
