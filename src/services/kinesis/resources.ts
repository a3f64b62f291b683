// AWS::Kinesis::Stream

import type { ResourceKind } from "../../aws/template/resource-kind.ts";
import type { StreamMode } from "./stream-properties.ts";
import type { Streams } from "./streams.ts";

export const kinesisStream: ResourceKind<Streams> = {
  type: "AWS::Kinesis::Stream",
  async create(properties, { service: streams, generatedName }) {
    properties.inert("StreamEncryption", "Tags");
    const streamName = properties.optionalText("Name") ?? generatedName;
    const streamMode = properties.section("StreamModeDetails").optionalText("StreamMode") as
      | StreamMode
      | undefined;
    const shardCount = properties.optionalNumber("ShardCount");
    const retentionPeriodHours = properties.optionalNumber("RetentionPeriodHours");
    const existing = streams.all.find((stream) => stream.name === streamName);
    if (existing === undefined) {
      const created = await streams.createStream({
        streamName,
        shardCount,
        streamMode,
        retentionPeriodHours,
      });
      return { ref: streamName, attributes: { Arn: created.arn } };
    }
    if (shardCount !== undefined && existing.shards.length !== shardCount) {
      properties.fail(
        "ShardCount",
        `the stream "${streamName}" in the data folder has ${existing.shards.length} shards, which is not changed here; start with --reset, and an empty data folder, for another number`,
      );
    }
    const current = existing.properties.retentionHours;
    if (retentionPeriodHours !== undefined && retentionPeriodHours > current) {
      await streams.increaseRetention({ streamName }, retentionPeriodHours);
    } else if (retentionPeriodHours !== undefined && retentionPeriodHours < current) {
      await streams.decreaseRetention({ streamName }, retentionPeriodHours);
    }
    return { ref: streamName, attributes: { Arn: existing.arn } };
  },
};
