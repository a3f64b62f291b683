// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteTransaction.html

import type { Json, JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { TimeSlice } from "../../../time/time-slice.ts";
import type { Table } from "../definitions/table.ts";
import { Capacity, type CapacityDetail, readUnits } from "../operations/capacity.ts";
import type { ItemWrite } from "../operations/items/write-item.ts";
import { readTogether } from "../operations/transactions/read-together.ts";
import { repeatedAnswer, requestToken } from "../operations/transactions/request-tokens.ts";
import type { TransactKind, TransactWrite } from "../operations/transactions/transact-write.ts";
import { transact } from "../operations/transactions/transact-write-items.ts";
import { validationError } from "../refusals.ts";
import { returnConsumedCapacity } from "../requests/members.ts";
import { list, optional, readRequest, required, structure, text } from "../requests/shape.ts";
import { type TableService, tableNamed } from "../table-service.ts";
import { KeyMismatch } from "./key-where.ts";
import { readStatement, statementMembers } from "./parameters.ts";
import { type SingleRead, singleRead } from "./single-read.ts";
import type { SelectStatement, Statement } from "./statement.ts";
import { type WriteStatement, writeOf } from "./write-statement.ts";

const mostStatements = 100;

const shape = structure({
  TransactStatements: required(list(structure(statementMembers), { min: 1, max: mostStatements })),
  ClientRequestToken: optional(text({ min: 1, max: 36 })),
  ReturnConsumedCapacity: returnConsumedCapacity,
});

export async function executeTransaction(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const request = readRequest(shape, parameters);
  const members = request.TransactStatements;
  const slice = new TimeSlice();
  const statements: Statement[] = [];
  for (const member of members) {
    statements.push(readStatement(member));
    if (slice.isOver) await slice.giveWay();
  }
  const detail = request.ReturnConsumedCapacity;
  if (statements.every((statement) => statement.type === "select"))
    return readAll(service, statements, detail);
  const token = await requestToken(request.ClientRequestToken, parameters.TransactStatements as Json);
  const repeated = repeatedAnswer(service, token);
  if (repeated !== undefined) return { Responses: [], ...repeated };
  const writes = () =>
    statements.map((statement, index) => {
      const isShown = members[index]?.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
      return placed(index, () => transactWrite(service, statement, isShown));
    });
  const answer = await transact(service, writes, { ReturnConsumedCapacity: detail }, token);
  return { Responses: [], ...answer };
}

/** A refusal says which of the statements it is about. */
function placed<Value>(index: number, read: () => Value): Value {
  try {
    return read();
  } catch (problem) {
    if (!(problem instanceof ServiceError) || problem.code !== "ValidationException") throw problem;
    throw validationError(`Validation failed in TransactStatements[${index}]: ${problem.message}`);
  }
}

async function readAll(
  service: TableService,
  statements: readonly SelectStatement[],
  detail: CapacityDetail,
): Promise<JsonObject> {
  const reads = statements.map((statement, index) => placed(index, () => readOf(service, statement)));
  const found = await readTogether(service, reads);
  const capacities = new Map<Table, Capacity>();
  for (const [index, { table }] of reads.entries()) {
    const capacity = capacities.get(table) ?? new Capacity(table);
    capacities.set(table, capacity.add(2 * readUnits(found[index]?.bytes ?? 0, true)));
  }
  const consumed = [...capacities.values()].flatMap((capacity) => capacity.describe(detail, "Read") ?? []);
  return {
    Responses: found.map((stored, index) => {
      if (stored === undefined) return {};
      const { project } = reads[index] as SingleRead;
      return { Item: (project === undefined ? stored.item : project(stored.item)) as Json };
    }),
    ...(consumed.length === 0 ? {} : { ConsumedCapacity: consumed }),
  };
}

function readOf(service: TableService, statement: SelectStatement): SingleRead {
  if (statement.index !== undefined)
    throw validationError("Reads on indices are not supported within transactions.");
  const read = singleRead(service, statement);
  // Conditions besides the key are for EXISTS.
  if (read !== undefined && read.condition === undefined) return read;
  throw validationError(
    "Select statements within ExecuteTransaction must specify the primary key in the where clause.",
  );
}

const kinds: Readonly<Record<WriteStatement["type"], TransactKind>> = {
  insert: "Put",
  update: "Update",
  delete: "Delete",
};

function transactWrite(service: TableService, statement: Statement, isShown: boolean): TransactWrite {
  if (statement.type === "select") throw validationError("Unsupported operation in transaction.");
  if (statement.type === "exists") return conditionCheck(service, statement.select, isShown);
  if (statement.type !== "insert" && statement.returning !== undefined)
    throw validationError("RETURNING clause is not supported in ExecuteTransaction.");
  const kind = kinds[statement.type];
  try {
    return { ...writeOf(service, statement), kind, isShown, refusal: undefined };
  } catch (problem) {
    if (!(problem instanceof KeyMismatch)) throw problem;
    return { ...impossible(tableNamed(service, statement.table)), kind, isShown, refusal: problem };
  }
}

/** A write that cancels its transaction: nothing is looked up by it. */
function impossible(table: Table): ItemWrite {
  const key = { partition: new Uint8Array(0), sort: new Uint8Array(0) };
  return { table, key, condition: undefined, next: (current) => current };
}

function conditionCheck(service: TableService, select: SelectStatement, isShown: boolean): TransactWrite {
  if (select.index !== undefined)
    throw validationError("Operations on indices are not supported in transactions");
  const read = singleRead(service, select);
  if (read?.condition === undefined)
    throw validationError("EXISTS() must contain a single item read with additional condition");
  const { table, key, condition } = read;
  return {
    table,
    key,
    condition,
    next: (current) => current,
    kind: "ConditionCheck",
    isShown,
    refusal: undefined,
  };
}
