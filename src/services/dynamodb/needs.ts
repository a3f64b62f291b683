// What DynamoDB's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html

import { arnOfName, firstText, objectsIn } from "../../aws/wire/arn-members.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import type { Need, NeedsPlace, ServicePermissions } from "../permissions.ts";
import type { Tables } from "./tables.ts";

type TableArn = (name: string | undefined) => string;

const ofTransactions: Readonly<Record<string, string>> = {
  ConditionCheck: "ConditionCheckItem",
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  Get: "GetItem",
};

export const dynamodbPermissions: ServicePermissions<Tables> = {
  needsOf(operation, request, { identity }: NeedsPlace<Tables>) {
    const all = operation === "ListTables" ? "table/*" : undefined;
    const arnOf: TableArn = (name) => arnOfName(name, { identity, service: "dynamodb", kind: "table/", all });
    switch (operation) {
      case "BatchGetItem":
      case "BatchWriteItem":
        return Object.keys((request.RequestItems ?? {}) as object).map((name) =>
          need(operation, arnOf(name)),
        );
      case "TransactGetItems":
      case "TransactWriteItems":
        return objectsIn(request.TransactItems).flatMap((item) => ofTransaction(item, arnOf));
      case "ExecuteStatement":
        return ofStatement(request, arnOf);
      case "BatchExecuteStatement":
        return objectsIn(request.Statements).flatMap((statement) => ofStatement(statement, arnOf));
      case "ExecuteTransaction":
        return objectsIn(request.TransactStatements).flatMap((statement) => ofStatement(statement, arnOf));
      default:
        return [need(operation, ofMembers(request, arnOf))];
    }
  },
};

function need(action: string, resource: string): Need {
  return { action: `dynamodb:${action}`, resource };
}

function ofMembers(request: WireObject, arnOf: TableArn): string {
  const arn = firstText(request, "StreamArn", "ResourceArn", "TableArn", "BackupArn", "ExportArn");
  const iterator = firstText(request, "ShardIterator");
  if (arn !== undefined) return arn;
  if (iterator !== undefined) return iterator.split("|", 1)[0] ?? "*";
  const table = arnOf(firstText(request, "TableName", "GlobalTableName", "TargetTableName"));
  const index = firstText(request, "IndexName");
  return index === undefined ? table : `${table}/index/${index}`;
}

function ofTransaction(item: WireObject, arnOf: TableArn): readonly Need[] {
  return Object.entries(item).map(([kind, act]) =>
    need(ofTransactions[kind] ?? kind, arnOf(firstText(act as WireObject, "TableName"))),
  );
}

function ofStatement({ Statement: statement }: WireObject, arnOf: TableArn): readonly Need[] {
  const [, verb = ""] = /^\s*(\w+)/.exec(String(statement)) ?? [];
  const [, table, index] =
    /\b(?:from|into|update|exists\s*\(\s*select\s[^"]*from)\s+"?([\w.-]+)"?(?:\."([\w.-]+)")?/i.exec(
      String(statement),
    ) ?? [];
  const action = `PartiQL${verb.charAt(0).toUpperCase()}${verb.slice(1).toLowerCase()}`;
  return [need(action, index === undefined ? arnOf(table) : `${arnOf(table)}/index/${index}`)];
}
