// What a request can hold ends that request, with AWS's kind of refusal, and nothing else: the tables go on, and nobody waits.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../src/aws/json.ts";
import type { Tables } from "../../../src/services/dynamodb/tables.ts";
import { openTables, tableOf } from "./support/open-tables.ts";

let tables: Tables;
beforeAll(async () => {
  tables = await openTables();
  await tables.request("CreateTable", tableOf("stations", "id"));
  await tables.request("PutItem", { TableName: "stations", Item: { id: { S: "here" }, marks: { L: [] } } });
});
afterAll(() => tables.close());

const key = { id: { S: "here" } };
const put = (item: JsonObject): [string, JsonObject] => ["PutItem", { TableName: "stations", Item: item }];
const scan = (filter: string): [string, JsonObject] => [
  "Scan",
  { TableName: "stations", FilterExpression: filter, ExpressionAttributeValues: { ":v": { S: "x" } } },
];
const update = (expression: string): [string, JsonObject] => [
  "UpdateItem",
  {
    TableName: "stations",
    Key: key,
    UpdateExpression: expression,
    ExpressionAttributeValues: { ":v": { S: "x" } },
  },
];

function nested(levels: number): Json {
  let value: Json = { S: "deep" };
  for (let level = 0; level < levels; level += 1) value = { L: [value] };
  return value;
}

const refused: readonly (readonly [string, [string, JsonObject], string])[] = [
  ["a null attribute", put({ id: { S: "x" }, n: null }), "ValidationException"],
  ["a null in a set", put({ id: { S: "x" }, n: { SS: [null] } }), "ValidationException"],
  ["a null in a map", put({ id: { S: "x" }, n: { M: { a: null } } }), "ValidationException"],
  ["a null in a list", put({ id: { S: "x" }, n: { L: [null] } }), "ValidationException"],
  ["a null key", ["GetItem", { TableName: "stations", Key: { id: null } }], "ValidationException"],
  ["no key", ["GetItem", { TableName: "stations", Key: null }], "ValidationException"],
  ["a null name", ["GetItem", { TableName: null, Key: key }], "ValidationException"],
  [
    "a null value",
    [
      "Scan",
      { TableName: "stations", FilterExpression: "a = :v", ExpressionAttributeValues: { ":v": null } },
    ],
    "ValidationException",
  ],
  ["33 levels", put({ id: { S: "x" }, n: nested(33) }), "ValidationException"],
  ["4,000 levels", put({ id: { S: "x" }, n: nested(4_000) }), "ValidationException"],
  ["100,000 levels", put({ id: { S: "x" }, n: nested(100_000) }), "ValidationException"],
  ["20 parentheses", scan(`${"(".repeat(20)}a = :v${")".repeat(20)}`), "ValidationException"],
  ["2,000 parentheses", scan(`${"(".repeat(2_000)}a = :v${")".repeat(2_000)}`), "ValidationException"],
  ["4,000 parentheses", scan(`${"(".repeat(4_000)}a = :v${")".repeat(4_000)}`), "ValidationException"],
  ["too many operators", scan(Array(400).fill("a=:v").join(" OR ")), "ValidationException"],
  ["a million parameters", scan(`a IN (${Array(1_000_000).fill(":v").join()})`), "ValidationException"],
  ["a path of 2,000 steps", scan(`${Array(2_000).fill("a").join(".")} = :v`), "ValidationException"],
  ["a text for a number", put({ id: { S: "x" }, n: { N: "1".repeat(100_000) } }), "ValidationException"],
  ["an exponent", put({ id: { S: "x" }, n: { N: "1e999999999" } }), "ValidationException"],
  ["a list for a table", ["PutItem", { TableName: [], Item: key }], "SerializationException"],
  ["a number for an item", ["PutItem", { TableName: "stations", Item: 1 }], "SerializationException"],
  ["an item of 400 KB", put({ id: { S: "x" }, n: { S: "x".repeat(400 * 1024) } }), "ValidationException"],
  ["a key of 2 KB", put({ id: { S: "x".repeat(2_049) } }), "ValidationException"],
  [
    "a list of many tables",
    [
      "BatchGetItem",
      { RequestItems: Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`t${n}`, {}])) },
    ],
    "ValidationException",
  ],
  [
    "many empty items of a transaction",
    ["TransactWriteItems", { TransactItems: Array(50_000).fill({}) }],
    "ValidationException",
  ],
];

test.each(refused)("%s is refused", async (_, [operation, parameters], code) => {
  await expect(tables.request(operation, parameters)).rejects.toMatchObject({ code, status: 400 });
  expect(await tables.request("GetItem", { TableName: "stations", Key: key })).toHaveProperty("Item");
});

test.each([
  ["0", "SET marks[0] = :v", [{ S: "x" }]],
  ["far behind", "SET marks[4294967294] = :v", [{ S: "x" }, { S: "x" }]],
])("an element %s the end of a list is added there", async (_, expression, marks) => {
  await tables.request(...update(expression));
  const { Item: item } = await tables.request("GetItem", { TableName: "stations", Key: key });
  expect(item).toEqual({ ...key, marks: { L: marks } });
});

test("names such as __proto__ are data", async () => {
  const text = `{"id": {"S": "names"}, "__proto__": {"S": "p"}, "m": {"M": {"__proto__": {"N": "1"}, "constructor": {"N": "2"}}}}`;
  const item = JSON.parse(text) as JsonObject;
  await tables.request(...put(item));
  const { Item: found } = await tables.request("GetItem", {
    TableName: "stations",
    Key: { id: { S: "names" } },
  });
  expect(JSON.parse(JSON.stringify(found))).toEqual(item);
  expect(Object.keys(found as JsonObject)).toContain("__proto__");
  const { Items: items } = await tables.request("Scan", {
    TableName: "stations",
    FilterExpression: "#p = :p",
    ExpressionAttributeNames: { "#p": "__proto__" },
    ExpressionAttributeValues: { ":p": { S: "p" } },
  });
  expect(items).toHaveLength(1);
});

test("a page of many small items lets others go on", async () => {
  await tables.request("CreateTable", tableOf("small", "id:N"));
  for (let first = 0; first < 12_000; first += 25) {
    const writes = Array.from({ length: 25 }, (_, index) => ({
      PutRequest: { Item: { id: { N: String(first + index) } } },
    }));
    await tables.request("BatchWriteItem", { RequestItems: { small: writes } });
  }
  let turns = 0;
  let isScanning = true;
  const countTurns = () => {
    turns += 1;
    if (isScanning) setImmediate(countTurns);
  };
  setImmediate(countTurns);
  const { ScannedCount: scanned } = await tables.request("Scan", {
    TableName: "small",
    FilterExpression: Array.from({ length: 90 }, (_, index) => `a${index} = :v`).join(" OR "),
    ExpressionAttributeValues: { ":v": { S: "x" } },
  });
  isScanning = false;
  expect(scanned).toBe(12_000);
  expect(turns).toBeGreaterThan(2);
});
