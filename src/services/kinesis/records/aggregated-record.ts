// Records of AWS's Kinesis Producer Library, of which one holds many: four magic bytes, a message of protocol buffers, and the MD5
// of that. Whoever reads by GetRecords takes them apart; functions and pipes are handed what is in them.
// https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
//
//   AggregatedRecord  1 partition_key_table (texts), 2 explicit_hash_key_table (texts), 3 records
//   Record            1 partition_key_index, 2 explicit_hash_key_index, 3 data, 4 tags

import { hash } from "node:crypto";

export const aggregateMagic = 0xf3899ac2;
const magicBytes = 4;
const digestBytes = 16;
export const leastAggregateBytes = magicBytes + digestBytes;

export interface UserRecord {
  readonly partitionKey: string;
  readonly data: Buffer;
}

/** What is in an aggregated record, or undefined if it is none, whatever it begins with. */
export function userRecordsIn(record: Buffer): readonly UserRecord[] | undefined {
  if (record.length < leastAggregateBytes || record.readUInt32BE(0) !== aggregateMagic) return undefined;
  const message = record.subarray(magicBytes, -digestBytes);
  if (!record.subarray(-digestBytes).equals(hash("md5", message, "buffer"))) return undefined;
  const fields = fieldsOf(message);
  const keys = fields?.filter(({ number }) => number === 1).map(({ bytes }) => bytes?.toString("utf8"));
  const records = fields
    ?.filter(({ number }) => number === 3)
    .map(({ bytes = Buffer.alloc(0) }) => userRecord(bytes, keys ?? []));
  // One that cannot be read leaves all of it as it is: nothing is to get lost.
  return records?.every((each) => each !== undefined) ? records : undefined;
}

function userRecord(message: Buffer, keys: readonly (string | undefined)[]): UserRecord | undefined {
  const fields = fieldsOf(message);
  const index = fields?.find(({ number }) => number === 1)?.value;
  const data = fields?.find(({ number }) => number === 3)?.bytes;
  const partitionKey = index === undefined ? undefined : keys[index];
  return partitionKey === undefined || data === undefined ? undefined : { partitionKey, data };
}

/** A field of a message: a number, or bytes. */
interface Field {
  readonly number: number;
  readonly value?: number;
  readonly bytes?: Buffer;
}

const [varint, fixed64, lengthDelimited, fixed32] = [0, 1, 2, 5];

/** Undefined for what is no message. https://protobuf.dev/programming-guides/encoding/ */
function fieldsOf(message: Buffer): readonly Field[] | undefined {
  const fields: Field[] = [];
  for (let at = 0; at < message.length; ) {
    const tag = readVarint(message, at);
    if (tag === undefined) return undefined;
    const [number, type] = [Math.floor(tag.value / 8), tag.value % 8];
    at = tag.end;
    if (type === fixed64 || type === fixed32) {
      at += type === fixed64 ? 8 : 4;
      continue;
    }
    const read = type === varint || type === lengthDelimited ? readVarint(message, at) : undefined;
    if (read === undefined) return undefined;
    const end = type === varint ? read.end : read.end + read.value;
    if (end > message.length) return undefined;
    fields.push(
      type === varint ? { number, value: read.value } : { number, bytes: message.subarray(read.end, end) },
    );
    at = end;
  }
  return fields;
}

function readVarint(
  bytes: Buffer,
  start: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let at = start; at < Math.min(bytes.length, start + 10); at++) {
    const byte = bytes[at] as number;
    value += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return undefined;
}
