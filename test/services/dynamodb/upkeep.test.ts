// What goes on by itself: items expire, indexes are filled, streams forget, rows of deleted tables go. On a clock that is moved.

import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../src/aws/json.ts";
import type { Tables } from "../../../src/services/dynamodb/tables.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { until } from "../../support/until.ts";
import { openTables, tableOf } from "./support/open-tables.ts";

let clock: VirtualClock;
let tables: Tables;
beforeEach(async () => {
  clock = new VirtualClock();
  tables = await openTables({ clock });
});
afterEach(() => tables.close());

const hour = 60 * 60 * 1000;
const stream = { StreamSpecification: { StreamEnabled: true, StreamViewType: "OLD_IMAGE" } };
const item = (id: string, more: JsonObject = {}): JsonObject => ({ id: { S: id }, ...more });
const put = (TableName: string, Item: JsonObject) => tables.request("PutItem", { TableName, Item });
const expiring = (id: string, afterMs: number) =>
  item(id, { expires: { N: String(Math.floor((clock.now() + afterMs) / 1000)) } });

async function ids(TableName: string): Promise<readonly string[]> {
  const { Items: items } = await tables.request("Scan", { TableName });
  return (items as readonly { readonly id: { readonly S: string } }[]).map(({ id }) => id.S).sort();
}

async function shardOf(table: string): Promise<{ readonly StreamArn: string; readonly ShardId: string }> {
  const { Table: described } = await tables.request("DescribeTable", { TableName: table });
  const StreamArn = String((described as JsonObject).LatestStreamArn);
  const { StreamDescription: found } = await tables.requestStreams("DescribeStream", { StreamArn });
  const shards = (found as JsonObject).Shards as readonly JsonObject[];
  return { StreamArn, ShardId: String(shards[0]?.ShardId) };
}

async function records(table: string, type = "TRIM_HORIZON"): Promise<readonly JsonObject[]> {
  const shard = await shardOf(table);
  const { ShardIterator } = await tables.requestStreams("GetShardIterator", {
    ...shard,
    ShardIteratorType: type,
  });
  const { Records: found } = await tables.requestStreams("GetRecords", {
    ShardIterator: ShardIterator as Json,
  });
  return found as readonly JsonObject[];
}

test("items whose time is over are deleted by the service, also those that were there before", async () => {
  await tables.request("CreateTable", tableOf("visits", "id", undefined, stream));
  await put("visits", expiring("early", hour));
  await put("visits", item("never"));
  await put("visits", item("text", { expires: { S: "1" } }));
  await put("visits", item("mistake", { expires: { N: "17" } }));
  await tables.request("UpdateTimeToLive", {
    TableName: "visits",
    TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
  });
  await put("visits", expiring("late", 3 * hour));
  await until(async () => {
    clock.advanceBy(hour / 2);
    return !(await ids("visits")).includes("early");
  });
  expect(await ids("visits")).toEqual(["late", "mistake", "never", "text"]);
  expect((await records("visits")).filter(({ eventName }) => eventName === "REMOVE")).toMatchObject([
    {
      dynamodb: { Keys: { id: { S: "early" } }, OldImage: { id: { S: "early" } } },
      userIdentity: { Type: "Service", PrincipalId: "dynamodb.amazonaws.com" },
    },
  ]);
});

