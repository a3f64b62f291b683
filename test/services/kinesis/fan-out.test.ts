// Enhanced fan-out through the SDK's client: consumers, and events over HTTP/2 and HTTP/1.1.

import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DeregisterStreamConsumerCommand,
  DescribeStreamConsumerCommand,
  DescribeStreamSummaryCommand,
  KinesisClient,
  ListStreamConsumersCommand,
  ListTagsForResourceCommand,
  PutRecordCommand,
  RegisterStreamConsumerCommand,
  SplitShardCommand,
  type StartingPosition,
  SubscribeToShardCommand,
  type SubscribeToShardEvent,
  type SubscribeToShardEventStream,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-kinesis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { ApiServer } from "../../../src/server/server.ts";
import { kinesisApi } from "../../../src/services/kinesis/api/api.ts";
import { type Fixture, openFixture, text } from "./support/open-streams.ts";

const ShardId = "shardId-000000000000";
const settings = {
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  maxAttempts: 1,
};
let fixture: Fixture;
let server: ApiServer;
let client: KinesisClient;
let overHttp1: KinesisClient;
let StreamName: string;
let StreamARN: string;
let serial = 0;
const open: AsyncIterator<SubscribeToShardEventStream>[] = [];

beforeAll(async () => {
  fixture = await openFixture("memory");
  server = new ApiServer({ onFault: (fault) => expect(fault).toBeUndefined() });
  server.serve({ services: [kinesisApi(fixture.streams)] });
  await server.listen(0);
  client = new KinesisClient({ ...settings, endpoint: server.url });
  overHttp1 = new KinesisClient({ ...settings, endpoint: server.url, requestHandler: new NodeHttpHandler() });
});
beforeEach(async () => {
  StreamName = `stream-${serial++}`;
  await client.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  StreamARN = fixture.streams.stream({ streamName: StreamName }).arn;
});
afterEach(async () => {
  for (const events of open.splice(0)) await events.return?.();
});
afterAll(async () => {
  client.destroy();
  overHttp1.destroy();
  await server.close();
  await fixture.dispose();
});

const put = (data: string) =>
  client.send(new PutRecordCommand({ StreamName, PartitionKey: "k", Data: Buffer.from(data) }));

async function register(ConsumerName = "reader"): Promise<string> {
  const { Consumer } = await client.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName }));
  expect(Consumer?.ConsumerStatus).toBe("CREATING");
  return Consumer?.ConsumerARN ?? "";
}

async function subscribe(
  ConsumerARN: string,
  position: StartingPosition = { Type: "TRIM_HORIZON" },
  by = client,
): Promise<() => Promise<SubscribeToShardEvent | undefined>> {
  const { EventStream } = await by.send(
    new SubscribeToShardCommand({ ConsumerARN, ShardId, StartingPosition: position }),
  );
  const events = EventStream?.[Symbol.asyncIterator]();
  if (events === undefined) throw new Error("There is no event stream");
  open.push(events);
  return async () => (await events.next()).value?.SubscribeToShardEvent;
}

/** The next event that has records, with the data of these. */
async function nextData(next: () => Promise<SubscribeToShardEvent | undefined>): Promise<readonly string[]> {
  for (;;) {
    const event = await next();
    if (event === undefined) return [];
    if (event.Records?.length) return event.Records.map(({ Data }) => text(Data ?? new Uint8Array()));
  }
}

