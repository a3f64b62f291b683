// AWS::DynamoDB::Table: what a template says of a table, made, and made so again at the next start.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { Region } from "../../../src/region/region.ts";

let region: Region;
beforeEach(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
});
afterEach(() => region.close());

const attributes = (...names: readonly string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: "S" }));
const keys = {
  TableName: "stations",
  AttributeDefinitions: attributes("id"),
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
};
const byPlace = {
  IndexName: "by-place",
  KeySchema: [{ AttributeName: "place", KeyType: "HASH" }],
  Projection: { ProjectionType: "ALL" },
};

async function deploy(properties: JsonObject, output = "Arn") {
  const resources = { Table: { Type: "AWS::DynamoDB::Table", Properties: { ...keys, ...properties } } };
  const Outputs = { It: { Value: { "Fn::GetAtt": ["Table", output] } } };
  const template = { file: "t.json", body: { Resources: resources, Outputs } };
  return region.services.cloudformation.deploy({ template, stackName: "stack" });
}

async function described(): Promise<JsonObject> {
  const { Table: table } = await region.services.dynamodb.request("DescribeTable", { TableName: "stations" });
  return table as JsonObject;
}

test("a table has the stream, time to live, tags, recovery, encryption and protection that it is to have", async () => {
  const { outputs, warnings } = await deploy(
    {
      ProvisionedThroughput: { ReadCapacityUnits: "5", WriteCapacityUnits: "5" },
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
      TimeToLiveSpecification: { AttributeName: "expires", Enabled: "true" },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      DeletionProtectionEnabled: true,
      Tags: [{ Key: "team", Value: "weather" }],
    },
    "StreamArn",
  );
  expect(warnings).toEqual([]);
  const table = await described();
  expect(table).toMatchObject({
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    SSEDescription: { Status: "ENABLED" },
    DeletionProtectionEnabled: true,
    LatestStreamArn: outputs.It,
  });
  const ask = (operation: string, parameters: JsonObject) =>
    region.services.dynamodb.request(operation, parameters);
  expect(await ask("DescribeTimeToLive", { TableName: "stations" })).toMatchObject({
    TimeToLiveDescription: { AttributeName: "expires" },
  });
  expect(await ask("DescribeContinuousBackups", { TableName: "stations" })).toMatchObject({
    ContinuousBackupsDescription: {
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" },
    },
  });
  expect(await ask("ListTagsOfResource", { ResourceArn: table.TableArn ?? null })).toEqual({
    Tags: [{ Key: "team", Value: "weather" }],
  });
});

test("a table that is there is made what the template has become, with its items", async () => {
  await deploy({ StreamSpecification: { StreamViewType: "NEW_IMAGE" } });
  const Item = { id: { S: "a" }, place: { S: "Seattle" } };
  await region.services.dynamodb.request("PutItem", { TableName: "stations", Item });
  const { LatestStreamArn: stream } = await described();
  await deploy({ StreamSpecification: { StreamViewType: "NEW_IMAGE" } });
  expect(await described()).toMatchObject({ LatestStreamArn: stream, ItemCount: 1 });
  await deploy({
    AttributeDefinitions: attributes("id", "place"),
    GlobalSecondaryIndexes: [byPlace],
    DeletionProtectionEnabled: true,
  });
  const changed = await described();
  expect(changed).not.toHaveProperty("StreamSpecification");
  expect(changed).toMatchObject({
    DeletionProtectionEnabled: true,
    GlobalSecondaryIndexes: [{ IndexName: "by-place" }],
  });
  await deploy({});
  expect(await described()).not.toHaveProperty("GlobalSecondaryIndexes");
  const { Item: found } = await region.services.dynamodb.request("GetItem", {
    TableName: "stations",
    Key: { id: Item.id },
  });
  expect(found).toEqual(Item);
});

test.each<readonly [string, JsonObject, string]>([
  [
    "another key",
    { AttributeDefinitions: attributes("name"), KeySchema: [{ AttributeName: "name", KeyType: "HASH" }] },
    "t.json:/Resources/Table: CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename stations and update the stack again.",
  ],
  [
    "a key without a definition",
    { TableName: "other", AttributeDefinitions: attributes("name") },
    "t.json:/Resources/Table/Properties: One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [id], AttributeDefinitions: [name]",
  ],
  [
    "a Kinesis stream that is not there",
    { KinesisStreamSpecification: { StreamArn: "arn:aws:kinesis:us-east-1:000000000000:stream/s" } },
    "t.json:/Resources/Table/Properties: User does not have a permission to use kinesis stream",
  ],
  [
    "another precision",
    {
      KinesisStreamSpecification: {
        StreamArn: "arn:aws:kinesis:us-east-1:000000000000:stream/s",
        ApproximateCreationDateTimePrecision: "SECOND",
      },
    },
    "t.json:/Resources/Table/Properties/KinesisStreamSpecification/ApproximateCreationDateTimePrecision: must be MILLISECOND or MICROSECOND",
  ],
])("%s is refused by its place", async (_, properties, message) => {
  await deploy({});
  await expect(deploy(properties)).rejects.toThrow(message);
});
