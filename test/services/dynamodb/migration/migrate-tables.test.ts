// What an earlier Millrace kept by dynalite is there after a start, and the old folder is kept aside.

import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  TagResourceCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { openTables, tableOf } from "../support/open-tables.ts";

const dynalite = createRequire(import.meta.url)("dynalite") as (options: object) => Server;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "migration-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const index = {
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-place",
      KeySchema: [{ AttributeName: "place", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  ],
  AttributeDefinitions: ["station", "time", "place"].map((AttributeName) => ({
    AttributeName,
    AttributeType: AttributeName === "time" ? "N" : "S",
  })),
};
const readings = Array.from({ length: 300 }, (_, number) => ({
  station: { S: `station-${number % 7}` },
  time: { N: String(number) },
  place: { S: number % 2 === 0 ? "Seattle" : "Tacoma" },
  text: { S: "x".repeat(5_000) },
}));

/** As the former tables did it: dynalite's data in `items`, and time to live beside them. */
async function fill(): Promise<void> {
  mkdirSync(join(directory, "items"));
  const server = dynalite({ path: join(directory, "items"), createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const { TableDescription: made } = await client.send(
    new CreateTableCommand(tableOf("readings", "station", "time:N", index) as never),
  );
  await client.send(
    new TagResourceCommand({ ResourceArn: made?.TableArn, Tags: [{ Key: "team", Value: "weather" }] }),
  );
  await client.send(new CreateTableCommand(tableOf("empty", "id") as never));
  for (const Item of readings) await client.send(new PutItemCommand({ TableName: "readings", Item }));
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
  writeFileSync(join(directory, "time-to-live.json"), JSON.stringify({ empty: "expires" }));
}

test("tables, items, indexes, tags and time to live are taken over, once", async () => {
  await fill();
  for (let start = 0; start < 2; start += 1) {
    const tables = await openTables({ directory });
    const { Table: table } = await tables.request("DescribeTable", { TableName: "readings" });
    expect(table).toMatchObject({
      ItemCount: readings.length,
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      GlobalSecondaryIndexes: [{ IndexName: "by-place", ItemCount: readings.length, IndexStatus: "ACTIVE" }],
    });
    const { Count: count } = await tables.request("Query", {
      TableName: "readings",
      IndexName: "by-place",
      KeyConditionExpression: "place = :place",
      ExpressionAttributeValues: { ":place": { S: "Tacoma" } },
      Select: "COUNT",
    });
    expect(count).toBe(readings.length / 2);
    const { Tags: tags } = await tables.request("ListTagsOfResource", {
      ResourceArn: (table as JsonObject).TableArn ?? null,
    });
    expect(tags).toEqual([{ Key: "team", Value: "weather" }]);
    expect(await tables.request("DescribeTimeToLive", { TableName: "empty" })).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: "expires" },
    });
    await tables.close();
    expect(existsSync(join(directory, "items"))).toBe(false);
    expect(existsSync(join(directory, "items.former"))).toBe(true);
  }
});

test("a folder that cannot be read is named, and left as it is", async () => {
  await fill();
  writeFileSync(join(directory, "items", "CURRENT"), "MANIFEST-999999\n");
  await expect(openTables({ directory })).rejects.toThrow(
    `${join(directory, "items")} holds the tables of an earlier Millrace and cannot be taken over: `,
  );
  expect(existsSync(join(directory, "items"))).toBe(true);
});
