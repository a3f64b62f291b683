// What of a stream can be set besides its shards: its retention, its mode, its encryption, what is counted by shard. The words are kept and told;
// records are kept as they are, whatever the encryption.

import { ServiceError } from "../../../aws/service-error.ts";
import { constraintError } from "../../../aws/wire/members.ts";
import { Constraints, invalidArgument } from "../api/constraints.ts";
import { activeStream } from "../shards/resharding.ts";
import type { Stream } from "./stream.ts";
import {
  checkDecrease,
  checkDistribution,
  checkIncrease,
  checkMaxRecordSize,
  checkModeName,
  checkWarmThroughput,
  type RecordDistribution,
  type ShardLevelMetric,
  type StreamMode,
  shardLevelMetrics,
} from "./stream-properties.ts";
import type { StreamReference, Streams } from "./streams.ts";

const mostModeChangesADay = 2;
const dayMs = 24 * 3_600_000;

export async function increaseRetention(
  streams: Streams,
  reference: StreamReference,
  retentionHours: number,
): Promise<void> {
  const stream = streams.stream(reference);
  checkIncrease(stream.properties, retentionHours);
  const { readableSince } = stream;
  await stream.update(() => ({ retentionHours, readableSince }));
}

export async function decreaseRetention(
  streams: Streams,
  reference: StreamReference,
  retentionHours: number,
): Promise<void> {
  const stream = streams.stream(reference);
  checkDecrease(stream.properties, retentionHours);
  await stream.update(() => ({ retentionHours }));
}

export async function updateMaxRecordSize(
  streams: Streams,
  reference: StreamReference,
  maxRecordSizeInKiB: number,
): Promise<void> {
  const stream = streams.stream(reference);
  checkMaxRecordSize(maxRecordSizeInKiB);
  await stream.update(() => ({ maxRecordSizeInKiB }));
}

/** A stream keeps the shards that it has, whichever mode it gets. */
export async function updateMode(
  streams: Streams,
  reference: StreamReference,
  {
    mode,
    warmThroughputMiBps,
  }: { readonly mode: StreamMode; readonly warmThroughputMiBps?: number | undefined },
): Promise<void> {
  checkModeName(mode);
  const stream = activeStream(streams, reference);
  checkWarmThroughput(warmThroughputMiBps, mode);
  const now = streams.now();
  const modeChangedAt = (stream.properties.modeChangedAt ?? []).filter((at) => at > now - dayMs);
  if (streams.limits !== undefined && modeChangedAt.length >= mostModeChangesADay) {
    throw new ServiceError(
      "LimitExceededException",
      `The capacity mode of the stream ${stream.name} can be changed ${mostModeChangesADay} times in 24 hours.`,
    );
  }
  if (mode === stream.properties.mode) return;
  if (mode === "ON_DEMAND") streams.checkOnDemandLimit();
  stream.status.update();
  await stream.update(({ recordDistribution }) => ({
    mode,
    warmThroughputMiBps,
    modeChangedAt: [...modeChangedAt, now],
    ...(mode === "PROVISIONED" && recordDistribution !== undefined
      ? { recordDistribution: "USER_PARTITION_KEY" as const }
      : {}),
  }));
}

export async function updateWarmThroughput(
  streams: Streams,
  reference: StreamReference,
  warmThroughputMiBps: number,
): Promise<Stream> {
  const stream = activeStream(streams, reference);
  checkWarmThroughput(warmThroughputMiBps, stream.properties.mode);
  if (streams.account.commitment.status === "DISABLED") {
    throw invalidArgument(
      "Warm throughput is only supported for accounts that have MinimumThroughputBillingCommitment enabled.",
    );
  }
  stream.status.update();
  await stream.update(() => ({ warmThroughputMiBps }));
  return stream;
}

export async function updateDistribution(
  streams: Streams,
  reference: StreamReference,
  recordDistribution: RecordDistribution,
): Promise<void> {
  const stream = activeStream(streams, reference);
  checkDistribution(recordDistribution, stream.properties.mode);
  await stream.update(() => ({ recordDistribution }));
}

interface EncryptionRequest {
  readonly encryptionType: string;
  readonly keyId: string;
}

export async function startEncryption(
  streams: Streams,
  reference: StreamReference,
  request: EncryptionRequest,
): Promise<void> {
  checkEncryption(request);
  const stream = activeStream(streams, reference);
  stream.status.update();
  await stream.update(() => ({ encryptionKeyId: request.keyId }));
}

export async function stopEncryption(
  streams: Streams,
  reference: StreamReference,
  request: EncryptionRequest,
): Promise<void> {
  checkEncryption(request);
  const stream = activeStream(streams, reference);
  stream.status.update();
  await stream.update(() => ({ encryptionKeyId: undefined }));
}

function checkEncryption({ encryptionType, keyId }: EncryptionRequest): void {
  new Constraints()
    .oneOf("encryptionType", encryptionType, ["NONE", "KMS"])
    .length("keyId", keyId, { least: 1, most: 2048 })
    .throwIfBroken();
  if (encryptionType !== "KMS") throw invalidArgument("The only valid value of EncryptionType is KMS.");
}

export interface MonitoringChange {
  readonly before: readonly ShardLevelMetric[];
  readonly after: readonly ShardLevelMetric[];
}

/** Has the named metrics counted by shard, or no longer. */
export async function updateMonitoring(
  streams: Streams,
  reference: StreamReference,
  { named, isWanted }: { readonly named: readonly string[]; readonly isWanted: boolean },
): Promise<MonitoringChange> {
  if (named.length === 0)
    throw constraintError("shardLevelMetrics", "[]", "have length greater than or equal to 1");
  const known: readonly string[] = [...shardLevelMetrics, "ALL"];
  new Constraints()
    .each("shardLevelMetrics", named, {
      holds: (name) => known.includes(name),
      told: `Member must satisfy enum value set: [${known.join(", ")}]`,
    })
    .throwIfBroken();
  const stream = activeStream(streams, reference);
  const { shardLevelMetrics: before = [] } = stream.properties;
  const isNamed = (metric: string) => named.includes("ALL") || named.includes(metric);
  const after = shardLevelMetrics.filter((metric) => (isNamed(metric) ? isWanted : before.includes(metric)));
  await stream.update(() => ({ shardLevelMetrics: after }));
  return { before, after };
}