test("an index that is made later holds what was there, and what was changed meanwhile", async () => {
  await tables.request("CreateTable", tableOf("visits", "id"));
  const color = (number: number) => ({ color: { S: number % 2 === 0 ? "red" : "blue" } });
  for (let first = 0; first < 1_500; first += 25) {
    const writes = Array.from({ length: 25 }, (_, index) => ({
      PutRequest: { Item: item(String(first + index), color(first + index)) },
    }));
    await tables.request("BatchWriteItem", { RequestItems: { visits: writes } });
  }
  const Create = {
    IndexName: "by-color",
    KeySchema: [{ AttributeName: "color", KeyType: "HASH" }],
    Projection: { ProjectionType: "KEYS_ONLY" },
  };
  const { TableDescription: updating } = await tables.request("UpdateTable", {
    TableName: "visits",
    AttributeDefinitions: [{ AttributeName: "color", AttributeType: "S" }],
    GlobalSecondaryIndexUpdates: [{ Create }],
  });
  expect(updating).toMatchObject({
    TableStatus: "UPDATING",
    GlobalSecondaryIndexes: [{ IndexStatus: "CREATING", Backfilling: true }],
  });
  for (let number = 0; number < 1_500; number += 100) {
    await put("visits", item(String(number), { color: { S: "green" } }));
    await tables.request("DeleteItem", { TableName: "visits", Key: item(String(number + 1)) });
  }
  await until(async () => {
    const { Table: table } = await tables.request("DescribeTable", { TableName: "visits" });
    return (table as JsonObject).TableStatus === "ACTIVE";
  });
  const counts: Record<string, Json | undefined> = {};
  for (const name of ["red", "blue", "green"]) {
    const { Count: count } = await tables.request("Query", {
      TableName: "visits",
      IndexName: "by-color",
      KeyConditionExpression: "color = :color",
      ExpressionAttributeValues: { ":color": { S: name } },
      Select: "COUNT",
    });
    counts[name] = count;
  }
  expect(counts).toEqual({ red: 735, blue: 735, green: 15 });
  const { Table: table } = await tables.request("DescribeTable", { TableName: "visits" });
  expect(table).toMatchObject({
    ItemCount: 1_485,
    GlobalSecondaryIndexes: [{ ItemCount: 1_485, IndexStatus: "ACTIVE" }],
  });
});

test("a stream keeps records for a day, and can be read when its table is gone", async () => {
  await tables.request("CreateTable", tableOf("visits", "id", undefined, stream));
  await put("visits", item("old"));
  clock.advanceBy(23 * hour);
  await put("visits", item("new"));
  expect(await records("visits")).toHaveLength(2);
  expect(await records("visits", "LATEST")).toHaveLength(0);
  clock.advanceBy(2 * hour);
  expect(await records("visits")).toMatchObject([{ dynamodb: { Keys: item("new") } }]);
  const shard = await shardOf("visits");
  await tables.request("DeleteTable", { TableName: "visits" });
  const { StreamDescription: ended } = await tables.requestStreams("DescribeStream", {
    StreamArn: shard.StreamArn,
  });
  expect(ended).toMatchObject({ StreamStatus: "DISABLED" });
  const { ShardIterator } = await tables.requestStreams("GetShardIterator", {
    ...shard,
    ShardIteratorType: "TRIM_HORIZON",
  });
  const last = await tables.requestStreams("GetRecords", { ShardIterator: ShardIterator as Json });
  expect(last.Records).toHaveLength(1);
  expect(last).not.toHaveProperty("NextShardIterator");
  await until(async () => {
    clock.advanceBy(13 * hour);
    const { Streams: streams } = await tables.requestStreams("ListStreams", {});
    return (streams as readonly Json[]).length === 0;
  });
});

test("what an iterator, or a sequence number, stands for", async () => {
  await tables.request("CreateTable", tableOf("visits", "id", undefined, stream));
  for (const id of ["a", "b", "c"]) await put("visits", item(id));
  const [, second = {}] = await records("visits");
  const SequenceNumber = String((second.dynamodb as JsonObject).SequenceNumber);
  const shard = await shardOf("visits");
  for (const [ShardIteratorType, expected] of [
    ["AT_SEQUENCE_NUMBER", ["b", "c"]],
    ["AFTER_SEQUENCE_NUMBER", ["c"]],
  ] as const) {
    const { ShardIterator } = await tables.requestStreams("GetShardIterator", {
      ...shard,
      ShardIteratorType,
      SequenceNumber,
    });
    const { Records: found } = await tables.requestStreams("GetRecords", {
      ShardIterator: ShardIterator as Json,
    });
    expect(found).toMatchObject(
      expected.map((id) => ({ eventName: "INSERT", dynamodb: { Keys: item(id) } })),
    );
  }
  const { ShardIterator } = await tables.requestStreams("GetShardIterator", {
    ...shard,
    ShardIteratorType: "LATEST",
  });
  clock.advanceBy(16 * 60 * 1000);
  await expect(
    tables.requestStreams("GetRecords", { ShardIterator: ShardIterator as Json }),
  ).rejects.toMatchObject({
    code: "ExpiredIteratorException",
  });
  await expect(tables.requestStreams("GetRecords", { ShardIterator: "nonsense" })).rejects.toMatchObject({
    code: "ValidationException",
  });
});

