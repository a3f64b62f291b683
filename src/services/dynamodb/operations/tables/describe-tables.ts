// DescribeTable and ListTables.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html

import type { JsonObject } from "../../../../aws/json.ts";
import { describeTable as describe, type TableStatus } from "../../definitions/describe-table.ts";
import type { Table } from "../../definitions/table.ts";
import { tableName } from "../../requests/members.ts";
import { integer, optional, readRequest, required, structure } from "../../requests/shape.ts";
import { requireParameter } from "../../requests/table-members.ts";
import { describedTable, type TableService } from "../../table-service.ts";

export const namedTable = structure({ TableName: required(tableName) });

export function describeTable(service: TableService, parameters: JsonObject): JsonObject {
  requireParameter("TableName", parameters.TableName);
  const { TableName: name } = readRequest(namedTable, parameters);
  return { Table: description(service, describedTable(service, name)) };
}

export function description(service: TableService, table: Table, status?: TableStatus): JsonObject {
  const { identity, items } = service;
  return describe(table.owner, table.definition, {
    identity,
    countsOf: (owner) => items.counts(owner),
    ...(status === undefined ? {} : { status }),
  });
}

const mostNames = 100;

const listing = structure({
  ExclusiveStartTableName: optional(tableName),
  Limit: optional(integer({ min: 1, max: mostNames })),
});

export function listTables({ catalog }: TableService, parameters: JsonObject): JsonObject {
  const { ExclusiveStartTableName: start = "", Limit: limit = mostNames } = readRequest(listing, parameters);
  const names = catalog.all.map(({ name }) => name).filter((name) => name > start);
  const page = names.slice(0, limit);
  const last = page.at(-1);
  return {
    TableNames: page,
    ...(names.length > page.length && last !== undefined ? { LastEvaluatedTableName: last } : {}),
  };
}
