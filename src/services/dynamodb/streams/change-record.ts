// What a stream says of a change.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html

import { randomBytes } from "node:crypto";
import type { JsonObject } from "../../../aws/json.ts";
import type { Table } from "../definitions/table.ts";
import type { StreamViewType } from "../definitions/table-definition.ts";
import { type ItemChange, type StoredItem, textOf } from "../store/items.ts";
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
  if (textOf(before) === textOf(after)) return false;
  return !equalValues({ M: before.item }, { M: after.item });
}

/** As JSON. */
export function changeRecord(table: Table, viewType: StreamViewType, change: RecordedChange): string {
  const { number, at, by, region } = change;
  const { eventName, keys, images, bytes } = changeOf(table, change, viewType);
  const record = {
    eventID: randomBytes(16).toString("hex"),
    eventName,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: keys,
      SequenceNumber: sequenceNumberOf(number),
      SizeBytes: bytes,
      StreamViewType: viewType,
    },
    ...(by === "caller" ? {} : { userIdentity: { Type: "Service", PrincipalId: "dynamodb.amazonaws.com" } }),
  };
  return withImages(record, images);
}

/** The text of a record. Those of its images are there already: making them once more takes as long as all else. */
export function withImages(record: JsonObject & { readonly dynamodb: JsonObject }, images: Images): string {
  const { dynamodb, ...others } = record;
  const outer = JSON.stringify(others).slice(0, -1);
  const inner = JSON.stringify(dynamodb).slice(0, -1);
  const written = Object.entries(images).map(([name, image]) => `,"${name}":${textOf(image)}`);
  return `${outer},"dynamodb":${inner}${written.join("")}}}`;
}

interface Images {
  readonly NewImage?: StoredItem;
  readonly OldImage?: StoredItem;
}

/** What every record of a change has, whoever reads it. */
export function changeOf(table: Table, change: ItemChange, viewType: StreamViewType) {
  const { before, after } = change;
  const keys = keysOf(table, (after ?? before)?.item ?? {});
  const images: Images = {
    ...(after !== undefined && viewType.startsWith("NEW") ? { NewImage: after } : {}),
    ...(before !== undefined && viewType.includes("OLD_IMAGE") ? { OldImage: before } : {}),
  };
  const bytes = Object.values(images).reduce((sum, image) => sum + image.bytes, itemSize(keys));
  return { eventName: eventNameOf(change), keys: keys as JsonObject, images, bytes };
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
