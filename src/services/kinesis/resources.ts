// AWS::Kinesis::Stream, AWS::Kinesis::StreamConsumer and AWS::Kinesis::ResourcePolicy
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesis-stream.html

import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import {
  consumerArn,
  deregisterConsumer,
  type FoundConsumer,
  findConsumer,
  registerConsumer,
  updateConsumer,
} from "./fan-out/consumers.ts";
import { updateShardCount } from "./shards/resharding.ts";
import { deletePolicy, getPolicy, noPolicy, putPolicy } from "./streams/policies.ts";
import {
  decreaseRetention,
  increaseRetention,
  startEncryption,
  stopEncryption,
  updateMaxRecordSize,
  updateMode,
  updateMonitoring,
  updateWarmThroughput,
} from "./streams/settings.ts";
import type { Stream } from "./streams/stream.ts";
import type { CreateStreamRequest, StreamMode } from "./streams/stream-properties.ts";
import { defaultMaxRecordSizeInKiB, defaultRetentionHours } from "./streams/stream-properties.ts";
import type { Streams } from "./streams/streams.ts";

export const kinesisStream: ResourceKind<Streams> = {
  type: "AWS::Kinesis::Stream",
  async create(properties, { service: streams, generatedName, mayExist }) {
    const streamName = properties.optionalText("Name") ?? generatedName;
    const wanted = wantedOf(streamName, properties);
    const existing = streams.all.find((stream) => stream.name === streamName);
    // One that is there and may not be is refused in Kinesis's words.
    if (existing !== undefined && mayExist) return settle(streams, existing, wanted);
    const stream = await streams.createStream(wanted.request);
    return settle(streams, stream, wanted);
  },
  async update(properties, { service: streams, ref }) {
    properties.inert("Name");
    return settle(streams, streams.stream({ streamName: ref }), wantedOf(ref, properties));
  },
  async delete(ref, { service: streams }) {
    if (streams.all.some(({ name }) => name === ref)) await streams.deleteStream({ streamName: ref });
  },
};

export const kinesisStreamConsumer: ResourceKind<Streams> = {
  type: "AWS::Kinesis::StreamConsumer",
  async create(properties, { service: streams, mayExist }) {
    const streamArn = properties.text("StreamARN");
    const consumerName = properties.text("ConsumerName");
    const tags = properties.tags();
    const { consumers = [] } = streams.stream({ streamArn }).properties;
    if (!mayExist || !consumers.some(({ name }) => name === consumerName))
      return describedConsumer(await registerConsumer(streams, { streamArn }, { consumerName, tags }));
    await updateConsumer(findConsumer(streams, { streamArn, consumerName }), () => ({ tags }));
    return describedConsumer(findConsumer(streams, { streamArn, consumerName }));
  },
  async delete(ref, { service: streams }) {
    const isThere = streams.all.some((stream) =>
      stream.properties.consumers?.some((consumer) => consumerArn({ stream, consumer }) === ref),
    );
    if (isThere) await deregisterConsumer(streams, { consumerArn: ref });
  },
};

/** Nothing is refused for want of permission. */
export const kinesisResourcePolicy: ResourceKind<Streams> = {
  type: "AWS::Kinesis::ResourcePolicy",
  create: (properties, { service }) => policy(properties, service),
  update: (properties, { service }) => policy(properties, service),
  async delete(ref, { service: streams }) {
    const isThere = streams.all.some(({ arn }) => ref === arn || ref.startsWith(`${arn}/`));
    if (isThere && getPolicy(streams, ref) !== noPolicy) await deletePolicy(streams, ref);
  },
};

async function policy(properties: Properties, streams: Streams): Promise<CreatedResource> {
  const arn = properties.text("ResourceArn");
  await putPolicy(streams, arn, properties.jsonText("ResourcePolicy") ?? noPolicy);
  return { ref: arn };
}

interface WantedStream {
  readonly request: CreateStreamRequest;
  readonly encryptionKeyId: string | undefined;
  readonly shardLevelMetrics: readonly string[];
}

