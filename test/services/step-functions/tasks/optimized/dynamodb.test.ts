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

test.each<[values: Record<string, Json>, stored: Json]>([
  [{ id: "x" }, { id: { S: "x" } }],
  [{ id: { S: "x" }, note: null }, { id: { S: "x" } }],
  [
    { id: "x", inner: { M: { text: "a", none: null, list: { L: ["b", { N: "1" }] } } } },
    { id: { S: "x" }, inner: { M: { text: { S: "a" }, list: { L: [{ S: "b" }, { N: "1" }] } } } },
  ],
])("a bare text is a value of type S, and null is none: %j", async (item, stored) => {
  const call = (operation: string, parameters: Record<string, Json>) =>
    callTable(tables, systemClock, { operation, arguments: { TableName: "shoptable", ...parameters } });
  await call("PutItem", { Item: item });
  expect(await call("GetItem", { Key: { id: "x" } })).toMatchObject({ Item: stored });
  const update = { UpdateExpression: "SET note = :note", ExpressionAttributeValues: { ":note": "said" } };
  expect(
    await call("UpdateItem", { Key: { id: "x" }, ...update, ReturnValues: "UPDATED_NEW" }),
  ).toMatchObject({
    Attributes: { note: { S: "said" } },
  });
  // The SDK has no such way.
  expect(await callTableBySdk(tables, "PutItem", { TableName: "shoptable", Item: item })).toMatchObject({
    error: "DynamoDb.DynamoDbException",
  });
});

test("a number is no value, and fails the task", async () => {
  const put = {
    operation: "PutItem",
    arguments: { TableName: "shoptable", Item: { id: { S: "x" }, many: 1 } },
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
