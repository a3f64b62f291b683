// What CloudFormation says of a table, as CreateTable takes it: only members that bear on the table's behaviour go over.

import type { Json, JsonObject } from "../aws/json.ts";
import { isJsonObject } from "../aws/json.ts";

const members = [
  "TableName",
  "AttributeDefinitions",
  "KeySchema",
  "BillingMode",
  "ProvisionedThroughput",
  "GlobalSecondaryIndexes",
  "LocalSecondaryIndexes",
];

export function createTableRequest(properties: JsonObject): JsonObject {
  const request: Record<string, Json> = {};
  for (const member of members) {
    const value = properties[member];
    if (value !== undefined) request[member] = value;
  }
  // CloudFormation takes a table without either, and means PROVISIONED with a throughput that it then demands.
  if (request.ProvisionedThroughput === undefined) request.BillingMode ??= "PAY_PER_REQUEST";
  return request;
}

export function sameKeys(wanted: JsonObject, present: Json | undefined): boolean {
  return isJsonObject(present) && keysOf(wanted) === keysOf(present);
}

function keysOf(table: JsonObject): string {
  const schema: readonly Json[] = Array.isArray(table.KeySchema) ? table.KeySchema : [];
  const definitions: readonly Json[] = Array.isArray(table.AttributeDefinitions)
    ? table.AttributeDefinitions
    : [];
  const types = new Map<Json | undefined, Json | undefined>(
    definitions.map((each) =>
      isJsonObject(each) ? [each.AttributeName, each.AttributeType] : [undefined, undefined],
    ),
  );
  const keys = schema.map((each) =>
    isJsonObject(each) ? [each.KeyType, each.AttributeName, types.get(each.AttributeName)].join(" ") : "",
  );
  return keys.sort().join(", ");
}
