// What AWS says of values that cannot be: in newer words where an item is written or read alone, or keys or conditions are queried by, and
// in older ones in batches that write, transactions and scans.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import type { Tables } from "../../../src/services/dynamodb/tables.ts";
import { openTables, tableOf } from "./support/open-tables.ts";

let tables: Tables;
beforeAll(async () => {
  tables = await openTables();
  await tables.request("CreateTable", tableOf("hash", "pk"));
});
afterAll(() => tables.close());

const invalid = "One or more parameter values were invalid: ";
const notNumeric = "The parameter cannot be converted to a numeric value";
const overflow = "Number overflow. Attempting to store a number with magnitude larger than supported range";
const underflow =
  "Number underflow. Attempting to store a number with magnitude smaller than supported range";

type Words = readonly [value: JsonObject, newer: string, older: string];

const values: readonly Words[] = [
  [{ N: "abc" }, `${notNumeric}: abc`, `${notNumeric}: abc`],
  [{ N: "" }, `${notNumeric}: `, notNumeric],
  [{ N: " 1" }, `${notNumeric}:  1`, `${notNumeric}:  1`],
  [{ N: "1e126" }, overflow, overflow],
  [{ N: "1e-131" }, underflow, underflow],
  [{ N: "1e2147483647" }, overflow, underflow],
  [{ N: "1e2147483648" }, overflow, `${notNumeric}: 1e2147483648`],
  [{ N: "-1e99999999999" }, overflow, `${notNumeric}: -1e99999999999`],
  [{ N: "1e-99999999999" }, underflow, `${notNumeric}: 1e-99999999999`],
  [
    { SS: ["b", "a", "b", "c"] },
    `${invalid}Input collection ["a", "b", "b", "c"] contains duplicates.`,
    `${invalid}Input collection [b, a, b, c] contains duplicates.`,
  ],
  [
    { BS: ["/w==", "AA==", "AA=="] },
    `${invalid}Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.`,
    `${invalid}Input collection [/w==, AA==, AA==]of type BS contains duplicates.`,
  ],
  [
    { NS: ["2", "1", "2.0"] },
    `${invalid}Input collection contains duplicates.`,
    "Input collection contains duplicates",
  ],
];

const key = { pk: { S: "x" } };
const enveloped = (message: string) => `1 validation error detected: ${message}`;
const ofValue = (message: string) =>
  `ExpressionAttributeValues contains invalid value: ${message} for key :v`;

/** How a value is sent, and what is said of it. */
type Way = readonly [
  operation: string,
  parameters: (value: JsonObject) => JsonObject,
  message: (newer: string, older: string) => string,
];

const newerAlone = (newer: string) => newer;
const inEnvelope = (newer: string) => enveloped(newer);
const olderAlone = (_: string, older: string) => older;
const olderOfValue = (_: string, older: string) => ofValue(older);
const condition = (value: JsonObject) => ({
  ConditionExpression: "attribute_not_exists(pk) OR n = :v",
  ExpressionAttributeValues: { ":v": value },
});

const ways: Readonly<Record<string, Way>> = {
  "an item that is put": [
    "PutItem",
    (value) => ({ TableName: "hash", Item: { ...key, n: value } }),
    inEnvelope,
  ],
  "a value within another": [
    "PutItem",
    (value) => ({ TableName: "hash", Item: { ...key, n: { M: { x: { L: [value] } } } } }),
    inEnvelope,
  ],
  "a condition of a put": [
    "PutItem",
    (value) => ({ TableName: "hash", Item: key, ...condition(value) }),
    inEnvelope,
  ],
  "an expected value": [
    "PutItem",
    (value) => ({ TableName: "hash", Item: key, Expected: { n: { Value: value } } }),
    inEnvelope,
  ],
  "a key that is deleted": ["DeleteItem", (value) => ({ TableName: "hash", Key: { pk: value } }), inEnvelope],
  "an update": [
    "UpdateItem",
    (value) => ({
      TableName: "hash",
      Key: key,
      UpdateExpression: "SET n = :v",
      ExpressionAttributeValues: { ":v": value },
    }),
    inEnvelope,
  ],
  "a former update": [
    "UpdateItem",
    (value) => ({ TableName: "hash", Key: key, AttributeUpdates: { n: { Action: "PUT", Value: value } } }),
    inEnvelope,
  ],
  "a key that is read": ["GetItem", (value) => ({ TableName: "hash", Key: { pk: value } }), newerAlone],
  "keys that are read": [
    "BatchGetItem",
    (value) => ({ RequestItems: { hash: { Keys: [{ pk: value }] } } }),
    newerAlone,
  ],
  "a query's filter": [
    "Query",
    (value) => ({
      TableName: "hash",
      KeyConditionExpression: "pk = :p",
      FilterExpression: "n = :v",
      ExpressionAttributeValues: { ":p": key.pk, ":v": value },
    }),
    newerAlone,
  ],
  "a query's beginning": [
    "Query",
    (value) => ({
      TableName: "hash",
      KeyConditionExpression: "pk = :p",
      ExpressionAttributeValues: { ":p": key.pk },
      ExclusiveStartKey: { pk: value },
    }),
    newerAlone,
  ],
  "a scan's filter": [
    "Scan",
    (value) => ({
      TableName: "hash",
      FilterExpression: "n = :v",
      ExpressionAttributeValues: { ":v": value },
    }),
    olderOfValue,
  ],
  "a batch of writes": [
    "BatchWriteItem",
    (value) => ({ RequestItems: { hash: [{ PutRequest: { Item: { ...key, n: value } } }] } }),
    olderAlone,
  ],
  "a transaction's item": [
    "TransactWriteItems",
    (value) => ({ TransactItems: [{ Put: { TableName: "hash", Item: { ...key, n: value } } }] }),
    olderAlone,
  ],
  "a transaction's condition": [
    "TransactWriteItems",
    (value) => ({
      TransactItems: [{ ConditionCheck: { TableName: "hash", Key: key, ...condition(value) } }],
    }),
    olderOfValue,
  ],
  "a transaction's key": [
    "TransactGetItems",
    (value) => ({ TransactItems: [{ Get: { TableName: "hash", Key: { pk: value } } }] }),
    olderAlone,
  ],
};

describe.each(Object.entries(ways))("%s", (_, [operation, parameters, message]) => {
  test.each(values)("%j", async (value, newer, older) => {
    await expect(tables.request(operation, parameters(value))).rejects.toMatchObject({
      code: "ValidationException",
      message: message(newer, older),
    });
  });
});

test("an empty set of an expression is told without the name that it has there", async () => {
  const request = {
    TableName: "hash",
    Key: key,
    UpdateExpression: "SET n = :v",
    ExpressionAttributeValues: { ":v": { SS: [] } },
  };
  await expect(tables.request("UpdateItem", request)).rejects.toMatchObject({
    message: enveloped(`${invalid}An string set  may not be empty`),
  });
});
