// Tasks that call DynamoDB, against real tables: what they get, and by which name a workflow catches what is refused.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Json } from "../../../../../src/aws/json.ts";
import type { Tables } from "../../../../../src/services/dynamodb/tables.ts";
import {
  callTable,
  callTableBySdk,
} from "../../../../../src/services/step-functions/tasks/optimized/dynamodb.ts";
import { systemClock } from "../../../../../src/time/clock.ts";
import { openTables, tableOf } from "../../../dynamodb/support/open-tables.ts";

let tables: Tables;
beforeEach(async () => {
  tables = await openTables();
  await tables.request("CreateTable", tableOf("shoptable", "id"));
});
afterEach(() => tables.close());

const transaction: Json = {
  TransactItems: [
    {
      Put: {
        TableName: "shoptable",
        Item: { id: { S: "k" } },
        ConditionExpression: "attribute_not_exists(id)",
      },
    },
  ],
};

test("a transaction is done, and caught by AWS's name when it is cancelled", async () => {
  expect(await callTableBySdk(tables, "TransactWriteItems", transaction)).toEqual({});
  expect(await callTableBySdk(tables, "TransactWriteItems", transaction)).toMatchObject({
    error: "DynamoDb.TransactionCanceledException",
    cause: expect.stringContaining("[ConditionalCheckFailed]"),
  });
});

test("a null that a path brought along fails the task, and nothing else", async () => {
  const put = {
    operation: "PutItem",
    arguments: { TableName: "shoptable", Item: { id: { S: "x" }, note: null } },
  };
  expect(await callTable(tables, systemClock, put)).toMatchObject({
    error: "DynamoDB.AmazonDynamoDBException",
  });
  expect(await tables.request("Scan", { TableName: "shoptable" })).toMatchObject({ Count: 0 });
});

test("times are shown as text, as the SDK has them", async () => {
  const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const table = { TableName: "shoptable" };
  expect(await callTableBySdk(tables, "DescribeTable", table)).toMatchObject({
    Table: { CreationDateTime: iso, TableStatus: expect.any(String) },
  });
  const billing = { ...table, BillingMode: "PROVISIONED" };
  const throughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
  expect(
    await callTableBySdk(tables, "UpdateTable", { ...billing, ProvisionedThroughput: throughput }),
  ).toMatchObject({ TableDescription: { CreationDateTime: iso } });
  const item = { id: { S: "x" }, madeDateTime: { N: "5" } };
  await callTableBySdk(tables, "PutItem", { ...table, Item: item });
  expect(await callTableBySdk(tables, "GetItem", { ...table, Key: { id: { S: "x" } } })).toEqual({
    Item: item,
  });
});
