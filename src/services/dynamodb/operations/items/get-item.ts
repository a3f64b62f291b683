// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { refuseNestedKeys } from "../../expressions/key-schema.ts";
import { compileExpressions, refuseMixedParameters } from "../../expressions/request.ts";
import {
  consistentRead,
  expression,
  legacy,
  returnConsumedCapacity,
  tableName,
} from "../../requests/members.ts";
import { inNewerWords } from "../../requests/newer-checks.ts";
import { list, optional, readRequest, required, structure, text, writtenMap } from "../../requests/shape.ts";
import { type TableService, tableNamed } from "../../table-service.ts";
import { validMap } from "../../values/validate-value.ts";
import { Capacity, readUnits } from "../capacity.ts";
import { requestedKey } from "./item-keys.ts";

const shape = structure({
  ReturnConsumedCapacity: returnConsumedCapacity,
  AttributesToGet: optional(list(text(), { min: 1, max: 255 })),
  TableName: required(tableName),
  Key: required(writtenMap),
  ConsistentRead: consistentRead,
  ProjectionExpression: expression,
  ExpressionAttributeNames: legacy,
});

export function getItem(service: TableService, parameters: JsonObject): JsonObject {
  const request = readRequest(shape, parameters);
  refuseMixedParameters("GetItem", parameters);
  const keyMap = inNewerWords(() => validMap(request.Key));
  const { projection } = compileExpressions("GetItem", parameters);
  const table = tableNamed(service, request.TableName);
  const key = requestedKey(table, keyMap);
  refuseNestedKeys(projection?.paths ?? [], table.keyNames, table.indexKeyNames);
  const found = service.database.read(() => service.items.get(table, key));
  const item = found && (projection === undefined ? found.item : projection.project(found.item));
  const capacity = new Capacity(table)
    .add(readUnits(found?.bytes ?? 0, request.ConsistentRead))
    .describe(request.ReturnConsumedCapacity);
  return {
    ...(item === undefined ? {} : { Item: item as Json }),
    ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
  };
}
