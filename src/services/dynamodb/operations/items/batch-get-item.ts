// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { TimeSlice } from "../../../../time/time-slice.ts";
import type { Table } from "../../definitions/table.ts";
import type { Projection } from "../../expressions/compiled.ts";
import { refuseNestedKeys } from "../../expressions/key-schema.ts";
import { compileExpressions, refuseMixedParameters } from "../../expressions/request.ts";
import { validationError } from "../../refusals.ts";
import { consistentRead, expression, legacy, returnConsumedCapacity } from "../../requests/members.ts";
import { inNewerWords } from "../../requests/newer-checks.ts";
import {
  list,
  map,
  optional,
  readRequest,
  required,
  structure,
  text,
  writtenMap,
} from "../../requests/shape.ts";
import type { ItemKey } from "../../store/item-key.ts";
import { type TableService, tableNamed } from "../../table-service.ts";
import type { AttributeMap, Item } from "../../values/attribute-value.ts";
import { validMap } from "../../values/validate-value.ts";
import { Capacity, readUnits } from "../capacity.ts";
import { requestedKey } from "./item-keys.ts";
import { KeySet } from "./key-set.ts";

const mostKeys = 100;
/** What doesn't fit into an answer is left for the caller to ask again. */
const mostBytes = 16 * 1024 * 1024;

const shape = structure({
  ReturnConsumedCapacity: returnConsumedCapacity,
  RequestItems: required(
    map(
      structure({
        Keys: required(list(writtenMap, { min: 1, max: mostKeys, isShort: true })),
        AttributesToGet: optional(list(text(), { min: 1, max: 255 })),
        ConsistentRead: consistentRead,
        ProjectionExpression: expression,
        ExpressionAttributeNames: legacy,
      }),
      { min: 1, max: 100, isShort: true, keys: { min: 1, max: 1024, pattern: /[a-zA-Z0-9_.:/-]+/ } },
    ),
  ),
});

interface TableKeys {
  /** As the request names it. */
  readonly name: string;
  readonly table: Table;
  readonly keys: readonly { readonly map: AttributeMap; readonly key: ItemKey }[];
  readonly projection: Projection | undefined;
  readonly isConsistent: boolean | undefined;
  readonly request: JsonObject;
}

export async function batchGetItem(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const request = readRequest(shape, parameters);
  const names = Object.keys(request.RequestItems);
  const count = names.reduce((sum, name) => sum + (request.RequestItems[name]?.Keys.length ?? 0), 0);
  if (count > mostKeys) throw validationError("Too many items requested for the BatchGetItem call");
  const asked = names.map((name) => {
    const part = (parameters.RequestItems as Readonly<Record<string, JsonObject>>)[name] ?? {};
    const { Keys: keys = [], ConsistentRead: isConsistent } = request.RequestItems[name] ?? {};
    refuseMixedParameters("BatchGetItem", part);
    const { projection } = compileExpressions("BatchGetItem", part);
    const maps = inNewerWords(() => keys.map(validMap));
    return { name, maps, projection, isConsistent, request: part };
  });
  const tables = asked.map(({ maps, ...others }): TableKeys => {
    const table = tableNamed(service, others.name);
    refuseNestedKeys(others.projection?.paths ?? [], table.keyNames, table.indexKeyNames);
    const seen = new KeySet();
    const keys = maps.map((each) => ({ map: each, key: requestedKey(table, each) }));
    for (const { key } of keys) {
      if (!seen.add(table, key)) throw validationError("Provided list of item keys contains duplicates");
    }
    return { ...others, table, keys };
  });
  return read(service, tables, request.ReturnConsumedCapacity);
}

async function read(
  { database, items }: TableService,
  tables: readonly TableKeys[],
  detail: Parameters<Capacity["describe"]>[0],
): Promise<JsonObject> {
  const slice = new TimeSlice();
  let bytes = 0;
  const responses: [string, readonly Json[]][] = [];
  const unprocessed: [string, Json][] = [];
  const capacities: Json[] = [];
  for (const { name, table, keys, projection, isConsistent, request } of tables) {
    const found: Item[] = [];
    const left: AttributeMap[] = [];
    const capacity = new Capacity(table);
    for (const { map: keyMap, key } of keys) {
      if (slice.isOver) await slice.giveWay();
      const stored = bytes > mostBytes ? undefined : database.read(() => items.get(table, key));
      bytes += stored?.bytes ?? 0;
      if (bytes > mostBytes) {
        left.push(keyMap);
        continue;
      }
      capacity.add(readUnits(stored?.bytes ?? 0, isConsistent));
      if (stored !== undefined)
        found.push(projection === undefined ? stored.item : projection.project(stored.item));
    }
    responses.push([name, found as readonly Json[]]);
    if (left.length > 0) unprocessed.push([name, { ...request, Keys: left as readonly Json[] }]);
    const consumed = capacity.describe(detail);
    if (consumed !== undefined) capacities.push(consumed);
  }
  return {
    Responses: Object.fromEntries(responses),
    UnprocessedKeys: Object.fromEntries(unprocessed),
    ...(capacities.length === 0 ? {} : { ConsumedCapacity: capacities }),
  };
}
