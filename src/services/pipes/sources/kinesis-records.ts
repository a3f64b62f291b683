// What a pipe that reads a Kinesis stream hands on: an array of records exactly as EventBridge Pipes writes them, as objects for those
// who take objects, and as JSON text for those who take text. The base64 of a record's data is made once.

import { asJson, type Json } from "../../../aws/json.ts";
import type { TextOfRows } from "../../../aws/json-text.ts";
import { quoted, quotedBytes } from "../../../aws/wire/written-json.ts";
import type { Entry, EntryWriter } from "../../../event-sources/entry.ts";
import type { KinesisCursor, SourceShard } from "../../../event-sources/stream-source.ts";
import type { EventBatch } from "../event-batch.ts";

export interface KinesisRecord {
  readonly kinesisSchemaVersion: "1.0";
  readonly partitionKey: string;
  readonly sequenceNumber: string;
  /** Base64. */
  readonly data: string;
  /** Seconds since the epoch, with milliseconds. */
  readonly approximateArrivalTimestamp: number;
  readonly eventSource: "aws:kinesis";
  readonly eventVersion: "1.0";
  readonly eventID: string;
  readonly eventName: "aws:kinesis:record";
  readonly invokeIdentityArn: string;
  readonly awsRegion: string;
  readonly eventSourceARN: string;
}

export interface RecordOrigin {
  readonly streamArn: string;
  readonly awsRegion: string;
  readonly roleArn: string;
}

/** Makes the records of one shard, and their JSON text. */
export class RecordWriter implements EntryWriter<KinesisCursor, KinesisRecord> {
  readonly #shard: SourceShard;
  readonly #origin: RecordOrigin;
  readonly #idPrefix: string;
  readonly #fixedBytes: number;
  #arrivalMs = Number.NaN;
  #arrivalDigits = 0;

  constructor(shard: SourceShard, origin: RecordOrigin) {
    this.#shard = shard;
    this.#origin = origin;
    this.#idPrefix = `${shard.id}:`;
    const empty = { ...this.#record("", "", 0), sequenceNumber: "", eventID: this.#idPrefix };
    // The texts of the partition key, with its quotes, and of the arrival are counted for each record.
    this.#fixedBytes = Buffer.byteLength(JSON.stringify(empty)) - '""'.length - "0".length;
  }

  entry(cursor: KinesisCursor): Entry<KinesisRecord> {
    const record = this.#record(
      cursor.partitionKey(),
      cursor.dataBase64(),
      cursor.arrivalMs / 1000,
      this.#shard.sequenceNumber(cursor.offset),
    );
    const { offset, arrivalMs } = cursor;
    if (arrivalMs !== this.#arrivalMs) {
      this.#arrivalMs = arrivalMs;
      this.#arrivalDigits = String(record.approximateArrivalTimestamp).length;
    }
    const bytes =
      this.#fixedBytes +
      quotedBytes(record.partitionKey) +
      record.data.length +
      record.sequenceNumber.length * 2 +
      this.#arrivalDigits;
    return { record, offset, arrivalMs, key: record.partitionKey, bytes };
  }

  #record(
    partitionKey: string,
    data: string,
    approximateArrivalTimestamp: number,
    sequenceNumber = "",
  ): KinesisRecord {
    const { streamArn, awsRegion, roleArn } = this.#origin;
    return {
      kinesisSchemaVersion: "1.0",
      partitionKey,
      sequenceNumber,
      data,
      approximateArrivalTimestamp,
      eventSource: "aws:kinesis",
      eventVersion: "1.0",
      eventID: this.#idPrefix + sequenceNumber,
      eventName: "aws:kinesis:record",
      invokeIdentityArn: roleArn,
      awsRegion,
      eventSourceARN: streamArn,
    };
  }
}

export class KinesisBatch implements EventBatch, TextOfRows {
  readonly records: readonly KinesisRecord[];
  /** Length of `text` in UTF-8, known without making it. */
  readonly bytes: number;
  #text: string | undefined;

  constructor(entries: readonly Entry<KinesisRecord>[]) {
    this.records = entries.map((entry) => entry.record);
    this.bytes = batchBytes(entries);
  }

  get value(): readonly Json[] {
    return asJson(this.records);
  }

  idOf(index: number): string {
    return this.records[index]?.eventID ?? "";
  }

  /** The batch as JSON, made once and only if it is asked for. */
  get text(): string {
    this.#text ??= textOf(this.records);
    return this.#text;
  }

  rows(): readonly string[] {
    return rowsOf(this.records);
  }
}

/** Brackets and commas count, too. */
function batchBytes(entries: readonly Entry<KinesisRecord>[]): number {
  return entries.reduce((sum, entry) => sum + entry.bytes + 1, 1);
}

/** Joining a text costs the more the longer it is, and writing one costs as much as some hundred characters do. */
const textOfPiece = 8192;

/** Written by hand, because most members need no escaping and half of them are the same in every record of a shard. */
function textOf(records: readonly KinesisRecord[]): string {
  const [first] = records;
  if (first === undefined) return "[]";
  const { invokeIdentityArn, awsRegion, eventSourceARN } = first;
  const sameEnd =
    `","eventName":"aws:kinesis:record","invokeIdentityArn":${JSON.stringify(invokeIdentityArn)}` +
    `,"awsRegion":"${awsRegion}","eventSourceARN":"${eventSourceARN}"}`;
  const pieces: string[] = [];
  let text = "[";
  for (const record of records) {
    if (text.length > textOfPiece) {
      pieces.push(text);
      text = "";
    }
    text +=
      `${record === first ? "" : ","}{"kinesisSchemaVersion":"1.0","partitionKey":${quoted(record.partitionKey)}` +
      `,"sequenceNumber":"${record.sequenceNumber}","data":"${record.data}"` +
      `,"approximateArrivalTimestamp":${record.approximateArrivalTimestamp},"eventSource":"aws:kinesis"` +
      `,"eventVersion":"1.0","eventID":"${record.eventID}${sameEnd}`;
  }
  pieces.push(`${text}]`);
  return pieces.join("");
}

/** Those in which the records of a shard differ. */
const ownMembers = '["partitionKey","sequenceNumber","data","approximateArrivalTimestamp","eventID"]';

function rowsOf(records: readonly KinesisRecord[]): readonly string[] {
  const [first] = records;
  const pieces: string[] = [];
  let text = `[${JSON.stringify(first ?? {})},${ownMembers},[`;
  for (const record of records) {
    if (text.length > textOfPiece) {
      pieces.push(text);
      text = "";
    }
    text +=
      `${record === first ? "" : ","}${quoted(record.partitionKey)},"${record.sequenceNumber}","${record.data}"` +
      `,${record.approximateArrivalTimestamp},"${record.eventID}"`;
  }
  pieces.push(`${text}]]`);
  return pieces;
}
