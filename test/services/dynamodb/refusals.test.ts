// What AWS says to requests that it refuses, word for word.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import type { Tables } from "../../../src/services/dynamodb/tables.ts";
import { openRefusingTables } from "./support/refusing-tables.ts";

let tables: Tables;
beforeAll(async () => {
  tables = await openRefusingTables();
});
afterAll(() => tables.close());

const key = { pk: { S: "x" } };
const invalid = "One or more parameter values were invalid: ";
const query = (expression: string, more: JsonObject = {}): JsonObject => ({
  TableName: "composite",
  KeyConditionExpression: expression,
  ExpressionAttributeValues: { ":v": { S: "v" } },
  ...more,
});

type Case = readonly [operation: string, parameters: JsonObject, message: string, code?: string];

const cases: Readonly<Record<string, readonly Case[]>> = {
  "the keys of items": [
    ["PutItem", { TableName: "hash", Item: { a: { S: "x" } } }, `${invalid}Missing the key pk in the item`],
    [
      "PutItem",
      { TableName: "hash", Item: { pk: { N: "1" } } },
      `${invalid}Type mismatch for key pk expected: S actual: N`,
    ],
    [
      "PutItem",
      { TableName: "hash", Item: { pk: { S: "" } } },
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
    ],
    [
      "PutItem",
      { TableName: "bytes", Item: { pk: { B: "" } } },
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: pk",
    ],
    [
      "PutItem",
      { TableName: "hash", Item: { pk: { S: "x".repeat(2049) } } },
      `${invalid}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
    ],
    [
      "PutItem",
      { TableName: "composite", Item: { ...key, sk: { S: "x".repeat(1025) } } },
      `${invalid}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`,
    ],
    [
      "PutItem",
      { TableName: "composite", Item: { ...key, sk: { S: "s" }, color: { N: "1" } } },
      `${invalid}Type mismatch for Index Key color Expected: S Actual: N IndexName: gsi1`,
    ],
    [
      "PutItem",
      { TableName: "composite", Item: { ...key, sk: { S: "s" }, color: { S: "" } } },
      "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: gsi1, IndexKey: color",
    ],
    ["GetItem", { TableName: "composite", Key: key }, "The provided key element does not match the schema"],
    [
      "GetItem",
      { TableName: "hash", Key: { pk: { N: "1" } } },
      "The provided key element does not match the schema",
    ],
    [
      "BatchWriteItem",
      { RequestItems: { hash: [{ PutRequest: { Item: { a: { S: "x" } } } }] } },
      "The provided key element does not match the schema",
    ],
    [
      "UpdateItem",
      {
        TableName: "hash",
        Key: key,
        UpdateExpression: "SET pk = :v",
        ExpressionAttributeValues: { ":v": { S: "v" } },
      },
      `${invalid}Cannot update attribute pk. This attribute is part of the key`,
    ],
    [
      "UpdateItem",
      {
        TableName: "composite",
        Key: { ...key, sk: { S: "s" } },
        UpdateExpression: "SET #o = :v",
        ExpressionAttributeNames: { "#o": "color" },
        ExpressionAttributeValues: { ":v": { N: "1" } },
      },
      `${invalid}Type mismatch for Index Key color Expected: S Actual: N IndexName: gsi1`,
    ],
    [
      "UpdateItem",
      {
        TableName: "composite",
        Key: { ...key, sk: { S: "s" } },
        UpdateExpression: "SET color = :v",
        ExpressionAttributeValues: { ":v": { S: "" } },
      },
      "One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.",
    ],
  ],
  "items and returned values": [
    [
      "PutItem",
      { TableName: "hash", Item: { ...key, a: { S: "x".repeat(409_600) } } },
      "Item size has exceeded the maximum allowed size",
    ],
    [
      "UpdateItem",
      {
        TableName: "hash",
        Key: key,
        UpdateExpression: "SET a = :v",
        ExpressionAttributeValues: { ":v": { S: "x".repeat(409_600) } },
      },
      "Item size to update has exceeded the maximum allowed size",
    ],
    [
      "PutItem",
      { TableName: "hash", Item: key, ReturnValues: "ALL_NEW" },
      "1 validation error detected: ReturnValues can only be ALL_OLD or NONE",
    ],
    [
      "PutItem",
      { TableName: "hash", Item: key, ReturnValues: "SOME" },
      "1 validation error detected: Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]",
    ],
    [
      "PutItem",
      { TableName: "hash", Item: key, ReturnValues: "A", ReturnConsumedCapacity: "B" },
      "2 validation errors detected: Value 'B' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]",
    ],
    [
      "UpdateItem",
      { TableName: "", ReturnValues: "SOME" },
      "3 validation errors detected: Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1; Value null at 'key' failed to satisfy constraint: Member must not be null; Value 'SOME' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
    ],
    [
      "DeleteItem",
      { TableName: "", Key: {}, ReturnValues: "SOME" },
      "1 validation error detected: Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "PutItem",
      { TableName: "hash", Item: key, ExpressionAttributeValues: { ":v": { S: "x" } } },
      "1 validation error detected: ExpressionAttributeValues can only be specified when using expressions",
    ],
    [
      "UpdateItem",
      { TableName: "none", Key: key, UpdateExpression: "" },
      "1 validation error detected: Invalid UpdateExpression: The expression can not be empty;",
    ],
    [
      "DeleteItem",
      { TableName: "none", Key: key, Expected: { a: { Exists: true } } },
      `1 validation error detected: ${invalid}Value must be provided when Exists is true for Attribute: a`,
    ],
    [
      "UpdateItem",
      { TableName: "hash", Key: { pk: { S: "there" } }, UpdateExpression: "SET a = b" },
      "The provided expression refers to an attribute that does not exist in the item",
    ],
    [
      "DeleteItem",
      { TableName: "hash", Key: { pk: { S: "there" } }, ConditionExpression: "attribute_not_exists(pk)" },
      "The conditional request failed",
      "ConditionalCheckFailedException",
    ],
  ],
  queries: [
    ["Query", query("sk = :v"), "Query condition missed key schema element: pk"],
    [
      "Query",
      query("pk = :v", { Select: "SOME" }),
      "1 validation error detected: Value 'SOME' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]",
    ],
    [
      "Query",
      query("pk = :v", { Select: "COUNT", ProjectionExpression: "a" }),
      "1 validation error detected: Cannot specify the ProjectionExpression when choosing to get only the Count",
    ],
    [
      "Query",
      query("pk = :v", { Select: "ALL_ATTRIBUTES", ProjectionExpression: "a" }),
      "1 validation error detected: Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES",
    ],
    [
      "Query",
      query("sk = :v", { Select: "ALL_PROJECTED_ATTRIBUTES" }),
      "1 validation error detected: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
    ],
    [
      "Query",
      query("pk = :v", { Limit: 0 }),
      "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      "Query",
      { TableName: "composite" },
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
    ],
    [
      "Query",
      query("color = :v", { IndexName: "gsi1", ConsistentRead: true }),
      "Consistent reads are not supported on global secondary indexes",
    ],
    [
      "Query",
      query("color = :v", { IndexName: "none" }),
      "The table does not have the specified index: none",
    ],
    [
      "Query",
      query("color = :v", { IndexName: "gsi1", Select: "ALL_ATTRIBUTES" }),
      `${invalid}Select type ALL_ATTRIBUTES is not supported for global secondary index gsi1 because its projection type is not ALL`,
    ],
    [
      "Query",
      query("pk = :v", { FilterExpression: "sk = :v" }),
      "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk",
    ],
    [
      "Query",
      query("pk = :v", { ExclusiveStartKey: key }),
      "The provided starting key is invalid: The provided key element does not match the schema",
    ],
    [
      "Query",
      query("pk = :v", { ExclusiveStartKey: { ...key, sk: { S: "s" } } }),
      "The provided starting key is outside query boundaries based on provided conditions",
    ],
  ],
  scans: [
    [
      "Scan",
      { TableName: "hash", Select: "COUNT", AttributesToGet: ["a"] },
      "1 validation error detected: Cannot specify the AttributesToGet when choosing to get only the Count",
    ],
    [
      "Scan",
      { TableName: "hash", Select: "ALL_PROJECTED_ATTRIBUTES" },
      "1 validation error detected: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
    ],
    [
      "Scan",
      { TableName: "hash", Limit: 0 },
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      "Scan",
      { TableName: "hash", Segment: 0 },
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    ],
    [
      "Scan",
      { TableName: "hash", TotalSegments: 4 },
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    ],
    [
      "Scan",
      { TableName: "hash", Segment: 5, TotalSegments: 5 },
      "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 5 is not less than TotalSegments: 5",
    ],
  ],
};

const all = Object.entries(cases).flatMap(([about, each]) => each.map((one) => [about, ...one] as const));

test.each(all)("%s: %s %j", async (_, operation, parameters, message, code = "ValidationException") => {
  await expect(tables.request(operation, parameters)).rejects.toMatchObject({ message, code, status: 400 });
});
