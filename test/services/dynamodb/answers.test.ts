// What calls are answered with: returned values, consumed capacity, pages, reasons of cancellation, descriptions.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../src/aws/json.ts";
import type { Tables } from "../../../src/services/dynamodb/tables.ts";
import { openTables, tableOf } from "./support/open-tables.ts";

let tables: Tables;
beforeEach(async () => {
  tables = await openTables();
  await tables.request("CreateTable", {
    ...tableOf("things", "id", "at:N"),
    AttributeDefinitions: [
      { AttributeName: "id", AttributeType: "S" },
      { AttributeName: "at", AttributeType: "N" },
      { AttributeName: "color", AttributeType: "S" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-color",
        KeySchema: [{ AttributeName: "color", KeyType: "HASH" }],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: "own-color",
        KeySchema: [
          { AttributeName: "id", KeyType: "HASH" },
          { AttributeName: "color", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  });
});
afterEach(() => tables.close());

const keyOf = (at: number) => ({ id: { S: "a" }, at: { N: String(at) } });
const put = (at: number, more: JsonObject = {}, asked: JsonObject = {}) =>
  tables.request("PutItem", { TableName: "things", Item: { ...keyOf(at), ...more }, ...asked });

describe("UpdateItem returns", () => {
  const before = { n: { N: "1" }, kept: { S: "k" } };
  const after = { n: { N: "3" }, kept: { S: "k" } };
  test.each<readonly [string, JsonObject | undefined]>([
    ["NONE", undefined],
    ["ALL_OLD", { ...keyOf(1), ...before }],
    ["UPDATED_OLD", { n: { N: "1" } }],
    ["ALL_NEW", { ...keyOf(1), ...after }],
    ["UPDATED_NEW", { n: { N: "3" } }],
  ])("%s", async (ReturnValues, attributes) => {
    await put(1, before);
    const answer = await tables.request("UpdateItem", {
      TableName: "things",
      Key: keyOf(1),
      UpdateExpression: "SET n = n + :two",
      ExpressionAttributeValues: { ":two": { N: "2" } },
      ReturnValues,
    });
    expect(answer.Attributes).toEqual(attributes);
  });
});

describe("consumed capacity", () => {
  test("of writes counts the indexes that they change", async () => {
    const asked = { ReturnConsumedCapacity: "INDEXES" };
    const units = (CapacityUnits: number) => ({ CapacityUnits });
    const first = await put(1, { color: { S: "red" }, text: { S: "x".repeat(1_500) } }, asked);
    expect(first.ConsumedCapacity).toEqual({
      TableName: "things",
      ...units(4),
      Table: units(2),
      GlobalSecondaryIndexes: { "by-color": units(1) },
      LocalSecondaryIndexes: { "own-color": units(1) },
    });
    const moved = await put(1, { color: { S: "blue" } }, asked);
    expect(moved.ConsumedCapacity).toMatchObject({
      Table: units(2),
      GlobalSecondaryIndexes: { "by-color": units(2) },
    });
    const same = await put(1, { color: { S: "blue" }, text: { S: "y" } }, asked);
    expect(same.ConsumedCapacity).toEqual({ TableName: "things", ...units(1), Table: units(1) });
  });

  test.each<readonly [string, JsonObject, number]>([
    ["GetItem", { Key: keyOf(9) }, 0.5],
    ["GetItem", { Key: keyOf(1), ConsistentRead: true }, 2],
    ["Scan", {}, 1],
  ])("of %s %j is %d", async (operation, parameters, units) => {
    await put(1, { text: { S: "x".repeat(5_000) } });
    const asked = { TableName: "things", ReturnConsumedCapacity: "TOTAL", ...parameters };
    const { ConsumedCapacity: consumed } = await tables.request(operation, asked);
    expect(consumed).toEqual({ TableName: "things", CapacityUnits: units });
  });

  test("of a transaction is twice that of its writes", async () => {
    const { ConsumedCapacity: consumed } = await tables.request("TransactWriteItems", {
      TransactItems: [1, 2].map((at) => ({ Put: { TableName: "things", Item: keyOf(at) } })),
      ReturnConsumedCapacity: "TOTAL",
    });
    expect(consumed).toEqual([{ TableName: "things", CapacityUnits: 4, WriteCapacityUnits: 4 }]);
  });
});

describe("pages", () => {
  test("end after a megabyte, and go on behind their last item", async () => {
    for (let at = 0; at < 6; at += 1) await put(at, { text: { S: "x".repeat(300_000) } });
    const query = {
      TableName: "things",
      KeyConditionExpression: "id = :id",
      ExpressionAttributeValues: { ":id": { S: "a" } },
    };
    const first = await tables.request("Query", query);
    expect(first).toMatchObject({ Count: 4, ScannedCount: 4, LastEvaluatedKey: keyOf(3) });
    const second = await tables.request("Query", {
      ...query,
      ExclusiveStartKey: first.LastEvaluatedKey as Json,
    });
    expect(second).toMatchObject({ Count: 2 });
    expect(second).not.toHaveProperty("LastEvaluatedKey");
    const backwards = await tables.request("Query", { ...query, ScanIndexForward: false, Limit: 2 });
    expect(backwards).toMatchObject({ Items: [keyOf(5), keyOf(4)], LastEvaluatedKey: keyOf(4) });
  });

  test("of an index hold what it has, and more where a local one is asked for more", async () => {
    await put(1, { color: { S: "red" }, text: { S: "t" } });
    const query = (IndexName: string, more: JsonObject) =>
      tables.request("Query", {
        ...{ TableName: "things", IndexName },
        KeyConditionExpression: IndexName === "by-color" ? "color = :v" : "id = :v",
        ExpressionAttributeValues: { ":v": { S: IndexName === "by-color" ? "red" : "a" } },
        ...more,
      });
    const own = { ...keyOf(1), color: { S: "red" } };
    expect((await query("by-color", {})).Items).toEqual([own]);
    for (const asked of [{ Select: "ALL_ATTRIBUTES" }, { ProjectionExpression: "id, #at, color, #text" }]) {
      const names = "Select" in asked ? {} : { ExpressionAttributeNames: { "#at": "at", "#text": "text" } };
      expect((await query("own-color", { ...asked, ...names })).Items).toEqual([
        { ...own, text: { S: "t" } },
      ]);
    }
    expect(await query("by-color", { Select: "COUNT" })).toEqual({ Count: 1, ScannedCount: 1 });
  });

  test("of a batch leave what is over 16 MB for the next", async () => {
    for (let at = 0; at < 50; at += 1) await put(at, { text: { S: "x".repeat(400_000) } });
    const Keys = Array.from({ length: 50 }, (_, at) => keyOf(at));
    const { Responses, UnprocessedKeys } = await tables.request("BatchGetItem", {
      RequestItems: { things: { Keys } },
    });
    const found = (Responses as { readonly things: readonly Json[] }).things;
    const left = (UnprocessedKeys as { readonly things: { readonly Keys: readonly Json[] } }).things.Keys;
    expect(found).toHaveLength(41);
    expect(left).toHaveLength(9);
  });
});

describe("a cancelled transaction", () => {
  test("gives a reason for each of its items, and writes nothing", async () => {
    await put(1, { n: { S: "text" } });
    const TableName = "things";
    const refused = tables.request("TransactWriteItems", {
      TransactItems: [
        { Put: { TableName, Item: keyOf(2) } },
        { ConditionCheck: { TableName, Key: keyOf(3), ConditionExpression: "attribute_exists(id)" } },
        {
          Update: {
            ...{ TableName, Key: keyOf(1), UpdateExpression: "SET n = n + :one" },
            ExpressionAttributeValues: { ":one": { N: "1" } },
          },
        },
        { Delete: { TableName, Key: { id: { S: "a" } } } },
      ],
    });
    await expect(refused).rejects.toMatchObject({
      code: "TransactionCanceledException",
      message:
        "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ValidationError, ValidationError]",
      members: {
        CancellationReasons: [
          { Code: "None" },
          { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
          {
            Code: "ValidationError",
            Message: "An operand in the update expression has an incorrect data type",
          },
          { Code: "ValidationError", Message: "The provided key element does not match the schema" },
        ],
      },
    });
    expect(await tables.request("GetItem", { TableName, Key: keyOf(2) })).toEqual({});
  });
});

test("tables are listed by name, page by page, and are gone when they are deleted, unless they are protected", async () => {
  for (const name of ["b-table", "a-table"]) await tables.request("CreateTable", tableOf(name, "id"));
  const first = await tables.request("ListTables", { Limit: 2 });
  expect(first).toEqual({ TableNames: ["a-table", "b-table"], LastEvaluatedTableName: "b-table" });
  expect(await tables.request("ListTables", { ExclusiveStartTableName: "b-table" })).toEqual({
    TableNames: ["things"],
  });
  await tables.request("UpdateTable", { TableName: "a-table", DeletionProtectionEnabled: true });
  await expect(tables.request("DeleteTable", { TableName: "a-table" })).rejects.toMatchObject({
    message:
      "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
  });
  const { TableDescription: deleting } = await tables.request("DeleteTable", { TableName: "b-table" });
  expect(deleting).toMatchObject({ TableName: "b-table", TableStatus: "DELETING" });
  await tables.request("CreateTable", tableOf("b-table", "id"));
  expect(await tables.request("Scan", { TableName: "b-table" })).toMatchObject({ Count: 0 });
});

test("settings are told as they were set", async () => {
  const TableName = "things";
  const { Table: table } = await tables.request("DescribeTable", { TableName });
  const ResourceArn = String((table as JsonObject).TableArn);
  await tables.request("UpdateTable", { TableName, SSESpecification: { Enabled: true } });
  const plain = await tables.request("UpdateTable", { TableName, SSESpecification: { Enabled: false } });
  expect(plain.TableDescription).toMatchObject({ SSEDescription: { Status: "UPDATING", SSEType: "KMS" } });
  expect((await tables.request("DescribeTable", { TableName })).Table).not.toHaveProperty("SSEDescription");
  await tables.request("UpdateTable", { TableName, SSESpecification: { Enabled: true } });
  await tables.request("UpdateTable", { TableName, TableClass: "STANDARD_INFREQUENT_ACCESS" });
  await tables.request("TagResource", {
    ResourceArn,
    Tags: [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ],
  });
  await tables.request("UntagResource", { ResourceArn, TagKeys: ["a"] });
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  const { RevisionId: revision } = await tables.request("PutResourcePolicy", { ResourceArn, Policy: policy });
  await tables.request("UpdateContributorInsights", { TableName, ContributorInsightsAction: "ENABLE" });
  const { Table: changed } = await tables.request("DescribeTable", { TableName });
  expect(changed).toMatchObject({
    SSEDescription: { Status: "ENABLED", SSEType: "KMS" },
    TableClassSummary: { TableClass: "STANDARD_INFREQUENT_ACCESS" },
  });
  expect(await tables.request("ListTagsOfResource", { ResourceArn })).toEqual({
    Tags: [{ Key: "b", Value: "2" }],
  });
  expect(await tables.request("GetResourcePolicy", { ResourceArn })).toEqual({
    Policy: policy,
    RevisionId: revision,
  });
  expect(await tables.request("DescribeContributorInsights", { TableName })).toMatchObject({
    ContributorInsightsStatus: "ENABLED",
  });
  expect(await tables.request("DescribeLimits", {})).toHaveProperty("TableMaxReadCapacityUnits", 40_000);
  await expect(tables.request("CreateBackup", {})).rejects.toMatchObject({
    code: "UnknownOperationException",
  });
});

test("a table changes between the ways in which it is paid for", async () => {
  const TableName = "things";
  const units = (ReadCapacityUnits: number) => ({ ReadCapacityUnits, WriteCapacityUnits: 5 });
  const change = (parameters: JsonObject) => tables.request("UpdateTable", { TableName, ...parameters });
  await expect(change({ BillingMode: "PROVISIONED", ProvisionedThroughput: units(5) })).rejects.toMatchObject(
    {
      message:
        "One or more parameter values were invalid: ProvisionedThroughput must be specified for index: by-color",
    },
  );
  const Update = { IndexName: "by-color", ProvisionedThroughput: units(1) };
  await change({
    BillingMode: "PROVISIONED",
    ProvisionedThroughput: units(5),
    GlobalSecondaryIndexUpdates: [{ Update }],
  });
  await change({ ProvisionedThroughput: units(4) });
  const { Table: table } = await tables.request("DescribeTable", { TableName });
  expect(table).toMatchObject({
    BillingModeSummary: { BillingMode: "PROVISIONED" },
    ProvisionedThroughput: {
      ...units(4),
      NumberOfDecreasesToday: 1,
      LastDecreaseDateTime: expect.any(Number),
    },
    GlobalSecondaryIndexes: [{ ProvisionedThroughput: units(1) }],
  });
});
