// What PutItem, UpdateItem and DeleteItem answer.

import type { Json, JsonObject } from "../../../../aws/json.ts";
import type { Table } from "../../definitions/table.ts";
import type { ItemChange } from "../../store/items.ts";
import type { TableService } from "../../table-service.ts";
import { attributeOf, type Item } from "../../values/attribute-value.ts";
import { Capacity, type CapacityDetail } from "../capacity.ts";

export interface AskedOfWrite {
  readonly attributes: Item | undefined;
  readonly ReturnConsumedCapacity: CapacityDetail;
  readonly ReturnItemCollectionMetrics: "SIZE" | "NONE" | undefined;
}

export function answerToWrite(
  service: TableService,
  table: Table,
  change: ItemChange,
  asked: AskedOfWrite,
): JsonObject {
  const { attributes, ReturnConsumedCapacity: detail, ReturnItemCollectionMetrics: metrics } = asked;
  const capacity = new Capacity(table).addWrite(change).describe(detail);
  const collection = metrics === "SIZE" ? itemCollectionMetrics(service, table, change) : undefined;
  return {
    ...(attributes === undefined ? {} : { Attributes: attributes as Json }),
    ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
    ...(collection === undefined ? {} : { ItemCollectionMetrics: collection }),
  };
}

/** Of a table with local indexes: all items with this partition key, and about how many gigabytes they are. */
export function itemCollectionMetrics(
  { database, items }: TableService,
  table: Table,
  { key, before, after }: ItemChange,
): JsonObject | undefined {
  if (table.indexes.every(({ definition }) => definition.isGlobal)) return undefined;
  const item = (after ?? before)?.item;
  const collection = table.key.partition.flatMap(({ name }) => {
    const value = item && attributeOf(item, name);
    return value === undefined ? [] : [[name, value as Json] as const];
  });
  // A collection isn't larger than its table.
  let { bytes } = items.counts(table.owner);
  if (bytes >= gigabyte) {
    const sum = database.statement("SELECT sum(bytes) AS bytes FROM items WHERE owner = ? AND partition = ?");
    bytes = Number(sum.get(table.owner, key.partition)?.bytes ?? 0);
  }
  const lower = Math.floor(bytes / gigabyte);
  return {
    ...(collection.length === 0 ? {} : { ItemCollectionKey: Object.fromEntries(collection) }),
    SizeEstimateRangeGB: [lower, lower + 1],
  };
}

const gigabyte = 1024 ** 3;
