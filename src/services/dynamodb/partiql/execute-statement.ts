// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html

import type { Json, JsonObject } from "../../../aws/json.ts";
import { Capacity, type CapacityDetail } from "../operations/capacity.ts";
import { writeItem } from "../operations/items/write-item.ts";
import { validationError } from "../refusals.ts";
import { consistentRead, returnConsumedCapacity } from "../requests/members.ts";
import { integer, optional, readRequest, structure, text } from "../requests/shape.ts";
import type { TableService } from "../table-service.ts";
import { nextTokenOf, readNextToken } from "./next-token.ts";
import { readStatement, statementMembers, type WrittenStatement } from "./parameters.ts";
import { selectItems } from "./select-items.ts";
import type { SelectStatement } from "./statement.ts";
import { type WriteStatement, writeOf } from "./write-statement.ts";

const shape = structure({
  ...statementMembers,
  ConsistentRead: consistentRead,
  NextToken: optional(text({ min: 1, max: 32768 })),
  ReturnConsumedCapacity: returnConsumedCapacity,
  Limit: optional(integer({ min: 1 })),
});

interface Request extends WrittenStatement {
  readonly ConsistentRead: boolean | undefined;
  readonly NextToken: string | undefined;
  readonly ReturnConsumedCapacity: CapacityDetail;
  readonly Limit: number | undefined;
  readonly ReturnValuesOnConditionCheckFailure: "ALL_OLD" | "NONE" | undefined;
}

export async function executeStatement(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const request = readRequest(shape, parameters);
  const statement = readStatement(request);
  if (statement.type === "exists")
    throw validationError("EXISTS can only be used in ExecuteTransaction write requests.");
  return statement.type === "select"
    ? select(service, statement, request)
    : write(service, statement, request);
}

async function select(
  service: TableService,
  statement: SelectStatement,
  request: Request,
): Promise<JsonObject> {
  const identity: Json = [request.Statement, request.Parameters ?? []];
  const start = request.NextToken === undefined ? undefined : readNextToken(identity, request.NextToken);
  const selected = await selectItems(service, statement, {
    isConsistent: request.ConsistentRead,
    limit: request.Limit,
    start,
    detail: request.ReturnConsumedCapacity,
  });
  const { next, consumed } = selected;
  return {
    Items: selected.items as readonly Json[],
    ...(next === undefined ? {} : { NextToken: nextTokenOf(identity, next) }),
    ...(next?.after === undefined ? {} : { LastEvaluatedKey: next.after as Json }),
    ...(consumed === undefined ? {} : { ConsumedCapacity: consumed }),
  };
}

async function write(
  service: TableService,
  statement: WriteStatement,
  request: Request,
): Promise<JsonObject> {
  const planned = writeOf(service, statement);
  const change = await writeItem(service, planned, request.ReturnValuesOnConditionCheckFailure === "ALL_OLD");
  const item = planned.returned(change);
  const consumed = new Capacity(planned.table).addWrite(change).describe(request.ReturnConsumedCapacity);
  return {
    Items: item === undefined ? [] : [item as Json],
    ...(consumed === undefined ? {} : { ConsumedCapacity: consumed }),
  };
}
