// Tasks that call DynamoDB, against real tables: what they get, and by which name a workflow catches what is refused.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { callTable, callTableBySdk } from "../../src/integrations/dynamodb.ts";
import type { Tables } from "../../src/tables/tables.ts";
import { systemClock } from "../../src/time/clock.ts";
import { openTables, tableOf } from "../tables/support/open-tables.ts";

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
