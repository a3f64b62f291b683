// The answers that hold records by the hundred, whose JSON is written by hand, as bytes.

import type { WireObject } from "../../../aws/wire/operation.ts";
import { JsonBytes, quoted, withWrittenJson } from "../../../aws/wire/written-json.ts";
import type { GetRecordsResult } from "../reading/reading.ts";
import type { Shard } from "../shards/shard.ts";
import type { AppendedRecords } from "../streams/appended-records.ts";
import type { Stream } from "../streams/stream.ts";
import { encryptionOf, fromChild, fromRecords } from "./members.ts";
import { NumberedText } from "./numbered-text.ts";

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
    json.add('{"Records":[');
    writeRecords(json, read, String(encryptionOf(stream).EncryptionType));
    json.add(`],${JSON.stringify(rest).slice(1)}`);
    return json.end();
  });
}

function writeRecords(json: JsonBytes, { records, shard }: GetRecordsResult, encryption: string): void {
  const first = new NumberedText(shard, '{"SequenceNumber":"', "");
  const others = new NumberedText(shard, ',{"SequenceNumber":"', "");
  const end = Buffer.from(`","EncryptionType":${quoted(encryption)}}`);
  const beforeData = Buffer.from(',"Data":"');
  // Records that came together came at the same time.
  let arrivalMs = Number.NaN;
  let beforeKey = Buffer.alloc(0);
  for (let index = 0; index < records.length; index++) {
    const record = records[index] as GetRecordsResult["records"][number];
    if (record.approximateArrivalMs !== arrivalMs) {
      arrivalMs = record.approximateArrivalMs;
      beforeKey = Buffer.from(`","ApproximateArrivalTimestamp":${arrivalMs / 1000},"PartitionKey":`);
    }
    const bytes = json.room(bytesOfRecord + record.mostJsonBytes);
    let at = (index === 0 ? first : others).write(bytes, json.length, record.offset);
    bytes.set(beforeKey, at);
    at = record.writeKey(bytes, at + beforeKey.length);
    bytes.set(beforeData, at);
    at = record.writeData(bytes, at + beforeData.length);
    bytes.set(end, at);
    json.length = at + end.length;
  }
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
    const places = new Map<Shard, NumberedText>();
    json.add('{"Records":[');
    for (let index = 0; index < length; index++) {
      const shard = appended.shardAt(index);
      let place = places.get(shard);
      if (place === undefined) {
        // The last one's comma is taken back.
        place = new NumberedText(shard, `{"ShardId":"${shard.id}","SequenceNumber":"`, '"},');
        places.set(shard, place);
      }
      const bytes = json.room(bytesOfPlace);
      json.length = place.write(bytes, json.length, appended.offset(index));
    }
    if (length > 0) json.length -= 1;
    json.add(`],${JSON.stringify(rest).slice(1)}`);
    return json.end();
  });
}
