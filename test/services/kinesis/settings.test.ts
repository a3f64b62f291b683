// What is set of streams and of the account, through the SDK's client, and that it is there after a restart.

import {
  CreateStreamCommand,
  DeleteResourcePolicyCommand,
  DescribeAccountSettingsCommand,
  DescribeLimitsCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  DisableEnhancedMonitoringCommand,
  EnableEnhancedMonitoringCommand,
  GetRecordsCommand,
  GetResourcePolicyCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListTagsForResourceCommand,
  PutRecordCommand,
  PutRecordsCommand,
  PutResourcePolicyCommand,
  RegisterStreamConsumerCommand,
  StartStreamEncryptionCommand,
  StopStreamEncryptionCommand,
  TagResourceCommand,
  UpdateAccountSettingsCommand,
  UpdateMaxRecordSizeCommand,
  UpdateStreamModeCommand,
  UpdateStreamRecordDistributionStrategyCommand,
  UpdateStreamWarmThroughputCommand,
} from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { ApiServer } from "../../../src/server/server.ts";
import { kinesisApi } from "../../../src/services/kinesis/api/api.ts";
import { type Fixture, openFixture } from "./support/open-streams.ts";

const Data = Buffer.from("data");
let fixture: Fixture;
let server: ApiServer;
let client: KinesisClient;
let StreamName: string;
let StreamARN: string;
let serial = 0;

