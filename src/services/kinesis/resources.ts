// AWS::Kinesis::Stream and AWS::Kinesis::ResourcePolicy
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesis-stream.html

import { inertKind } from "../../aws/template/inert-kind.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import type { Stream } from "./stream.ts";
import type { CreateStreamRequest, StreamMode } from "./stream-properties.ts";
import { defaultMaxRecordSizeInKiB, defaultRetentionHours } from "./stream-properties.ts";
import type { Streams } from "./streams.ts";

export const kinesisStream: ResourceKind<Streams> = {
  type: "AWS::Kinesis::Stream",
  async create(properties, { service: streams, generatedName, mayExist }) {
    const streamName = properties.optionalText("Name") ?? generatedName;
    const wanted = { streamName, ...settingsOf(properties) };
    const existing = streams.all.find((stream) => stream.name === streamName);
    // One that is there and may not be is refused in Kinesis's words.
    if (existing === undefined || !mayExist) return described(await streams.createStream(wanted));
    return settle(streams, existing, { properties, wanted });
  },
  async update(properties, { service: streams, ref }) {
    properties.inert("Name");
    const wanted = { streamName: ref, ...settingsOf(properties) };
    return settle(streams, streams.stream({ streamName: ref }), { properties, wanted });
  },
  async delete(ref, { service: streams }) {
    if (streams.all.some(({ name }) => name === ref)) await streams.deleteStream({ streamName: ref });
  },
};

/** Nothing is refused for want of permission. */
export const kinesisResourcePolicy = inertKind("AWS::Kinesis::ResourcePolicy", ({ properties }) => ({
  ref: properties.text("ResourceArn"),
}));

function settingsOf(properties: Properties): Omit<CreateStreamRequest, "streamName"> {
  properties.inert("DesiredShardLevelMetrics", "StreamEncryption", "WarmThroughputMiBps");
  return {
    shardCount: properties.optionalNumber("ShardCount"),
    // Which modes there are is Kinesis's business: it refuses others.
    streamMode: properties.section("StreamModeDetails").optionalText("StreamMode") as StreamMode | undefined,
    retentionPeriodHours: properties.optionalNumber("RetentionPeriodHours"),
    maxRecordSizeInKiB: properties.optionalNumber("MaxRecordSizeInKiB"),
    tags: properties.tags(),
  };
}

interface WantedStream {
  readonly properties: Properties;
  readonly wanted: CreateStreamRequest;
}

async function settle(streams: Streams, stream: Stream, { properties, wanted }: WantedStream) {
  const { name: streamName, properties: present } = stream;
  const { shardCount, streamMode: mode = "PROVISIONED", tags = {} } = wanted;
  const { retentionPeriodHours: hours = defaultRetentionHours } = wanted;
  const { maxRecordSizeInKiB = defaultMaxRecordSizeInKiB } = wanted;
  if (mode === "PROVISIONED" && shardCount !== undefined && stream.shards.length !== shardCount) {
    properties.fail(
      "ShardCount",
      `the stream "${streamName}" has ${stream.shards.length} shards, which is not changed here; give it another name, or start with --reset, and an empty data folder, for another number`,
    );
  }
  if (hours > present.retentionHours) await streams.increaseRetention({ streamName }, hours);
  else if (hours < present.retentionHours) await streams.decreaseRetention({ streamName }, hours);
  if (maxRecordSizeInKiB !== present.maxRecordSizeInKiB)
    await streams.updateMaxRecordSize({ streamName }, maxRecordSizeInKiB);
  // A stream of either mode has the shards that it was made with.
  if (mode !== present.mode || JSON.stringify(tags) !== JSON.stringify(present.tags))
    await streams.update(stream, { mode, tags });
  return described(stream);
}

function described({ name, arn }: Stream): CreatedResource {
  return { ref: name, attributes: { Arn: arn } };
}