describe("a subscription", () => {
  test.each([
    ["HTTP/2", () => client],
    ["HTTP/1.1", () => overHttp1],
  ])("is sent what there is and what comes, over %s", async (_, by) => {
    await put("there");
    const next = await subscribe(await register(), { Type: "TRIM_HORIZON" }, by());
    expect(await nextData(next)).toEqual(["there"]);
    await put("coming");
    expect(await nextData(next)).toEqual(["coming"]);
  });

  test("goes on after the number that it was told last", async () => {
    await put("one");
    const arn = await register();
    const first = await subscribe(arn);
    const event = await first();
    expect(event).toMatchObject({
      MillisBehindLatest: 0,
      Records: [{ PartitionKey: "k", EncryptionType: "NONE" }],
    });
    await open.pop()?.return?.();
    fixture.clock.advanceBy(5001);
    await put("two");
    const SequenceNumber = event?.ContinuationSequenceNumber;
    const second = await subscribe(arn, { Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber });
    expect(await nextData(second)).toEqual(["two"]);
  });

  test("is refused while another is younger than five seconds, and takes over afterwards", async () => {
    const arn = await register();
    const first = await subscribe(arn);
    await first();
    await expect(subscribe(arn)).rejects.toMatchObject({
      name: "ResourceInUseException",
      message: `Another active subscription exists for this consumer: 000000000000:${StreamName}:${ShardId}:reader`,
    });
    fixture.clock.advanceBy(5001);
    // A sign of life of the first.
    await first();
    const second = await subscribe(arn);
    await expect(first()).rejects.toMatchObject({ name: "ResourceInUseException" });
    await put("for the second");
    expect(await nextData(second)).toEqual(["for the second"]);
  });

  test("ends with its shard, and tells the children", async () => {
    await put("last");
    const next = await subscribe(await register());
    expect(await nextData(next)).toEqual(["last"]);
    await client.send(
      new SplitShardCommand({ StreamName, ShardToSplit: ShardId, NewStartingHashKey: String(2n ** 127n) }),
    );
    const end = await next();
    expect(end?.ContinuationSequenceNumber).toBeUndefined();
    expect(end?.ChildShards).toMatchObject([
      { ShardId: "shardId-000000000001", ParentShards: [ShardId] },
      { ShardId: "shardId-000000000002", ParentShards: [ShardId] },
    ]);
    expect(await next()).toBeUndefined();
  });

  test("lasts five minutes", async () => {
    const next = await subscribe(await register());
    await next();
    let events = 0;
    for (let elapsed = 0; elapsed < 300_000; elapsed += 5000) {
      fixture.clock.advanceBy(5000);
      if ((await next()) === undefined) break;
      events++;
    }
    expect(events).toBe(59);
  });

  test("ends with its consumer", async () => {
    const ConsumerARN = await register();
    const next = await subscribe(ConsumerARN);
    await next();
    await client.send(new DeregisterStreamConsumerCommand({ ConsumerARN }));
    fixture.clock.advanceBy(5000);
    await expect(next()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await expect(subscribe(ConsumerARN)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("consumers", () => {
  test("are registered once, described by name and by ARN, and listed in pages", async () => {
    const ConsumerARN = await register("b");
    expect(ConsumerARN).toMatch(new RegExp(`^${StreamARN}/consumer/b:\\d+$`));
    await expect(register("b")).rejects.toMatchObject({ name: "ResourceInUseException" });
    await register("a");
    const byArn = await client.send(new DescribeStreamConsumerCommand({ ConsumerARN }));
    expect(byArn.ConsumerDescription).toMatchObject({
      ConsumerName: "b",
      ConsumerStatus: "ACTIVE",
      StreamARN,
    });
    const byName = await client.send(new DescribeStreamConsumerCommand({ StreamARN, ConsumerName: "b" }));
    expect(byName.ConsumerDescription).toEqual(byArn.ConsumerDescription);
    const first = await client.send(new ListStreamConsumersCommand({ StreamARN, MaxResults: 1 }));
    expect(first.Consumers).toMatchObject([{ ConsumerName: "a", ConsumerStatus: "ACTIVE" }]);
    const { NextToken } = first;
    const second = await client.send(new ListStreamConsumersCommand({ StreamARN, NextToken }));
    expect([second.Consumers, second.NextToken]).toMatchObject([[{ ConsumerName: "b" }], undefined]);
    fixture.clock.advanceBy(300_001);
    await expect(client.send(new ListStreamConsumersCommand({ StreamARN, NextToken }))).rejects.toMatchObject(
      { name: "ExpiredNextTokenException" },
    );
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
    expect(StreamDescriptionSummary?.ConsumerCount).toBe(2);
  });

  test("are at most twenty", async () => {
    for (let number = 0; number < 20; number++) await register(`c${number}`);
    await expect(register("one-more")).rejects.toMatchObject({ name: "LimitExceededException" });
  });

  test("keep a stream from being deleted, unless they are to go with it", async () => {
    await register();
    await expect(client.send(new DeleteStreamCommand({ StreamName }))).rejects.toMatchObject({
      name: "ResourceInUseException",
    });
    await client.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }));
  });

  test("have tags", async () => {
    const ResourceARN = await register();
    await client.send(new TagResourceCommand({ ResourceARN, Tags: { team: "weather", tier: "1" } }));
    await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["tier"] }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual([{ Key: "team", Value: "weather" }]);
  });
});