beforeAll(async () => {
  fixture = await openFixture("disk");
  server = new ApiServer({ onFault: (fault) => expect(fault).toBeUndefined() });
  await server.listen(0);
  client = new KinesisClient({
    ...{ endpoint: server.url, region: "us-east-1", maxAttempts: 1 },
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
});
beforeEach(async () => {
  serve();
  StreamName = `stream-${serial++}`;
  StreamARN = `arn:aws:kinesis:us-east-1:000000000000:stream/${StreamName}`;
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await fixture.dispose();
});

function serve(): void {
  server.serve({ services: [kinesisApi(fixture.streams)] });
}
async function restart(): Promise<void> {
  await fixture.reopen();
  serve();
}
const settle = () => fixture.clock.advanceBy(1000);
const create = (StreamMode: "PROVISIONED" | "ON_DEMAND" = "PROVISIONED") =>
  client.send(new CreateStreamCommand({ StreamName, StreamModeDetails: { StreamMode } }));
const describeStream = async () =>
  (await client.send(new DescribeStreamCommand({ StreamName }))).StreamDescription;
const summary = async () =>
  (await client.send(new DescribeStreamSummaryCommand({ StreamName }))).StreamDescriptionSummary;

describe("a stream", () => {
  test("made without a count of shards has four", async () => {
    await client.send(new CreateStreamCommand({ StreamName }));
    expect(await summary()).toMatchObject({
      OpenShardCount: 4,
      StreamModeDetails: { StreamMode: "PROVISIONED" },
    });
  });

  test("is encrypted, as far as it tells, and no longer", async () => {
    await create();
    const KeyId = "alias/aws/kinesis";
    const EncryptionType = "KMS";
    await client.send(new StartStreamEncryptionCommand({ StreamName, EncryptionType, KeyId }));
    expect(await describeStream()).toMatchObject({ StreamStatus: "UPDATING", EncryptionType, KeyId });
    await expect(
      client.send(new StopStreamEncryptionCommand({ StreamName, EncryptionType, KeyId })),
    ).rejects.toMatchObject({ name: "ResourceInUseException" });
    const put = await client.send(new PutRecordCommand({ StreamName, PartitionKey: "k", Data }));
    const put2 = await client.send(
      new PutRecordsCommand({ StreamName, Records: [{ PartitionKey: "k", Data }] }),
    );
    expect([put.EncryptionType, put2.EncryptionType]).toEqual(["KMS", "KMS"]);
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({ StreamName, ShardId: put.ShardId, ShardIteratorType: "TRIM_HORIZON" }),
    );
    expect((await client.send(new GetRecordsCommand({ ShardIterator }))).Records).toMatchObject([
      { EncryptionType: "KMS" },
      { EncryptionType: "KMS" },
    ]);
    await restart();
    expect(await describeStream()).toMatchObject({ StreamStatus: "ACTIVE", EncryptionType, KeyId });
    await client.send(new StopStreamEncryptionCommand({ StreamName, EncryptionType, KeyId }));
    expect((await describeStream())?.EncryptionType).toBe("NONE");
  });

  test("tells which metrics are counted by shard", async () => {
    await create();
    const on = await client.send(
      new EnableEnhancedMonitoringCommand({
        StreamName,
        ShardLevelMetrics: ["IncomingBytes", "OutgoingBytes"],
      }),
    );
    expect([on.CurrentShardLevelMetrics, on.DesiredShardLevelMetrics]).toEqual([
      [],
      ["IncomingBytes", "OutgoingBytes"],
    ]);
    await restart();
    const all = await client.send(
      new EnableEnhancedMonitoringCommand({ StreamName, ShardLevelMetrics: ["ALL"] }),
    );
    expect(all.DesiredShardLevelMetrics).toHaveLength(7);
    const off = await client.send(
      new DisableEnhancedMonitoringCommand({ StreamARN, ShardLevelMetrics: ["IncomingBytes"] }),
    );
    expect(off).toMatchObject({ StreamName, StreamARN });
    expect((await describeStream())?.EnhancedMonitoring?.[0]?.ShardLevelMetrics).toHaveLength(6);
    await expect(
      client.send(new EnableEnhancedMonitoringCommand({ StreamName, ShardLevelMetrics: ["Other" as "ALL"] })),
    ).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("changes its mode, and with it what else it can be", async () => {
    await create();
    await expect(
      client.send(
        new UpdateStreamRecordDistributionStrategyCommand({ StreamARN, RecordDistributionStrategy: "AUTO" }),
      ),
    ).rejects.toMatchObject({ name: "InvalidArgumentException" });
    await client.send(
      new UpdateStreamModeCommand({ StreamARN, StreamModeDetails: { StreamMode: "ON_DEMAND" } }),
    );
    settle();
    await client.send(
      new UpdateStreamRecordDistributionStrategyCommand({ StreamARN, RecordDistributionStrategy: "AUTO" }),
    );
    expect(await summary()).toMatchObject({
      StreamModeDetails: { StreamMode: "ON_DEMAND" },
      RecordDistributionStrategy: "AUTO",
    });
    const Records = Array.from({ length: 8 }, () => ({ Data }));
    const put = await client.send(new PutRecordsCommand({ StreamName, Records }));
    expect(new Set(put.Records?.map(({ ShardId }) => ShardId)).size).toBe(4);
  });

  test("is warm only where the account has committed itself", async () => {
    await create("ON_DEMAND");
    const warm = () =>
      client.send(new UpdateStreamWarmThroughputCommand({ StreamName, WarmThroughputMiBps: 50 }));
    await expect(warm()).rejects.toMatchObject({ name: "InvalidArgumentException" });
    const Status = "ENABLED";
    await client.send(new UpdateAccountSettingsCommand({ MinimumThroughputBillingCommitment: { Status } }));
    expect((await warm()).WarmThroughput).toEqual({ TargetMiBps: 50, CurrentMiBps: 50 });
    await restart();
    expect((await summary())?.WarmThroughput).toEqual({ TargetMiBps: 50, CurrentMiBps: 50 });
    const { MinimumThroughputBillingCommitment } = await client.send(new DescribeAccountSettingsCommand({}));
    expect(MinimumThroughputBillingCommitment).toMatchObject({ Status, StartedAt: expect.any(Date) });
    const ended = await client.send(
      new UpdateAccountSettingsCommand({ MinimumThroughputBillingCommitment: { Status: "DISABLED" } }),
    );
    expect(ended.MinimumThroughputBillingCommitment?.Status).toBe("ENABLED_UNTIL_EARLIEST_ALLOWED_END");
    fixture.clock.advanceBy(24 * 3_600_000);
    expect(
      (await client.send(new DescribeAccountSettingsCommand({}))).MinimumThroughputBillingCommitment,
    ).toMatchObject({ Status: "DISABLED", EndedAt: expect.any(Date) });
  });

  test("and its consumers have policies and tags, which are there after a restart", async () => {
    await create();
    const { Consumer } = await client.send(
      new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "c" }),
    );
    const Policy = '{"Version":"2012-10-17","Statement":[]}';
    for (const ResourceARN of [StreamARN, Consumer?.ConsumerARN]) {
      await client.send(new TagResourceCommand({ ResourceARN, Tags: { team: "weather" } }));
      expect((await client.send(new GetResourcePolicyCommand({ ResourceARN }))).Policy).toBe("{}");
      await client.send(new PutResourcePolicyCommand({ ResourceARN, Policy }));
      await expect(
        client.send(new PutResourcePolicyCommand({ ResourceARN, Policy: "no policy" })),
      ).rejects.toMatchObject({ name: "InvalidArgumentException" });
      await restart();
      expect((await client.send(new GetResourcePolicyCommand({ ResourceARN }))).Policy).toBe(Policy);
      expect((await client.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags).toEqual([
        { Key: "team", Value: "weather" },
      ]);
      await client.send(new DeleteResourcePolicyCommand({ ResourceARN }));
      await expect(client.send(new DeleteResourcePolicyCommand({ ResourceARN }))).rejects.toMatchObject({
        name: "ResourceNotFoundException",
      });
    }
  });

  test("counts towards the account's limits", async () => {
    const before = await client.send(new DescribeLimitsCommand({}));
    await create("ON_DEMAND");
    expect(await client.send(new DescribeLimitsCommand({}))).toMatchObject({
      ShardLimit: 20_000,
      OpenShardCount: (before.OpenShardCount ?? 0) + 4,
      OnDemandStreamCount: (before.OnDemandStreamCount ?? 0) + 1,
      OnDemandStreamCountLimit: 50,
    });
    await expect(
      client.send(new CreateStreamCommand({ StreamName: "huge", ShardCount: 20_000 })),
    ).rejects.toMatchObject({
      name: "LimitExceededException",
      message: expect.stringMatching(
        /^This request would exceed the shard limit for the account 000000000000/,
      ),
    });
  });
});

describe("what is wrong with a record is told in AWS's words", () => {
  test("too many bytes", async () => {
    await create();
    const large = Buffer.alloc(1024 * 1024 + 1);
    await expect(
      client.send(new PutRecordCommand({ StreamName, PartitionKey: "k", Data: large })),
    ).rejects.toMatchObject({
      name: "ValidationException",
      message:
        "1 validation error detected: Value at 'data' failed to satisfy constraint: " +
        "Member must have length less than or equal to 1048576",
    });
    await client.send(new UpdateMaxRecordSizeCommand({ StreamARN, MaxRecordSizeInKiB: 2048 }));
    await client.send(new PutRecordCommand({ StreamName, PartitionKey: "k", Data: large }));
  });

  test("no partition key", async () => {
    await create();
    const Records = [{ PartitionKey: "k", Data }, { Data }];
    await expect(client.send(new PutRecordsCommand({ StreamName, Records }))).rejects.toMatchObject({
      name: "ValidationException",
      message:
        "1 validation error detected: Value null at 'records.2.member.partitionKey' failed to satisfy constraint: " +
        "Member must not be null",
    });
  });

  test("a call that is only tried puts nothing", async () => {
    await create();
    await expect(
      client.send(new PutRecordCommand({ StreamName, PartitionKey: "k", Data, DryRun: true })),
    ).rejects.toMatchObject({ name: "DryRunOperationException" });
    expect(
      fixture.streams.stream({ streamName: StreamName }).openShards.map((shard) => shard.committedOffset),
    ).toEqual([1, 1, 1, 1]);
  });
});
