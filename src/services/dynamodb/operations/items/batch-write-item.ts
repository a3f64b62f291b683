// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { TimeSlice } from "../../../../time/time-slice.ts";
import type { Table } from "../../definitions/table.ts";
import { validationError } from "../../refusals.ts";
import { returnConsumedCapacity, returnItemCollectionMetrics } from "../../requests/members.ts";
import {
  list,
  map,
  optional,
  readRequest,
  required,
  structure,
  type ValueOf,
  writtenMap,
} from "../../requests/shape.ts";
import { itemKeyOf } from "../../store/item-key.ts";
import type { ItemChange } from "../../store/items.ts";
import { type TableService, tableNamed } from "../../table-service.ts";
import type { Item } from "../../values/attribute-value.ts";
import { itemSize } from "../../values/size.ts";
import { validMap } from "../../values/validate-value.ts";
import { Capacity } from "../capacity.ts";
import { itemCollectionMetrics } from "./answer-to-write.ts";
import { checkItem, checkKey, requestedKey } from "./item-keys.ts";
import { KeySet } from "./key-set.ts";
import { applyChange, type ItemWrite, planWrite } from "./write-item.ts";

const mostWrites = 25;

const shape = structure({
  ReturnConsumedCapacity: returnConsumedCapacity,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  RequestItems: required(
    map(
      list(
        structure({
          DeleteRequest: optional(structure({ Key: required(writtenMap) })),
          PutRequest: optional(structure({ Item: required(writtenMap) })),
        }),
      ),
      {
        max: mostWrites,
        values: { min: 1, max: mostWrites },
        keys: { min: 1, max: 1024, pattern: /[a-zA-Z0-9_.:/-]+/ },
      },
    ),
  ),
});

type WriteRequest = ValueOf<typeof shape>["RequestItems"][string][number];

/** What a request of the batch asks for, before its table is known. */
type Wanted = { readonly put: Item } | { readonly deleted: Item };

interface TableWrites {
  readonly name: string;
  readonly table: Table;
  readonly writes: readonly ItemWrite[];
}

export async function batchWriteItem(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const request = readRequest(shape, parameters);
  if (Object.keys(request.RequestItems).length === 0) {
    throw validationError("The requestItems parameter is required for BatchWriteItem");
  }
  const entries = Object.entries(request.RequestItems);
  if (entries.reduce((sum, [, requests]) => sum + requests.length, 0) > mostWrites) {
    throw validationError("Too many items requested for the BatchWriteItem call");
  }
  const slice = new TimeSlice();
  const wanted: (readonly [name: string, each: readonly Wanted[]])[] = [];
  for (const [name, requests] of entries) {
    const each: Wanted[] = [];
    for (const wish of requests) {
      if (slice.isOver) await slice.giveWay();
      each.push(wantedOf(wish));
    }
    wanted.push([name, each]);
  }
  if (slice.isOver) await slice.giveWay();
  const tables = wanted.map(([name, each]) => tableWrites(service, name, each));
  refuseRepeated(tables);
  const changes = await writeAll(service, tables);
  await service.database.durable();
  return answer(service, tables, changes, request);
}

function wantedOf({ PutRequest: put, DeleteRequest: remove }: WriteRequest): Wanted {
  if ((put === undefined) === (remove === undefined)) {
    throw validationError(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  }
  if (remove !== undefined) return { deleted: validMap(remove.Key) };
  return { put: validMap(put?.Item ?? {}) };
}

function tableWrites(service: TableService, name: string, wanted: readonly Wanted[]): TableWrites {
  const table = tableNamed(service, name);
  const writes = wanted.map((each): ItemWrite => {
    if ("deleted" in each) {
      const key = requestedKey(table, each.deleted);
      return { table, key, condition: undefined, next: () => undefined };
    }
    checkKey(table.key, each.put);
    checkItem(table, each.put, itemSize(each.put), false);
    return { table, key: itemKeyOf(each.put, table.key), condition: undefined, next: () => each.put };
  });
  return { name, table, writes };
}

function refuseRepeated(tables: readonly TableWrites[]): void {
  const seen = new KeySet();
  for (const { table, writes } of tables) {
    for (const { key } of writes) {
      if (!seen.add(table, key)) throw validationError("Provided list of item keys contains duplicates");
    }
  }
}

/** A batch isn't one transaction: others may have their turn in between. */
async function writeAll(
  service: TableService,
  tables: readonly TableWrites[],
): Promise<readonly (readonly ItemChange[])[]> {
  const slice = new TimeSlice();
  const changes = tables.map((): ItemChange[] => []);
  const left = tables.flatMap(({ writes }, index) => writes.map((write) => ({ write, index })));
  while (left.length > 0) {
    service.database.write(() => {
      for (let next = left.shift(); next !== undefined; next = slice.isOver ? undefined : left.shift()) {
        const change = planWrite(service, next.write);
        applyChange(service, next.write.table, change);
        changes[next.index]?.push(change);
      }
    });
    if (left.length > 0) await slice.giveWay();
  }
  return changes;
}

function answer(
  service: TableService,
  tables: readonly TableWrites[],
  changes: readonly (readonly ItemChange[])[],
  asked: ValueOf<typeof shape>,
): JsonObject {
  const capacities = tables.flatMap(({ table }, index) => {
    const capacity = new Capacity(table);
    for (const change of changes[index] ?? []) capacity.addWrite(change);
    return capacity.describe(asked.ReturnConsumedCapacity) ?? [];
  });
  const metrics = tables.flatMap(({ name, table }, index) => {
    const all = (changes[index] ?? []).flatMap(
      (change) => itemCollectionMetrics(service, table, change) ?? [],
    );
    return asked.ReturnItemCollectionMetrics === "SIZE" && all.length > 0 ? [[name, all] as const] : [];
  });
  return {
    UnprocessedItems: {},
    ...(capacities.length === 0 ? {} : { ConsumedCapacity: capacities as readonly Json[] }),
    ...(metrics.length === 0 ? {} : { ItemCollectionMetrics: Object.fromEntries(metrics) }),
  };
}
