import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../../src/aws/json.ts";
import type { Tables } from "../../../../src/services/dynamodb/tables.ts";
import { openTables } from "../support/open-tables.ts";

let tables: Tables;

beforeAll(async () => {
  tables = await openTables();
  await tables.request("CreateTable", {
    TableName: "single",
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  await tables.request("CreateTable", {
    TableName: "composite",
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "sk", AttributeType: "N" },
      { AttributeName: "owner", AttributeType: "S" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-owner",
        KeySchema: [{ AttributeName: "owner", KeyType: "HASH" }],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
    BillingMode: "PAY_PER_REQUEST",
  });
  for (const sk of [1, 2, 3, 4]) {
    await put("composite", {
      pk: { S: "a" },
      sk: { N: String(sk) },
      owner: { S: "o" },
      v: { N: String(sk) },
    });
  }
  await put("composite", { pk: { S: "b" }, sk: { N: "1" }, owner: { S: "p" } });
});

afterAll(() => tables.close());

function put(TableName: string, Item: JsonObject): Promise<JsonObject> {
  return tables.request("PutItem", { TableName, Item });
}

function run(Statement: string, more: JsonObject = {}): Promise<JsonObject> {
  return tables.request("ExecuteStatement", { Statement, ...more });
}

async function itemOf(pk: string): Promise<Json | undefined> {
  return (await tables.request("GetItem", { TableName: "single", Key: { pk: { S: pk } } })).Item;
}

async function sortKeys(where: string): Promise<readonly unknown[]> {
  const { Items } = await run(`SELECT sk FROM composite WHERE ${where}`);
  return (Items as readonly { readonly sk: { readonly N: string } }[]).map(({ sk }) => Number(sk.N));
}

test("an INSERT writes an item of every type, and only once", async () => {
  const statement = `INSERT INTO "single" VALUE {'pk': ?, 'n': -7.31e2, 's': 'it''s', 'yes': true, 'none': null,
    'l': [1, 'a', {'b': <<1, 2>>}], 'ss': <<'a', 'b'>>} -- a note`;
  const parameters = { Parameters: [{ S: "inserted" }] };
  expect(await run(statement, parameters)).toEqual({ Items: [] });
  expect(await itemOf("inserted")).toEqual({
    pk: { S: "inserted" },
    n: { N: "-731" },
    s: { S: "it's" },
    yes: { BOOL: true },
    none: { NULL: true },
    l: { L: [{ N: "1" }, { S: "a" }, { M: { b: { NS: ["1", "2"] } } }] },
    ss: { SS: ["a", "b"] },
  });
  await expect(run(statement, parameters)).rejects.toMatchObject({
    code: "DuplicateItemException",
    message: "Duplicate primary key exists in table",
  });
});

test("a SELECT takes columns out of what the WHERE clause finds", async () => {
  await put("single", { pk: { S: "nested" }, m: { M: { deep: { S: "d" } } }, l: { L: [{ N: "1" }] } });
  expect(await run(`SELECT m.deep, l[0], "pk", lost FROM single WHERE pk = 'nested'`)).toEqual({
    Items: [{ deep: { S: "d" }, "l[0]": { N: "1" }, pk: { S: "nested" } }],
  });
});

test.each<[string, readonly number[]]>([
  ["pk = 'a'", [1, 2, 3, 4]],
  ["pk = 'a' AND sk > 1 AND sk <= 3", [2, 3]],
  ["pk = 'a' AND sk BETWEEN 2 AND 3", [2, 3]],
  ["'a' = pk AND 3 > sk", [1, 2]],
  ["pk IN ['b', 'a'] AND sk = 1", [1, 1]],
  ["pk = 'a' AND v IN (1, 4)", [1, 4]],
  ["pk = 'a' AND NOT sk = 1 AND v <> 3", [2, 4]],
  ["pk = 'a' ORDER BY sk DESC", [4, 3, 2, 1]],
  ["v = 2", [2]],
  ["(v = 2 OR v = 3) AND attribute_exists(owner) = true", [2, 3]],
  ["pk = 'b' AND v IS MISSING", [1]],
  ["pk = 'a' AND v IS MISSING", []],
  ["pk = 'a' AND v IS NOT MISSING AND v IS NUMERIC AND size(owner) = 1", [1, 2, 3, 4]],
])("WHERE %s finds %j", async (where, found) => {
  expect([...(await sortKeys(where))].sort()).toEqual([...found].sort());
  if (where.includes("ORDER")) expect(await sortKeys(where)).toEqual(found);
});

test("an index is read by its own key", async () => {
  expect(await run(`SELECT * FROM "composite"."by-owner" WHERE owner = 'p'`)).toEqual({
    Items: [{ pk: { S: "b" }, sk: { N: "1" }, owner: { S: "p" } }],
  });
});

test("what an index has not got is absent where all of it is looked at", async () => {
  expect(await run('SELECT * FROM "composite"."by-owner" WHERE v = 1')).toEqual({ Items: [] });
});

test("pages go on where the last one ended, whatever the partition", async () => {
  const statement = "SELECT sk FROM composite WHERE pk IN ['a', 'b']";
  const found: Json[] = [];
  let token: Json | undefined;
  do {
    const page = await run(statement, { Limit: 2, ...(token === undefined ? {} : { NextToken: token }) });
    found.push(...(page.Items as readonly Json[]));
    token = page.NextToken;
  } while (token !== undefined);
  expect(found).toHaveLength(5);
});

test("a token is of one statement only", async () => {
  const { NextToken: token } = await run("SELECT * FROM composite WHERE pk = 'a'", { Limit: 1 });
  await expect(
    run("SELECT * FROM composite WHERE pk = 'b'", { NextToken: token ?? "" }),
  ).rejects.toMatchObject({ message: "NextToken does not match request" });
  await expect(
    run("SELECT * FROM composite WHERE pk = 'b'", { NextToken: "bm9uZQ==" }),
  ).rejects.toMatchObject({ message: "Invalid NextToken" });
});

test("an UPDATE changes an item that is there, and shows what is asked for", async () => {
  await put("single", { pk: { S: "updated" }, n: { N: "1" }, ss: { SS: ["a"] }, l: { L: [] } });
  const statement = `UPDATE "single" SET n = n + 1, l = list_append(l, ['x']) SET ss = SET_ADD(ss, <<'b'>>)
    REMOVE gone WHERE pk = 'updated' AND n = 1 RETURNING MODIFIED NEW *`;
  expect(await run(statement)).toEqual({
    Items: [{ n: { N: "2" }, l: { L: [{ S: "x" }] }, ss: { SS: ["a", "b"] } }],
  });
  await expect(run(statement)).rejects.toMatchObject({ code: "ConditionalCheckFailedException" });
  expect(await run(`UPDATE single SET ss = set_delete(ss, <<'a', 'b'>>) WHERE pk = 'updated'`)).toEqual({
    Items: [],
  });
  expect(await itemOf("updated")).not.toHaveProperty("ss");
  await expect(run("UPDATE single SET n = 1 WHERE pk = 'nobody'")).rejects.toMatchObject({
    code: "ConditionalCheckFailedException",
  });
});

test("a DELETE removes an item, and is no failure where there is none", async () => {
  await put("single", { pk: { S: "deleted" }, n: { N: "1" } });
  await expect(run("DELETE FROM single WHERE pk = 'deleted' AND n = 2")).rejects.toMatchObject({
    code: "ConditionalCheckFailedException",
  });
  expect(await run("DELETE FROM single WHERE pk = 'deleted' RETURNING ALL OLD *")).toEqual({
    Items: [{ pk: { S: "deleted" }, n: { N: "1" } }],
  });
  expect(await run("DELETE FROM single WHERE pk = 'deleted'")).toEqual({ Items: [] });
});

test("a batch answers each statement in its place", async () => {
  await put("single", { pk: { S: "batch" }, n: { N: "1" } });
  const statements = [
    "SELECT n FROM single WHERE pk = 'batch'",
    "UPDATE single SET n = 2 WHERE pk = 'batch' RETURNING ALL NEW *",
    "SLECT * FROM single",
    "SELECT * FROM nowhere WHERE pk = 'x'",
    "SELECT * FROM single WHERE n = 1",
    "INSERT INTO single VALUE {'pk': 'batch'}",
    "UPDATE single SET n = 3 WHERE pk = 'batch' AND n = 9",
  ];
  const { Responses } = await tables.request("BatchExecuteStatement", {
    Statements: statements.map((Statement) => ({ Statement })),
  });
  expect(Responses).toEqual([
    { TableName: "single", Item: { n: { N: "1" } } },
    { TableName: "single", Item: { pk: { S: "batch" }, n: { N: "2" } } },
    {
      Error: {
        Code: "ValidationError",
        Message: "Statement wasn't well formed, can't be processed: Expected data manipulation",
      },
    },
    { TableName: "nowhere", Error: { Code: "ResourceNotFound", Message: "Requested resource not found" } },
    {
      TableName: "single",
      Error: {
        Code: "ValidationError",
        Message:
          "Select statements within BatchExecuteStatement must specify the primary key in the where clause.",
      },
    },
    {
      TableName: "single",
      Error: { Code: "DuplicateItem", Message: "Duplicate primary key exists in table" },
    },
    {
      TableName: "single",
      Error: { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
    },
  ]);
});

function transaction(...statements: readonly string[]): Promise<JsonObject> {
  return tables.request("ExecuteTransaction", {
    TransactStatements: statements.map((Statement) => ({ Statement })),
  });
}

test("a transaction writes all or nothing", async () => {
  await put("single", { pk: { S: "there" }, n: { N: "1" } });
  expect(
    await transaction(
      "EXISTS(SELECT * FROM single WHERE pk = 'there' AND n = 1)",
      "INSERT INTO single VALUE {'pk': 'made'}",
    ),
  ).toEqual({ Responses: [] });
  await expect(
    transaction(
      "INSERT INTO single VALUE {'pk': 'never'}",
      "INSERT INTO single VALUE {'pk': 'made'}",
      "UPDATE single SET n = 2 WHERE pk = 'there' AND n = 9",
    ),
  ).rejects.toMatchObject({
    code: "TransactionCanceledException",
    message:
      "Transaction cancelled, please refer cancellation reasons for specific reasons [None, DuplicateItem, ConditionalCheckFailed]",
  });
  expect(await itemOf("never")).toBeUndefined();
  expect(
    await transaction("SELECT * FROM single WHERE pk = 'made'", "SELECT n FROM single WHERE pk = 'no'"),
  ).toEqual({ Responses: [{ Item: { pk: { S: "made" } } }, {}] });
});

test("a transaction with a token is done once", async () => {
  await put("single", { pk: { S: "counter" }, n: { N: "0" } });
  const request = {
    TransactStatements: [{ Statement: "UPDATE single SET n = n + 1 WHERE pk = 'counter'" }],
    ClientRequestToken: "once",
  };
  await tables.request("ExecuteTransaction", request);
  await tables.request("ExecuteTransaction", request);
  expect(await itemOf("counter")).toEqual({ pk: { S: "counter" }, n: { N: "1" } });
});
