// What AWS says to requests about tables that it refuses, word for word.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import type { Tables } from "../../../src/services/dynamodb/tables.ts";
import { tableOf } from "./support/open-tables.ts";
import { openRefusingTables } from "./support/refusing-tables.ts";

let tables: Tables;
beforeAll(async () => {
  tables = await openRefusingTables();
});
afterAll(() => tables.close());

const key = { pk: { S: "x" } };
const invalid = "One or more parameter values were invalid: ";
const schema = tableOf("made", "pk");
const index = (more: JsonObject = {}) => ({
  IndexName: "by-color",
  KeySchema: [{ AttributeName: "color", KeyType: "HASH" }],
  Projection: { ProjectionType: "ALL" },
  ...more,
});
const withColor = [
  ...(schema.AttributeDefinitions as JsonObject[]),
  { AttributeName: "color", AttributeType: "S" },
];

const unprojected = (names: string) => `${invalid}Global secondary index gsi1 does not project ${names}`;
/** AttributesToGet belongs with the conditions that are older than expressions. */
const byColor = (more: JsonObject): JsonObject => {
  const value = { S: "red" };
  const conditions =
    "AttributesToGet" in more
      ? { KeyConditions: { color: { ComparisonOperator: "EQ", AttributeValueList: [value] } } }
      : { KeyConditionExpression: "color = :v", ExpressionAttributeValues: { ":v": value } };
  return { TableName: "composite", IndexName: "gsi1", ...conditions, ...more };
};

type Case = readonly [operation: string, parameters: JsonObject, message: string, code?: string];

const cases: Readonly<Record<string, readonly Case[]>> = {
  "what an index has not got": [
    ["Query", byColor({ ProjectionExpression: "pk, size_, kind_" }), unprojected("[size_, kind_]")],
    ["Query", byColor({ AttributesToGet: ["pk", "size_"] }), unprojected("[size_]")],
    [
      "Scan",
      { TableName: "composite", IndexName: "gsi1", ProjectionExpression: "size_.x" },
      unprojected("[size_]"),
    ],
    [
      "Query",
      byColor({ FilterExpression: "size_ = :v" }),
      `${invalid}Secondary index gsi1 does not project one or more filter attributes: [size_]`,
    ],
  ],
  "the name of a table": [
    [
      "PutItem",
      { Item: key },
      "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
    ],
    [
      "PutItem",
      { TableName: "ab", Item: key },
      "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    ],
    [
      "PutItem",
      { TableName: "bad table!@#", Item: key },
      "1 validation error detected: Value 'bad table!@#' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ],
    ["GetItem", { TableName: "none", Key: key }, "Requested resource not found", "ResourceNotFoundException"],
    [
      "DescribeTable",
      { TableName: "none" },
      "Requested resource not found: Table: none not found",
      "ResourceNotFoundException",
    ],
    ["DescribeContinuousBackups", { TableName: "none" }, "Table not found: none", "TableNotFoundException"],
    [
      "CreateTable",
      { ...schema, TableName: null },
      "The parameter 'TableName' is required but was not present in the request",
    ],
    ["CreateTable", { ...schema, TableName: "hash" }, "Table already exists: hash", "ResourceInUseException"],
  ],
  "new tables": [
    [
      "CreateTable",
      { ...schema, BillingMode: "PROVISIONED" },
      `${invalid}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
    ],
    [
      "CreateTable",
      { ...schema, ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } },
      `${invalid}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    ],
    [
      "CreateTable",
      { ...schema, KeySchema: [{ AttributeName: "pk", KeyType: "INVALID" }] },
      "1 validation error detected: Value 'INVALID' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]",
    ],
    [
      "CreateTable",
      { ...schema, AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "INVALID" }] },
      "1 validation error detected: Value 'INVALID' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]",
    ],
    [
      "CreateTable",
      {
        ...schema,
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "pk", KeyType: "RANGE" },
        ],
      },
      "Invalid KeySchema: Some index key attribute have no definition",
    ],
    [
      "CreateTable",
      { ...schema, AttributeDefinitions: withColor },
      `${invalid}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
    ],
    [
      "CreateTable",
      { ...schema, LocalSecondaryIndexes: [index()] },
      `${invalid}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
    ],
    [
      "CreateTable",
      { ...schema, AttributeDefinitions: withColor, GlobalSecondaryIndexes: [index(), index()] },
      `${invalid}Duplicate index name: by-color`,
    ],
    [
      "CreateTable",
      {
        ...schema,
        AttributeDefinitions: withColor,
        GlobalSecondaryIndexes: [index({ Projection: { ProjectionType: "INCLUDE" } })],
      },
      `${invalid}ProjectionType is INCLUDE, but NonKeyAttributes is not specified`,
    ],
    [
      "CreateTable",
      { ...schema, StreamSpecification: { StreamEnabled: false, StreamViewType: "NEW_IMAGE" } },
      `${invalid}Table is being created with a stream disabled, UpdateViewType should not be specified`,
    ],
    [
      "CreateTable",
      { ...schema, StreamSpecification: { StreamEnabled: true } },
      `${invalid}Table is being created with a stream enabled, UpdateViewType is required`,
    ],
  ],
  "changes of tables": [
    [
      "UpdateTable",
      { TableName: "hash", ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
      `${invalid}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    ],
    [
      "UpdateTable",
      { TableName: "hash", StreamSpecification: { StreamEnabled: false } },
      "Table has no stream to disable: TableName: hash",
    ],
    [
      "UpdateTable",
      {
        TableName: "composite",
        AttributeDefinitions: withColor,
        GlobalSecondaryIndexUpdates: [{ Create: index({ IndexName: "gsi1" }) }],
      },
      "Attempting to create an index which already exists",
    ],
    [
      "UpdateTable",
      { TableName: "hash", DeletionProtectionEnabled: true, TableClass: "STANDARD" },
      `${invalid}TableClass modification must be the only operation in the request`,
    ],
    [
      "UpdateTimeToLive",
      { TableName: "hash", TimeToLiveSpecification: { AttributeName: "t", Enabled: false } },
      "TimeToLive is already disabled",
    ],
    [
      "TagResource",
      { ResourceArn: "hash", Tags: [{ Key: "a", Value: "b" }] },
      `${invalid}ARNs must start with 'arn:': hash`,
    ],
  ],
};

const all = Object.entries(cases).flatMap(([about, each]) => each.map((one) => [about, ...one] as const));

test.each(all)("%s: %s %j", async (_, operation, parameters, message, code = "ValidationException") => {
  await expect(tables.request(operation, parameters)).rejects.toMatchObject({ message, code, status: 400 });
});
