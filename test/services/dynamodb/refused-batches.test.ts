// What AWS says to batches and transactions that it refuses, word for word.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import type { Tables } from "../../../src/services/dynamodb/tables.ts";
import { openTables, tableOf } from "./support/open-tables.ts";

let tables: Tables;
beforeAll(async () => {
  tables = await openTables();
  await tables.request("CreateTable", tableOf("hash", "pk"));
  await tables.request("CreateTable", {
    ...tableOf("composite", "pk", "sk"),
    AttributeDefinitions: ["pk", "sk", "color"].map((AttributeName) => ({
      AttributeName,
      AttributeType: "S",
    })),
    GlobalSecondaryIndexes: [
      {
        IndexName: "gsi1",
        KeySchema: [{ AttributeName: "color", KeyType: "HASH" }],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  });
  await tables.request("PutItem", { TableName: "hash", Item: { pk: { S: "there" }, n: { S: "text" } } });
});
afterAll(() => tables.close());

const key = { pk: { S: "x" } };

type Case = readonly [operation: string, parameters: JsonObject, message: string, code?: string];

const cases: Readonly<Record<string, readonly Case[]>> = {
  batches: [
    [
      "BatchGetItem",
      { RequestItems: {} },
      "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "BatchGetItem",
      { RequestItems: { "a.table": { Keys: [] } } },
      "1 validation error detected: Value at 'RequestItems.a.table.member.Keys' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "BatchGetItem",
      { RequestItems: { hash: { Keys: [key, key] } } },
      "Provided list of item keys contains duplicates",
    ],
    ["BatchWriteItem", { RequestItems: {} }, "The requestItems parameter is required for BatchWriteItem"],
    [
      "BatchWriteItem",
      { RequestItems: { hash: [{ PutRequest: { Item: key } }, { DeleteRequest: { Key: key } }] } },
      "Provided list of item keys contains duplicates",
    ],
    [
      "BatchWriteItem",
      { RequestItems: { none: [{ PutRequest: { Item: key } }] } },
      "Requested resource not found",
      "ResourceNotFoundException",
    ],
  ],
  transactions: [
    [
      "TransactWriteItems",
      { TransactItems: [] },
      "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "TransactWriteItems",
      {
        TransactItems: [
          { Put: { TableName: "hash", Item: key } },
          { Delete: { TableName: "hash", Key: key } },
        ],
      },
      "Transaction request cannot include multiple operations on one item",
    ],
    [
      "TransactWriteItems",
      { TransactItems: [{ Put: { TableName: "hash", Item: key }, Delete: { TableName: "hash", Key: key } }] },
      "TransactItems can only contain one of Check, Put, Update or Delete",
    ],
    [
      "TransactWriteItems",
      { TransactItems: [{ Put: { TableName: "none", Item: {} } }] },
      "Requested resource not found",
      "ResourceNotFoundException",
    ],
    ...[
      { Update: { TableName: "hash", Key: { pk: { S: "" } }, UpdateExpression: "REMOVE a" } },
      { Delete: { TableName: "hash", Key: { pk: { S: "" } } } },
      { ConditionCheck: { TableName: "hash", Key: { pk: { S: "" } }, ConditionExpression: "a = a.b" } },
      { Put: { TableName: "hash", Item: { pk: { S: "" } } } },
    ].map(
      (one): Case => [
        "TransactWriteItems",
        { TransactItems: [one] },
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
      ],
    ),
    [
      "TransactWriteItems",
      {
        TransactItems: [{ Put: { TableName: "composite", Item: { ...key, sk: key.pk, color: { S: "" } } } }],
      },
      "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: gsi1, IndexKey: color",
    ],
    [
      "TransactGetItems",
      { TransactItems: [{ Get: { TableName: "hash", Key: { pk: { S: "" } } } }] },
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
    ],
    [
      "TransactGetItems",
      { TransactItems: [{ Get: { TableName: "hash", Key: key } }, { Get: { TableName: "hash", Key: key } }] },
      "Transaction request cannot include multiple operations on one item",
    ],
  ],
};

const all = Object.entries(cases).flatMap(([about, each]) => each.map((one) => [about, ...one] as const));

test.each(all)("%s: %s %j", async (_, operation, parameters, message, code = "ValidationException") => {
  await expect(tables.request(operation, parameters)).rejects.toMatchObject({ message, code, status: 400 });
});
