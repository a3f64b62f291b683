// The real SDK client against the real tables, over the region's endpoint, with a restart between.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeEndpointsCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { expect, test } from "@jest/globals";
import { dynamodbApi, dynamodbStreamsApi } from "../../../src/services/dynamodb/api.ts";
import type { Tables } from "../../../src/services/dynamodb/tables.ts";
import { serve } from "../../server/sdk-server.ts";
import { openTables, tableOf } from "./support/open-tables.ts";

const item = { TableName: "idempotency", Item: { id: { S: "a" } } };
const stream = { StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" } };

test("items put by an SDK are there after a restart, and in the table's stream", async () => {
  const directory = await mkdtemp(join(tmpdir(), "tables-"));
  try {
    await withClients(directory, async ({ client, url }) => {
      await client.send(new CreateTableCommand(tableOf("idempotency", "id", undefined, stream) as never));
      const timeToLive = { AttributeName: "expiration", Enabled: true };
      await client.send(
        new UpdateTimeToLiveCommand({ TableName: "idempotency", TimeToLiveSpecification: timeToLive }),
      );
      await client.send(new PutItemCommand(item));
      const again = client.send(
        new PutItemCommand({ ...item, ConditionExpression: "attribute_not_exists(id)" }),
      );
      await expect(again).rejects.toThrow(ConditionalCheckFailedException);
      const { Endpoints: endpoints } = await client.send(new DescribeEndpointsCommand({}));
      expect(endpoints?.[0]?.Address).toBe(new URL(url).host);
    });
    await withClients(directory, async ({ client, streams, tables }) => {
      const found = await client.send(new GetItemCommand({ TableName: "idempotency", Key: item.Item }));
      expect(found.Item).toEqual(item.Item);
      const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: "idempotency" }));
      expect(ttl.TimeToLiveDescription?.AttributeName).toBe("expiration");
      expect(await recordsOf(streams)).toMatchObject([
        { eventName: "INSERT", dynamodb: { Keys: item.Item, NewImage: item.Item } },
      ]);
      await expect(tables.request("GetItem", { TableName: "none", Key: item.Item })).rejects.toMatchObject({
        code: "ResourceNotFoundException",
        status: 400,
      });
    });
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("a client learns why its transaction was cancelled", async () => {
  await withClients(undefined, async ({ client, tables }) => {
    await tables.request("CreateTable", tableOf("idempotency", "id"));
    await tables.request("PutItem", item);
    const put = { ...item, ConditionExpression: "attribute_not_exists(id)" };
    const condition = { ...put, ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const };
    const refused = client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: condition }] }));
    await expect(refused).rejects.toThrow(TransactionCanceledException);
    await expect(refused).rejects.toMatchObject({
      message:
        "Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed]",
      CancellationReasons: [
        { Code: "ConditionalCheckFailed", Message: "The conditional request failed", Item: item.Item },
      ],
    });
  });
});

test.each([
  ["ListTables", "null", 400, "SerializationException"],
  ["PutItem", '{"TableName":"idempotency","Item":{"id":{"S":"x"},"n":null}}', 400, "ValidationException"],
  ["CreateBackup", "{}", 400, "UnknownOperationException"],
  ["ListTables", "{}", 200, undefined],
])("%s of %s is answered with its checksum", async (operation, body, status, code) => {
  await withClients(undefined, async ({ tables, url }) => {
    await tables.request("CreateTable", tableOf("idempotency", "id"));
    const target = `DynamoDB_20120810.${operation}`;
    const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": target };
    const response = await fetch(url, { method: "POST", headers, body });
    const text = await response.text();
    expect(response.status).toBe(status);
    const { __type: type }: { readonly __type?: string } = JSON.parse(text);
    expect(type?.split("#").at(-1)).toBe(code);
    if (code !== "UnknownOperationException") {
      expect(response.headers.get("x-amz-crc32")).toBe(String(crc32(text)));
    }
  });
});

async function recordsOf(streams: DynamoDBStreamsClient) {
  const { Streams: found } = await streams.send(new ListStreamsCommand({ TableName: "idempotency" }));
  const { StreamArn: arn } = found?.[0] ?? {};
  const { StreamDescription: description } = await streams.send(
    new DescribeStreamCommand({ StreamArn: arn }),
  );
  const { ShardIterator: iterator } = await streams.send(
    new GetShardIteratorCommand({
      StreamArn: arn,
      ShardId: description?.Shards?.[0]?.ShardId,
      ShardIteratorType: "TRIM_HORIZON",
    }),
  );
  const { Records: records } = await streams.send(new GetRecordsCommand({ ShardIterator: iterator }));
  return records;
}

interface Clients {
  readonly client: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly tables: Tables;
  readonly url: string;
}

async function withClients(directory: string | undefined, use: (clients: Clients) => Promise<void>) {
  const tables = await openTables(directory === undefined ? {} : { directory });
  const server = await serve(dynamodbApi(tables), dynamodbStreamsApi(tables));
  const client = new DynamoDBClient(server.clientConfiguration);
  const streams = new DynamoDBStreamsClient(server.clientConfiguration);
  try {
    await use({ client, streams, tables, url: String(server.clientConfiguration.endpoint) });
  } finally {
    client.destroy();
    streams.destroy();
    await server.close();
    await tables.close();
  }
}
