// Firehose through the JavaScript SDK: each operation, what it refuses, a Kinesis stream as a source, and templates.

import * as sdk from "@aws-sdk/client-firehose";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Region } from "../../../src/region/region.ts";
import { ApiServer } from "../../../src/server/server.ts";
import { until } from "../../support/until.ts";
import { arnOf, atOnce, extended, RoleARN, refusedStreams, toBucket } from "./support/refusal-cases.ts";

const faults: unknown[] = [];
const server = new ApiServer({ onFault: (fault) => faults.push(fault) });
let region: Region;
let client: sdk.FirehoseClient;
beforeAll(async () => {
  region = await Region.open({
    directory: undefined,
    endpoint: "http://127.0.0.1:4566",
    onFault: (fault) => faults.push(fault),
  });
  region.start();
  server.serve({ services: [...region.apis.values()] });
  await server.listen(0);
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  client = new sdk.FirehoseClient({
    ...{ endpoint: server.url, region: "us-east-1", credentials, maxAttempts: 1 },
  });
  await region.services.s3.createBucket("archive");
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await region.close();
  expect(faults).toEqual([]);
});

const create = (DeliveryStreamName: string, more: Partial<sdk.CreateDeliveryStreamCommandInput> = {}) =>
  client.send(
    new sdk.CreateDeliveryStreamCommand({
      ...{ DeliveryStreamName, ExtendedS3DestinationConfiguration: toBucket },
      ...more,
    }),
  );
const described = async (DeliveryStreamName: string) =>
  (await client.send(new sdk.DescribeDeliveryStreamCommand({ DeliveryStreamName })))
    .DeliveryStreamDescription;
/** The texts of all objects under a prefix, once there is one. */
const delivered = (prefix: string) =>
  until(async () => {
    const keys = region.services.s3.listObjects("archive", { prefix }).objects.map(({ key }) => key);
    const objects = await Promise.all(keys.map((key) => region.services.s3.getObject("archive", key)));
    return objects.length === 0 ? undefined : objects.map(({ bytes }) => bytes.toString());
  });

test("a stream is made, described with its defaults, and deleted", async () => {
  const { DeliveryStreamARN } = await create("one");
  expect(DeliveryStreamARN).toBe(arnOf("firehose", "deliverystream/one"));
  const bucket = {
    ...toBucket,
    BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
    CompressionFormat: "UNCOMPRESSED",
    EncryptionConfiguration: { NoEncryptionConfig: "NoEncryption" },
    CloudWatchLoggingOptions: { Enabled: false },
  };
  expect(await described("one")).toEqual({
    ...{ DeliveryStreamName: "one", DeliveryStreamARN, DeliveryStreamStatus: "ACTIVE" },
    ...{ DeliveryStreamType: "DirectPut", VersionId: "1", CreateTimestamp: expect.any(Date) },
    DeliveryStreamEncryptionConfiguration: { Status: "DISABLED" },
    Destinations: [
      {
        DestinationId: "destinationId-000000000001",
        S3DestinationDescription: bucket,
        ExtendedS3DestinationDescription: {
          ...{ ...bucket, S3BackupMode: "Disabled" },
          DataFormatConversionConfiguration: { Enabled: false },
        },
      },
    ],
    HasMoreDestinations: false,
  });
  await client.send(new sdk.DeleteDeliveryStreamCommand({ DeliveryStreamName: "one" }));
  await expect(described("one")).rejects.toMatchObject({
    ...{ name: "ResourceNotFoundException", message: "Firehose one under account 000000000000 not found." },
  });
});

test("streams are listed by name, in pages", async () => {
  for (const name of ["list-b", "list-a", "list-c"]) await create(name);
  const page = (ExclusiveStartDeliveryStreamName: string, Limit: number) =>
    client.send(new sdk.ListDeliveryStreamsCommand({ ExclusiveStartDeliveryStreamName, Limit }));
  expect(await page("list", 2)).toMatchObject({
    ...{ DeliveryStreamNames: ["list-a", "list-b"], HasMoreDeliveryStreams: true },
  });
  expect(await page("list-b", 1)).toMatchObject({ DeliveryStreamNames: ["list-c"] });
});

