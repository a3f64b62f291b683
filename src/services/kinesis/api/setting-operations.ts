// What is set of a stream besides its shards: retention, sizes, mode, encryption, monitoring.

import {
  constraintError,
  optionalInteger,
  optionalStringList,
  requiredInteger,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import {
  decreaseRetention,
  increaseRetention,
  startEncryption,
  stopEncryption,
  updateDistribution,
  updateMaxRecordSize,
  updateMode,
  updateMonitoring,
  updateWarmThroughput,
} from "../streams/settings.ts";
import type { RecordDistribution } from "../streams/stream-properties.ts";
import type { Streams } from "../streams/streams.ts";
import { referenceOf } from "./members.ts";
import { modeOf, warmThroughput } from "./stream-operations.ts";

export function settingOperations(streams: Streams): Record<string, Operation> {
  return {
    async IncreaseStreamRetentionPeriod(request) {
      await increaseRetention(
        streams,
        referenceOf(request),
        requiredInteger(request, "RetentionPeriodHours"),
      );
      return {};
    },
    async DecreaseStreamRetentionPeriod(request) {
      await decreaseRetention(
        streams,
        referenceOf(request),
        requiredInteger(request, "RetentionPeriodHours"),
      );
      return {};
    },
    async UpdateMaxRecordSize(request) {
      await updateMaxRecordSize(
        streams,
        referenceOf(request),
        requiredInteger(request, "MaxRecordSizeInKiB"),
      );
      return {};
    },
    async UpdateStreamMode(request) {
      const mode = modeOf(request);
      if (mode === undefined) throw constraintError("StreamModeDetails", undefined, "not be null");
      const warmThroughputMiBps = optionalInteger(request, "WarmThroughputMiBps");
      await updateMode(streams, byArn(request), { mode, warmThroughputMiBps });
      return {};
    },
    async UpdateStreamWarmThroughput(request) {
      const wanted = requiredInteger(request, "WarmThroughputMiBps");
      const { name, arn } = await updateWarmThroughput(streams, referenceOf(request), wanted);
      return { StreamName: name, StreamARN: arn, WarmThroughput: warmThroughput(wanted) };
    },
    async UpdateStreamRecordDistributionStrategy(request) {
      const strategy = requiredString(request, "RecordDistributionStrategy") as RecordDistribution;
      await updateDistribution(streams, byArn(request), strategy);
      return {};
    },
    async StartStreamEncryption(request) {
      await startEncryption(streams, referenceOf(request), encryptionIn(request));
      return {};
    },
    async StopStreamEncryption(request) {
      await stopEncryption(streams, referenceOf(request), encryptionIn(request));
      return {};
    },
    EnableEnhancedMonitoring: (request) => monitor(streams, request, true),
    DisableEnhancedMonitoring: (request) => monitor(streams, request, false),
  };
}

async function monitor(streams: Streams, request: WireObject, isWanted: boolean): Promise<WireObject> {
  const named = optionalStringList(request, "ShardLevelMetrics");
  if (named === undefined) throw constraintError("ShardLevelMetrics", undefined, "not be null");
  const reference = referenceOf(request);
  const { before, after } = await updateMonitoring(streams, reference, { named, isWanted });
  const { name, arn } = streams.stream(reference);
  return {
    StreamName: name,
    StreamARN: arn,
    CurrentShardLevelMetrics: before,
    DesiredShardLevelMetrics: after,
  };
}

function byArn(request: WireObject) {
  return { streamArn: requiredString(request, "StreamARN") };
}

function encryptionIn(request: WireObject) {
  return {
    encryptionType: requiredString(request, "EncryptionType"),
    keyId: requiredString(request, "KeyId"),
  };
}
