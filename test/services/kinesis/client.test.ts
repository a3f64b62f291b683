// The real SDK client against the real server, over HTTP, in its own JSON and in the CBOR that other SDKs speak.

import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  PutRecordCommand,
  PutRecordsCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  waitUntilStreamExists,
} from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Encoder, Tag } from "cbor-x";
import { ApiServer } from "../../../src/server/server.ts";
import { kinesisApi } from "../../../src/services/kinesis/api/api.ts";
import { type Fixture, openFixture, text } from "./support/open-streams.ts";

const StreamName = "readings";
let fixture: Fixture;
let server: ApiServer;
let client: KinesisClient;
const faults: unknown[] = [];

beforeAll(async () => {
  fixture = await openFixture("disk");
  server = new ApiServer({ onFault: (fault) => faults.push(fault) });
  server.serve({ services: [kinesisApi(fixture.streams)] });
  await server.listen(0);
  client = new KinesisClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  await client.send(new CreateStreamCommand({ StreamName, ShardCount: 2, Tags: { team: "weather" } }));
});

afterAll(async () => {
  client.destroy();
  await server.close();
  await fixture.dispose();
  expect(faults).toEqual([]);
});

async function readAll(ShardId: string | undefined) {
  const start = { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
  const { ShardIterator } = await client.send(new GetShardIteratorCommand(start));
  return client.send(new GetRecordsCommand({ ShardIterator }));
}

describe("the SDK's client", () => {
  test("waits until a stream exists and describes it", async () => {
    const waited = await waitUntilStreamExists({ client, maxWaitTime: 20 }, { StreamName });
    expect(waited.state).toBe("SUCCESS");
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName }));
    expect(StreamDescription).toMatchObject({ StreamStatus: "ACTIVE", RetentionPeriodHours: 24 });
    expect(StreamDescription?.StreamCreationTimestamp).toEqual(new Date(fixture.clock.now()));
  });

  test("puts one record and reads it back", async () => {
    const Data = Buffer.from([0, 1, 254, 255]);
    const put = await client.send(new PutRecordCommand({ StreamName, PartitionKey: "one", Data }));
    const { Records } = await readAll(put.ShardId);
    expect(Records).toHaveLength(1);
    expect(Buffer.from(Records?.[0]?.Data ?? [])).toEqual(Data);
    expect(Records?.[0]).toMatchObject({ PartitionKey: "one", SequenceNumber: put.SequenceNumber });
    expect(Records?.[0]?.ApproximateArrivalTimestamp).toEqual(new Date(fixture.clock.now()));
  });

  test("puts 500 records in a call and finds each on the shard that it was told", async () => {
    const Records = Array.from({ length: 500 }, (_, index) => ({
      PartitionKey: `station-${index}`,
      Data: Buffer.from(`reading ${index}`),
    }));
    const put = await client.send(new PutRecordsCommand({ StreamName, Records }));
    expect(put.FailedRecordCount).toBe(0);
    const { Shards } = await client.send(new ListShardsCommand({ StreamName }));
    for (const { ShardId } of Shards ?? []) {
      const answer = await readAll(ShardId);
      const found = answer.Records?.map(({ Data }) => text(Data ?? new Uint8Array()));
      const told = Records.filter((_, index) => put.Records?.[index]?.ShardId === ShardId);
      expect(found?.filter((each) => each.startsWith("reading"))).toEqual(told.map(({ Data }) => text(Data)));
    }
  });

  test("lists streams and tags", async () => {
    expect((await client.send(new ListStreamsCommand({}))).StreamNames).toEqual([StreamName]);
    expect((await client.send(new ListTagsForStreamCommand({ StreamName }))).Tags).toEqual([
      { Key: "team", Value: "weather" },
    ]);
  });

  test("gets its own exception classes", async () => {
    await expect(client.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }))).rejects.toBeInstanceOf(
      ResourceInUseException,
    );
    await expect(client.send(new DeleteStreamCommand({ StreamName: "none" }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
    const start = { StreamName, ShardId: "shardId-000000000000", ShardIteratorType: "LATEST" } as const;
    const { ShardIterator } = await client.send(new GetShardIteratorCommand(start));
    fixture.clock.advanceBy(300_001);
    await expect(client.send(new GetRecordsCommand({ ShardIterator }))).rejects.toBeInstanceOf(
      ExpiredIteratorException,
    );
  });
});

describe("CBOR", () => {
  const options = { useRecords: false, mapsAsObjects: true, int64AsNumber: true };
  const codec = new Encoder(options);

  async function call(operation: string, members: object) {
    const response = await fetch(server.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-cbor-1.1",
        "x-amz-target": `Kinesis_20131202.${operation}`,
      },
      body: codec.encode(members),
    });
    return codec.decode(Buffer.from(await response.arrayBuffer()));
  }

  test("carries data as bytes both ways", async () => {
    const Data = Buffer.from("cbor");
    const { ShardId, SequenceNumber } = await call("PutRecord", { StreamName, PartitionKey: "cbor", Data });
    const { ShardIterator } = await call("GetShardIterator", {
      ...{ StreamName, ShardId, ShardIteratorType: "AT_SEQUENCE_NUMBER" },
      StartingSequenceNumber: SequenceNumber,
    });
    const { Records } = await call("GetRecords", { ShardIterator });
    expect(Buffer.from(Records[0].Data).toString()).toBe("cbor");
  });

  test("has times as whole numbers of milliseconds both ways", async () => {
    const at = fixture.clock.now();
    const { ShardId } = await call("PutRecord", {
      StreamName,
      PartitionKey: "timed",
      Data: Buffer.from("t"),
    });
    const { ShardIterator } = await call("GetShardIterator", {
      ...{ StreamName, ShardId, ShardIteratorType: "AT_TIMESTAMP" },
      Timestamp: new Tag(BigInt(at) as unknown as number, 1),
    });
    const { Records } = await call("GetRecords", { ShardIterator });
    // The decoder takes every time for seconds.
    expect(Records[0].ApproximateArrivalTimestamp).toEqual(new Date(at * 1000));
  });
});