test("records are put one by one and many at once, and an answer tells whether they are encrypted", async () => {
  const Prefix = "put/";
  await create("put", {
    ExtendedS3DestinationConfiguration: { ...toBucket, Prefix, BufferingHints: atOnce },
  });
  const DeliveryStreamName = "put";
  const Record = { Data: Buffer.from("one\n") };
  const one = await client.send(new sdk.PutRecordCommand({ DeliveryStreamName, Record }));
  expect(one).toMatchObject({ RecordId: expect.stringMatching(/^.{224}$/), Encrypted: false });
  await client.send(new sdk.StartDeliveryStreamEncryptionCommand({ DeliveryStreamName }));
  const Records = [{ Data: Buffer.from("two\n") }, { Data: Buffer.from("three\n") }];
  const many = await client.send(new sdk.PutRecordBatchCommand({ DeliveryStreamName, Records }));
  expect(many).toMatchObject({ FailedPutCount: 0, Encrypted: true });
  expect(new Set(many.RequestResponses?.map(({ RecordId }) => RecordId)).size).toBe(2);
  expect((await described("put"))?.DeliveryStreamEncryptionConfiguration).toEqual({
    ...{ KeyType: "AWS_OWNED_CMK", Status: "ENABLED" },
  });
  await client.send(new sdk.StopDeliveryStreamEncryptionCommand({ DeliveryStreamName }));
  // Objects of one second are in no order.
  const lines = await until(async () => {
    const found = (await delivered(Prefix)).join("").split("\n");
    return found.length === 4 ? found.toSorted() : undefined;
  });
  expect(lines).toEqual(["", "one", "three", "two"]);
});

test("a destination is changed by what is said of it, if nobody else has changed it", async () => {
  await create("changed", { ExtendedS3DestinationConfiguration: { ...toBucket, Prefix: "before/" } });
  const update = (CurrentDeliveryStreamVersionId: string) =>
    client.send(
      new sdk.UpdateDestinationCommand({
        ...{ DeliveryStreamName: "changed", CurrentDeliveryStreamVersionId },
        DestinationId: "destinationId-000000000001",
        ExtendedS3DestinationUpdate: { CompressionFormat: "GZIP" },
      }),
    );
  await update("1");
  const { VersionId, Destinations: [{ ExtendedS3DestinationDescription: now } = {}] = [] } =
    (await described("changed")) ?? {};
  expect([VersionId, now?.Prefix, now?.CompressionFormat]).toEqual(["2", "before/", "GZIP"]);
  await expect(update("1")).rejects.toMatchObject({ name: "ConcurrentModificationException" });
});

test("a stream has tags", async () => {
  const DeliveryStreamName = "tagged";
  await create(DeliveryStreamName, { Tags: [{ Key: "a", Value: "1" }] });
  await client.send(
    new sdk.TagDeliveryStreamCommand({ DeliveryStreamName, Tags: [{ Key: "b" }, { Key: "c" }] }),
  );
  await client.send(new sdk.UntagDeliveryStreamCommand({ DeliveryStreamName, TagKeys: ["b"] }));
  const list = (Limit: number, ExclusiveStartTagKey?: string) =>
    client.send(
      new sdk.ListTagsForDeliveryStreamCommand({ DeliveryStreamName, Limit, ExclusiveStartTagKey }),
    );
  expect(await list(1)).toMatchObject({ Tags: [{ Key: "a", Value: "1" }], HasMoreTags: true });
  expect(await list(1, "a")).toMatchObject({ Tags: [{ Key: "c", Value: "" }], HasMoreTags: false });
});

