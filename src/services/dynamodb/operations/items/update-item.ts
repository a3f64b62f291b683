// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html

import type { JsonObject } from "../../../../aws/json.ts";
import type { Table } from "../../definitions/table.ts";
import type { Update } from "../../expressions/compiled.ts";
import { refuseKeysInUpdate, refuseNestedKeys } from "../../expressions/key-schema.ts";
import { projectPaths } from "../../expressions/projection.ts";
import { compileExpressions, refuseMixedParameters } from "../../expressions/request.ts";
import { invalidParameter } from "../../refusals.ts";
import { expression, legacy, returnValuesToldAnew, writeMembers } from "../../requests/members.ts";
import { inEnvelope, readWriteRequest } from "../../requests/newer-checks.ts";
import { required, structure, writtenMap } from "../../requests/shape.ts";
import type { ItemChange } from "../../store/items.ts";
import { type TableService, tableNamed } from "../../table-service.ts";
import type { AttributeMap, Item } from "../../values/attribute-value.ts";
import { validMap } from "../../values/validate-value.ts";
import { answerToWrite } from "./answer-to-write.ts";
import { requestedKey } from "./item-keys.ts";
import { writeItem } from "./write-item.ts";

const members = { Key: required(writtenMap) };
const ownMembers = { UpdateExpression: expression, AttributeUpdates: legacy };
const shapes = {
  older: structure({ ...writeMembers(members), ...ownMembers }),
  newer: structure({ ...writeMembers(members, returnValuesToldAnew), ...ownMembers }),
};

export async function updateItem(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const { request, keyMap, condition, update } = inEnvelope(() => readUpdate(parameters));
  const table = tableNamed(service, request.TableName);
  const key = requestedKey(table, keyMap);
  checkUpdate(table, update);
  const next = (current?: Item) => updated(keyMap, current, update);
  const write = { table, key, condition, isUpdate: true, next };
  const change = await writeItem(service, write, request.ReturnValuesOnConditionCheckFailure === "ALL_OLD");
  const attributes = returnedAttributes(change, update, request.ReturnValues);
  return answerToWrite(service, table, change, { ...request, attributes });
}

/** Throws ValidationException, SerializationException. */
function readUpdate(parameters: JsonObject) {
  const request = readWriteRequest(shapes, parameters);
  refuseMixedParameters("UpdateItem", parameters);
  const keyMap = validMap(request.Key);
  return { request, keyMap, ...compileExpressions("UpdateItem", parameters) };
}

/** An item that isn't there is made, from its key. */
export function updated(key: AttributeMap, current: Item | undefined, update: Update | undefined): Item {
  if (update === undefined) return current ?? key;
  return current === undefined ? update.create(key) : update.apply(current);
}

/** What can be said without an item: the key stays as it is, and an index's key has its type. Throws ValidationException. */
export function checkUpdate(table: Table, update: Update | undefined): void {
  if (update === undefined) return;
  refuseKeysInUpdate(update, table.keyNames);
  for (const { definition, key } of table.indexes) {
    for (const { name, type } of key.attributes) {
      const wrong = update.writtenTypes.find(
        (each) => each.path.length === 1 && each.path[0] === name && each.type !== type,
      );
      if (wrong === undefined) continue;
      throw invalidParameter(
        `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${wrong.type} IndexName: ${definition.name}`,
      );
    }
  }
  refuseNestedKeys(update.paths, table.keyNames, table.indexKeyNames);
}

function returnedAttributes(
  { before, after }: ItemChange,
  update: Update | undefined,
  returned = "NONE",
): Item | undefined {
  const image = returned.endsWith("OLD") ? before?.item : after?.item;
  if (returned === "NONE" || image === undefined) return undefined;
  if (returned.startsWith("ALL")) return image;
  const attributes = projectPaths(update?.paths ?? [], image);
  return Object.keys(attributes).length === 0 ? undefined : attributes;
}
