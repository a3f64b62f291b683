// What a stream says of a change.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html

import { randomBytes } from "node:crypto";
import type { Json, JsonObject } from "../../../aws/json.ts";
import type { Table } from "../definitions/table.ts";
import type { StreamViewType } from "../definitions/table-definition.ts";
import type { ItemChange } from "../store/items.ts";
import { type AttributeMap, attributeOf, type Item } from "../values/attribute-value.ts";
import { equalValues } from "../values/compare.ts";
import { itemSize } from "../values/size.ts";
import { sequenceNumberOf } from "./stream.ts";

/** Who changed it: nobody for a caller, the service itself for an item that expired. */
export type Changer = "caller" | "time to live";

export interface RecordedChange extends ItemChange {
  readonly number: number;
  readonly at: number;
  readonly by: Changer;
  readonly region: string;
}

/** A write that leaves an item as it was is none. */
export function isChange({ before, after }: ItemChange): boolean {
  if (before === undefined || after === undefined) return before !== after;
  return !equalValues({ M: before.item }, { M: after.item });
}

export function changeRecord(table: Table, viewType: StreamViewType, change: RecordedChange): Json {
  const { number, at, by, region } = change;
  const { eventName, keys, images, bytes } = changeOf(table, change, viewType);
  return {
    eventID: randomBytes(16).toString("hex"),
    eventName,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: keys,
      ...images,
      SequenceNumber: sequenceNumberOf(number),
      SizeBytes: bytes,
      StreamViewType: viewType,
    },
    ...(by === "caller" ? {} : { userIdentity: { Type: "Service", PrincipalId: "dynamodb.amazonaws.com" } }),
  };
}

/** What every record of a change has, whoever reads it. */
export function changeOf(table: Table, change: ItemChange, viewType: StreamViewType) {
  const { before, after } = change;
  const keys = keysOf(table, (after ?? before)?.item ?? {});
  const images = {
    ...(after !== undefined && viewType.startsWith("NEW") ? { NewImage: after.item } : {}),
    ...(before !== undefined && viewType.includes("OLD_IMAGE") ? { OldImage: before.item } : {}),
  };
  const bytes = [keys, ...Object.values(images)].reduce((sum, map) => sum + itemSize(map), 0);
  return { eventName: eventNameOf(change), keys: keys as JsonObject, images: images as JsonObject, bytes };
}

function eventNameOf({ before, after }: ItemChange): string {
  if (before === undefined) return "INSERT";
  return after === undefined ? "REMOVE" : "MODIFY";
}

function keysOf({ key }: Table, item: Item): AttributeMap {
  return Object.fromEntries(
    key.attributes.flatMap(({ name }) => {
      const value = attributeOf(item, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