test("a stream reads a Kinesis stream from when it was made on, what producers put together one by one", async () => {
  const { kinesis } = region.services;
  await kinesis.createStream({ streamName: "source", shardCount: 2 });
  const putRecord = (text: string) =>
    kinesis.putRecord({ streamName: "source" }, { partitionKey: text, data: Buffer.from(`${text}\n`) });
  const Prefix = "read/";
  await create("reads", {
    DeliveryStreamType: "KinesisStreamAsSource",
    KinesisStreamSourceConfiguration: { RoleARN, KinesisStreamARN: arnOf("kinesis", "stream/source") },
    ExtendedS3DestinationConfiguration: { ...toBucket, Prefix, BufferingHints: atOnce },
  });
  for (const text of ["a", "b", "c"]) await putRecord(text);
  await until(async () => ((await delivered(Prefix)).join("").split("\n").length === 4 ? true : undefined));
  expect((await described("reads"))?.Source?.KinesisStreamSourceDescription).toEqual({
    ...{ RoleARN, KinesisStreamARN: arnOf("kinesis", "stream/source") },
    DeliveryStartTimestamp: expect.any(Date),
  });
  await expect(
    client.send(
      new sdk.PutRecordCommand({ DeliveryStreamName: "reads", Record: { Data: Buffer.from("a") } }),
    ),
  ).rejects.toMatchObject({
    name: "InvalidArgumentException",
    message: "This operation is not permitted on KinesisStreamAsSource delivery stream type.",
  });
});

test("a topic puts a line for each message, in its envelope or raw; a log group is asked for a role", async () => {
  const { sns, logs } = region.services;
  const Prefix = "topic/";
  const { DeliveryStreamARN: endpoint = "" } = await create("of-topic", {
    ExtendedS3DestinationConfiguration: { ...toBucket, Prefix, BufferingHints: atOnce },
  });
  for (const raw of ["true", "false"]) {
    const { topicArn } = sns.createTopic(`raw-${raw}`);
    const attributes = new Map([
      ["SubscriptionRoleArn", RoleARN],
      ["RawMessageDelivery", raw],
    ]);
    sns.subscriptions.subscribe({ topicArn, protocol: "firehose", endpoint, attributes });
    await sns.publish({ topicArn, message: raw });
  }
  const lines = await until(async () => {
    const found = (await delivered(Prefix)).join("").split("\n");
    return found.length === 3 ? found.toSorted() : undefined;
  });
  expect(lines).toEqual(["", "true", expect.stringMatching(/^\{.*"Message":"false"/)]);
  logs.createLogGroup("g");
  await expect(
    logs.subscriptionFilters.put({
      ...{ logGroupName: "g", filterName: "f", filterPattern: "", destinationArn: endpoint },
      ...{ distribution: "ByLogStream", applyOnTransformedLogs: false },
    }),
  ).rejects.toThrow("destinationArn for vendor firehose cannot be used without roleArn");
});

describe("is refused:", () => {
  test.each(refusedStreams)("%s", async (_, more, message) => {
    await expect(create("refused", more)).rejects.toMatchObject({
      ...{ name: "InvalidArgumentException", message: expect.stringMatching(message) },
    });
  });

  test("a name that is taken", async () => {
    await create("taken");
    await expect(create("taken")).rejects.toMatchObject({
      name: "ResourceInUseException",
      message: "Firehose taken under accountId 000000000000 already exists",
    });
  });

  const large = Buffer.alloc(1_000_000);
  test.each<[string, () => Promise<unknown>, string, RegExp]>([
    [
      "a role that is none",
      () => create("refused", extended({ RoleARN: "r" })),
      "ValidationException",
      /'extendedS3DestinationConfiguration\.roleARN'/,
    ],
    [
      "too long a wait",
      () => create("refused", extended({ BufferingHints: { IntervalInSeconds: 901 } })),
      "ValidationException",
      /intervalInSeconds.* less than or equal to 900/,
    ],
    [
      "too large a record",
      () => put([Buffer.alloc(1_024_001)]),
      "ValidationException",
      /'records\.1\.member\.data'.* less than or equal to 1024000/,
    ],
    [
      "too large a batch",
      () => put(Array.from({ length: 5 }, () => large)),
      "InvalidArgumentException",
      /^Records size exceeds 4 MB limit$/,
    ],
    [
      "too many records",
      () => put(Array.from({ length: 501 }, () => Buffer.from("a"))),
      "ValidationException",
      /'records' .* less than or equal to 500/,
    ],
    ["no records", () => put([]), "ValidationException", /'records' .* greater than or equal to 1/],
  ])("%s", async (_, call, name, message) => {
    await expect(call()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  function put(data: readonly Buffer[]) {
    const Records = data.map((Data) => ({ Data }));
    return client.send(new sdk.PutRecordBatchCommand({ DeliveryStreamName: "put", Records }));
  }
});
