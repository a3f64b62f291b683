// AWS::Kinesis::Stream

import type { StreamMode } from "../../streams/stream-properties.ts";
import type { ResourceKind } from "./resource-kind.ts";

export const kinesisStream: ResourceKind = {
  type: "AWS::Kinesis::Stream",
  async create(properties, { parts, generatedName }) {
    properties.inert("StreamEncryption", "Tags");
    const streamName = properties.optionalText("Name") ?? generatedName;
    const streamMode = properties.section("StreamModeDetails").optionalText("StreamMode") as
      | StreamMode
      | undefined;
    const shardCount = properties.optionalNumber("ShardCount");
    const retentionPeriodHours = properties.optionalNumber("RetentionPeriodHours");
    const existing = parts.streams.all.find((stream) => stream.name === streamName);
    if (existing === undefined) {
      const created = await parts.streams.createStream({
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
      await parts.streams.increaseRetention({ streamName }, retentionPeriodHours);
    } else if (retentionPeriodHours !== undefined && retentionPeriodHours < current) {
      await parts.streams.decreaseRetention({ streamName }, retentionPeriodHours);
    }
    return { ref: streamName, attributes: { Arn: existing.arn } };
  },
};