test("whoever watches a stream is told of records, and reads on from any of them", async () => {
  await tables.request("CreateTable", tableOf("visits", "id", undefined, stream));
  const { StreamArn } = await shardOf("visits");
  let wakes = 0;
  const stop = tables.streams.watch(StreamArn, () => {
    wakes += 1;
  });
  for (const id of ["a", "b"]) await put("visits", item(id));
  await until(async () => wakes === 2);
  stop();
  await put("visits", item("c"));
  await nextTurn();
  expect(wakes).toBe(2);
  const found = tables.streams.find(StreamArn);
  if (found === undefined) throw new Error("The stream is not there");
  const read = tables.streams.read(found, 2, { limit: 10, bytes: 1_000 });
  expect(read.map(({ number }) => number)).toEqual([2, 3]);
});

test("a write that changes nothing is no record", async () => {
  await tables.request("CreateTable", tableOf("visits", "id", undefined, stream));
  await put("visits", item("a", { n: { N: "1.0" } }));
  await put("visits", item("a", { n: { N: "1" } }));
  await tables.request("DeleteItem", { TableName: "visits", Key: item("absent") });
  expect(await records("visits")).toHaveLength(1);
});

test("a transaction with a token is done once in ten minutes", async () => {
  await tables.request("CreateTable", tableOf("visits", "id"));
  const add = (by: string): JsonObject => ({
    ClientRequestToken: "token",
    TransactItems: [
      {
        Update: {
          TableName: "visits",
          Key: item("a"),
          UpdateExpression: "ADD visits :by",
          ExpressionAttributeValues: { ":by": { N: by } },
        },
      },
    ],
  });
  const costs = async () => {
    const request = { ...add("1"), ReturnConsumedCapacity: "TOTAL" };
    return (await tables.request("TransactWriteItems", request)).ConsumedCapacity;
  };
  expect(await costs()).toEqual([{ TableName: "visits", CapacityUnits: 2, WriteCapacityUnits: 2 }]);
  expect(await costs()).toEqual([{ TableName: "visits", CapacityUnits: 2, ReadCapacityUnits: 2 }]);
  await expect(tables.request("TransactWriteItems", add("2"))).rejects.toMatchObject({
    code: "IdempotentParameterMismatchException",
  });
  clock.advanceBy(10 * 60 * 1000);
  await tables.request("TransactWriteItems", add("2"));
  const { Item: found } = await tables.request("GetItem", { TableName: "visits", Key: item("a") });
  expect(found).toEqual(item("a", { visits: { N: "3" } }));
});

test("a large transaction with a token that comes twice at once is done once, and others have their turn meanwhile", async () => {
  await tables.request("CreateTable", tableOf("visits", "id"));
  const l = { L: Array.from({ length: 300 }, (_, n) => ({ N: String(n) })) };
  const puts = Array.from({ length: 99 }, (_, n) => ({
    Put: { TableName: "visits", Item: item(`put${n}`, { l }) },
  }));
  const Update = {
    TableName: "visits",
    Key: item("a"),
    UpdateExpression: "ADD visits :by",
    ExpressionAttributeValues: { ":by": { N: "1" } },
  };
  const request: JsonObject = { ClientRequestToken: "token", TransactItems: [{ Update }, ...puts] };
  let turns = 0;
  let isOver = false;
  const countTurns = () => {
    turns += 1;
    if (!isOver) setImmediate(countTurns);
  };
  setImmediate(countTurns);
  await Promise.all([request, request].map((each) => tables.request("TransactWriteItems", each)));
  isOver = true;
  const { Item: found } = await tables.request("GetItem", { TableName: "visits", Key: item("a") });
  expect(found).toEqual(item("a", { visits: { N: "1" } }));
  expect(turns).toBeGreaterThan(2);
});
