// The Kinesis stream of a table: what it is told of changes, in which order, over failures and kills of what puts them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import {
  type DeliveryOutcome,
  type DeliveryRequest,
  delivered,
  failedDelivery,
} from "../../../src/aws/delivery.ts";
import type { JsonObject } from "../../../src/aws/json.ts";
import { ServiceError } from "../../../src/aws/service-error.ts";
import { Region } from "../../../src/region/region.ts";
import { Tables } from "../../../src/services/dynamodb/tables.ts";
import { getRecords, getShardIterator } from "../../../src/services/kinesis/reading/get-records.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { until } from "../../support/until.ts";
import { tableOf } from "./support/open-tables.ts";

const start = Date.parse("2026-05-17T12:00:00.123Z");
const streamArn = "arn:aws:kinesis:us-east-1:000000000000:stream/changes";
const otherArn = "arn:aws:kinesis:us-east-1:000000000000:stream/others";

let folder: string;
let clock: VirtualClock;
let tables: Tables;
let put: DeliveryRequest[];
let faults: unknown[];
let take: (request: DeliveryRequest) => DeliveryOutcome;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "destinations-"));
  clock = new VirtualClock(start);
  put = [];
  faults = [];
  take = () => delivered;
  tables = await open();
  await tables.request("CreateTable", tableOf("stations", "id"));
});
afterEach(async () => {
  await tables.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(): Promise<Tables> {
  const opened = await Tables.open({
    ...{ directory: folder, clock, identity: localIdentity },
    onFault: (fault) => faults.push(fault),
    checkStream(arn) {
      if (arn !== streamArn && arn !== otherArn)
        throw new ServiceError(
          "ValidationException",
          "User does not have a permission to use kinesis stream",
        );
    },
    deliver(request) {
      const outcome = take(request);
      if (outcome.status === "DELIVERED") put.push(request);
      return outcome;
    },
  });
  opened.start();
  return opened;
}

const enable = (more: JsonObject = {}) =>
  tables.request("EnableKinesisStreamingDestination", {
    ...{ TableName: "stations", StreamArn: streamArn },
    ...more,
  });
const putItem = (id: string, rain: number) =>
  tables.request("PutItem", { TableName: "stations", Item: { id: { S: id }, rain: { N: `${rain}` } } });
const records = () => put.map(({ payload }) => JSON.parse(payload.text) as JsonObject);
const untilPut = (count: number) => until(() => put.length === count || undefined);
/** The clock goes on meanwhile, so that what rests is tried again. */
const untilPutLater = (count: number) =>
  until(async () => {
    clock.advanceBy(1000);
    await setTimeout(5);
    return put.length === count || undefined;
  });
const described = async () =>
  (await tables.request("DescribeKinesisStreamingDestination", { TableName: "stations" }))
    .KinesisDataStreamDestinations;

test("a stream is told of what is put, changed and deleted from then on, in AWS's words", async () => {
  await putItem("before", 1);
  expect(await enable()).toEqual({
    TableName: "stations",
    StreamArn: streamArn,
    DestinationStatus: "ENABLING",
  });
  await putItem("a", 1);
  await putItem("a", 2);
  await putItem("a", 2);
  await tables.request("DeleteItem", { TableName: "stations", Key: { id: { S: "a" } } });
  await untilPut(3);
  const base = {
    awsRegion: "us-east-1",
    eventID: expect.stringMatching(/^[0-9a-f-]{36}$/),
    userIdentity: null,
    recordFormat: "application/json",
    tableName: "stations",
    eventSource: "aws:dynamodb",
  };
  const change = {
    ApproximateCreationDateTime: start,
    Keys: { id: { S: "a" } },
    ApproximateCreationDateTimePrecision: "MILLISECOND",
  };
  const item = (rain: string) => ({ id: { S: "a" }, rain: { N: rain } });
  expect(records()).toEqual([
    { ...base, eventName: "INSERT", dynamodb: { ...change, NewImage: item("1"), SizeBytes: 12 } },
    {
      ...base,
      eventName: "MODIFY",
      dynamodb: { ...change, NewImage: item("2"), OldImage: item("1"), SizeBytes: 21 },
    },
    { ...base, eventName: "REMOVE", dynamodb: { ...change, OldImage: item("2"), SizeBytes: 12 } },
  ]);
  expect(new Set(put.map(({ partitionKey }) => partitionKey)).size).toBe(1);
  expect(put[0]).toMatchObject({ arn: streamArn, partitionKey: expect.stringMatching(/^[0-9A-F]{32}$/) });
});

test("what the stream does not take waits, over a restart, and each item's changes keep their order", async () => {
  await enable();
  take = () => failedDelivery(new ServiceError("InternalFailure", "ill", { status: 500 }));
  for (let rain = 0; rain < 5; rain++) for (const id of ["a", "b"]) await putItem(id, rain);
  await tables.close();
  expect(put).toEqual([]);
  let calls = 0;
  take = ({ payload }) => {
    calls += 1;
    // Every third time one is refused, by a full shard.
    return calls % 3 === 0 && payload.text.includes('"a"')
      ? failedDelivery(new ServiceError("ProvisionedThroughputExceededException", "full"))
      : delivered;
  };
  tables = await open();
  await untilPutLater(10);
  const rains = (id: string) =>
    records().flatMap(({ dynamodb }) => {
      const { Keys, NewImage } = dynamodb as {
        readonly Keys: { readonly id: { readonly S: string } };
        readonly NewImage: { readonly rain: { readonly N: string } };
      };
      return Keys.id.S === id ? [NewImage.rain.N] : [];
    });
  expect([rains("a"), rains("b")]).toEqual([
    ["0", "1", "2", "3", "4"],
    ["0", "1", "2", "3", "4"],
  ]);
  expect(faults).toEqual([]);
});

test("a record that no stream would take is told of and holds up nothing; one that waits for a day is let go", async () => {
  await enable();
  take = ({ payload }) =>
    payload.text.includes('"large"')
      ? failedDelivery(new ServiceError("ValidationException", "too large"))
      : delivered;
  await putItem("large", 1);
  await putItem("small", 1);
  await untilPut(1);
  expect(String(faults[0])).toContain("ValidationException: too large");
  let isTried = false;
  take = () => {
    isTried = true;
    return failedDelivery(new ServiceError("ResourceNotFoundException", "no stream"));
  };
  await putItem("old", 1);
  await until(() => isTried || undefined);
  clock.advanceBy(25 * 60 * 60 * 1000);
  take = () => delivered;
  await putItem("new", 1);
  await untilPutLater(2);
  expect(put.map(({ payload }) => /"S":"(\w+)"/.exec(payload.text)?.[1])).toEqual(["small", "new"]);
});

test("a table has one stream at a time, which is disabled, enabled again and made more precise", async () => {
  await expect(enable({ StreamArn: `${streamArn}-gone` })).rejects.toMatchObject({
    code: "ValidationException",
    message: "User does not have a permission to use kinesis stream",
  });
  await enable();
  await expect(enable({ StreamArn: otherArn })).rejects.toMatchObject({
    message:
      "Table is not in a valid state to enable Kinesis Streaming Destination: EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.",
  });
  const change = (operation: string, more: JsonObject = {}) =>
    tables.request(operation, { TableName: "stations", StreamArn: streamArn, ...more });
  const micro = { ApproximateCreationDateTimePrecision: "MICROSECOND" };
  const update = () =>
    change("UpdateKinesisStreamingDestination", { UpdateKinesisStreamingConfiguration: micro });
  expect(await update()).toMatchObject({ DestinationStatus: "UPDATING" });
  await expect(update()).rejects.toMatchObject({ code: "ValidationException" });
  await putItem("a", 1);
  await untilPut(1);
  expect(records()[0]).toMatchObject({ dynamodb: { ApproximateCreationDateTime: start * 1000, ...micro } });
  expect(await change("DisableKinesisStreamingDestination")).toMatchObject({
    DestinationStatus: "DISABLING",
  });
  await expect(change("DisableKinesisStreamingDestination")).rejects.toMatchObject({
    message:
      "Table is not in a valid state to disable Kinesis Streaming Destination: KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.",
  });
  await putItem("b", 1);
  await enable({ StreamArn: otherArn });
  expect(await described()).toEqual([
    { StreamArn: streamArn, DestinationStatus: "DISABLED", ...micro },
    {
      StreamArn: otherArn,
      DestinationStatus: "ACTIVE",
      ApproximateCreationDateTimePrecision: "MILLISECOND",
    },
  ]);
  await tables.close();
  tables = await open();
  expect(await described()).toHaveLength(2);
  await putItem("c", 1);
  await untilPut(2);
  expect(put.map(({ arn }) => arn)).toEqual([streamArn, otherArn]);
});

test("what waits for the stream of a table that is deleted is put all the same", async () => {
  await enable();
  take = () => failedDelivery(new ServiceError("InternalFailure", "ill", { status: 500 }));
  await putItem("a", 1);
  await tables.request("DeleteTable", { TableName: "stations" });
  await tables.close();
  take = () => delivered;
  tables = await open();
  await untilPut(1);
  await tables.request("CreateTable", tableOf("stations", "id"));
  expect(await described()).toEqual([]);
});

test("a template gives a table its stream, and takes it away", async () => {
  const region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  region.start();
  try {
    const deploy = (properties: JsonObject) => {
      const Table = {
        Type: "AWS::DynamoDB::Table",
        Properties: {
          TableName: "stations",
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          ...properties,
        },
      };
      const Stream = { Type: "AWS::Kinesis::Stream", Properties: { Name: "changes", ShardCount: 1 } };
      const template = { file: "t.json", body: { Resources: { Stream, Table } } };
      return region.services.cloudformation.deploy({ template, stackName: "stack" });
    };
    const StreamArn = { "Fn::GetAtt": ["Stream", "Arn"] };
    await deploy({ KinesisStreamSpecification: { StreamArn } });
    const { dynamodb, kinesis } = region.services;
    await dynamodb.request("PutItem", { TableName: "stations", Item: { id: { S: "a" } } });
    const iterator = getShardIterator(
      kinesis,
      { streamName: "changes" },
      { shardId: "shardId-000000000000", shardIteratorType: "TRIM_HORIZON" },
    );
    await until(async () => (await getRecords(kinesis, iterator)).records.length === 1 || undefined);
    await deploy({});
    const TableName = "stations";
    expect(await dynamodb.request("DescribeKinesisStreamingDestination", { TableName })).toMatchObject({
      KinesisDataStreamDestinations: [{ DestinationStatus: "DISABLED" }],
    });
  } finally {
    await region.close();
  }
});