function wantedOf(streamName: string, properties: Properties): WantedStream {
  const encryption = properties.section("StreamEncryption");
  encryption.inert("EncryptionType");
  return {
    request: {
      streamName,
      shardCount: properties.optionalNumber("ShardCount"),
      // Which modes there are is Kinesis's business: it refuses others.
      streamMode: properties.section("StreamModeDetails").optionalText("StreamMode") as
        | StreamMode
        | undefined,
      retentionPeriodHours: properties.optionalNumber("RetentionPeriodHours"),
      maxRecordSizeInKiB: properties.optionalNumber("MaxRecordSizeInKiB"),
      warmThroughputMiBps: properties.optionalNumber("WarmThroughputMiBps"),
      tags: properties.tags(),
    },
    encryptionKeyId: encryption.optionalText("KeyId"),
    shardLevelMetrics: properties.texts("DesiredShardLevelMetrics"),
  };
}

/** Makes the stream what it should be: each change once the one before has had its effect. */
async function settle(streams: Streams, stream: Stream, wanted: WantedStream): Promise<CreatedResource> {
  const { streamName, shardCount, streamMode: mode = "PROVISIONED", tags = {} } = wanted.request;
  const { retentionPeriodHours: hours = defaultRetentionHours } = wanted.request;
  const { maxRecordSizeInKiB = defaultMaxRecordSizeInKiB, warmThroughputMiBps } = wanted.request;
  const reference = { streamName };
  const now = () => stream.properties;
  const settled = () => stream.status.settled();
  if (hours > now().retentionHours) await increaseRetention(streams, reference, hours);
  else if (hours < now().retentionHours) await decreaseRetention(streams, reference, hours);
  if (maxRecordSizeInKiB !== now().maxRecordSizeInKiB)
    await updateMaxRecordSize(streams, reference, maxRecordSizeInKiB);
  if (mode !== now().mode) await updateMode(streams, reference, { mode, warmThroughputMiBps });
  await settled();
  if (warmThroughputMiBps !== undefined && warmThroughputMiBps !== now().warmThroughputMiBps)
    await updateWarmThroughput(streams, reference, warmThroughputMiBps);
  await settled();
  if (mode === "PROVISIONED" && shardCount !== undefined && shardCount !== stream.openShards.length)
    await updateShardCount(streams, reference, {
      targetShardCount: shardCount,
      scalingType: "UNIFORM_SCALING",
    });
  await settled();
  await settleEncryption(streams, stream, wanted.encryptionKeyId);
  await settled();
  await settleMonitoring(streams, stream, wanted.shardLevelMetrics);
  await stream.update(() => ({ tags }));
  return described(stream);
}

async function settleEncryption(streams: Streams, stream: Stream, keyId: string | undefined): Promise<void> {
  const { name: streamName, encryptionKeyId: present } = stream.properties;
  if (keyId === present) return;
  if (keyId !== undefined) await startEncryption(streams, { streamName }, { encryptionType: "KMS", keyId });
  else if (present !== undefined)
    await stopEncryption(streams, { streamName }, { encryptionType: "KMS", keyId: present });
}

async function settleMonitoring(streams: Streams, stream: Stream, wanted: readonly string[]): Promise<void> {
  const { name: streamName, shardLevelMetrics: present = [] } = stream.properties;
  const unwanted = wanted.includes("ALL") ? [] : present.filter((metric) => !wanted.includes(metric));
  if (unwanted.length > 0)
    await updateMonitoring(streams, { streamName }, { named: unwanted, isWanted: false });
  if (wanted.length > 0) await updateMonitoring(streams, { streamName }, { named: wanted, isWanted: true });
}

function described({ name, arn }: Stream): CreatedResource {
  return { ref: name, attributes: { Arn: arn } };
}

function describedConsumer(found: FoundConsumer): CreatedResource {
  const { stream, consumer } = found;
  return {
    ref: consumerArn(found),
    attributes: {
      ConsumerARN: consumerArn(found),
      ConsumerName: consumer.name,
      ConsumerStatus: "ACTIVE",
      ConsumerCreationTimestamp: String(Math.floor(consumer.createdAt / 1000)),
      StreamARN: stream.arn,
    },
  };
}
