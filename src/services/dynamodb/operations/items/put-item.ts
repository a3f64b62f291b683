// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html

import type { JsonObject } from "../../../../aws/json.ts";
import { TimeSlice } from "../../../../time/time-slice.ts";
import { compileExpressions, refuseMixedParameters } from "../../expressions/request.ts";
import { validationError } from "../../refusals.ts";
import { returnValuesToldAnew, writeMembers } from "../../requests/members.ts";
import { inEnvelope, readWriteRequest } from "../../requests/newer-checks.ts";
import { required, structure, writtenMap } from "../../requests/shape.ts";
import { type TableService, tableNamed } from "../../table-service.ts";
import { validMap } from "../../values/validate-value.ts";
import { answerToWrite } from "./answer-to-write.ts";
import { keyOfItem } from "./item-keys.ts";
import { readyToStore, writeItem } from "./write-item.ts";

const members = { Item: required(writtenMap) };
const shapes = {
  older: structure(writeMembers(members)),
  newer: structure(writeMembers(members, returnValuesToldAnew)),
};

export async function putItem(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const slice = new TimeSlice();
  const request = inEnvelope(() => {
    const read = readWriteRequest(shapes, parameters);
    refuseMixedParameters("PutItem", parameters);
    return read;
  });
  if (slice.isOver) await slice.giveWay();
  const item = inEnvelope(() => validMap(request.Item));
  if (slice.isOver) await slice.giveWay();
  const ready = readyToStore(item);
  if (slice.isOver) await slice.giveWay();
  const { ReturnValues: returned = "NONE" } = request;
  const { condition } = inEnvelope(() => {
    if (returned !== "NONE" && returned !== "ALL_OLD") {
      throw validationError("ReturnValues can only be ALL_OLD or NONE");
    }
    return compileExpressions("PutItem", parameters);
  });
  const table = tableNamed(service, request.TableName);
  const write = { table, key: keyOfItem(table, item), condition, next: () => item, ready };
  const change = await writeItem(service, write, request.ReturnValuesOnConditionCheckFailure === "ALL_OLD");
  const attributes = returned === "ALL_OLD" ? change.before?.item : undefined;
  return answerToWrite(service, table, change, { ...request, attributes });
}
