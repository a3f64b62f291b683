// What a Kinesis stream is told of a change: the record of the table's own stream with other names and times.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds_gettingstarted.html

import { createHash, randomUUID } from "node:crypto";
import type { JsonObject } from "../../../aws/json.ts";
import type { Table } from "../definitions/table.ts";
import { changeOf, type RecordedChange, withImages } from "../streams/change-record.ts";
import type { Precision } from "./destination.ts";

export interface KinesisRecord {
  readonly partitionKey: string;
  readonly data: string;
}

export function kinesisRecord(table: Table, change: RecordedChange, precision: Precision): KinesisRecord {
  const { at, by, region } = change;
  const { eventName, keys, images, bytes } = changeOf(table, change, "NEW_AND_OLD_IMAGES");
  const record = {
    awsRegion: region,
    eventID: randomUUID(),
    eventName,
    userIdentity: by === "caller" ? null : { type: "Service", principalId: "dynamodb.amazonaws.com" },
    recordFormat: "application/json",
    tableName: table.name,
    dynamodb: {
      // The clock knows no more than milliseconds.
      ApproximateCreationDateTime: precision === "MICROSECOND" ? at * 1000 : at,
      Keys: keys,
      SizeBytes: bytes,
      ApproximateCreationDateTimePrecision: precision,
    },
    eventSource: "aws:dynamodb",
  };
  return { partitionKey: partitionKeyOf(keys), data: withImages(record, images) };
}

/** All changes of an item go to one shard. */
function partitionKeyOf(keys: JsonObject): string {
  return createHash("md5").update(JSON.stringify(keys)).digest("hex").toUpperCase();
}
