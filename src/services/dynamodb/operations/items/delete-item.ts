// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html

import type { JsonObject } from "../../../../aws/json.ts";
import { compileExpressions, refuseMixedParameters } from "../../expressions/request.ts";
import { validationError } from "../../refusals.ts";
import { returnValuesToldAnew, writeMembers } from "../../requests/members.ts";
import { inEnvelope, readWriteRequest } from "../../requests/newer-checks.ts";
import { required, structure, writtenMap } from "../../requests/shape.ts";
import { type TableService, tableNamed } from "../../table-service.ts";
import { validMap } from "../../values/validate-value.ts";
import { answerToWrite } from "./answer-to-write.ts";
import { requestedKey } from "./item-keys.ts";
import { writeItem } from "./write-item.ts";

const members = { Key: required(writtenMap) };
const shapes = {
  older: structure(writeMembers(members)),
  newer: structure(writeMembers(members, returnValuesToldAnew)),
};

export async function deleteItem(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const { request, keyMap, returned, condition } = inEnvelope(() => readDelete(parameters));
  const table = tableNamed(service, request.TableName);
  const write = { table, key: requestedKey(table, keyMap), condition, next: () => undefined };
  const change = await writeItem(service, write, request.ReturnValuesOnConditionCheckFailure === "ALL_OLD");
  const attributes = returned === "ALL_OLD" ? change.before?.item : undefined;
  return answerToWrite(service, table, change, { ...request, attributes });
}

/** Throws ValidationException, SerializationException. */
function readDelete(parameters: JsonObject) {
  const request = readWriteRequest(shapes, parameters);
  refuseMixedParameters("DeleteItem", parameters);
  const keyMap = validMap(request.Key);
  const { ReturnValues: returned = "NONE" } = request;
  if (returned !== "NONE" && returned !== "ALL_OLD") {
    throw validationError("ReturnValues can only be ALL_OLD or NONE");
  }
  return { request, keyMap, returned, ...compileExpressions("DeleteItem", parameters) };
}
