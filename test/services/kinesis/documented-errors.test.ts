// Every error that AWS documents for an operation of Kinesis, through the SDK's client, on streams whose limits are enforced.

import * as sdk from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll } from "@jest/globals";
import { kinesisApi } from "../../../src/services/kinesis/api/api.ts";
import { registerConsumer } from "../../../src/services/kinesis/fan-out/consumers.ts";
import { increaseRetention, updateMode } from "../../../src/services/kinesis/streams/settings.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { arnOf } from "../../support/local-arn.ts";
import {
  documentedErrorsOf,
  errorsOfServed,
  holdToDocumentation,
  senderOf,
} from "../support/documented-errors.ts";
import { impossible } from "./support/impossible-errors.ts";
import { type Fixture, openFixture } from "./support/open-streams.ts";

const fixture: Fixture = await openFixture("memory", { enforceLimits: true });
const { streams, clock } = fixture;
const api = kinesisApi(streams);
let server: SdkServer;
let client: sdk.KinesisClient;
let send: ReturnType<typeof senderOf>;

beforeAll(async () => {
  for (const streamName of ["there", "changing", "consumed"])
    await streams.createStream({ streamName, shardCount: 2 });
  await streams.createStream({ streamName: "demanded", streamMode: "ON_DEMAND" });
  for (const consumerName of Array.from({ length: 20 }, (_, at) => `reader-${at}`))
    await registerConsumer(streams, { streamName: "consumed" }, { consumerName, tags: {} });
  await increaseRetention(streams, { streamName: "there" }, 48);
  await updateMode(streams, { streamArn: arnOf("kinesis", "stream/demanded") }, { mode: "PROVISIONED" });
  clock.advanceBy(60_000);
  await updateMode(streams, { streamArn: arnOf("kinesis", "stream/demanded") }, { mode: "ON_DEMAND" });
  clock.advanceBy(60_000);
  server = await serve(api);
  client = new sdk.KinesisClient({ ...server.clientConfiguration, maxAttempts: 1 });
  send = senderOf(sdk, client);
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await fixture.dispose();
});

/** What provokes an error: a request, as often as it takes. The stream `changing` is being changed then. */
interface Means {
  readonly input: object | (() => Promise<object>);
  readonly times?: number;
}
const by = (input: Means["input"]): Means => ({ input });
const often = (input: object, times: number): Means => ({ input, times });

const arn = (name: string) => arnOf("kinesis", `stream/${name}`);
const [none, there, changing] = ["none", "there", "changing"].map((StreamName) => ({ StreamName }));
const [noneArn, thereArn, changingArn] = ["none", "there", "changing"].map((name) => ({
  StreamARN: arn(name),
}));
const noneResource = { ResourceARN: arn("none") };
const thereResource = { ResourceARN: arn("there") };
const shard = (at: number) => `shardId-00000000000${at}`;
const consumer = { ConsumerARN: `${arn("there")}/consumer/none:1700000000` };
const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, "v"]));
const record = { Data: Buffer.from("x"), PartitionKey: "k" };
const split = { ShardToSplit: shard(0), NewStartingHashKey: "1000" };
const merge = { ShardToMerge: shard(0), AdjacentShardToMerge: shard(1) };
const scale = { TargetShardCount: 4, ScalingType: "UNIFORM_SCALING" };
const key = { EncryptionType: "KMS", KeyId: "alias/aws/kinesis" };
const metrics = { ShardLevelMetrics: ["IncomingBytes"] };
const onDemand = { StreamModeDetails: { StreamMode: "ON_DEMAND" } };
const start = { ShardId: shard(0), ShardIteratorType: "TRIM_HORIZON" };
const from = { ShardId: shard(0), StartingPosition: { Type: "TRIM_HORIZON" } };
const auto = { RecordDistributionStrategy: "AUTO" };
const wide = { ...record, Data: Buffer.alloc(1_000_000) };

