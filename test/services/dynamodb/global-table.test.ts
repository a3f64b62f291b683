// AWS::DynamoDB::GlobalTable, and AWS::DynamoDB::Table, as a stack makes, changes and deletes them.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { Region } from "../../../src/region/region.ts";
import { dynamoDbGlobalTable } from "../../../src/services/dynamodb/resources/global-table.ts";
import { dynamoDbTable } from "../../../src/services/dynamodb/resources/table.ts";
import { TestedResource } from "../support/resource.ts";

let region: Region;
let tables: Region["services"]["dynamodb"];
beforeEach(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  tables = region.services.dynamodb;
});
afterEach(() => region.close());

const keys = {
  TableName: "stations",
  AttributeDefinitions: ["id", "place"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
};
const byPlace = {
  IndexName: "by-place",
  KeySchema: [{ AttributeName: "place", KeyType: "HASH" }],
  Projection: { ProjectionType: "ALL" },
};
const here = { Region: "us-east-1" };
const described = async () =>
  (await tables.request("DescribeTable", { TableName: "stations" })).Table as JsonObject;

describe("a global table", () => {
  test("is the table that its replica here says", async () => {
    const table = new TestedResource(dynamoDbGlobalTable, tables);
    const { ref, attributes } = await table.create({
      ...keys,
      GlobalSecondaryIndexes: [byPlace],
      StreamSpecification: { StreamViewType: "KEYS_ONLY" },
      TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
      Replicas: [
        { ...here, DeletionProtectionEnabled: "true", Tags: [{ Key: "team", Value: "weather" }] },
        { Region: "eu-west-1" },
      ],
    });
    const now = await described();
    expect(ref).toBe("stations");
    expect(attributes).toEqual({ Arn: now.TableArn, StreamArn: now.LatestStreamArn, TableId: now.TableId });
    expect(now).toMatchObject({
      ...{ BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" }, DeletionProtectionEnabled: true },
      GlobalSecondaryIndexes: [{ IndexName: "by-place" }],
    });
    expect(table.warnings).toEqual([
      "/Resources/R/Properties/Replicas/1/Region: has no effect in the local region: there is one region, us-east-1",
    ]);
  });

  test("with provisioned throughput has the least that it would be scaled to", async () => {
    const scaled = (MinCapacity: number) => ({ MinCapacity, MaxCapacity: 10 });
    await new TestedResource(dynamoDbGlobalTable, tables).create({
      ...keys,
      BillingMode: "PROVISIONED",
      AttributeDefinitions: keys.AttributeDefinitions.slice(0, 1),
      WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: scaled(2) },
      Replicas: [
        { ...here, ReadProvisionedThroughputSettings: { ReadCapacityAutoScalingSettings: scaled(3) } },
      ],
    });
    expect((await described()).ProvisionedThroughput).toMatchObject({
      ReadCapacityUnits: 3,
      WriteCapacityUnits: 2,
    });
  });

  test("must have a replica here", async () => {
    const table = new TestedResource(dynamoDbGlobalTable, tables);
    await expect(table.create({ ...keys, Replicas: [{ Region: "eu-west-1" }] })).rejects.toThrow(
      "Replicas: must have one of the region us-east-1",
    );
  });
});

describe.each([
  ["a global table", dynamoDbGlobalTable, { Replicas: [here] }],
  ["a table", dynamoDbTable, { BillingMode: "PAY_PER_REQUEST" }],
])("%s", (_, kind, more) => {
  const properties = { ...keys, ...more };
  const plain = { ...properties, AttributeDefinitions: keys.AttributeDefinitions.slice(0, 1) };

  test("is changed in place, with its items, and deleted", async () => {
    const table = new TestedResource(kind, tables);
    await table.create(plain);
    await tables.request("PutItem", { TableName: "stations", Item: { id: { S: "kept" } } });
    await table.update({ ...properties, GlobalSecondaryIndexes: [byPlace] });
    expect((await described()).GlobalSecondaryIndexes).toMatchObject([{ IndexName: "by-place" }]);
    expect((await tables.request("Scan", { TableName: "stations" })).Items).toEqual([{ id: { S: "kept" } }]);
    await table.delete();
    await table.delete();
    expect((await tables.request("ListTables", {})).TableNames).toEqual([]);
  });

  test("that another made is not taken, but one of an earlier run is", async () => {
    await new TestedResource(kind, tables).create(plain);
    await expect(new TestedResource(kind, tables).create(plain)).rejects.toMatchObject({
      code: "AlreadyExists",
    });
    await new TestedResource(kind, tables, { mayExist: true }).create(plain);
  });
});
