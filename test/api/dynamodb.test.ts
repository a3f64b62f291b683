// The real SDK client against the real tables, over the region's endpoint, with a restart between.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ConditionalCheckFailedException,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "@jest/globals";
import { dynamodbApi } from "../../src/api/dynamodb.ts";
import { Tables } from "../../src/tables/tables.ts";
import { serve } from "./sdk-server.ts";

const table = {
  TableName: "idempotency",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  TimeToLiveSpecification: { AttributeName: "expiration", Enabled: true },
};
const item = { TableName: "idempotency", Item: { id: { S: "a" } } };

test("items put by an SDK are there after a restart", async () => {
  const directory = await mkdtemp(join(tmpdir(), "tables-"));
  try {
    await withClient(directory, async (client) => {
      await client.send(new PutItemCommand(item));
      const again = client.send(
        new PutItemCommand({ ...item, ConditionExpression: "attribute_not_exists(id)" }),
      );
      await expect(again).rejects.toThrow(ConditionalCheckFailedException);
    });
    await withClient(directory, async (client, tables) => {
      const found = await client.send(new GetItemCommand({ TableName: "idempotency", Key: item.Item }));
      expect(found.Item).toEqual(item.Item);
      const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: "idempotency" }));
      expect(ttl.TimeToLiveDescription?.AttributeName).toBe("expiration");
      await expect(tables.request("GetItem", { TableName: "none", Key: item.Item })).rejects.toMatchObject({
        code: "ResourceNotFoundException",
        status: 400,
      });
    });
  } finally {
    await rm(directory, { recursive: true });
  }
});

async function withClient(directory: string, use: (client: DynamoDBClient, tables: Tables) => Promise<void>) {
  const tables = await Tables.open({ directory });
  await tables.createTable(table);
  await tables.createTable(table);
  const server = await serve(dynamodbApi(tables));
  const client = new DynamoDBClient(server.clientConfiguration);
  try {
    await use(client, tables);
  } finally {
    client.destroy();
    await server.close();
    await tables.close();
  }
}