const iterator = (streamName: string) => async () => {
  const { ShardIterator } = await client.send(
    new sdk.GetShardIteratorCommand({ StreamName: streamName, ...start } as sdk.GetShardIteratorInput),
  );
  return { ShardIterator };
};
const expiredToken = (operation: "ListShards" | "ListStreams" | "ListStreamConsumers") => async () => {
  const inputs = {
    ListShards: { ...there, MaxResults: 1 },
    ListStreams: { Limit: 1 },
    ListStreamConsumers: { StreamARN: arn("consumed"), MaxResults: 1 },
  };
  const { NextToken } = (await send(operation, inputs[operation])) as { readonly NextToken: string };
  clock.advanceBy(301_000);
  return operation === "ListStreamConsumers" ? { StreamARN: arn("consumed"), NextToken } : { NextToken };
};

const provoked: Readonly<Record<string, Readonly<Record<string, Means>>>> = {
  AddTagsToStream: {
    InvalidArgumentException: by({ ...there, Tags: { "aws:x": "v" } }),
    LimitExceededException: often({ ...there, Tags: { a: "b" } }, 6),
    ResourceNotFoundException: by({ ...none, Tags: { a: "b" } }),
  },
  CreateStream: {
    InvalidArgumentException: by({ StreamName: "new", ShardCount: 1, Tags: { "aws:x": "v" } }),
    LimitExceededException: by({ StreamName: "new", ShardCount: 20_001 }),
    ResourceInUseException: by({ ...there, ShardCount: 1 }),
    ValidationException: by({ StreamName: "a name", ShardCount: 2 }),
  },
  DecreaseStreamRetentionPeriod: {
    InvalidArgumentException: by({ ...there, RetentionPeriodHours: 100 }),
    LimitExceededException: often({ ...none, RetentionPeriodHours: 24 }, 6),
    ResourceNotFoundException: by({ ...none, RetentionPeriodHours: 24 }),
  },
  DeleteResourcePolicy: {
    ResourceNotFoundException: by(noneResource),
  },
  DeleteStream: {
    InvalidArgumentException: by({}),
    LimitExceededException: often({ StreamName: "none" }, 6),
    ResourceInUseException: by({ StreamName: "consumed" }),
    ResourceNotFoundException: by({ ...none }),
  },
  DeregisterStreamConsumer: {
    InvalidArgumentException: by({ ConsumerName: "x" }),
    LimitExceededException: often(consumer, 6),
    ResourceNotFoundException: by(consumer),
  },
  DescribeAccountSettings: { LimitExceededException: often({}, 6) },
  DescribeLimits: { LimitExceededException: often({}, 2) },
  DescribeStream: {
    InvalidArgumentException: by({}),
    LimitExceededException: often({ ...there }, 11),
    ResourceNotFoundException: by({ ...none }),
  },
  DescribeStreamConsumer: {
    InvalidArgumentException: by({ ConsumerName: "x" }),
    LimitExceededException: often(consumer, 21),
    ResourceNotFoundException: by(consumer),
  },
  DescribeStreamSummary: {
    InvalidArgumentException: by({}),
    LimitExceededException: often({ ...there }, 21),
    ResourceNotFoundException: by({ ...none }),
  },
  DisableEnhancedMonitoring: {
    InvalidArgumentException: by(metrics),
    ResourceNotFoundException: by({ ...none, ...metrics }),
  },
  EnableEnhancedMonitoring: {
    InvalidArgumentException: by(metrics),
    ResourceNotFoundException: by({ ...none, ...metrics }),
  },
  GetRecords: {
    DryRunOperationException: by(async () => ({ ...(await iterator("there")()), DryRun: true })),
    ExpiredIteratorException: by(async () => {
      const input = await iterator("there")();
      clock.advanceBy(301_000);
      return input;
    }),
    InvalidArgumentException: by({ ShardIterator: "x" }),
    ProvisionedThroughputExceededException: {
      input: iterator("there"),
      times: 6,
    },
    ResourceNotFoundException: by(async () => {
      await streams.createStream({ streamName: "brief", shardCount: 1 });
      const input = await iterator("brief")();
      await streams.deleteStream({ streamName: "brief" });
      return input;
    }),
  },
  GetResourcePolicy: {
    ResourceNotFoundException: by(noneResource),
  },
  GetShardIterator: {
    DryRunOperationException: by({ ...there, ...start, DryRun: true }),
    InvalidArgumentException: by({ ...there, ...start, ShardIteratorType: "AT_SEQUENCE_NUMBER" }),
    ProvisionedThroughputExceededException: often({ ...there, ...start }, 6),
    ResourceNotFoundException: by({ ...there, ...start, ShardId: shard(9) }),
  },
  IncreaseStreamRetentionPeriod: {
    InvalidArgumentException: by({ ...there, RetentionPeriodHours: 25 }),
    LimitExceededException: often({ ...there, RetentionPeriodHours: 48 }, 6),
    ResourceNotFoundException: by({ ...none, RetentionPeriodHours: 48 }),
  },
  ListShards: {
    ExpiredNextTokenException: by(expiredToken("ListShards")),
    InvalidArgumentException: by({ ...there, NextToken: "x" }),
    LimitExceededException: often({ ...there, MaxResults: 1 }, 1001),
    ResourceNotFoundException: by({ ...none }),
  },
  ListStreamConsumers: {
    ExpiredNextTokenException: by(expiredToken("ListStreamConsumers")),
    InvalidArgumentException: by({ ...thereArn, NextToken: "x" }),
    LimitExceededException: often({ ...thereArn }, 6),
    ResourceNotFoundException: by({ ...noneArn }),
  },
  ListStreams: {
    ExpiredNextTokenException: by(expiredToken("ListStreams")),
    InvalidArgumentException: by({ NextToken: "x" }),
    LimitExceededException: often({}, 6),
  },
  ListTagsForResource: {
    ResourceNotFoundException: by(noneResource),
  },
  ListTagsForStream: {
    InvalidArgumentException: by({}),
    LimitExceededException: often({ ...there }, 6),
    ResourceNotFoundException: by({ ...none }),
  },
  MergeShards: {
    InvalidArgumentException: by({ ...there, ...merge, AdjacentShardToMerge: shard(0) }),
    LimitExceededException: often({ ...none, ...merge }, 6),
    ResourceInUseException: by({ ...changing, ...merge }),
    ResourceNotFoundException: by({ ...none, ...merge }),
    ValidationException: by({ StreamName: "demanded", ...merge }),
  },
  PutRecord: {
    DryRunOperationException: by({ ...there, ...record, DryRun: true }),
    InvalidArgumentException: by({ ...there, ...record, ExplicitHashKey: String(2n ** 128n) }),
    ProvisionedThroughputExceededException: often({ ...there, ...wide }, 3),
    ResourceNotFoundException: by({ ...none, ...record }),
  },
  PutRecords: {
    DryRunOperationException: by({ ...there, Records: [record], DryRun: true }),
    InvalidArgumentException: by({
      ...{ ...there, Records: [record, { ...record, ExplicitHashKey: String(2n ** 128n) }] },
    }),
    ResourceNotFoundException: by({ ...none, Records: [record] }),
  },
  PutResourcePolicy: {
    InvalidArgumentException: by({ ...thereResource, Policy: "x" }),
    ResourceNotFoundException: by({ ...noneResource, Policy: policy }),
  },
  RegisterStreamConsumer: {
    InvalidArgumentException: by({ ...thereArn, ConsumerName: "new", Tags: { "aws:x": "v" } }),
    LimitExceededException: by({ StreamARN: arn("consumed"), ConsumerName: "one-too-many" }),
    ResourceInUseException: by({ StreamARN: arn("consumed"), ConsumerName: "reader-1" }),
    ResourceNotFoundException: by({ ...noneArn, ConsumerName: "x" }),
  },
  RemoveTagsFromStream: {
    InvalidArgumentException: by({ TagKeys: ["a"] }),
    LimitExceededException: often({ ...there, TagKeys: ["a"] }, 6),
    ResourceNotFoundException: by({ ...none, TagKeys: ["a"] }),
  },
  SplitShard: {
    InvalidArgumentException: by({ ...there, ...split, NewStartingHashKey: "1" }),
    LimitExceededException: often({ ...none, ...split }, 6),
    ResourceInUseException: by({ ...changing, ...split }),
    ResourceNotFoundException: by({ ...none, ...split }),
    ValidationException: by({ StreamName: "demanded", ...split }),
  },
  StartStreamEncryption: {
    InvalidArgumentException: by(key),
    ResourceInUseException: by({ ...changing, ...key }),
    ResourceNotFoundException: by({ ...none, ...key }),
  },
  StopStreamEncryption: {
    InvalidArgumentException: by(key),
    ResourceInUseException: by({ ...changing, ...key }),
    ResourceNotFoundException: by({ ...none, ...key }),
  },
  SubscribeToShard: {
    DryRunOperationException: by({ ConsumerARN: consumerOf("consumed"), ...from, DryRun: true }),
    InvalidArgumentException: by({
      ...{ ConsumerARN: consumerOf("consumed"), ...from },
      StartingPosition: { Type: "AT_SEQUENCE_NUMBER" },
    }),
    ResourceInUseException: often({ ConsumerARN: consumerOf("consumed"), ...from }, 2),
    ResourceNotFoundException: by({ ...consumer, ...from }),
  },
  TagResource: {
    InvalidArgumentException: by({ ...thereResource, Tags: tags(51) }),
    ResourceNotFoundException: by({ ...noneResource, Tags: { a: "b" } }),
  },
  UntagResource: {
    ResourceNotFoundException: by({ ...noneResource, TagKeys: ["a"] }),
  },
  UpdateAccountSettings: {
    LimitExceededException: often({ MinimumThroughputBillingCommitment: { Status: "DISABLED" } }, 6),
    ValidationException: by({ MinimumThroughputBillingCommitment: { Status: "SOME" } }),
  },
  UpdateMaxRecordSize: {
    InvalidArgumentException: by({ MaxRecordSizeInKiB: 1024 }),
    ResourceNotFoundException: by({ ...noneArn, MaxRecordSizeInKiB: 1024 }),
    ValidationException: by({ ...thereArn, MaxRecordSizeInKiB: 1 }),
  },
  UpdateShardCount: {
    InvalidArgumentException: by(scale),
    LimitExceededException: by({ ...there, ...scale, TargetShardCount: 100 }),
    ResourceInUseException: by({ ...changing, ...scale }),
    ResourceNotFoundException: by({ ...none, ...scale }),
    ValidationException: by({ StreamName: "demanded", ...scale }),
  },
  UpdateStreamMode: {
    InvalidArgumentException: by({
      ...{ ...thereArn, StreamModeDetails: { StreamMode: "PROVISIONED" }, WarmThroughputMiBps: 100 },
    }),
    LimitExceededException: by({
      StreamARN: arn("demanded"),
      StreamModeDetails: { StreamMode: "PROVISIONED" },
    }),
    ResourceInUseException: by({ ...changingArn, ...onDemand }),
    ResourceNotFoundException: by({ ...noneArn, ...onDemand }),
    ValidationException: by({ ...thereArn, StreamModeDetails: { StreamMode: "SOME" } }),
  },
  UpdateStreamRecordDistributionStrategy: {
    InvalidArgumentException: by({ ...thereArn, ...auto }),
    ResourceInUseException: by({ ...changingArn, ...auto }),
    ResourceNotFoundException: by({ ...noneArn, ...auto }),
    ValidationException: by({ ...thereArn, RecordDistributionStrategy: "SOME" }),
  },
  UpdateStreamWarmThroughput: {
    InvalidArgumentException: by({ StreamName: "demanded", WarmThroughputMiBps: 100 }),
    LimitExceededException: often({ ...none, WarmThroughputMiBps: 100 }, 6),
    ResourceInUseException: by({ ...changing, WarmThroughputMiBps: 100 }),
    ResourceNotFoundException: by({ ...none, WarmThroughputMiBps: 100 }),
    ValidationException: by({ ...there, WarmThroughputMiBps: -1 }),
  },
};

function consumerOf(name: string): string {
  return `${arnOf("kinesis", `stream/${name}`)}/consumer/reader-1:${Math.floor(clock.now() / 1000)}`;
}

const given = (input: Means["input"]) => (typeof input === "function" ? input() : input);

holdToDocumentation(
  {
    documented: errorsOfServed(documentedErrorsOf("@aws-sdk/client-kinesis"), api),
    provoked,
    impossible,
  },
  async (operation, { input, times = 1 }) => {
    clock.advanceBy(2000);
    streams.find("changing")?.status.update();
    // By the shorter way where it takes a thousand times.
    const call = { requestId: "one", host: "127.0.0.1" };
    const again = async () =>
      times > 100 ? api.operations[operation]?.({ ...input }, call) : send(operation, await given(input));
    for (let time = 1; time < times; time++) await again().catch(() => {});
    return send(operation, await given(input));
  },
);
