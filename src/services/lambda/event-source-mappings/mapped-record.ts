// A record as a function finds it among `Records`, and what a filter sees of it. Its text is made once, when it is read.
// https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-example.html

import type { JsonObject } from "../../../aws/json.ts";
import type { Entry, EntryWriter } from "../../../event-sources/entry.ts";
import type { ChangeCursor, KinesisCursor, SourceShard } from "../../../event-sources/stream-source.ts";

export interface MappedRecord {
  /** JSON. */
  readonly text: string;
  /** What `itemIdentifier` calls it. */
  readonly identifier: string;
}

export interface RecordOrigin {
  readonly sourceArn: string;
  readonly awsRegion: string;
  /** The function's role. */
  readonly roleArn: string;
}

const schemaVersion = "1.0";
/** Needs no escaping in JSON, and has as many bytes as characters. */
const plainText = /^[ !#-[\]-~]*$/;

export class KinesisRecordWriter implements EntryWriter<KinesisCursor, MappedRecord> {
  readonly #shard: SourceShard;
  readonly #end: string;

  constructor(shard: SourceShard, { sourceArn, awsRegion, roleArn }: RecordOrigin) {
    this.#shard = shard;
    this.#end =
      `","eventName":"aws:kinesis:record","invokeIdentityArn":${JSON.stringify(roleArn)}` +
      `,"awsRegion":"${awsRegion}","eventSourceARN":${JSON.stringify(sourceArn)}}`;
  }

  entry(cursor: KinesisCursor): Entry<MappedRecord> {
    const { offset, arrivalMs } = cursor;
    const key = cursor.partitionKey();
    const identifier = this.#shard.sequenceNumber(offset);
    const isPlain = plainText.test(key);
    const text =
      `{"kinesis":{"kinesisSchemaVersion":"${schemaVersion}","partitionKey":${isPlain ? `"${key}"` : JSON.stringify(key)}` +
      `,"sequenceNumber":"${identifier}","data":"${cursor.dataBase64()}"` +
      `,"approximateArrivalTimestamp":${arrivalMs / 1000}},"eventSource":"aws:kinesis"` +
      `,"eventVersion":"1.0","eventID":"${this.#shard.id}:${identifier}${this.#end}`;
    const bytes = isPlain ? text.length : Buffer.byteLength(text);
    return { record: { text, identifier }, offset, arrivalMs, key, bytes };
  }
}

export function kinesisFields(cursor: KinesisCursor, { identifier }: MappedRecord): JsonObject {
  return {
    kinesisSchemaVersion: schemaVersion,
    partitionKey: cursor.partitionKey(),
    sequenceNumber: identifier,
    approximateArrivalTimestamp: cursor.arrivalMs / 1000,
  };
}

export class ChangeRecordWriter implements EntryWriter<ChangeCursor, MappedRecord> {
  readonly #shard: SourceShard;
  readonly #origin: RecordOrigin;

  constructor(shard: SourceShard, origin: RecordOrigin) {
    this.#shard = shard;
    this.#origin = origin;
  }

  entry({ offset, arrivalMs, record }: ChangeCursor): Entry<MappedRecord> {
    const text = JSON.stringify({ ...record, eventSourceARN: this.#origin.sourceArn });
    const { Keys } = (record.dynamodb ?? {}) as JsonObject;
    const identifier = this.#shard.sequenceNumber(offset);
    const key = JSON.stringify(Keys ?? {});
    return { record: { text, identifier }, offset, arrivalMs, key, bytes: Buffer.byteLength(text) };
  }
}
